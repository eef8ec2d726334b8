# ruff: noqa: E501 - a question a line reads better
from __future__ import annotations

import pytest

from assistant.compound import asks, story_of


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("en", "How long is it valid, and how quickly must it be issued?", ("How long is it valid", "how quickly must it be issued?")),
        ("en", "Compare the deadline in general and for Blue Card holders.", ("Compare the deadline in general", "for Blue Card holders.")),
        ("en", "Which can last longer: an entry ban or detention before removal?", ("an entry ban", "detention before removal")),
        ("en", "What changed between the old law and the new one?", ("What changed between the old law", "the new one")),
        ("de", "Wie lange gilt er für Flüchtlinge und wie lange für andere?", ("Wie lange gilt er für Flüchtlinge", "wie lange für andere?")),
        ("fr", "Combien reçoit-il pour un adulte, et combien s'il est mineur ?", ("Combien reçoit-il pour un adulte", "combien s'il est mineur ?")),
        ("es", "¿En cuánto tiempo se decide una y en cuánto la otra?", ("¿En cuánto tiempo se decide una", "en cuánto la otra?")),
        ("ro", "La screening, cine face controlul și cine însoțește copilul?", ("La screening, cine face controlul", "cine însoțește copilul?")),
        ("fi", "Kuinka kauan saa oleskella ja milloin oikeus on pysyvä?", ("Kuinka kauan saa oleskella", "milloin oikeus on pysyvä?")),
        ("en", "May they work? Who pays for the course?", ("May they work?", "Who pays for the course?")),
        ("el", "Πότε μπορούν να εργαστούν; Ποιος αποφασίζει;", ("Πότε μπορούν να εργαστούν;", "Ποιος αποφασίζει;")),
    ],
)  # fmt: skip
def test_a_question_that_asks_two_things_is_taken_apart(language: str, text: str, parts: tuple[str, ...]) -> None:
    assert asks(text, language) == parts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Who pays for food and clothing?"),
        ("de", "Wann wurde die Partnerschaft zwischen Kommission und Ausschuss der Regionen gegründet?"),
        ("fr", "Qui décide de l'accueil et de la santé ?"),
        ("en", "Article 17"),
        ("mt", "Min iħallas?"),
    ],
)
def test_a_question_that_asks_one_thing_stays_whole(language: str, text: str) -> None:
    assert asks(text, language) == (text,)


STORY = (
    "I work in the town hall of a small place near the border. Last week a family came to us with two sons of nine and "
    "twelve years, and the mother told us that the camp is full. They asked for asylum ten days ago. "
    "By when must the boys be in school? My colleague thinks that we may wait for a year."
)


def test_a_long_story_is_reduced_to_what_is_asked_with_the_sentence_before() -> None:
    assert asks(STORY, "en") == ("By when must the boys be in school?",)
    assert story_of(STORY, "en") == "They asked for asylum ten days ago. By when must the boys be in school?"
    assert story_of("May they work?", "en") == "May they work?"


def test_a_long_text_that_asks_nothing_stays_whole() -> None:
    text = "The harbour is full of boats that nobody owns. " * 8
    assert story_of(text.strip(), "en") == text.strip()


def test_at_most_three_parts() -> None:
    assert len(asks("Who pays? Who decides? Who helps? Who waits? Who knows?", "en")) == 3
