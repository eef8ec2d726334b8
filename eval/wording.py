"""Whether words occur in a text, however it is typeset: the comparison that items and measures share.

A pattern is a few words: `two months`. `|` separates alternatives, of which one is enough: `two months|deux mois`. A
word with `*` at its end may go on: `Monat*` finds "Monaten". Everything else must match whole words, so that "No" is
not found in "notified".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_QUOTES = dict.fromkeys(map(ord, "‘’‚‛`´"), "'") | dict.fromkeys(map(ord, "“”„‟«»"), '"')
_SPELLING = _DASHES | _QUOTES
_GROUPED = re.compile(r"(?<=\d)[ .,](?=\d{3}(?!\d))")


def normal(text: str) -> str:
    """Text for comparison: case folded, one kind of space, dash and quotation mark, numbers without grouping.

    "30 000", "30,000" and "30.000" become "30000"; "9,882 billion" likewise, so decimals with three digits collide with
    thousands, which no item relies on.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_SPELLING)
    return _GROUPED.sub("", re.sub(r"\s+", " ", folded)).strip()


def contains(text: str, pattern: str) -> bool:
    """Whether one of a pattern's alternatives occurs in a text."""
    return _expression(pattern).search(normal(text)) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    alternatives = [_words(part) for part in pattern.split("|") if part.strip()]
    return re.compile("|".join(f"(?:{part})" for part in alternatives) or r"(?!)")


def _words(part: str) -> str:
    written = normal(part)
    return r"(?<!\w)" + r"\w*".join(re.escape(piece) for piece in written.split("*")) + r"(?!\w)"


def find(text: str, phrase: str) -> list[tuple[int, int]]:
    """The spans of a phrase in a text, in the text's own offsets.

    Words must be equal once folded; between them any white space or dash may stand.
    """
    pattern = r"(?<!\w)" + r"\W{0,3}?".join(map(_piece, _tokens(phrase))) + r"(?!\w)"
    folded, offsets = _folded(text)
    return [(offsets[m.start()], offsets[m.end() - 1] + 1) for m in re.finditer(pattern, folded)]


def _tokens(phrase: str) -> Iterator[str]:
    folded, _ = _folded(phrase)
    yield from re.findall(r"\w+|[^\w\s]", folded)


def _piece(sign: str) -> str:
    return re.escape(sign) if sign[0].isalnum() or sign[0] == "_" or sign in "€%+" else r"\W?"


def _folded(text: str) -> tuple[str, list[int]]:
    """Text folded character by character, and for each folded character the offset it comes from."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for folded in unicodedata.normalize("NFKC", character).casefold().translate(_SPELLING):
            characters.append(folded)
            offsets.append(offset)
    return "".join(characters), offsets
