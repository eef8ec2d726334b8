"""Sentences and even groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pieces import Piece, group, sentences


def cut(text: str, max_words: int | None = None) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text), max_words)]


@pytest.mark.parametrize(
    "text",
    [
        "1. Member States shall act.",
        "See Art. 5 and Nos. 3 to 4 of OJ L 1, p. 31.",
        "It costs 1.5 million, i.e. less than before.",
        "Nach Art. 3 Abs. 2 gilt es ab dem 31. Dezember 2030.",
        "Na podstawie art. 5 ust. 1 lit. a) stosuje się zasady.",
        "The U. S. Government and J. Smith agree.",
        "He said: ‘no’; then he left",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It ends (here). ‘Next’ begins.", ["It ends (here).", "‘Next’ begins."]),
        ("In 2013. The act applied.", ["In 2013.", "The act applied."]),
        ("Τέλος. Αρχή.", ["Τέλος.", "Αρχή."]),
        ("Край. Начало.", ["Край.", "Начало."]),
        ("Erster Satz. Ärzte helfen.", ["Erster Satz.", "Ärzte helfen."]),
        ("a line\nanother line", ["a line", "another line"]),
    ],
)
def test_sentences_end_where_readers_stop(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


def test_a_long_sentence_is_cut_near_its_middle_at_punctuation() -> None:
    assert cut("one two three, four five six", 4) == ["one two three,", "four five six"]
    assert cut("one two three four", 2) == ["one two", "three four"]


@given(st.text(st.sampled_from("ab A.;,1 \n–")), st.none() | st.integers(1, 5))
def test_sentences_lose_nothing_but_white_space(text: str, max_words: int | None) -> None:
    parts = cut(text.strip(), max_words)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert max_words is None or all(len(part.split()) <= max_words for part in parts)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30), st.integers(1, 100))
def test_groups_keep_every_piece_and_the_limit(weights: list[int], max_words: int) -> None:
    pieces = [Piece(at * 10, at * 10 + 9, weight, at, at) for at, weight in enumerate(weights)]
    groups = group(pieces, max_words)
    assert sum(span.words for span in groups) == sum(weights)
    assert [span.first for span in groups[1:]] == [span.last + 1 for span in groups[:-1]]
    assert all(span.words <= max_words or span.first == span.last for span in groups)


def test_groups_are_even() -> None:
    pieces = [Piece(at, at + 1, 10, at, at) for at in range(12)]
    assert [span.words for span in group(pieces, 100)] == [60, 60]
    assert group([], 100) == []
