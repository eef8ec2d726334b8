"""Blocks to a document: joins the text, nests the units, so that every later offset points into one string.

Nesting follows the parts of an act as EU drafting rules name them (Joint Practical Guide, guidelines 4 and 15):
divisions hold articles, articles hold numbered paragraphs, paragraphs hold subparagraphs and points.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.block import Block, Reading
from ingest.document import Document, Unit, UnitKind
from ingest.locators import article_locator, locator
from ingest.numbering import Numbering, division_rank, starts_list
from ingest.source import Source

__all__ = ["article_locator", "build_document", "locator", "outline"]

K = UnitKind
_TITLED = {K.DIVISION, K.ARTICLE, K.ANNEX, K.PROTOCOL}
_OUTLINE = {K.DIVISION, K.ARTICLE, K.HEADING, K.ANNEX, K.PROTOCOL}
# What may stand open around a unit of each kind; everything else is closed by it.
_AROUND: dict[UnitKind, set[UnitKind]] = {
    K.TITLE: set(),
    K.PROTOCOL: set(),
    K.ANNEX: {K.PROTOCOL},
    K.HEADING: {K.ANNEX, K.PROTOCOL, K.HEADING, K.DIVISION},
    K.DIVISION: {K.ANNEX, K.PROTOCOL, K.DIVISION},
    K.CITATION: {K.ANNEX, K.PROTOCOL, K.HEADING},
    K.RECITAL: {K.ANNEX, K.PROTOCOL, K.HEADING},
    K.ARTICLE: {K.ANNEX, K.PROTOCOL, K.DIVISION},
    K.TEXT: {K.ANNEX, K.PROTOCOL, K.HEADING, K.DIVISION},
    K.PARAGRAPH: {K.ANNEX, K.PROTOCOL, K.HEADING, K.DIVISION, K.ARTICLE},
    K.SUBPARAGRAPH: {K.ANNEX, K.PROTOCOL, K.HEADING, K.DIVISION, K.ARTICLE, K.RECITAL, K.PARAGRAPH, K.POINT},
    K.TABLE: {K.ANNEX, K.PROTOCOL, K.HEADING, K.DIVISION, K.ARTICLE, K.RECITAL, K.PARAGRAPH},
    K.POINT: set(K) - {K.TITLE, K.CITATION, K.TEXT, K.TABLE, K.FOOTNOTE},
    K.FOOTNOTE: set(),
}


def build_document(source: Source, reading: Reading) -> Document:
    """The document of a reading: block texts joined by newlines, units in reading order, parents before children.

    Footnotes are moved behind everything else, so that no sentence and no article is interrupted by one.
    """
    kept = [block for block in reading.blocks if block.text.strip()]
    notes = [block for block in kept if block.kind == K.FOOTNOTE]
    nest = _Nest(trust_levels=any(block.kind == K.POINT and block.level > 1 for block in kept))
    for block in [block for block in kept if block.kind != K.FOOTNOTE] + notes:
        nest.add(block)
    return Document(source=source, text="\n".join(nest.lines), units=nest.units())


def outline(document: Document) -> list[int]:
    """Indexes of the units a table of contents shows: divisions, articles, headings, annexes, protocols."""
    return [i for i, unit in enumerate(document.units) if unit.kind in _OUTLINE]


@dataclass
class _Open:
    """A unit under construction."""

    block: Block
    kind: UnitKind
    start: int
    end: int
    parent: int | None
    level: int
    heading: str | None = None
    holds_article: bool = False
    holds_paragraph: bool = False


class _Nest:
    """Takes blocks in reading order and keeps the path of units that are still open."""

    def __init__(self, *, trust_levels: bool) -> None:
        self.lines: list[str] = []
        self._drafts: list[_Open] = []
        self._path: list[int] = []
        self._at = 0
        self._trust_levels = trust_levels
        self._numbering = Numbering()

    def units(self) -> tuple[Unit, ...]:
        """The finished units, each stretched to the end of its last descendant."""
        for draft in reversed(self._drafts):
            if draft.parent is not None:
                parent = self._drafts[draft.parent]
                parent.end = max(parent.end, draft.end)
        return tuple(
            Unit(d.kind, d.start, d.end, d.block.number, d.heading, d.level, d.parent, d.block.anchor, d.block.page)
            for d in self._drafts
        )

    def add(self, block: Block) -> None:
        """Append a block's text and open its unit in the right place."""
        text = block.text.strip()
        start = self._at
        self.lines.append(text)
        self._at += len(text) + 1
        if block.kind == K.SUBJECT and self._give_heading(text, start + len(text)):
            return
        kind = self._kind(block)
        level = self._level(block, kind)
        self._close_for(block, kind, level)
        parent = self._path[-1] if self._path else None
        heading = text if kind in {K.HEADING, K.TITLE} else None
        self._drafts.append(_Open(block, kind, start, start + len(text), parent, level, heading))
        for index in self._path:
            self._drafts[index].holds_article |= kind == K.ARTICLE
            self._drafts[index].holds_paragraph |= kind == K.PARAGRAPH
        self._path.append(len(self._drafts) - 1)

    def _give_heading(self, text: str, end: int) -> bool:
        """Fold a subject line into the unit just opened, if that unit can have one."""
        if not self._drafts or self._drafts[-1].kind not in _TITLED:
            return False
        owner = self._drafts[-1]
        owner.heading = f"{owner.heading} {text}" if owner.heading else text
        owner.end = end
        return True

    def _kind(self, block: Block) -> UnitKind:
        kind = block.kind or K.TEXT
        if kind == K.SUBJECT:  # a subject without a unit to name: keep it as text where it stands
            return K.SUBPARAGRAPH if any(self._drafts[i].kind == K.ARTICLE for i in self._path) else K.TEXT
        return kind

    def _level(self, block: Block, kind: UnitKind) -> int:
        if kind == K.POINT:
            if self._trust_levels and block.level > 0:
                return self._numbering.take(block.number, block.level)
            return self._numbering.take(block.number)
        if kind == K.DIVISION and block.level == 0:
            return self._division_level(block)
        if kind in {K.SUBPARAGRAPH, K.TABLE}:
            self._numbering.interrupt(block.level)
        else:
            self._numbering.restart()
        return block.level

    def _division_level(self, block: Block) -> int:
        """By the division's name; one without ("PRINCIPLES") stands beside another without, else one level deeper."""
        self._numbering.restart()
        rank = division_rank(block.text)
        if rank is not None:
            return rank
        above = [self._drafts[i] for i in self._path if self._drafts[i].kind == K.DIVISION]
        unnamed = (draft.level for draft in above if division_rank(draft.block.text) is None)
        return next(unnamed, above[-1].level + 1 if above else 1)

    def _close_for(self, block: Block, kind: UnitKind, level: int) -> None:
        around = _AROUND[kind]
        keep = 0
        for index in self._path:
            holds_point = keep + 1 < len(self._path) and self._drafts[self._path[keep + 1]].kind == K.POINT
            inside = kind == K.POINT or (kind == K.SUBPARAGRAPH and level > 0)
            goes_on = inside and holds_point and self._drafts[index].kind == K.SUBPARAGRAPH
            if not goes_on and not self._stays(self._drafts[index], block, kind, level, around):
                break
            keep += 1
        del self._path[keep:]

    def _stays(self, draft: _Open, block: Block, kind: UnitKind, level: int, around: set[UnitKind]) -> bool:
        """Whether an open unit goes on around a new block."""
        if draft.kind not in around:
            return False
        if kind == K.HEADING:
            goes_on = draft.kind in {K.ANNEX, K.PROTOCOL} or (draft.kind == K.DIVISION and not draft.holds_article)
            return level > 1 and (goes_on or (draft.kind == K.HEADING and draft.level < level))
        if kind == K.DIVISION and draft.kind == K.DIVISION:
            return draft.level < level
        if kind == K.ANNEX:
            return block.number is None  # "ANNEX" alone inside a protocol is the protocol's own
        if kind == K.SUBPARAGRAPH and draft.kind == K.POINT:
            return draft.level <= block.level
        if kind == K.POINT:
            return _holds_point(self._drafts, draft, block, level)
        if kind == K.TEXT and draft.kind == K.DIVISION:
            return not draft.holds_article
        if kind == K.TEXT and draft.kind == K.HEADING:  # who signed stands behind the last point, not under its heading
            return not draft.holds_paragraph or draft.parent is not None
        return True


def _holds_point(drafts: list[_Open], draft: _Open, block: Block, level: int) -> bool:
    """Whether an open unit goes on around a new point."""
    if draft.kind == K.POINT:
        return draft.level < level
    if draft.kind == K.SUBPARAGRAPH:
        # A list belongs to the subparagraph that introduces it; "(c)" after one only goes on with an older list.
        inside = draft.parent is not None and drafts[draft.parent].kind == K.POINT
        return not inside and (starts_list(block.number) or draft.block.text.endswith(":"))
    return True
