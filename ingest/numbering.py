"""How lists and divisions of an act are numbered, and what level a number stands on.

The Interinstitutional Style Guide (section 2.7) nests (1) or (a), then (i), then dashes; texts in use mix these freely,
so levels are inferred from which open list a number continues.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_ROMAN = re.compile(r"[ivxlcdm]+")
_DEEPEST = 12  # no act nests deeper than six; a text of nothing but first points would nest without end
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

_RANKS = {"part": 1, "title": 2, "chapter": 3, "section": 4, "subsection": 5}


def division_rank(text: str) -> int | None:
    """The level of a division by the word that names it in any official language: part 1, title 2, … subsection 5."""
    folded = f" {_folded(text)} "
    return next((rank for word, rank in _ranked_words() if word in folded), None)


def division_name(rank: int | None) -> str | None:
    """The English name of a division of that level."""
    return next((name.capitalize() for name, level in _RANKS.items() if level == rank), None)


def _folded(text: str) -> str:
    """Without case and accents, which Greek capitals do not have: "ΚΕΦΑΛΑΙΟ" as "κεφάλαιο"."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


@cache
def _ranked_words() -> tuple[tuple[str, int], ...]:
    """Naming words with spaces around and their ranks, longest first ("antraštinė dalis" before "dalis")."""
    table: dict[str, dict[str, list[str]]] = json.loads((files("ingest") / "wording.json").read_text(encoding="utf-8"))
    found = {
        f" {_folded(word)} ": rank for words in table.values() for role, rank in _RANKS.items() for word in words[role]
    }
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def starts_list(number: str | None) -> bool:
    """Whether a point's number can be the first of a list (a dash has no number)."""
    return number is None or number.casefold() in {"1", "a", "i"}


@lru_cache(maxsize=4096)
def roman(text: str) -> int | None:
    """Value of a roman numeral, or None."""
    letters = text.casefold()
    if not _ROMAN.fullmatch(letters):
        return None
    values = [_VALUES[letter] for letter in letters]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


@lru_cache(maxsize=4096)
def follows(previous: str | None, number: str | None) -> bool:
    """Whether a number comes next after another in one list: b after a, iii after ii, 3 or 2a after 2."""
    if previous is None or number is None:
        return previous is None and number is None
    if previous.isdecimal() and number.isdecimal():
        return int(number) == int(previous) + 1
    before, after = previous.casefold(), number.casefold()
    if len(before) == 1 and len(after) == 1 and ord(after) == ord(before) + 1:
        return True
    if before == "z" and after == "aa":
        return True
    first, second = roman(before), roman(after)
    if first is not None and second is not None and second == first + 1:
        return True
    return after[:-1] == before and after[-1:].isalpha() and before[-1:].isdecimal()


def _style(number: str | None) -> str:
    if number is None:
        return "dash"
    if number.isdecimal():
        return "digit"
    return "roman" if len(number) > 1 and roman(number) else "letter"


class Numbering:
    """The lists open at a place in a document, outermost first, each by its last number."""

    def __init__(self) -> None:
        self._last: list[str | None] = []
        self._interrupted = False

    def restart(self) -> None:
        """Forget all lists: a new paragraph, article or section begins."""
        self._last.clear()
        self._interrupted = False

    def interrupt(self, level: int = 0) -> None:
        """Text of the enclosing paragraph stands between two points; `level` > 0 is text inside a point."""
        if level == 0:
            self._interrupted = True

    def take(self, number: str | None, level: int | None = None) -> int:
        """The level (1 = outermost) of the next point; a given level is kept."""
        if self._interrupted and starts_list(number):
            self._last.clear()
        self._interrupted = False
        if level is None:
            level = self._infer(number)
        while len(self._last) < level:
            self._last.append(number)
        del self._last[level:]
        self._last[level - 1] = number
        return level

    def _infer(self, number: str | None) -> int:
        depths = range(len(self._last), 0, -1)
        for depth in depths:
            if follows(self._last[depth - 1], number):
                return depth
        if starts_list(number):
            return min(len(self._last) + 1, _DEEPEST)
        for depth in depths:
            if _style(self._last[depth - 1]) == _style(number):
                return depth
        return max(len(self._last), 1)
