"""Levels of points: by their numbering, or as the markup nests them."""

from __future__ import annotations

import pytest

from ingest.block import Block, Reading
from ingest.document import Document, UnitKind
from ingest.source import Kind, Source
from ingest.structure import build_document

K = UnitKind


def document(*blocks: Block) -> Document:
    return build_document(Source(id="act", title="An Act", kind=Kind.REGULATION), Reading(blocks, "test"))


def text_of(doc: Document, index: int) -> str:
    return doc.text[doc.units[index].start : doc.units[index].end]


@pytest.mark.parametrize(
    ("numbers", "levels"),
    [
        (["1", "a", "b", "2", "a"], [1, 2, 2, 1, 2]),
        (["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"], [1] * 10),
        (["a", "i", "ii", "iii", "b"], [1, 2, 2, 2, 1]),
        (["a", None, None, "b"], [1, 2, 2, 1]),
        (["1", "2", "a", "i", "ii", "b", "3"], [1, 1, 2, 3, 3, 2, 1]),
        (["a", "c", "d"], [1, 1, 1]),
        (["y", "z", "aa", "bb"], [1, 1, 1, 1]),
    ],
)
def test_points_nest_by_their_numbering(numbers: list[str | None], levels: list[int]) -> None:
    points = [Block(f"point {at}", K.POINT, number) for at, number in enumerate(numbers)]
    doc = document(Block("Article 1", K.ARTICLE, "1"), Block("Thus:", K.SUBPARAGRAPH), *points)
    assert [unit.level for unit in doc.units if unit.kind == K.POINT] == levels


def test_levels_of_the_markup_are_kept_where_it_nests() -> None:
    doc = document(
        Block("Article 1", K.ARTICLE, "1"),
        Block("(h) one", K.POINT, "h", 1),
        Block("(i) not after h, but inside", K.POINT, "i", 2),
        Block("more of (i)", K.SUBPARAGRAPH, level=2),
        Block("more of (h)", K.SUBPARAGRAPH, level=1),
    )
    parents = {text_of(doc, i).partition("\n")[0]: doc.units[i].parent for i in range(len(doc.units))}
    assert parents["(i) not after h, but inside"] == 1
    assert parents["more of (i)"] == 2
    assert parents["more of (h)"] == 1
