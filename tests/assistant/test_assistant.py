from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Status
from assistant.question import BadQuestion

WORDS = [
    "what",
    "is",
    "the",
    "fee",
    "for",
    "a",
    "berth",
    "vessel",
    "keeper",
    "lighthouse",
    "sailors",
    "rescued",
    "permit",
    "nine",
    "months",
    "harbour",
    "regulation",
    "quay",
    "directive",
    "article",
    "1",
    "2(2)",
    "99",
    "which",
    "list",
    "definition",
    "of",
    "when",
    "Gebühr",
    "Liegeplatz",
    "songs",
    "moon",
]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), st.sampled_from([None, "en", "de", "el"])
)
def test_every_citation_is_verbatim_at_its_offsets_and_every_mark_has_one(harbour, question, language) -> None:
    answer = harbour.assistant.ask(question, language, date(2026, 6, 1))
    for citation in answer.citations:
        assert harbour.index.document(citation.source.id).text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip() == citation.quote != ""
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert {n for s in answer.sentences for n in s.citations} == {c.n for c in answer.citations}
    quotes = {c.n: c.quote for c in answer.citations}
    assert all(s.text == quotes[s.citations[0]] for s in answer.sentences if s.quoted)
    assert all(not s.citations for s in answer.sentences if not s.quoted)
    assert answer.sentences
    assert (answer.status is Status.ANSWERED) <= bool(answer.citations)


def test_an_answer_quotes_and_marks(harbour, today) -> None:
    answer = harbour.assistant.ask("How many euro a night is the fee for a berth?", as_of=today)
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("The fee for a berth shall be 12 euro a night. [1]")
    assert (answer.citations[0].source.id, answer.citations[0].locator) == ("new-en", "Article 3")
    assert answer.seconds["total"] >= answer.seconds["retrieve"] >= 0


def test_the_language_is_detected_and_its_edition_quoted(harbour, today) -> None:
    answer = harbour.assistant.ask("Wie hoch ist die Gebühr für einen Liegeplatz je Nacht?", as_of=today)
    assert answer.language == "de"
    assert answer.citations[0].source.id == "new-de"


def test_the_repealed_act_is_said_to_be_repealed_in_the_questions_language(harbour, today) -> None:
    answer = harbour.assistant.ask("Article 1 of the Quay Directive", as_of=today)
    assert answer.citations[0].law_status == "repealed since 1 January 2020 by 32020R0001"
    assert any("no longer applies" in n and "Harbour Regulation on 1 January 2020" in n for n in answer.notes)
    german = harbour.assistant.ask("Article 1 of the Quay Directive", "de", today)
    assert any("1. Januar 2020" in note for note in german.notes)
    before = harbour.assistant.ask("Article 1 of the Quay Directive", as_of=date(2010, 1, 1))
    assert before.notes == ("Quay Directive applies until 1 January 2020; Harbour Regulation then takes its place.",)


def test_a_brief_alone_says_that_it_is_none_of_the_law(harbour, today) -> None:
    answer = harbour.assistant.ask("Sailors sing shanties in the evening", as_of=today)
    assert answer.citations[0].source.id == "brief"
    assert "brief written for this project" in answer.notes[0]


def test_what_is_not_there_is_said_first(harbour, today) -> None:
    answer = harbour.assistant.ask("What does Article 99 of the Harbour Regulation say?", as_of=today)
    assert answer.status is Status.NOT_IN_DOCUMENTS
    assert [s.text for s in answer.sentences[:2]] == [
        "The indexed documents do not answer this.",
        "Harbour Regulation has no Article 99 in the indexed text.",
    ]
    missing = harbour.assistant.ask("Article 2 of the Canal Regulation", as_of=today)
    assert missing.sentences[1].text == "Canal Regulation is not among the indexed documents."


def test_out_of_scope_quotes_nothing_but_shows_what_was_found(harbour, today) -> None:
    answer = harbour.assistant.ask("Zyxw vuts qponm?", "en", today)
    assert answer.status is Status.OUT_OF_SCOPE
    assert answer.citations == ()
    assert len(answer.sentences) == 1
    assert answer.retrieved


def test_a_follow_up_says_how_it_was_understood(harbour, today) -> None:
    before = "How much is the fee for a berth in the Harbour Regulation?"
    answer = harbour.assistant.ask("And a night?", as_of=today, previous=[before])
    assert answer.resolved_question == f"{before} And a night?"
    assert answer.citations[0].locator == "Article 3"
    assert harbour.assistant.ask(before, as_of=today).resolved_question is None


@pytest.mark.parametrize("language", ["xx", "EN", "english"])
def test_an_unknown_language_is_refused_with_those_there_are(harbour, language: str) -> None:
    with pytest.raises(BadQuestion, match="use one of bg, cs"):
        harbour.assistant.ask("fee?", language)


@pytest.mark.parametrize("question", ["", "\x00", "?!", "x" * 20_000])
def test_what_cannot_be_searched_is_refused_in_a_sentence(harbour, question: str) -> None:
    with pytest.raises(BadQuestion, match=r"\.$|again|want to know"):
        harbour.assistant.ask(question)


def test_markup_in_a_question_is_text(harbour, today) -> None:
    answer = harbour.assistant.ask("<script>alert(1)</script> fee for a berth?", as_of=today)
    assert answer.question.startswith("<script>")
    assert answer.status is Status.ANSWERED


def test_documents_and_status(harbour) -> None:
    assert {s.id for s in harbour.assistant.documents()} == {"a-new-en-pdf", "new-en", "new-de", "old-en", "brief"}
    assert harbour.assistant.status()["documents"] == 5
    assert re.match("REGULATION", harbour.assistant.document("new-en").text)
    with pytest.raises(KeyError):
        harbour.assistant.document("none")


def test_a_named_article_comes_first_and_is_cited_however_its_words_are_found(harbour) -> None:
    answer = harbour.assistant.ask("What does Article 3 of the Harbour Regulation say about lanterns at dusk?")
    assert answer.retrieved[0].passage.article == "Article 3"
    assert answer.citations[0].locator.startswith("Article 3")
