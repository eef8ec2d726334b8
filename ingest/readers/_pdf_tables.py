"""Rows of tables whose cells have several lines: put together, cell by cell, as one line with bars.

A PDF has no tables, only lines at places. A row shows in that its cells begin at one height and stand beside each
other. Columns of running text do so too, but are longer and have no rows of the same make above or below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.labels import label_of
from ingest.readers._pdf_lines import CELLS, Line

_MAX_LINES = 15  # of a cell; columns of running text have more
_SHORT_CELL = 8  # lines of each cell of a row that stands alone
_ALONE = 3  # cells that a row must have to stand alone
_SAME_HEIGHT = 0.35  # of the type size
_SAME_PLACE = 3.0  # points
_GAP = 2.2  # type sizes between two lines of one cell


@dataclass(frozen=True)
class _Row:
    """Cells as ranges of lines."""

    cells: tuple[range, ...]

    @property
    def start(self) -> int:
        return self.cells[0].start

    @property
    def stop(self) -> int:
        return self.cells[-1].stop


def joined_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines of one page with every table row of several lines made one line; others are as they were."""
    if not any(line.cells for line in lines) and not any(b.base > a.base for a, b in pairwise(lines)):
        return list(lines)
    pieces = [(origin, piece) for origin, line in enumerate(lines) for piece in _pieces(line)]
    parts = [piece for _, piece in pieces]
    rows = _rows(parts)
    taken = {i: row for at, row in enumerate(rows) if _is_table(at, rows, parts) for i in range(row.start, row.stop)}
    free = Counter(origin for i, (origin, _) in enumerate(pieces) if i not in taken)
    whole = {origin for origin, count in free.items() if count == len(_pieces(lines[origin]))}
    found: list[Line] = []
    for i, (origin, piece) in enumerate(pieces):
        if i in taken:
            found += [_joined(taken[i], parts)] if i == taken[i].start else []
        elif origin not in whole:
            found.append(piece)
        elif i == 0 or pieces[i - 1][0] != origin:
            found.append(lines[origin])
    return found


def _pieces(line: Line) -> list[Line]:
    """A line's cells as lines of their own."""
    texts = line.text.split(CELLS)
    if len(texts) != len(line.cells):
        return [line]
    ends = zip(texts, line.cells, strict=True)
    cells = [replace(line, text=text, left=left, right=right, hyphen=False, cells=()) for text, (left, right) in ends]
    return [*cells[:-1], replace(cells[-1], hyphen=line.hyphen)]


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """Stretches of lines that may be rows: a line as high as an earlier one and right of all since begins a cell."""
    rows: list[_Row] = []
    at, free = 1, 0
    while at < len(lines):
        start = _row_start(lines, free, at)
        if start is None:
            at += 1
            continue
        cells = [range(start, at)]
        while True:
            end = _cell_end(lines, at)
            cells.append(range(at, end))
            at = end
            if at >= len(lines) or not _begins_cell(lines, cells[-1], at, lines[start].base):
                break
        rows.append(_Row(tuple(cells)))
        free = at
        at += 1
    return rows


def _row_start(lines: Sequence[Line], free: int, at: int) -> int | None:
    """The first line of the row whose second cell begins at `at`, or None."""
    line, before = lines[at], lines[at - 1]
    if line.page != before.page or line.base < before.base - line.size * _SAME_HEIGHT or CELLS in line.text:
        return None
    for start in range(at - 1, max(free, at - _MAX_LINES) - 1, -1):
        if lines[start].page != line.page or lines[start].right >= line.left or CELLS in lines[start].text:
            return None
        if abs(lines[start].base - line.base) < line.size * _SAME_HEIGHT:
            return start
    return None


def _begins_cell(lines: Sequence[Line], cell: range, at: int, base: float) -> bool:
    line = lines[at]
    beside = line.page == lines[cell.start].page and all(lines[i].right < line.left for i in cell)
    return beside and abs(line.base - base) < line.size * _SAME_HEIGHT


def _cell_end(lines: Sequence[Line], at: int) -> int:
    """Where the cell that begins at `at` ends: at a line that stands left of it, beside it, or far below."""
    first = lines[at]
    end = at + 1
    while end < len(lines) and end - at < _MAX_LINES:
        line, before = lines[end], lines[end - 1]
        down = before.base - line.base
        outside = line.left < first.left - first.size or line.left > max(first.right, before.right)
        if line.page != first.page or outside or not 0 < down < first.size * _GAP or CELLS in line.text:
            break
        end += 1
    return end


def _is_table(at: int, rows: Sequence[_Row], lines: Sequence[Line]) -> bool:
    row = rows[at]
    if all(len(cell) == 1 for cell in row.cells) or max(map(len, row.cells)) >= _MAX_LINES:
        return False
    if len(row.cells) < _ALONE and _is_mark(lines[row.start].text):  # a point and its text
        return False
    near = [rows[i] for i in (at - 1, at + 1) if 0 <= i < len(rows)]
    if any(_alike(row, other, lines) and (other.stop == row.start or other.start == row.stop) for other in near):
        return True
    return len(row.cells) >= _ALONE and max(map(len, row.cells)) <= _SHORT_CELL


def _is_mark(text: str) -> bool:
    label = label_of(text.strip())
    return label is not None and label.end == len(text.strip())


def _alike(row: _Row, other: _Row, lines: Sequence[Line]) -> bool:
    pairs = zip(row.cells, other.cells, strict=False)
    near = all(abs(lines[a.start].left - lines[b.start].left) < _SAME_PLACE for a, b in pairs)
    return near and len(row.cells) == len(other.cells)


def _joined(row: _Row, lines: Sequence[Line]) -> Line:
    text = CELLS.join(_cell([lines[i] for i in cell]) for cell in row.cells)
    all_lines = [lines[i] for cell in row.cells for i in cell]
    right = max(line.right for line in all_lines)
    return replace(all_lines[0], text=text, right=right, hyphen=False, cells=())


def _cell(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        text += line.text if line.hyphen else f"{line.text} "
    return text.strip()
