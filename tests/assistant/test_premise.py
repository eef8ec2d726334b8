from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from assistant.durations import quantities
from assistant.premise import Premise, premise_of, takes_for_granted
from assistant.question import Question, expectation
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source


@pytest.mark.parametrize(
    ("language", "text", "family", "value"),
    [
        ("en", "within six months", "time", 180),
        ("en", "the 12-month deadline", "time", 360),
        ("en", "after 15 working days", "time", 15),
        ("de", "nach zwölf Monaten", "time", 360),
        ("de", "innerhalb von 3 Tagen", "time", 3),
        ("fr", "dans un délai d'un an ou de six mois", "time", 180),
        ("es", "a los nueve meses", "time", 270),
        ("it", "entro due settimane", "time", 14),
        ("pl", "po sześciu miesiącach", "time", 180),
        ("el", "δέκα χρόνια", "time", 3600),
        ("bg", "след три месеца", "time", 90),
        ("cs", "trvá 30 dní", "time", 30),
        ("fi", "kuuden kuukauden jälkeen, 6 kuukautta", "time", 180),
        ("hu", "hat hónap", "time", 180),
        ("lv", "30 dienām", "time", 30),
        ("en", "75 % of the costs", "percent", 75),
        ("en", "EUR 10 000 a year", "euro", 10000),
        ("en", "a fine of €50", "euro", 50),
    ],
)
def test_numbers_are_read_with_their_unit(language: str, text: str, family: str, value: float) -> None:
    assert (family, value) in [(q.family, q.value) for q in quantities(text, language)]


def test_numbers_without_a_unit_are_no_quantities() -> None:
    assert quantities("Article 17 of Directive 2024/1346 and 30 children", "en") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Why may asylum seekers never work?"),
        ("en", "Since children must wait a year for school, what do we do?"),
        ("en", "The procedure takes a year, so where do people sleep?"),
        ("en", "We have 30 days to report, right?"),
        ("de", "Warum läuft die Rechtsstellung nach fünf Jahren ab?"),
        ("fr", "Le droit de rester vaut titre de séjour, n'est-ce pas ?"),
        ("el", "Η προστασία δίνεται για δέκα χρόνια, σωστά;"),
        ("pl", "Skoro procedura trwa rok, gdzie ludzie śpią?"),
        ("sl", "Zakaj begunec dve leti ne sme delati?"),
        ("bg", "Защо чакат една година?"),
    ],
)
def test_a_question_that_takes_something_for_granted_is_noticed(language: str, text: str) -> None:
    assert takes_for_granted(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Since when do the new rules apply?"),
        ("en", "When may an applicant work?"),
        ("en", "Who pays, and until when?"),
        ("de", "Wann darf ein Asylbewerber arbeiten?"),
        ("pt", "Como devem ser escolhidos os alimentos?"),
        ("fr", "Quand un demandeur peut-il travailler ?"),
    ],
)
def test_a_plain_question_takes_nothing_for_granted(language: str, text: str) -> None:
    assert not takes_for_granted(text, language)


ACT = Source("act", "Act", Kind.REGULATION, celex="32020R0001")
TEXT = "The permit shall be granted within nine months, or one year where the harbour is full."


@dataclass
class Shelves:
    """What `premise_of` looks at."""

    articles: dict[tuple[str, str], list[Passage]] = field(default_factory=dict)


def judged(text: str, language: str = "en") -> Premise | None:
    passage = Passage("p", "act", "Article 5", "Article 5", 0, len(TEXT), TEXT, "")
    asked = Question(text, language, date(2026, 1, 1), text, expectation(text))
    return premise_of(asked, [Hit(passage, ACT, 1.0)], Shelves({("32020R0001", "Article 5"): [passage]}))  # type: ignore[arg-type]


def test_a_number_that_the_article_does_not_have_is_named() -> None:
    assert judged("Why does a permit take two years?") == Premise("two years")
    assert judged("Warum dauert die Erlaubnis 30 Tage?", "de") == Premise("30 Tage")


def test_a_number_that_the_article_has_in_another_unit_is_right() -> None:
    assert judged("May a permit take 12 months?") is None
    assert judged("Why does a permit take nine months?") == Premise()


def test_numbers_of_another_kind_and_ages_are_left_alone() -> None:
    assert judged("Is there a fee of 50 euro?") is None
    assert judged("May a girl aged 14 years have a permit?") is None


def test_what_readers_tell_of_themselves_is_no_claim_about_the_law() -> None:
    assert judged("We have waited for two years. May the permit be late?") is None
    assert judged("We wait. Why does a permit take two years?") == Premise("two years")
