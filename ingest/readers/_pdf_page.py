"""A page of a PDF, and what is printed around its text: running heads, page numbers, the gazette's imprint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers._pdf_lines import CELLS, Line, lowered

_HEAD, _FOOT = 0.915, 0.065  # parts of the page's height above and below which running heads and page numbers stand
_HEAD_LETTERS = 4
_FURNITURE = re.compile(
    r"""(?:
        (?:[LC]\s?\d+(?:\s[A-Z])?/\d+|[LC]\s?[\d/|lI]{2,9}|\d{1,2}\.\d{1,2}\.\d{4}|[A-Z]{2})? \s*
        Official\s?Journal\s?of\s?the\s?European\s?\w+ .*
      | OJ\ [LC],\ \d{1,2}\.\d{1,2}\.\d{4}(?:\s[A-Z]{2})? | [A-Z]{2}\ OJ\ [LC],\ .*
      | (?:\d+/\d+\s)? ELI:\ https?://\S+ (?:\s\d+/\d+)?
      | Official\ Journal | of\ the\ European\ Union | [LC]\ series | Series\ [LC]
      | \d{4}/\d+ (?:\s\|)? \s \d{1,2}\.\d{1,2}\.\d{4}
      | (?:(?:Page|Seite|P[áa]gina|Pag\.|Side|Sida|Sivu|Strana?|Strona|Oldal|Lk|Σελίδα|Страница)\s)?
        \d{1,4} (?:\s?(?:/|of|von|de|sur|di|z|av|af)\s?\d{1,4})?
      | [ivxl]{1,6} | [A-Z]{2} (?:\s\d{1,3}\s[A-Z]{2})? | [-–—]\ \d+\ [-–—]
    )$""",
    re.VERBOSE,
)
_JOURNAL = re.compile(r"\b[LC]\s?\d+(?:\s[A-Z])?/\d+|OJ [LC], \d{1,2}\.\d{1,2}\.\d{4}")
_DAY = re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b")


@dataclass(frozen=True)
class Page:
    """The lines of a page, its height in points, and whether it is a picture with next to no text.

    `recognised` means that the lines were read off a picture.
    """

    lines: list[Line]
    height: float
    pictured: bool
    recognised: bool = False


def note_furniture(text: str, properties: dict[str, str]) -> None:
    """Keep what a running head says of the issue: its number and its day."""
    for name, pattern in (("official_journal", _JOURNAL), ("published", _DAY)):
        found = pattern.search(text)
        if found:
            properties.setdefault(name, found.group())


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _in_margin(line: Line, height: float) -> bool:
    return line.base > height * _HEAD or line.base < height * _FOOT


def repeated(pages: Sequence[Page]) -> set[str]:
    """Texts, with numbers left out, that stand in the margin of many pages; a bare mark of a point is no such text."""
    counts = Counter(
        shape for page in pages for shape in {_shape(line) for line in page.lines if _in_margin(line, page.height)}
    )
    enough = max(min(3, len(pages)), 2, len(pages) / 4)
    return {s for s, count in counts.items() if count >= enough and sum(map(str.isalpha, s)) >= _HEAD_LETTERS}


def is_furniture(line: Line, height: float, heads: set[str]) -> bool:
    """Whether a line stands in the margin and is one of the `repeated` texts, a page number or an imprint."""
    near = line.base > height * (_HEAD - 0.03) or line.base < height * _FOOT
    if near and _FURNITURE.match(lowered(line.text).replace(CELLS, " ")):
        return True
    return _in_margin(line, height) and _shape(line) in heads
