from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document, Unit, UnitKind
from ingest.source import Kind, Source
from ui.lines import lines

SOURCE = Source("d", "A document", Kind.OTHER)


def at(document: Document, words: str) -> int:
    return next(i for i, line in enumerate(lines(document)) if words in document.text[line.start : line.end])


def test_an_article_and_its_subject_are_one_heading(act: Document) -> None:
    line = lines(act)[at(act, "Article 2")]
    assert act.text[line.start : line.end] == "Article 2\nAccess for newcomers"
    assert (line.level, line.anchor) == (3, "article-2")


def test_headings_go_down_without_leaving_a_level_out(act: Document) -> None:
    levels = [line.level for line in lines(act) if line.level]
    assert levels == [2, 3, 3, 2, 3]


def test_points_are_indented_and_recitals_have_anchors(act: Document) -> None:
    shown = lines(act)
    assert shown[at(act, "(b) books")].indent == 1
    assert shown[at(act, "(1) Reading")].anchor == "recital-1"
    assert shown[at(act, "1. Member States")].indent == 0


def test_a_line_that_only_repeats_the_subject_later_is_no_heading() -> None:
    text = "Article 1\nScope\nIt has a scope.\nScope"
    unit = Unit(UnitKind.ARTICLE, 0, len(text), "1", "Scope")
    shown = lines(Document(SOURCE, text, (unit,)))
    assert [text[line.start : line.end] for line in shown] == ["Article 1\nScope", "It has a scope.", "Scope"]


def test_part_of_a_text_has_the_same_lines(act: Document) -> None:
    start = act.text.index("Article 2")
    end = act.text.index("CHAPTER II")
    whole = [line for line in lines(act) if start <= line.start < end]
    part = lines(act, start, end)
    assert [(x.start, x.end, x.level, x.indent, x.kind, x.unit) for x in part] == [
        (x.start, x.end, x.level, x.indent, x.kind, x.unit) for x in whole
    ]


def test_anchors_that_would_be_equal_are_numbered() -> None:
    units = (Unit(UnitKind.ARTICLE, 0, 9, "1"), Unit(UnitKind.ARTICLE, 10, 19, "1"))
    assert [line.anchor for line in lines(Document(SOURCE, "Article 1\nArticle 1", units))] == [
        "article-1",
        "article-1-2",
    ]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.text(alphabet="ab \n\t", max_size=60))
    units: list[Unit] = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        heading = draw(st.sampled_from([None, "a", "ab", "b"]))
        units.append(
            Unit(draw(st.sampled_from(list(UnitKind))), start, end, draw(st.sampled_from([None, "1"])), heading)
        )
    return Document(SOURCE, text, tuple(sorted(units, key=lambda u: (u.start, -u.end))))


@given(documents())
def test_lines_lose_and_double_no_character(document: Document) -> None:
    shown = lines(document)
    assert all(a.end <= b.start for a, b in pairwise(shown))
    kept = "".join(document.text[line.start : line.end] for line in shown)
    assert "".join(kept.split()) == "".join(document.text.split())
    anchors = [line.anchor for line in shown if line.anchor]
    assert len(anchors) == len(set(anchors))


CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_a_real_act_has_all_its_articles_in_the_outline() -> None:
    from ingest.readers import read
    from ingest.structure import build_document

    document = build_document(SOURCE, read(CORPUS / "pact-2024" / "32024L1346.en.xhtml", "en"))
    headings = [line for line in lines(document) if line.level and line.kind is UnitKind.ARTICLE]
    assert len(headings) == 38
    assert document.text[headings[16].start : headings[16].end] == "Article 17\nEmployment"
