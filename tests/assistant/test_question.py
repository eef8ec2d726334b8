from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import MAX_CHARACTERS, BadQuestion, clean, expectation


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x1b", "\u202e\u200b"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(BadQuestion, match=r"^The question is empty: type a question"):
        clean(text)


@pytest.mark.parametrize("text", ["?", "?!… —", "<>", "🙂"])
def test_a_question_without_words_is_refused(text: str) -> None:
    with pytest.raises(BadQuestion, match="has no words"):
        clean(text)


def test_twenty_thousand_characters_are_refused_with_both_numbers() -> None:
    with pytest.raises(BadQuestion, match=r"20,000 characters, 2,000 at most"):
        clean("x" * 20_000)
    assert len(clean("x" * MAX_CHARACTERS)) == MAX_CHARACTERS


def test_white_space_alone_does_not_make_a_question_too_long() -> None:
    assert clean("may" + " " * 20_000 + "work?") == "may work?"


def test_control_and_bidi_characters_are_taken_out() -> None:
    assert clean("\x1b[31mMay\x00they\r\nwork\u2028now\u202e?\u2066\x07") == "[31mMay they work now?"


def test_invisible_characters_do_not_split_words() -> None:
    assert clean("inte\u00adgra\u200btion") == "integration"


def test_letters_are_composed_and_markup_is_only_text() -> None:
    assert clean("proce\u0301dure") == "procédure"
    assert clean("<b>may they work?</b>") == "<b>may they work?</b>"


@given(st.text(max_size=300))
def test_a_cleaned_question_is_clean_and_stays_so(text: str) -> None:
    try:
        kept = clean(text)
    except BadQuestion as error:
        kept = None
        refused = str(error)
    if kept is None:
        assert refused.startswith("The question")
        return
    assert kept == kept.strip()
    assert kept.isprintable()
    assert "  " not in kept
    assert not any(unicodedata.bidirectional(c) in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI"} for c in kept)
    assert clean(kept) == kept


@pytest.mark.parametrize(
    ("field", "question"),
    [
        ("definition", "What is a mass influx?"),
        ("definition", "Was bedeutet Überstellung?"),
        ("definition", "Τι είναι η ένταξη;"),
        ("definition", "Какво е интеграция?"),
        ("listing", "Which documents must they show?"),
        ("listing", "Jakie warunki trzeba spełnić?"),
        ("deadline", "Within how many days: how long may it take?"),
        ("deadline", "Wie lange darf die Prüfung dauern?"),
        ("deadline", "Кога започва?"),
        ("amount", "Quel est le montant ?"),
        ("amount", "Πόσα χρήματα;"),
        ("comparison", "What is the difference between the two?"),
        ("old", "What did the repealed directive say?"),
        ("old", "Was sagte die frühere Richtlinie?"),
    ],
)
def test_the_sort_of_answer_is_read_from_the_words(field: str, question: str) -> None:
    assert getattr(expectation(question), field)


def test_a_plain_question_expects_nothing_special() -> None:
    plain = expectation("May applicants work?")
    assert not any((plain.definition, plain.listing, plain.deadline, plain.amount, plain.comparison, plain.old))
    assert not plain.whole
    assert expectation("What is asylum?").whole
