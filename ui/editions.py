"""The same text in other languages: which editions there are, and where the same place stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Document, Unit, UnitKind
from ingest.source import Kind, Source

_PLACES = frozenset(
    {
        UnitKind.ARTICLE,
        UnitKind.RECITAL,
        UnitKind.ANNEX,
        UnitKind.PROTOCOL,
        UnitKind.PARAGRAPH,
        UnitKind.POINT,
    }
)
_WHOLE = frozenset({UnitKind.ARTICLE, UnitKind.RECITAL, UnitKind.ANNEX, UnitKind.PROTOCOL})


def original_first(source: Source) -> tuple[bool, bool, str]:
    """A sort key that puts the edition a text is named after first: the act before its consolidation, English first."""
    return source.kind is Kind.CONSOLIDATED, source.language != "en", source.id


def others(source: Source, sources: Sequence[Source]) -> list[Source]:
    """One edition of the same text for each other language, by language; markup before PDF."""
    if source.celex is None:
        return []
    found: dict[str, Source] = {}
    for other in sorted(sources, key=lambda s: ("pdf" in (s.layout or "").casefold(), s.id)):
        if other.celex == source.celex and other.language != source.language:
            found.setdefault(other.language, other)
    return [found[language] for language in sorted(found)]


def counterpart(document: Document, start: int, end: int, other: Document) -> tuple[int, int] | None:
    """The span in `other` of the innermost unit around `document.text[start:end]`, found by kind and number.

    The article is given where its paragraph cannot be told; None where not even the article is there.
    """
    path = _path(document, start, end)
    while path:
        found = _find(other, path)
        if found is not None:
            return found.start, found.end
        if path[-1][0] in _WHOLE:
            return None
        path = path[:-1]
    return None


def _path(document: Document, start: int, end: int) -> list[tuple[UnitKind, str]]:
    """Kinds and numbers of the units around a span, from its article or annex inwards."""
    around = [u for u in document.units if u.kind in _PLACES and u.start <= start and end <= u.end and u.number]
    return [(u.kind, _number(u)) for u in around]


def _find(other: Document, path: list[tuple[UnitKind, str]]) -> Unit | None:
    low, high = 0, len(other.text)
    found: Unit | None = None
    for step in path:
        inside = (u for u in other.units if low <= u.start and u.end <= high and u is not found)
        found = next((u for u in inside if (u.kind, _number(u)) == step), None)
        if found is None:
            return None
        low, high = found.start, found.end
    return found


def _number(unit: Unit) -> str:
    return re.sub(r"\W+", "", (unit.number or "").casefold())
