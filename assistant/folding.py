"""Text without case and accents, with the way back to the offsets of the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W_]+\+?")  # "ESF+" is a name of its own
_DIGRAPH = re.compile(r"(?<=[aou])e|(?<=a)a")
_LONG = 5
# Letters that Unicode does not decompose, and signs that people type in several ways.
_SPECIAL = {**dict(zip("øđłħıŧ", "odlhit", strict=True)), "º": "°", "ª": "°", "æ": "ae", "œ": "oe"}
_SPECIAL |= {**dict.fromkeys("‘’‚`´ʼ", "'"), **dict.fromkeys("‐‑‒–—−", "-"), "\u00ad": ""}


class _Table(dict[int, str]):
    """Folds one character at a time, remembering those it has seen."""

    def __missing__(self, code: int) -> str:
        lower = chr(code).casefold()
        if lower in _SPECIAL:
            folded = _SPECIAL[lower]
        else:
            parts = unicodedata.normalize("NFKD", lower)
            folded = "".join(_SPECIAL.get(c, c) for c in parts.casefold() if not unicodedata.combining(c))
        self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Casefolded, without accents, dashes and apostrophes alike; the length may change."""
    return text.translate(_TABLE)


def spelled(word: str) -> str:
    """A folded word with "ae", "oe", "ue" and "aa" as their vowels: how umlauts and å are typed without them."""
    return _DIGRAPH.sub("", word) if len(word) >= _LONG else word


class Token(NamedTuple):
    """A word of a text: folded, with its offsets in the original and the letters as they were written."""

    word: str
    start: int
    end: int
    written: str


@dataclass(frozen=True)
class Folded:
    """A text and its folded form; `starts[i]` is the offset in the original of the folded character `i`."""

    original: str
    text: str
    starts: tuple[int, ...] | None

    @classmethod
    def of(cls, original: str) -> Folded:
        """Folds a text."""
        text = fold(original)
        if all(len(_TABLE[ord(letter)]) == 1 for letter in set(original)):
            return cls(original, text, None)
        starts = [at for at, letter in enumerate(original) for _ in _TABLE[ord(letter)]]
        return cls(original, text, (*starts, len(original)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of the non-empty stretch `start` to `end` of the folded text."""
        if self.starts is None:
            return start, end
        return self.starts[start], max(self.starts[end], self.starts[end - 1] + 1)

    @cached_property
    def tokens(self) -> list[Token]:
        """The words and numbers in order."""
        found = []
        for match in _TOKEN.finditer(self.text):
            start, end = self.span(*match.span())
            found.append(Token(spelled(match[0]), start, end, self.original[start:end]))
        return found

    @cached_property
    def shouting(self) -> bool:
        """Whether all is written in capitals, so that capitals mark nothing."""
        letters = [c for c in self.original if c.isalpha()]
        return sum(c.isupper() for c in letters) > 0.8 * len(letters)  # a few small letters may slip in
