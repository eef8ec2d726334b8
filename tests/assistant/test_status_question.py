"""Questions whether an act is in force are answered from its final articles and from those that repeal it."""

from __future__ import annotations

import pytest

from assistant.answer import Status
from assistant.references import resolve
from assistant.status_question import StatusAnswers
from assistant.understanding import understand

NEW, OLD = "32020R0001", "31990L0001"


def quoted(answer) -> list[tuple[str, str]]:
    return [(c.source.work, c.locator) for c in answer.citations]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Is the Quay Directive still in force?"),
        ("en", "Has the Quay Directive been repealed?"),
        ("de", "Gilt die Quay Directive noch?"),
        ("pl", "Czy Quay Directive nadal obowiązuje?"),
        ("el", "Ισχύει ακόμη η Quay Directive;"),
        ("hu", "Hatályban van még a Quay Directive?"),
        ("fi", "Onko Quay Directive vielä voimassa?"),
    ],
)
def test_of_a_repealed_act_the_repealing_article_comes_first(harbour, today, language: str, text: str) -> None:
    answer = harbour.assistant.ask(text, language, today)
    assert answer.status is Status.ANSWERED
    assert quoted(answer)[0] == (NEW, "Article 5")


def test_the_answer_says_how_it_stands_before_it_quotes(harbour, today) -> None:
    answer = harbour.assistant.ask("Is the Quay Directive still in force?", as_of=today)
    first = answer.sentences[0]
    assert not first.quoted
    assert first.text == "Quay Directive no longer applies: it was repealed by Harbour Regulation on 1 January 2020."
    assert first.text not in answer.notes


def test_of_a_law_in_force_the_day_and_the_article_are_given(harbour, today) -> None:
    answer = harbour.assistant.ask("Since when does the Harbour Regulation apply?", as_of=today)
    assert answer.sentences[0].text == "Harbour Regulation has applied since 1 January 2020."
    assert (NEW, "Article 6") in quoted(answer)


def test_an_act_that_is_not_indexed_is_answered_from_the_one_that_repeals_it(harbour, today) -> None:
    answer = harbour.assistant.ask("Is Directive 90/1/EEC still in force?", as_of=today)
    assert quoted(answer)[0] == (NEW, "Article 5")


@pytest.mark.parametrize(
    "text",
    [
        "What is the fee for a berth that still lies at the quay under the Quay Directive in winter?",
        "Does the Harbour Regulation apply in Denmark?",
        "Is it still in force?",
        "Is Article 2 of the Harbour Regulation still in force?",
    ],
)
def test_other_questions_about_a_named_act_are_left_alone(harbour, today, text: str) -> None:
    asked = understand(text, "en", today, (), harbour.names)
    answers = StatusAnswers(harbour.index, harbour.shelf, harbour.names)
    assert answers.find(asked, resolve(text, harbour.names)) is None


def test_what_takes_a_repealed_act_for_law_is_shown_what_repealed_it(harbour, today) -> None:
    answers = StatusAnswers(harbour.index, harbour.shelf, harbour.names)

    def repeal(text: str) -> str | None:
        asked = understand(text, "en", today, (), harbour.names)
        passage = answers.repeal(asked, resolve(text, harbour.names))
        return passage.locator if passage else None

    assert repeal("Why does the Quay Directive make ships pay a fee for every berth?") == "Article 5"
    assert repeal("Why does the Harbour Regulation make ships pay a fee for every berth?") is None
    assert repeal("Which fee did ships pay under the Quay Directive?") is None
    assert repeal("Why does Article 2 of the Quay Directive make ships pay a fee?") is None
    answer = harbour.assistant.ask("Why does the Quay Directive make ships pay a fee for every berth?", as_of=today)
    assert (NEW, "Article 5") in quoted(answer)
