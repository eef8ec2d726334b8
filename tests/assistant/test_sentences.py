from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import is_point, split_sentences

WRITTEN = st.lists(
    st.one_of(
        st.sampled_from(
            ["Art. 5", "No. 3", "e.g. ", "Member States shall ", "provide it. ", "(a) ", ":\n", ";\n", "\n"]
        ),
        st.text(alphabet='aB1 .!?;:()"’»\n-–éΩж', max_size=12),
    ),
    max_size=25,
).map("".join)


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


@given(WRITTEN, st.integers(0, 10_000))
def test_spans_cover_all_text_but_white_space(text: str, offset: int) -> None:
    spans = split_sentences(text, offset)
    covered = {i for a, b in spans for i in range(a - offset, b - offset)}
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())


@given(WRITTEN, st.integers(0, 10_000))
def test_spans_are_in_order_apart_and_trimmed(text: str, offset: int) -> None:
    spans = split_sentences(text, offset)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    for a, b in spans:
        piece = text[a - offset : b - offset]
        assert piece
        assert piece == piece.strip()
        assert "\n" not in piece


@given(WRITTEN)
def test_inside_a_line_a_cut_needs_an_end_mark_and_white_space(text: str) -> None:
    spans = split_sentences(text)
    for (_, end), (start, _) in itertools.pairwise(spans):
        if "\n" not in text[end:start]:
            assert text[end:start].isspace()
            assert text[:end].rstrip("\"'’”»)]")[-1] in ".!?"


@pytest.mark.parametrize(
    "whole",
    [
        "See Art. 5 and No. 3 of the list.",
        "Benefits, e.g. Housing, are granted.",
        "Gemäß Art. 4 Abs. 2 lit. b gilt dies.",
        "Zgodnie z art. 17 ust. 1 przysługuje praca.",
        "It costs 3.5 million.",
        "1. Member States shall provide information.",
        "They shall give: food; shelter; care.",
        "It was said by cf. Smith in 2020.",
    ],
)
def test_abbreviations_numbers_and_inner_colons_do_not_end_a_sentence(whole: str) -> None:
    assert sentences(whole) == [whole]


def test_sentences_end_at_marks_and_closing_quotes() -> None:
    assert sentences("They may work. ‘Work is free.’ The rest follows! Why? 20 days.") == [
        "They may work.",
        "‘Work is free.’",
        "The rest follows!",
        "Why?",
        "20 days.",
    ]


def test_lines_of_a_list_are_sentences() -> None:
    assert sentences("States shall give:\n(a) food;\n(b) shelter.") == [
        "States shall give:",
        "(a) food;",
        "(b) shelter.",
    ]


def test_nothing_has_no_sentences() -> None:
    assert split_sentences(" \n\t\n ") == []


@pytest.mark.parametrize("line", ["(a) food", "(iv) food", "1. food", "2a) food", "- food", "• food"])
def test_points(line: str) -> None:
    assert is_point(line)


@pytest.mark.parametrize("line", ["Food", "A. Smith", "2024/1346 applies", "(see below) food", "-food"])
def test_not_points(line: str) -> None:
    assert not is_point(line)
