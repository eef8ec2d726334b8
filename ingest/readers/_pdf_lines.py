"""Printed lines of a PDF page with their places, from the characters that PDFium finds.

PDFium breaks a line at raised footnote marks and at hyphens (which it gives as U+0002); here they are put together.
Raised characters are moved to a private area of Unicode, so that footnote marks can be told from numbers in the text.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium_c

HYPHEN = "\u0002"
RAISED = 0xE000
_LATIN = 0x100  # letters, digits and signs below this can be raised
RAISED_MARK = re.compile(r"\(?\s?[\ue000-\ue0ff]+\s?\)?")
CELLS = " | "
_LIGATURES = str.maketrans({"\u00a0": " ", "\u00ad": ""})
_FORMS = ("\ufb00", "\ufefd")  # "ﬁ", and Hebrew and Arabic letters by their place in the word
_BREAKS = (0x0A, 0x0D)
_SURROGATES = range(0xD800, 0xE000)
_SMALLER, _HIGHER = 0.85, 0.12  # of the line's size: what makes a character a raised one
_LABEL = re.compile(r"(?:\(?\w{1,4}[.)]|[—–•·-])$")
_CELL_GAP, _LABEL_GAP = 2.2, 4.0  # in units of the type size; justified words stand at most one apart


@dataclass(frozen=True)
class Line:
    """One printed line: `left`, `right` and `base` (baseline) in points from the page's lower left corner.

    `hyphen` means that the last word goes on in the next line. `size` is the type size in points. `cells` are the left
    and right ends of the parts of a line with bars.
    """

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    hyphen: bool = False
    cells: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class _Character:
    letter: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


def page_lines(textpage: Any, page: int) -> list[Line]:
    """Lines of a pypdfium2 text page, in the order of the page's content; `page` is its printed position (from 1)."""
    lines: list[Line] = []
    for run, hyphen in _runs(textpage):
        line = _line(run, page, hyphen)
        if lines and _goes_on(lines[-1], line):
            lines[-1] = _merged(lines[-1], line)
        else:
            lines.append(line)
    return [line for line in lines if line.text.strip()]


def _runs(textpage: Any) -> Iterator[tuple[list[_Character], bool]]:
    run: list[_Character] = []
    measure = _Measure(textpage)
    for index in range(textpage.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        if code in _BREAKS or code == ord(HYPHEN):
            if run:
                yield run, code == ord(HYPHEN)
            run = []
        elif code and code not in _SURROGATES:
            run.append(measure.character(index, code))
    if run:
        yield run, False


class _Measure:
    """Asks PDFium for the place and size of characters, with its output variables made once."""

    def __init__(self, textpage: Any) -> None:
        self._page = textpage
        self._box = [ctypes.c_double() for _ in range(4)]
        self._origin = (ctypes.c_double(), ctypes.c_double())
        self._matrix = pdfium_c.FS_MATRIX()

    def character(self, index: int, code: int) -> _Character:
        left, right, bottom, top = self._box
        pdfium_c.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        pdfium_c.FPDFText_GetCharOrigin(self._page, index, *self._origin)
        pdfium_c.FPDFText_GetMatrix(self._page, index, self._matrix)
        scale = max(abs(self._matrix.d), abs(self._matrix.b)) or 1.0
        size = pdfium_c.FPDFText_GetFontSize(self._page, index) * scale
        bold = pdfium_c.FPDFText_GetFontWeight(self._page, index) >= 600  # noqa: PLR2004 - CSS scale, 700 is bold
        return _Character(chr(code), left.value, right.value, self._origin[1].value, size, bold)


def _line(run: list[_Character], page: int, hyphen: bool) -> Line:
    printed = [c for c in run if not c.letter.isspace()] or run
    size = max(c.size for c in printed)
    base = next(c.base for c in printed if c.size == size)
    parts: list[str] = []
    before: _Character | None = None
    ends = [printed[0].left]
    for c in run:
        if before is not None and _is_cell_gap(before, c, size, "".join(parts)):
            parts.append(CELLS)
            ends += [before.right, c.left]
        raised = c.size < size * _SMALLER and c.base > base + size * _HIGHER and ord(c.letter) < _LATIN
        parts.append(chr(RAISED + ord(c.letter)) if raised else _plain(c.letter))
        before = c if not c.letter.isspace() else before
    text = re.sub(r"\s*\|\s*", CELLS, "".join(parts)) if CELLS in parts else "".join(parts)
    bold = sum(c.bold for c in printed) > len(printed) / 2
    left, right = min(c.left for c in printed), max(c.right for c in printed)
    ends.append(printed[-1].right)
    cells = tuple(zip(ends[::2], ends[1::2], strict=True)) if CELLS in parts else ()
    return Line(re.sub(r"[ \t]+", " ", text).strip(), page, left, right, base, size, bold, hyphen, cells)


def _plain(letter: str) -> str:
    """A letter for a ligature, for the forms that Arabic letters take in print, and for odd spaces."""
    if _FORMS[0] <= letter < _FORMS[1]:
        return unicodedata.normalize("NFKC", letter)
    return letter.translate(_LIGATURES)


def _is_cell_gap(before: _Character, after: _Character, size: float, text: str) -> bool:
    """Whether a wide space between two characters divides cells of a table, not a mark from its text."""
    gap = (after.left - before.right) / size if size and not after.letter.isspace() else 0.0
    if gap <= _CELL_GAP:
        return False
    return gap > _LABEL_GAP or not _LABEL.match(text.strip())


def _goes_on(line: Line, following: Line) -> bool:
    """Whether a run stands on the same printed line as the one before: a raised mark, or the text after it."""
    size = max(line.size, following.size)
    same_height = abs(line.base - following.base) < size * 0.6
    return same_height and not line.hyphen and -size * 0.3 <= following.left - line.right < size * 1.2


def _merged(line: Line, following: Line) -> Line:
    main = line if line.size >= following.size else following
    raised = [_raise(part.text) if _is_raised(part, main) else part.text for part in (line, following)]
    space = " " if following.left - line.right > main.size * 0.2 and not _is_raised(following, main) else ""
    right, hyphen = max(line.right, following.right), following.hyphen
    return replace(main, text=space.join(raised), left=line.left, right=right, hyphen=hyphen, cells=())


def _is_raised(part: Line, main: Line) -> bool:
    return part.size < main.size * _SMALLER and part.base > main.base + main.size * _HIGHER


def _raise(text: str) -> str:
    return "".join(chr(RAISED + ord(c)) if ord(c) < _LATIN and not c.isspace() else c for c in text)


def lowered(text: str) -> str:
    """The text with raised characters as plain ones again."""
    return "".join(chr(ord(c) - RAISED) if RAISED <= ord(c) < RAISED + _LATIN else c for c in text)
