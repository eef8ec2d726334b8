"""The words that carry numbers, units, negation, duty, permission, conditions and limits in the 24 languages.

`words.json` holds them; a star stands for any letters. All lookups are on folded text (`ingest.inflection.fold`).
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.inflection import fold

MARKERS = ("not", "must", "may", "should", "condition", "exception", "only", "most", "least", "before")
"""Negation, duty, permission, intention, condition, exception, restriction, upper and lower limit, earlier than."""


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("assistant.writing").joinpath("words.json").read_text("utf-8"))
    return table


@cache
def marker(kind: str, language: str) -> re.Pattern[str]:
    """A pattern that finds the words of one kind in folded text; in a language without any it finds nothing."""
    entries = [fold(entry.strip()) for entry in _table()[kind].get(language, "").split(",") if entry.strip()]
    written = "|".join(_pattern(entry) for entry in sorted(entries, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)" if written else r"(?!)")


def _pattern(entry: str) -> str:
    stem = re.escape(entry.strip("*")).replace(r"\ ", r"\s+")
    return (r"\w*" if entry.startswith("*") else "") + stem + (r"\w*" if entry.endswith("*") else "")


@cache
def number_words(language: str) -> dict[str, int]:
    """The numbers from 2 to 20, the tens and a hundred by their folded words."""
    known: dict[str, int] = {}
    for entry in _table()["numbers"].get(language, "").split():
        value, _, written = entry.partition(":")
        known.update({fold(word): int(value) for word in written.split(",")})
    return known


@cache
def unit_of(word: str) -> str:
    """What a word counts (hour, day, week, month, year, percent, euro, thousand, million, billion), or ""."""
    folded = fold(word)
    for unit, pattern in _units().items():
        if pattern.fullmatch(folded):
            return unit
    return ""


@cache
def _units() -> dict[str, re.Pattern[str]]:
    return {
        unit: re.compile("|".join(_pattern(fold(word)) for word in written.split()))
        for unit, written in _table()["units"].items()
    }


@cache
def opposites(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words of a source with what would turn its sense: ("arrival", "departure"). Only English has such a list."""
    pairs = (entry.strip().partition("/") for entry in _table()["opposites"].get(language, "").split(",") if entry)
    return tuple((re.compile(rf"\b{re.escape(word)}\b"), other) for word, _, other in pairs)


@cache
def same_condition(language: str) -> tuple[str, ...]:
    """Conjunctions of a language that name the same condition: "if" and "where" in law English."""
    return tuple(_table()["same_condition"].get(language, "").split("="))


@cache
def neutral() -> frozenset[str]:
    """English words that say where a statement stands, not what it is."""
    return frozenset(word.strip() for word in _table()["neutral"].split(","))


@cache
def function_words(language: str) -> frozenset[str]:
    """Articles, prepositions and pronouns of a language, folded (the termbase's lists)."""
    listed = json.loads(files("ingest").joinpath("terms", "function-words.json").read_text("utf-8"))
    return frozenset(fold(word) for word in listed.get(language, "").split())
