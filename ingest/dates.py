"""Dates and types of act in the words of the 24 official languages: `titles.json`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_NUMERIC = re.compile(r"\b(?:(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})|(?P<iso>\d{4}-\d\d-\d\d))\b")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:\.|º|°|[^\W\d]{1,3})?\s+(?:de\s+|ta’\s+|päivänä\s+)?([^\W\d_]+)\s+(?:de\s+)?(\d{4})\b"
)
_YEAR_FIRST = re.compile(
    r"\b(\d{4})(?:\.?\s+(?:m\.|gada)|\.)?\s+(?:(\d{1,2})\.\s*)?([^\W\d_]+)(?:\s+(?:mėn\.\s+)?(\d{1,2})\b)?"
)
_CERTAIN = 3  # letters: "mai" of "maio" and "maij"; shorter beginnings of month names say nothing


@cache
def title_words() -> dict[str, dict[str, Any]]:
    """Month names and words for acts by language, as `titles.json` has them."""
    content: dict[str, dict[str, Any]] = json.loads((files("ingest") / "titles.json").read_text(encoding="utf-8"))
    return content


def find_date(text: str, language: str | None = None) -> date | None:
    """The first date in a text: 14 May 2024, 14. Mai 2024, 2024 m. gegužės 14 d., 14.5.2024, 2024-05-14."""
    found = [*_written(text, language), *_numeric(text)]
    return min(found)[1] if found else None


def _numeric(text: str) -> Iterable[tuple[int, date]]:
    for match in _NUMERIC.finditer(text):
        year, month, day = match["iso"].split("-") if match["iso"] else (match["year"], match["month"], match["day"])
        day_found = _date(int(year), int(month), int(day))
        if day_found:
            yield match.start(), day_found
            return


def _written(text: str, language: str | None) -> Iterable[tuple[int, date]]:
    for match in _DAY_FIRST.finditer(text):
        found = _date(int(match[3]), _month(match[2], language), int(match[1]))
        if found:
            yield match.start(), found
            break
    for match in _YEAR_FIRST.finditer(text):
        day = match[2] or match[4]
        found = _date(int(match[1]), _month(match[3], language), int(day)) if day else None
        if found:
            yield match.start(), found
            break


def _month(word: str, language: str | None) -> int:
    """1 to 12, or 0. Month names are inflected, so the beginning decides; the given language comes first."""
    table = title_words()
    given = [table[language]] if language in table else list(table.values())
    folded = unicodedata.normalize("NFC", word.casefold())
    fits = [
        (_shared(folded, name), number)
        for entry in given
        for number, name in enumerate(entry["months"], 1)
        if abs(len(folded) - len(name)) <= _CERTAIN
    ]
    shared, number = max(fits, default=(0, 0))
    return number if shared >= max(_CERTAIN, len(folded) - _CERTAIN) else 0


def _shared(word: str, name: str) -> int:
    """How many letters two words have in common from the beginning."""
    return next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
