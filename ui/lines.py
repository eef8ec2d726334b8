"""A document as lines to show: each with its kind, its depth, and whether it is a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.document import Document, Unit, UnitKind

_HEADED = frozenset({UnitKind.DIVISION, UnitKind.ARTICLE, UnitKind.ANNEX, UnitKind.PROTOCOL, UnitKind.HEADING})
_NAMED = _HEADED | {UnitKind.RECITAL}
_DEEPEST_HEADING = 6
_DEEPEST_INDENT = 5


@dataclass(frozen=True)
class Line:
    """`document.text[start:end]`: one line, or the two lines of an article's number and subject.

    `unit` is the index of the innermost unit it stands in, `indent` counts the points around it, `level` is the
    heading's level (2 to 6, 0 for plain text), `anchor` its id in a page.
    """

    start: int
    end: int
    unit: int | None = None
    kind: UnitKind = UnitKind.TEXT
    indent: int = 0
    level: int = 0
    anchor: str | None = None


def lines(document: Document, first: int = 0, last: int | None = None) -> list[Line]:
    """The lines of `document.text[first:last]` that are not blank, in order: they hold all characters but line ends."""
    found: list[Line] = []
    taken: set[str] = set()
    for start, end, path, opened in _walk(document, first, len(document.text) if last is None else last):
        units = [document.units[i] for i in path]
        headed = [u for u in units if u.kind in _HEADED]
        heading = next((document.units[i] for i in reversed(opened) if document.units[i].kind in _HEADED), None)
        if _is_subject(document, found, start, end, path):
            found[-1] = replace(found[-1], end=end)
            continue
        named = heading or next((document.units[i] for i in opened if document.units[i].kind in _NAMED), None)
        line = Line(
            start,
            end,
            unit=path[-1] if path else None,
            kind=units[-1].kind if units else UnitKind.TEXT,
            indent=min(sum(u.kind is UnitKind.POINT for u in units), _DEEPEST_INDENT),
            level=min(len(headed) + 1, _DEEPEST_HEADING) if heading else 0,
            anchor=_anchor(named, taken) if named else None,
        )
        found.append(line)
    return found


def _walk(document: Document, first: int, last: int) -> Iterator[tuple[int, int, list[int], list[int]]]:
    """Lines as (start, end, units they stand in from the outermost, units that begin with them)."""
    path: list[int] = []
    following = 0
    for match in re.compile(r"[^\n]+").finditer(document.text, first, last):
        if not match.group().strip():
            continue
        while path and document.units[path[-1]].end <= match.start():
            path.pop()
        opened = []
        while following < len(document.units) and document.units[following].start < match.end():
            unit = document.units[following]
            while path and document.units[path[-1]].end <= unit.start:
                path.pop()
            if unit.end > match.start():
                path.append(following)
                opened.append(following)
            following += 1
        yield match.start(), match.end(), list(path), opened


def _is_subject(document: Document, found: list[Line], start: int, end: int, path: list[int]) -> bool:
    """Whether a line is the subject under the number of the article that the line before has opened."""
    if not found or not found[-1].level or found[-1].unit is None:
        return False
    unit = document.units[found[-1].unit]
    subject = (unit.heading or "").strip()
    written = document.text[start:end].strip()
    above = document.text[found[-1].start : found[-1].end]
    return found[-1].unit in path and bool(subject) and written == subject and subject not in above


def _anchor(unit: Unit, taken: set[str]) -> str:
    """An id that stays the same as long as the document does: `article-17`, a second one `article-17-2`."""
    name = re.sub(r"[^a-z0-9]+", "-", f"{unit.kind} {unit.number or unit.heading or ''}".casefold()).strip("-")
    anchor, count = name, 1
    while anchor in taken:
        count += 1
        anchor = f"{name}-{count}"
    taken.add(anchor)
    return anchor
