from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.source import Kind, Source
from ui.finding import finding, found_list
from ui.texts import texts

EN = texts("en")


def document(text: str) -> Document:
    return Document(Source("d", "t", Kind.OTHER), text, ())


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("Straße und STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("Élève, eleve", "ELEVE", ["Élève", "eleve"]),
        ("two\nlines and two  lines", "two lines", ["two\nlines", "two  lines"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("Θεσσαλονίκη", "θεσσαλονικη", ["Θεσσαλονίκη"]),
        ("ﬁne", "fine", ["ﬁne"]),
        ("nothing", "x", []),
        ("nothing", "  ", []),
    ],
)
def test_case_accents_and_line_ends_do_not_matter(text: str, words: str, places: list[str]) -> None:
    assert [text[start:end] for start, end in finding(document(text), words).spans] == places


@given(st.text(max_size=80), st.text(max_size=4))
def test_spans_are_in_order_inside_the_text_and_no_word_breaks_it(text: str, words: str) -> None:
    spans = finding(document(text), words).spans
    flat = [at for span in spans for at in span]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_many_places_are_counted_and_the_first_are_listed(act: Any) -> None:
    found = finding(act, "line by line")
    markup = found_list(act, found, EN)
    assert found.count == 60
    assert "stands in 60 places. The first 20 are listed." in markup
    assert markup.count("<li>") == 20
    assert "Article 3 · …" in markup


def test_words_that_are_not_there_say_what_to_try(act: Any) -> None:
    assert "does not stand in this document" in found_list(act, finding(act, "<b>zebra"), EN)
    assert "&lt;b&gt;zebra" in found_list(act, finding(act, "<b>zebra"), EN)
    assert "Type at least two letters" in found_list(act, finding(act, "z"), EN)
