"""What differs between two versions of an act: articles and annexes changed, added and repealed, word by word.

Recitals are not compared: consolidated texts leave them out. Lines are compared first (`difflib`), then the words of
lines that were replaced, so that a long annex costs no more than its changed lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from ingest.document import Document, UnitKind
from ingest.locators import locator

_ENCLOSING = {UnitKind.ANNEX, UnitKind.ARTICLE}
_NOTHING = re.compile(r"[\W_]*(?:deleted|repealed|supprimé|gestrichen|aufgehoben)?[\W_]*", re.IGNORECASE)
_SAME_QUOTES = str.maketrans("“”„‟«»‹›‘’‚‛–—‑", '""""""""\'\'\'\'---')


class Mark(StrEnum):
    """Whether words stand in both versions, only in the earlier, or only in the later."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class What(StrEnum):
    """What became of an article or annex."""

    CHANGED = "changed"
    ADDED = "added"
    REPEALED = "repealed"


@dataclass(frozen=True)
class Run:
    """Words in a row with one mark."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Change:
    """One article or annex that differs. `lines` are its lines in order, each a row of runs; unchanged lines included.

    `before` and `after` are the whole texts, None where there is none.
    """

    locator: str
    heading: str | None
    what: What
    before: str | None
    after: str | None
    lines: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class _Part:
    heading: str | None
    text: str
    body: str


def compare(before: Document, after: Document) -> tuple[Change, ...]:
    """The articles and annexes that differ, in the later version's order, repealed ones where they stood."""
    old, new = _parts(before), _parts(after)
    return tuple(
        change for place in _order(list(old), list(new)) if (change := _change(place, old.get(place), new.get(place)))
    )


def _parts(document: Document) -> dict[str, _Part]:
    """Articles outside annexes, and annexes, by locator; of two with one locator the first."""
    found: dict[str, _Part] = {}
    for i, unit in enumerate(document.units):
        around = {document.units[a].kind for a in document.ancestors(i)[:-1]}
        if unit.kind not in _ENCLOSING or around & _ENCLOSING:
            continue
        text = document.text[unit.start : unit.end]
        lines = text.split("\n")
        body = "\n".join(lines[1:]).removeprefix(unit.heading or "").strip()
        found.setdefault(locator(document, i), _Part(unit.heading, text, body))
    return found


def _order(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from (place for place in old[a:b] if kind != "equal" and place not in new)
        yield from new[c:d]


def _change(place: str, old: _Part | None, new: _Part | None) -> Change | None:
    old = old if old and not _NOTHING.fullmatch(old.body) else None
    new = new if new and not _NOTHING.fullmatch(new.body) else None
    if old and new:
        lines = tuple(_lines(old.text.split("\n"), new.text.split("\n")))
        if all(run.mark is Mark.KEPT for line in lines for run in line):
            return None
        return Change(place, new.heading or old.heading, What.CHANGED, old.text, new.text, lines)
    only, what, mark = (new, What.ADDED, Mark.ADDED) if new else (old, What.REPEALED, Mark.REMOVED)
    if only is None:
        return None
    lines = tuple((Run(mark, line),) for line in only.text.split("\n"))
    return Change(place, only.heading, what, old.text if old else None, new.text if new else None, lines)


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Run, ...]]:
    matcher = SequenceMatcher(None, [plain(line) for line in old], [plain(line) for line in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from ((Run(Mark.KEPT, line),) for line in new[c:d])
            continue
        paired = min(b - a, d - c)
        for one, other in zip(old[a : a + paired], new[c : c + paired], strict=True):
            yield tuple(_words(one.split(), other.split()))
        yield from ((Run(Mark.REMOVED, line),) for line in old[a + paired : b])
        yield from ((Run(Mark.ADDED, line),) for line in new[c + paired : d])


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    matcher = SequenceMatcher(None, [plain(word) for word in old], [plain(word) for word in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Run(Mark.KEPT, " ".join(new[c:d]))
            continue
        if b > a:
            yield Run(Mark.REMOVED, " ".join(old[a:b]))
        if d > c:
            yield Run(Mark.ADDED, " ".join(new[c:d]))


def plain(text: str) -> str:
    """A text as versions are compared: kinds of spaces, quotation marks and dashes are no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME_QUOTES).split())
