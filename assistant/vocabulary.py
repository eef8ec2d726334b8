"""The words of the question grammar in the 24 languages (`words.json`), folded and ready for lookup.

The drafting words (article, recital, annex, paragraph) follow the Interinstitutional Style Guide with their usual
inflections. In the file a star stands for any ending.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.folding import fold, spelled

_KEY = 3
_ENDING = 8  # letters; "preambulumbekezdéseiben" has the longest ending in use


@cache
def words() -> dict[str, Any]:
    """The file as it is: by kind, then by language or as one list."""
    table: dict[str, Any] = json.loads(files("assistant").joinpath("words.json").read_text("utf-8"))
    return table


class Vocabulary:
    """A set of folded words, some open-ended ("cikk*"). Only single words; white space is not looked at."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._stems: dict[str, list[str]] = {}
        for entry in entries:
            word = spelled(fold(entry.removesuffix("*")))
            self._whole.add(word)
            if entry.endswith("*"):
                self._stems.setdefault(word[:_KEY], []).append(word)

    def __contains__(self, word: str) -> bool:
        if word in self._whole:
            return True
        stems = self._stems.get(word[:_KEY], ()) or self._stems.get(word[: _KEY - 1], ())
        return any(word.startswith(stem) and len(word) <= len(stem) + _ENDING for stem in stems)


@cache
def vocabulary(kind: str, language: str | None = None) -> Vocabulary:
    """The words of one kind in one language, or over all."""
    return Vocabulary(all_words(kind) if language is None else words()[kind].get(language, ()))


def all_words(kind: str) -> list[str]:
    """The entries of one kind over all languages, as written."""
    entries = words()[kind]
    return list(entries) if isinstance(entries, list) else [word for some in entries.values() for word in some]


def alternatives(entries: Iterable[str]) -> str:
    """A regular expression for any of the entries in folded text, the longest first; a star is any ending."""
    written = sorted({fold(entry) for entry in entries}, key=len, reverse=True)
    return "|".join(_pattern(entry) for entry in written)


def _pattern(entry: str) -> str:
    stem = re.escape(entry.removesuffix("*")).replace(r"\ ", r"\s+")
    return rf"{stem}\w{{0,{_ENDING}}}" if entry.endswith("*") else stem
