"""A document's lines as headings, paragraphs and tables, one span of them marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.document import Document, UnitKind
from ui.excerpt import marked
from ui.lines import Line
from ui.render import Html, element

_BETWEEN_CELLS = " | "  # readers part the cells of a row by it


def written(
    document: Document, shown: Sequence[Line], spans: Sequence[tuple[int, int]] = (), *, anchors: bool = True
) -> Iterator[Html]:
    """The lines as markup, the spans marked (in order, none inside another).

    The first marked piece of a single span is the page's fragment `#quote`, those of several are `#found-1` and so on;
    `anchors` False leaves all fragments out, for a second document on a page.
    """
    mark = _Marker(document.text, spans, named=anchors)
    for is_row, group in groupby(shown, key=lambda line: _is_row(document, line)):
        if is_row:
            rows = [_row(document, line, mark, anchors) for line in group]
            yield element("table", element("tbody", *rows), class_="cells", tabindex=0)
        else:
            for line in group:
                yield _block(line, mark, anchors)


class _Marker:
    """Cuts pieces out of a text and marks what of them is in a span; the first mark of each span gets an id."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]], *, named: bool) -> None:
        self._text = text
        self._spans = spans
        self._ends = [end for _, end in spans]
        self._named = named
        self._taken: set[int] = set()

    def __call__(self, start: int, end: int) -> list[Html]:
        pieces: list[Html] = []
        at = start
        for n in range(bisect_right(self._ends, start), len(self._spans)):
            low, high = self._spans[n]
            if low >= end:
                break
            upto = min(high, end)
            pieces += marked(self._text, at, upto, low, high, mark_id=self._name(n))
            at = upto
        if at < end or not pieces:
            pieces += marked(self._text, at, end, 0, 0)
        return pieces

    def _name(self, n: int) -> str | None:
        if not self._named or n in self._taken:
            return None
        self._taken.add(n)
        return "quote" if len(self._spans) == 1 else f"found-{n + 1}"


def _block(line: Line, mark: _Marker, anchors: bool) -> Html:
    pieces = mark(line.start, line.end)
    anchor = line.anchor if anchors else None
    if line.level:
        return element(f"h{line.level}", *pieces, id=anchor, class_=f"head {line.kind}")
    style = f"line {line.kind}{f' in-{line.indent}' if line.indent else ''}"
    return element("p", *pieces, id=anchor, class_=style)


def _is_row(document: Document, line: Line) -> bool:
    return line.kind is UnitKind.TABLE and _BETWEEN_CELLS in document.text[line.start : line.end]


def _row(document: Document, line: Line, mark: _Marker, anchors: bool) -> Html:
    cells = _cells(document.text, line.start, line.end)
    return element(
        "tr", *(element("td", *mark(start, end)) for start, end in cells), id=line.anchor if anchors else None
    )


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while (parted := text.find(_BETWEEN_CELLS, start, end)) >= 0:
        yield start, parted
        start = parted + len(_BETWEEN_CELLS)
    yield start, end
