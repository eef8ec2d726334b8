"""The quoted words in their article: the whole article when it is short, else the lines around the quotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.document import Document, UnitKind
from ui.lines import Line, lines
from ui.render import Html, element, join, text

_AROUND = frozenset({UnitKind.ARTICLE, UnitKind.RECITAL, UnitKind.HEADING, UnitKind.ANNEX, UnitKind.DIVISION})
_WHOLE = 1100
_BEFORE, _AFTER = 300, 500
_NEAR = 40


@dataclass(frozen=True)
class Piece:
    """A line, or the part of it that is shown; `cut_before` and `cut_after` say whether words are left out there."""

    line: Line
    cut_before: bool = False
    cut_after: bool = False


def excerpt(document: Document, start: int, end: int, *, tight: bool = False) -> list[Piece]:
    """The lines to show around `document.text[start:end]`, the quoted span always whole.

    `tight` shows hardly more than the span: for a section that is shown already.
    """
    first, last = region(document, start, end)
    found = lines(document, first, last)
    if last - first <= _WHOLE and not tight:
        return [Piece(line) for line in found]
    before, after = (_NEAR, _NEAR) if tight else (_BEFORE, _AFTER)
    head = [Piece(line) for line in found[:1] if line.level and line.end <= start - before]
    window = [_clip(document, line, start - before, end + after) for line in found]
    kept = [piece for piece in window if piece is not None]
    if head and kept and kept[0].line.start == head[0].line.start:
        kept = kept[1:]
    return [*head, *kept]


def region(document: Document, start: int, end: int) -> tuple[int, int]:
    """The span of the article, recital or section that holds the quotation; the whole text where none does."""
    for unit in reversed(document.units):
        if unit.kind in _AROUND and unit.start <= start and end <= unit.end:
            return unit.start, unit.end
    return 0, len(document.text)


def _clip(document: Document, line: Line, low: int, high: int) -> Piece | None:
    """The part of a line inside [low, high), widened to whole words; None when nothing of it is."""
    if line.end <= low or line.start >= high:
        return None
    start, end = max(line.start, low), min(line.end, high)
    while start > line.start and not document.text[start - 1].isspace():
        start -= 1
    while end < line.end and not document.text[end].isspace():
        end += 1
    shown = Line(start, end, line.unit, line.kind, line.indent, line.level, line.anchor)
    return Piece(shown, cut_before=start > line.start, cut_after=end < line.end)


def excerpt_html(document: Document, start: int, end: int, *, tight: bool = False) -> Html:
    """The excerpt as paragraphs, the quoted words in `<mark>`, "…" where words are left out."""
    return join(*_paragraphs(document, excerpt(document, start, end, tight=tight), start, end))


def _paragraphs(document: Document, pieces: Iterable[Piece], start: int, end: int) -> Iterator[Html]:
    for piece in pieces:
        line = piece.line
        yield element(
            "p",
            "… " if piece.cut_before else None,
            *marked(document.text, line.start, line.end, start, end),
            " …" if piece.cut_after else None,
            class_=f"line {'head' if line.level else line.kind}{f' in-{line.indent}' if line.indent else ''}",
        )


def marked(whole: str, start: int, end: int, from_: int, to: int, *, mark_id: str | None = None) -> list[Html]:
    """`whole[start:end]` as markup with what lies in [from_, to) inside `<mark>`."""
    low, high = max(start, min(from_, end)), min(end, max(to, start))
    if low >= high:
        return [_shown(whole[start:end])]
    quoted = element("mark", _shown(whole[low:high]), id=mark_id)
    return [_shown(whole[start:low]), quoted, _shown(whole[high:end])]


def _shown(words: str) -> Html:
    """A line's words; only a number and its subject are two lines in one, only table rows hold tabs."""
    return text(words.replace("\n", " – ").replace("\t", " · "))
