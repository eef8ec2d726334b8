"""A document's lines as headings, paragraphs and tables, one span of them marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.document import Document, UnitKind
from ui.excerpt import marked
from ui.lines import Line
from ui.render import Html, element

_BETWEEN_CELLS = " | "  # readers part the cells of a row by it


def written(document: Document, shown: Sequence[Line], quoted: tuple[int, int]) -> Iterator[Html]:
    """The lines as markup; the first marked piece is the page's fragment `#quote`."""
    mark = _Marker(document.text, quoted)
    for is_row, group in groupby(shown, key=lambda line: _is_row(document, line)):
        if is_row:
            rows = [_row(document, line, mark) for line in group]
            yield element("table", element("tbody", *rows), class_="cells", tabindex=0)
        else:
            for line in group:
                yield _block(line, mark)


class _Marker:
    """Cuts pieces out of a text and marks what of them is quoted; the first mark gets the id."""

    def __init__(self, text: str, quoted: tuple[int, int]) -> None:
        self._text = text
        self._quoted = quoted
        self._pending = True

    def __call__(self, start: int, end: int) -> list[Html]:
        low, high = self._quoted
        first = self._pending and start < high and low < end
        self._pending = self._pending and not first
        return marked(self._text, start, end, low, high, mark_id="quote" if first else None)


def _block(line: Line, mark: _Marker) -> Html:
    pieces = mark(line.start, line.end)
    if line.level:
        return element(f"h{line.level}", *pieces, id=line.anchor, class_=f"head {line.kind}")
    style = f"line {line.kind}{f' in-{line.indent}' if line.indent else ''}"
    return element("p", *pieces, id=line.anchor, class_=style)


def _is_row(document: Document, line: Line) -> bool:
    return line.kind is UnitKind.TABLE and _BETWEEN_CELLS in document.text[line.start : line.end]


def _row(document: Document, line: Line, mark: _Marker) -> Html:
    cells = _cells(document.text, line.start, line.end)
    return element("tr", *(element("td", *mark(start, end)) for start, end in cells), id=line.anchor)


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while (parted := text.find(_BETWEEN_CELLS, start, end)) >= 0:
        yield start, parted
        start = parted + len(_BETWEEN_CELLS)
    yield start, end
