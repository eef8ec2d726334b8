"""The assistant on follow-ups, two asks at once, other days, changes of law, pasted law, bare acts, other languages."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Status

NEW, OLD = "32020R0001", "31990L0001"
PERMIT = (
    "A mooring permit shall be granted within nine months of the application. The keeper of the lighthouse shall be "
    "heard beforehand. Lanterns shall be lit at dusk"
)


def own(answer) -> str:
    return " ".join(s.text for s in answer.sentences if not s.quoted)


def test_a_follow_up_is_answered_near_the_turn_before(harbour, today) -> None:
    before = ("When shall sailors in distress be rescued?",)
    answer = harbour.assistant.ask("And in Article 2?", as_of=today, previous=before)
    assert answer.resolved_question == "When shall sailors in distress be rescued? And in Article 2?"
    assert (NEW, "Article 2(1)") in [(c.source.work, c.locator) for c in answer.citations]


def test_a_change_of_subject_is_searched_alone(harbour, today) -> None:
    before = ("What is the fee for a berth?",)
    asked = "When shall sailors in distress be rescued under the Harbour Regulation?"
    answer = harbour.assistant.ask(asked, as_of=today, previous=before)
    assert answer.resolved_question is None


def test_two_asks_are_both_answered(harbour, today) -> None:
    asked = "What shall be the fee for a berth and who shall register every vessel?"
    answer = harbour.assistant.ask(asked, as_of=today)
    quotes = " ".join(c.quote for c in answer.citations)
    assert "12 euro" in quotes
    assert "harbour master shall register" in quotes


def test_the_law_of_an_earlier_day_is_quoted_and_what_replaces_it_said(harbour) -> None:
    answer = harbour.assistant.ask("What shall be the fee for a berth in euro?", as_of=date(2015, 1, 1))
    works = {c.source.work for c in answer.citations}
    assert OLD in works
    assert NEW not in works
    assert "9 euro" in answer.text
    assert any("applies until 1 January 2020" in note for note in answer.notes)


def test_a_change_of_law_is_shown_side_by_side_old_before_new(harbour, today) -> None:
    asked = "What changed in the fee for a berth between the Quay Directive and the Harbour Regulation?"
    answer = harbour.assistant.ask(asked, as_of=today)
    assert [c.source.work for c in answer.citations[:2]] == [OLD, NEW]
    assert "9 euro" in answer.text
    assert "12 euro" in answer.text


def test_before_and_now_are_shown_side_by_side_without_the_names_of_acts(harbour, today) -> None:
    answer = harbour.assistant.ask("What was the fee for a berth before and what is it now?", as_of=today)
    assert [c.source.work for c in answer.citations[:2]] == [OLD, NEW]


def test_the_year_of_a_repealed_act_names_the_old_side_and_final_articles_are_none(harbour, today) -> None:
    asked = "What shall the fee for a berth be under the directive of 1990 that is repealed, and what is it now?"
    answer = harbour.assistant.ask(asked, as_of=today)
    places = [(c.source.work, c.locator) for c in answer.citations[:2]]
    assert places == [(OLD, "Article 2"), (NEW, "Article 3")]


def test_a_false_number_is_named_before_the_quotation(harbour, today) -> None:
    answer = harbour.assistant.ask("Why is a mooring permit granted within two years of the application?", as_of=today)
    assert "Your question says “two years”. The text below says: nine months" in own(answer)


@pytest.mark.parametrize("text", [PERMIT, f"Where is this from? {PERMIT}", PERMIT.upper()])
def test_pasted_law_is_found_word_for_word(harbour, today, text: str) -> None:
    answer = harbour.assistant.ask(text, as_of=today)
    assert answer.status is Status.ANSWERED
    assert own(answer) == "This text stands here:"
    assert (answer.citations[0].source.work, answer.citations[0].locator) == (NEW, "Article 2(2)")


def test_pasted_law_is_found_in_the_edition_it_is_from(harbour, today) -> None:
    text = "Wo steht das: Die Gebühr für einen Liegeplatz beträgt 12 Euro je Nacht. Danke!"
    answer = harbour.assistant.ask(text, as_of=today)
    assert answer.citations[0].source.id == "new-de"


@pytest.mark.parametrize("text", ["32020R0001", "CELEX: 32020R0001", "Harbour Regulation", "the Harbour Regulation?"])
def test_an_act_alone_is_shown_from_its_first_article(harbour, today, text: str) -> None:
    answer = harbour.assistant.ask(text, as_of=today)
    assert answer.status is Status.ANSWERED
    assert {(c.source.work, c.locator.partition(",")[0]) for c in answer.citations} == {(NEW, "Article 1")}


def test_an_act_alone_that_is_not_indexed_is_named(harbour, today) -> None:
    answer = harbour.assistant.ask("32001R0009", as_of=today)
    assert answer.status is Status.NOT_IN_DOCUMENTS
    assert "Canal Regulation is not among the indexed documents." in own(answer)


def test_a_language_that_is_not_official_is_answered_in_english_and_named(harbour, today) -> None:
    answer = harbour.assistant.ask("Mülteciler ne zaman çalışabilir?", as_of=today)
    assert answer.language == "en"
    assert own(answer).startswith("Bu yardımcı Türkçe")
    assert "Your question is in Turkish" in own(answer)


def test_the_same_place_in_another_language_goes_with_the_citation(harbour, today) -> None:
    answer = harbour.assistant.ask("Article 4 of the Harbour Regulation", as_of=today)
    also = next(c.also for c in answer.citations if c.source.work == NEW)
    assert [edition.source.id for edition in also] == ["new-de"]
    assert "Seeleute" in also[0].text
    document = harbour.assistant.document("new-de")
    assert document.text[also[0].start : also[0].end] == also[0].text
    quays = harbour.assistant.ask("Article 2 of the Quay Directive", as_of=today)
    assert not any(c.also for c in quays.citations if c.source.work == OLD)
