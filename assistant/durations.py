"""Numbers with their unit in a text of any of the 24 languages: "six months", "30 Tagen", "75 %", "12-month"."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "year": 360.0}
"""A year is twelve months here, so that "one year" and "12 months" are the same length."""
_ENDING = 5  # letters a unit's stem may go on by: "mēneš", "mēnešiem"
_BETWEEN = 1  # words between a number and its unit: "15 working days"
_TOKEN = re.compile(r"\d+(?:[\s\u00a0.]\d{3})*(?:[.,]\d+)?|[^\W\d_]+(?:['’-][^\W\d_]+)*|[%€]")
_WHOLE = 3  # letters; shorter stems are whole words: "an", "lá"


@dataclass(frozen=True)
class Quantity:
    """A number with its unit as written; times are `family` "time" and `value` in days, else percent or euro."""

    family: str
    value: float
    written: str


@cache
def words() -> dict[str, Any]:
    """The file of words behind quantities and premises."""
    table: dict[str, Any] = json.loads(files("assistant").joinpath("premise_words.json").read_text("utf-8"))
    return table


@cache
def _numbers(language: str) -> dict[str, float]:
    listed = words()["numbers"].get(language, "").split()
    found = {form: float(n) for n, forms in enumerate(listed, 1) for form in forms.split("|")}
    return {**found, **words()["further_numbers"].get(language, {})}


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    pairs = [(stem, unit) for unit, stems in words()["units"].items() for stem in stems.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _unit(word: str) -> str | None:
    for stem, unit in _stems():
        if word == stem or (len(stem) >= _WHOLE and word.startswith(stem) and len(word) <= len(stem) + _ENDING):
            return unit
    return None


def quantities(text: str, language: str) -> list[Quantity]:
    """All quantities of a text, in order; ages may be among them."""
    tokens = [(m[0].casefold(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[Quantity] = []
    for at, (word, start, _) in enumerate(tokens):
        number, joined = _number(word, language)
        if number is None:
            continue
        if joined and (unit := _unit(joined)):  # "12-month"
            found.append(_quantity(number, unit, text[start : tokens[at][2]]))
            continue
        if at and (unit := _unit(tokens[at - 1][0])) == "euro":  # "EUR 500"
            found.append(_quantity(number, unit, text[tokens[at - 1][1] : tokens[at][2]]))
            continue
        for after, _, end in tokens[at + 1 : at + 2 + _BETWEEN]:
            if unit := _unit(after.partition("-")[0]):
                found.append(_quantity(number, unit, text[start:end]))
                break
            if _number(after, language)[0] is not None:
                break
    return found


def _number(word: str, language: str) -> tuple[float | None, str]:
    first, _, joined = word.partition("-")
    if word[0].isdigit():
        digits = re.sub(r"[\s\u00a0]|\.(?=\d{3}(?!\d))", "", word)
        return float(digits.replace(",", ".")), ""
    known = _numbers(language)
    if word in known:
        return known[word], ""
    return (known[first], joined) if joined and first in known else (None, "")


def _quantity(number: float, unit: str, written: str) -> Quantity:
    if unit in _DAYS:
        return Quantity("time", round(number * _DAYS[unit], 3), " ".join(written.split()))
    return Quantity(unit, number, " ".join(written.split()))
