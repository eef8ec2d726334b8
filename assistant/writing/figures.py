"""The facts of a text that must not change: numbers with their units, dates, places and names of acts, addresses.

Numbers count in digits and in words, dates in any of the official languages' ways of writing them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.mentions import find_mentions
from assistant.writing.dates import dates
from assistant.writing.lexicon import number_words, unit_of
from ingest.inflection import fold

_ACT = re.compile(r"\b(\d{1,4})/(\d{1,4})(?:/[A-Z]{2,5})?\b")
_CELEX = re.compile(r"\b\d{5}[A-Z]{1,2}\d{4}\b")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+")
_TELEPHONE = re.compile(r"\+\d[\d\s/().-]{6,}\d")
_POINT = re.compile(r"\(([a-z]{1,4})\)")
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d_])\w+\b|\b[^\W\d_]{2,}-\d+\b")
_DIGITS = re.compile(r"\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*[’']?")
_NEXT = re.compile(r"[\s\u00a0-]*([^\W\d_]+|%|€)(?:[\s\u00a0-]+([^\W\d_]+))?")
_PRICED = re.compile(r"(?:€|EUR|euro)\s*$")
_JOINED = ("", "und", "en", "og", "y", "e", "i")
_TENS = frozenset(range(20, 100, 10))


@dataclass(frozen=True)
class Figure:
    """One fact: `kind` is number, date, place, point, act or code; `value` is the same in all languages."""

    kind: str
    value: str
    unit: str = ""


def is_figure(written: Figure, source: Figure) -> bool:
    """Whether a source has what was written: "June 2026" is in "12 June 2026", "Article 17" in "Article 17(2)".

    A number without a unit is in any number of its value; one with a unit only in its own kind.
    """
    if written.kind != source.kind:
        return False
    if written.kind == "date":
        return all(a in {"?", b} for a, b in zip(written.value.split("-"), source.value.split("-"), strict=True))
    if written.kind == "place":
        return source.value == written.value or source.value.startswith(f"{written.value}(")
    return written.value == source.value and written.unit in {"", source.unit}


@dataclass(frozen=True)
class Placed:
    """A figure with its span in the text."""

    figure: Figure
    start: int
    end: int


def figures(text: str, language: str) -> list[Placed]:
    """All figures of a text in order. Nothing is counted twice: the 17 of "Article 17" is no number besides."""
    found: list[Placed] = []
    rest = text
    for part in (_addresses, _acts, _places, _dates, _codes, _digits, _spelled):
        for placed in list(part(rest, language)):
            found.append(placed)
            rest = rest[: placed.start] + " " * (placed.end - placed.start) + rest[placed.end :]
    return sorted(found, key=lambda placed: placed.start)


def _addresses(text: str, _language: str) -> Iterator[Placed]:
    for match in _ADDRESS.finditer(text):
        yield Placed(Figure("code", match[0].rstrip(".,;)").casefold()), *match.span())
    for match in _TELEPHONE.finditer(text):
        yield Placed(Figure("code", re.sub(r"\D", "", match[0])), *match.span())


def _acts(text: str, _language: str) -> Iterator[Placed]:
    for match in _ACT.finditer(text):
        yield Placed(Figure("act", "/".join(sorted((match[1], match[2])))), *match.span())
    for match in _CELEX.finditer(text):
        yield Placed(Figure("act", match[0]), *match.span())


def _places(text: str, _language: str) -> Iterator[Placed]:
    for mention in find_mentions(text):
        value = f"{mention.kind} {mention.number}" + (f"({mention.paragraph})" if mention.paragraph else "")
        yield Placed(Figure("place", value), mention.start, mention.end)
    for match in _POINT.finditer(text):
        yield Placed(Figure("point", match[1]), *match.span())


def _dates(text: str, language: str) -> Iterator[Placed]:
    for value, start, end in dates(text, language):
        yield Placed(Figure("date", value), start, end)


def _codes(text: str, _language: str) -> Iterator[Placed]:
    for match in _CODE.finditer(text):
        if not re.fullmatch(r"\d+[^\W\d_]{1,2}", match[0]):  # "1st", "12h"
            yield Placed(Figure("code", match[0].casefold()), *match.span())


def _digits(text: str, _language: str) -> Iterator[Placed]:
    for match in _DIGITS.finditer(text):
        unit, end = _unit(text, match.end())
        if not unit and _PRICED.search(text, 0, match.start()):
            unit = "euro"
        yield Placed(Figure("number", _value(match[0]), unit), match.start(), end)


def _value(written: str) -> str:
    """The same number for "1 000", "1,000" and "1.000"; "0,5" and "0.5" are a half in any language."""
    grouped = re.match(r"\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+(?!\d)", written)
    if grouped and not written.startswith("0"):
        whole, part = re.sub(r"\D", "", grouped[0]), written[grouped.end() + 1 :]
    else:
        whole, _, part = written.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def _unit(text: str, at: int) -> tuple[str, int]:
    """What a number that ends at `at` counts, at most one word away ("six consecutive months"), and where that ends."""
    match = _NEXT.match(text, at)
    for group in (1, 2) if match else ():
        if match and match[group] and (unit := unit_of(match[group])):
            return unit, match.end(group) if group == 1 else at
    return "", at


def _spelled(text: str, language: str) -> Iterator[Placed]:
    known = number_words(language)
    done = 0
    for match in _WORD.finditer(text):
        value = _spelled_value(fold(match[0]), known)
        if value is None or match.start() < done:
            continue
        end = match.end()
        follows = _WORD.match(text, end + 1)
        if value in _TENS and follows and (more := known.get(fold(follows[0]), 99)) < 10:  # noqa: PLR2004 - a digit
            value, end = value + more, follows.end()
        tail = match[0].partition("-")[2]
        unit, done = (unit_of(tail), end) if tail and unit_of(tail) else _unit(text, end)
        yield Placed(Figure("number", str(value), unit), match.start(), done)


def _spelled_value(word: str, known: dict[str, int]) -> int | None:
    """The number a word says, also put together: "vierundzwanzig", "twenty-four", "huszonnégy"."""
    if (plain := word.rstrip("’'")) in known:
        return known[plain]
    for cut in range(2, len(word) - 1):
        first = known.get(word[:cut].rstrip("-"))
        for joiner in _JOINED if first is not None else ():
            second = known.get(word[cut:].removeprefix(joiner).lstrip("-")) if word[cut:].startswith(joiner) else None
            if first and second and (first in _TENS) != (second in _TENS) and min(first, second) < 10:  # noqa: PLR2004
                return first + second
    # A number before what it counts in one word: "three-month".
    head, _, tail = word.partition("-")
    return known.get(head) if tail else None
