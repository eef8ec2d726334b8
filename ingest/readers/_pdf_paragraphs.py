"""From printed lines to paragraphs: which line goes on with which, across columns and pages, and where hyphens stay."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.labels import label_of
from ingest.readers._pdf_lines import CELLS, Line

_ENDS = (".", ";", ":", "!", "?", ".’", ".”", ";’", ";”")
_CLAUSE_END = re.compile(r"[.;:,!?’”»](?:\s\w{1,5})?$|^.{0,60}$")  # also "…; and"; what is short may be a heading
_LEADING = (0.9, 1.7)  # distances of baselines in type sizes that lines of one paragraph have
_LOOSE = 1.3  # more than this many usual distances is a gap between paragraphs
_SIZE_CHANGE = 0.08
_EDGE = 0.02  # of a column's width: how near its edge a full line ends
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# First parts of English compounds that keep their hyphen; other compounds are known from elsewhere in the document.
_KEEPING = {
    *("non", "self", "third", "first", "second", "well", "cross", "long", "short", "high", "low", "follow", "ex"),
    *("full", "part", "half", "large", "small", "decision", "one", "two", "three", "medium", "age", "child", "gender"),
}


@dataclass
class Paragraph:
    """Lines that belong together, already joined; `first` is the line it begins with."""

    text: str
    first: Line


class Vocabulary:
    """Words of a document, to tell a hyphen that was set at a line's end from one that belongs to the word."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._words: Counter[str] = Counter()
        for line in lines:
            words = _WORDS.findall(line.text.casefold())
            self._words.update(words[:-1] if line.hyphen else words)
            self._words.update(part for word in words if "-" in word for part in word.split("-"))

    def join(self, left: str, right: str) -> str:
        """The word of which `left` ended a line with a hyphen and `right` begins the next."""
        before, after = _last_word(left), _first_word(right)
        together, hyphened = (before + after).casefold(), f"{before}-{after}".casefold()
        if self._words[together] != self._words[hyphened]:
            keep = self._words[hyphened] > self._words[together]
        else:
            keep = self._is_compound(before, after)
        return f"{left}-{right}" if keep else left + right

    def _is_compound(self, before: str, after: str) -> bool:
        if not before[-1:].isalpha() or not after[:1].islower():
            return True
        parts = (before.casefold().rpartition("-")[2], after.casefold().partition("-")[0])
        if parts[0] in _KEEPING:
            return True
        return all(len(part) > 2 and self._words[part] > 1 for part in parts)  # noqa: PLR2004 - "in" + "to" is no proof


def _last_word(text: str) -> str:
    return text.rpartition(" ")[2].lstrip("(‘“\"'«")


def _first_word(text: str) -> str:
    found = re.match(r"[\w-]+", text)
    return found.group() if found else ""


def paragraphs(lines: Sequence[Line], vocabulary: Vocabulary) -> list[Paragraph]:
    """Join body lines, given in reading order."""
    layout = _Layout(lines)
    found: list[Paragraph] = []
    last: Line | None = None
    hanging: float | None = None  # how far the second line stands right of the first
    for line in lines:
        if last is not None and layout.continues(found[-1], last, line, hanging):
            if last is found[-1].first and last.page == line.page and last.base > line.base:
                hanging = line.left - last.left
            found[-1].text = _joined(found[-1].text, line.text, vocabulary, last)
        else:
            found.append(Paragraph(line.text, line))
            hanging = None
        last = line
    return found


def _joined(text: str, addition: str, vocabulary: Vocabulary, last: Line) -> str:
    if last.hyphen:
        return vocabulary.join(text, addition)
    if re.search(r"[^\W\d_]-$", text) and addition[:1].islower():
        return vocabulary.join(text[:-1], addition)
    return f"{text} {addition}"


class _Layout:
    """What is usual on these pages: the distance of lines, and the edges of each column."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes = Counter(round(line.size, 1) for line in lines for _ in line.text)
        self._body = sizes.most_common(1)[0][0] if sizes else 10.0
        pairs = [(a.base - b.base) / a.size for a, b in pairwise(lines) if a.page == b.page and a.size]
        usual = Counter(round(d, 2) for d in pairs if _LEADING[0] < d < _LEADING[1])
        self._leading = usual.most_common(1)[0][0] if usual else 1.2
        self._edges: dict[int, tuple[float, float]] = {}
        for column in _columns(lines):
            rights = Counter(round(line.right) for line in column)
            edge, count = rights.most_common(1)[0]
            right = edge if count > len(column) / 3 else max(line.right for line in column)
            self._edges |= {id(line): (min(line.left for line in column), float(right)) for line in column}

    def continues(self, paragraph: Paragraph, last: Line, line: Line, hanging: float | None) -> bool:
        """Whether a line goes on with the paragraph before it."""
        if CELLS in line.text or CELLS in last.text:
            return False
        if abs(last.size - line.size) > last.size * _SIZE_CHANGE or last.bold != line.bold:
            return last.hyphen
        down = last.base - line.base
        if last.page != line.page or down < -line.size or self._edges[id(last)] != self._edges[id(line)]:
            return self._continues_elsewhere(paragraph, last, line, hanging)
        if down > self._leading * line.size * _LOOSE:
            return False
        marked = label_of(line.text) is not None and not self._goes_on(paragraph, last, line)
        if marked and not last.hyphen and line.left <= paragraph.first.left + line.size:
            return False
        begins = line.text[:1].isupper() or not line.text[:1].isalnum()
        return not (begins and paragraph.text.endswith(_ENDS) and self._has_room(last, line))

    def _goes_on(self, paragraph: Paragraph, last: Line, line: Line) -> bool:
        """Whether a mark at a line's start stands within a sentence: "… referred to in point" / "(b) of Article 2"."""
        left, right = self._edges[id(last)]
        full = last.right >= right - (right - left) * 3 * _EDGE
        within = full and abs(line.left - last.left) < line.size / 4
        return within and _CLAUSE_END.search(paragraph.text) is None

    def _continues_elsewhere(self, paragraph: Paragraph, last: Line, line: Line, hanging: float | None) -> bool:
        """The same at the top of the next column or page, where no gap can be seen."""
        if last.hyphen:
            return True
        lower = line.text[:1].islower()
        if label_of(line.text) is not None and not (lower and not paragraph.text.endswith(_ENDS)):
            return False
        left, right = self._edges[id(last)]
        full = last.right >= right - (right - left) * _EDGE
        if not paragraph.text.endswith(_ENDS):
            return lower or full
        if not full or paragraph.text.endswith((":", ";")):
            return lower
        indent = line.left - self._edges[id(line)][0]
        before = last.left - left
        aligned = abs(indent - before) < line.size / 4
        return lower or (aligned and hanging is not None and hanging > line.size / 2)

    def _has_room(self, last: Line, line: Line) -> bool:
        """Whether the next line's first word had fitted on the line before: its break was meant."""
        word = len(_first_word(line.text)) + 1
        width = (line.right - line.left) * word / max(len(line.text), 1)
        return last.right + width < self._edges[id(last)][1]


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Stretches of lines that run down one column of one page."""
    column: list[Line] = []
    for line in lines:
        if column and (line.page != column[-1].page or line.base > column[-1].base + line.size):
            yield column
            column = []
        column.append(line)
    if column:
        yield column
