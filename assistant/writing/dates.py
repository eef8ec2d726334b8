"""Dates in a text, in the ways of writing them of the 24 languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.language import OFFICIAL
from ingest.inflection import fold

_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_NUMERIC = re.compile(r"\b(?P<day>\d{1,2})[./]\s?(?P<month>\d{1,2})[./]\s?(?P<year>\d{4})\b")


def dates(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Each date as "year-month-day" with its span; a part that is not written is "?" ("June 2026": "2026-06-?")."""
    taken: set[int] = set()
    for pattern in (_ISO, _NUMERIC, *_named(language)):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = _month_numbers(language).get(fold(parts["month"])) or (
                int(parts["month"]) if parts["month"].isdigit() else 0
            )
            if not month or not taken.isdisjoint(range(*match.span())):
                continue
            taken.update(range(*match.span()))
            day = f"{int(parts['day']):02d}" if parts.get("day") else "?"
            yield f"{parts.get('year') or '?'}-{month:02d}-{day}", match.start(), match.end()


@cache
def _month_names(language: str) -> dict[str, int]:
    """The month names of Unicode CLDR as written: in a date and alone, whole and shortened."""
    from babel.dates import get_month_names  # noqa: PLC0415 - not needed before a model writes

    spoken = language if language in OFFICIAL else "en"
    return {
        name.rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("abbreviated", "wide")
        for number, name in get_month_names(width, context, spoken).items()
        if not name[0].isdigit()
    }


@cache
def _month_numbers(language: str) -> dict[str, int]:
    return {fold(name): number for name, number in _month_names(language).items()}


@cache
def _named(language: str) -> tuple[re.Pattern[str], ...]:
    """Patterns with a month's name: year first, day first, month first."""
    month = f"(?P<month>{'|'.join(sorted(map(re.escape, _month_names(language)), key=len, reverse=True))})\\b\\.?"
    ordinal = r"(?:\.|º|er|st|nd|rd|th|ta)?"
    of = r"(?:de\s+|of\s+|ta['’]\s*|d['’])?"
    return tuple(
        re.compile(pattern, re.I)
        for pattern in (
            rf"\b(?P<year>\d{{4}})(?:\.|\.?\s+(?:m\.|gada|metų))?\s+(?P<day>\d{{1,2}})\.\s+{month}",
            rf"\b(?P<year>\d{{4}})(?:\.|\.?\s+(?:m\.|gada|metų))?\s+{month}(?:\s+(?P<day>\d{{1,2}})\b\.?)?",
            rf"\b(?P<day>\d{{1,2}}){ordinal}[-\s]+{of}{month}(?:,?\s+(?:de\s+|tal-)?(?P<year>\d{{4}})\b)?",
            rf"\b{month}\s+(?P<day>\d{{1,2}}){ordinal}\b,?(?:\s+(?P<year>\d{{4}})\b)?",
            rf"\b{month}\s+(?:de\s+)?(?P<year>\d{{4}})\b",
        )
    )
