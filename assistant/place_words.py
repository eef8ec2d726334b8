"""The words that announce a place in an act, and on which side of them its number stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise

from assistant.folding import fold, spelled
from assistant.vocabulary import words

WORD = re.compile(r"[^\W\d_]+")
_NUMBER_FIRST = frozenset({"hu", "lv", "lt", "fi", "sl"})
_EITHER = frozenset({"cs", "sk", "hr", "et"})
_STEM_KEY = 3
_ENDING = 8  # letters
_ABBREVIATION = 3  # letters: "čl. 17" is never "17. čl." for sure


class Order(Enum):
    """Where a language writes the number of a place."""

    AFTER = "Article 17"
    BEFORE = "17. cikk, seldom cikk 17"
    EITHER = "článek 17, seldom 17. článek"
    ONLY_BEFORE = "17 str."


@dataclass(frozen=True)
class Heading:
    """What a word announces, in which languages."""

    kind: str
    order: Order
    languages: frozenset[str]


class Headings:
    """All announcing words, found by their first word."""

    def __init__(self) -> None:
        spoken: dict[tuple[str, str], set[str]] = {}
        for kind in ("article", "article_after", "recital", "annex"):
            for language, entries in words()[kind].items():
                for entry in entries:
                    spoken.setdefault((kind, fold(entry)), set()).add(language)
        self._phrases: dict[str, list[tuple[tuple[str, ...], Heading]]] = {}
        self._stems: dict[str, list[tuple[str, Heading]]] = {}
        for (kind, entry), languages in spoken.items():
            heading = Heading(kind.partition("_")[0], _order(kind, entry, languages), frozenset(languages))
            if entry.endswith("*"):
                stem = spelled(entry[:-1])
                self._stems.setdefault(stem[:_STEM_KEY], []).append((stem, heading))
            else:
                phrase = tuple(spelled(word) for word in WORD.findall(entry))
                self._phrases.setdefault(phrase[0], []).append((phrase, heading))
        for known in self._phrases.values():
            known.sort(key=lambda entry: -len(entry[0]))

    def at(self, tokens: Sequence[re.Match[str]], at: int) -> Iterator[tuple[Heading, int]]:
        """What token `at` begins to announce, the longest phrase first, with the index after the phrase."""
        word = spelled(tokens[at][0])
        for phrase, heading in self._phrases.get(word, ()):
            after = at + len(phrase)
            if tuple(spelled(token[0]) for token in tokens[at:after]) == phrase and _together(tokens[at:after]):
                yield heading, after
        for stem, heading in self._stems.get(word[:_STEM_KEY], ()):
            if word.startswith(stem) and len(word) <= len(stem) + _ENDING:
                yield heading, at + 1


def _together(tokens: Sequence[re.Match[str]]) -> bool:
    return all(b.start() - a.end() == 1 for a, b in pairwise(tokens))


def _order(kind: str, entry: str, languages: set[str]) -> Order:
    if kind == "article_after":
        return Order.ONLY_BEFORE
    if len(entry) <= _ABBREVIATION:
        return Order.EITHER if languages & (_NUMBER_FIRST | _EITHER) and entry != "art" else Order.AFTER
    if languages & _NUMBER_FIRST:
        return Order.BEFORE
    return Order.EITHER if languages & _EITHER else Order.AFTER


@cache
def headings() -> Headings:
    """The table, built once."""
    return Headings()
