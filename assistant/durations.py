"""Numbers with their unit in a text of any of the 24 languages: "six months", "30 Tagen", "75 %", "12-month"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "year": 360.0}
"""A year is twelve months here, so that "one year" and "12 months" are the same length."""
_ENDING = 5  # letters a unit's stem may go on by: "mēneš", "mēnešiem"
_BETWEEN = 1  # words between a number and its unit: "15 working days"
_PERCENT = r"(?:per|pour)\s+cent\b|po[rl]\s+cien\w+|p[eo]r\s+cento\b"
_TOKEN = re.compile(_PERCENT + r"|\d+(?:[\s\u00a0.,]\d{3}(?!\d))*(?:[.,]\d+)?|[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?|[%€]")
_SHORT = 3  # letters of a scale that is no stem: "mil"
_WHOLE = frozenset({"full", "whole", "entire", "ganzes", "ganze", "volles", "heel", "hel", "helt", "intero"})
_ELIDED = re.compile(r"(?:d|qu|l|dell|all)'(?=\w)")  # "d'un an"
_EXACT = "="  # before a unit's form that is no stem
_YEARS = range(1900, 2100)
_COUNTED_FROM = 1000  # a smaller number without a unit is mostly that of an article or a paragraph


@dataclass(frozen=True)
class Quantity:
    """A number with its unit as written; times are `family` "time" and `value` in days, else percent, euro or, for a
    number from a thousand on without a unit, "count".

    `loose`: an article or a bare noun that may or may not be a number ("a year", "rok").
    """

    family: str
    value: float
    written: str
    loose: bool = False
    start: int = 0


class _Token(NamedTuple):
    word: str
    start: int
    end: int


@cache
def _words() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("assistant").joinpath("quantity_words.json").read_text("utf-8"))
    return table


@cache
def _numbers(language: str) -> dict[str, float]:
    listed = _words()["numbers"].get(language, "").split()
    found = {form: float(n) for n, forms in enumerate(listed, 1) for form in forms.split("|")}
    return {**found, **_words()["further_numbers"].get(language, {})}


@cache
def _stems(language: str) -> tuple[tuple[str, str], ...]:
    units = {**_words()["units"].get(language, {}), "percent": _words()["percent"], "euro": _words()["euro"]}
    pairs = [(stem, unit) for unit, stems in units.items() for stem in stems.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _unit(word: str, language: str) -> str | None:
    for stem, unit in _stems(language):
        if stem.startswith(_EXACT):
            if word == stem[1:]:
                return unit
        elif word.startswith(stem) and len(word) <= len(stem) + _ENDING:
            return unit
    return None


@cache
def _scale(word: str) -> float | None:
    pairs = [(stem, factor) for factor, stems in _words()["scale"].values() for stem in stems.split()]
    for stem, factor in sorted(pairs, key=lambda pair: -len(pair[0])):
        if word == stem or (len(stem) > _SHORT and word.startswith(stem) and len(word) <= len(stem) + _ENDING):
            return float(factor)
    return None


def quantities(text: str, language: str) -> list[Quantity]:
    """All quantities of a text, in order; ages may be among them."""
    return [q for q in _read(text, language) if q.family != "count"]


def counts(text: str, language: str) -> list[Quantity]:
    """The numbers from a thousand on that have no unit: "30 000 persons"; years and numbers of acts are none."""
    return [q for q in _read(text, language) if q.family == "count"]


def _read(text: str, language: str) -> Iterator[Quantity]:
    tokens = [_Token(_plainly(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    whole, bare = _words()["whole"].get(language, {}), _words()["bare"].get(language, {})
    done = -1
    for at, token in enumerate(tokens):
        if at <= done:
            continue
        number, joined = _number(token.word, language)
        if number is None:
            if token.word in whole:
                value, unit = whole[token.word]
                yield _quantity(value, unit, text[token.start : token.end], start=token.start)
            elif token.word in bare and not _dated(tokens, at, language):
                yield _quantity(1, bare[token.word], text[token.start : token.end], start=token.start, loose=True)
            continue
        found, done = _with_unit(text, tokens, at, number, joined, language)
        if found:
            yield found


def _plainly(written: str) -> str:
    return "%" if re.fullmatch(_PERCENT, written, re.IGNORECASE) else written.casefold().replace("’", "'")


def _with_unit(
    text: str, tokens: list[_Token], at: int, number: float, joined: str, language: str
) -> tuple[Quantity | None, int]:
    """The quantity whose number is the token `at`, and its last token."""
    token = tokens[at]
    loose = number == 1 and not token.word[0].isdigit()
    if joined and (unit := _unit(joined, language)):  # "12-month"
        return _quantity(number, unit, text[token.start : token.end], start=token.start), at
    last, scaled = at, False
    while last + 1 < len(tokens) and (factor := _scale(tokens[last + 1].word)):  # "20 million", "mil millones"
        number = (number if scaled or number < _COUNTED_FROM else _decimal(token.word)) * factor
        last, scaled = last + 1, True
    if at and _unit(tokens[at - 1].word, language) == "euro" and not text[tokens[at - 1].end : token.start].strip():
        start = tokens[at - 1].start
        return _quantity(number, "euro", text[start : tokens[last].end], start=start), last
    for after, (word, _, end) in enumerate(tokens[last + 1 : last + 2 + _BETWEEN], last + 1):
        if unit := _unit(word.partition("-")[0], language):
            written = text[token.start : end]
            if "\n" in written or re.search(r"[.;:?!,]\s", written):
                break
            return _quantity(number, unit, written, start=token.start, loose=loose), after
        if _number(word, language)[0] is not None or (loose and word not in _WHOLE):
            break
    if number >= _COUNTED_FROM and (scaled or _plain(text, token)):
        written = " ".join(text[token.start : tokens[last].end].split())
        return Quantity("count", number, written, start=token.start), last
    return None, at


def _dated(tokens: list[_Token], at: int, language: str) -> bool:
    """Whether a bare "rok" belongs to a number ("dwa lata", "rok 2030")."""
    before = _number(tokens[at - 1].word, language)[0] if at else None
    after = tokens[at + 1].word[0].isdigit() if at + 1 < len(tokens) else False
    return before is not None or after


def _decimal(word: str) -> float:
    """The number before "million": "9.882" has a point, whatever it would mean alone."""
    return float(re.sub(r"[\s\u00a0]", "", word).replace(",", ".")) if word.count(".") + word.count(",") < 2 else 0.0  # noqa: PLR2004


def _plain(text: str, token: _Token) -> bool:
    """Whether digits are no year and no part of an act's number."""
    near = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1]
    return token.word[0].isdigit() and not (token.word.isdigit() and int(token.word) in _YEARS) and "/" not in near


def _number(word: str, language: str) -> tuple[float | None, str]:
    first, _, joined = word.partition("-")
    if word[0].isdigit():
        digits = re.sub(r"[\s\u00a0]|[.,](?=\d{3}(?!\d))", "", word)
        return float(digits.replace(",", ".")), ""
    known = _numbers(language)
    if word in known:
        return known[word], ""
    if elided := _ELIDED.match(word):
        return known.get(word[elided.end() :]), ""
    return (known[first], joined) if joined and first in known else (None, "")


def _quantity(number: float, unit: str, written: str, *, start: int, loose: bool = False) -> Quantity:
    written = " ".join(written.split())
    if unit in _DAYS:
        return Quantity("time", round(number * _DAYS[unit], 3), written, loose, start)
    return Quantity(unit, number, written, loose, start)
