"""Words of a text as search terms: lowercased, stemmed in their own language, accents folded, numbers kept whole."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

import Stemmer

STEMMERS = {
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hr": "serbian",  # takes Latin script; Snowball has no separate Croatian
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
}
"""Snowball's stemmers for the official languages; Bulgarian, Latvian, Maltese, Slovak and Slovenian have none."""

_TERM = re.compile(r"\d+(?:[./-]\d+)+|[^\W_]+")
_PART = re.compile(r"[./-]")
_local = threading.local()


def terms(text: str, language: str) -> list[str]:
    """Return the terms of a text in order. "2024/1346" gives itself, "2024" and "1346"."""
    stem = _stemmer(language)
    return list(_terms(text, stem.stemWord if stem else str))


def _terms(text: str, stem: Callable[[str], str]) -> Iterator[str]:
    for match in _TERM.finditer(unicodedata.normalize("NFC", text).lower()):
        word = match.group()
        if len(parts := _PART.split(word)) > 1:
            yield word
            yield from parts
        elif folded := _fold(stem(word)):
            yield folded


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    letters = (c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    return "".join(letters).casefold()


def _stemmer(language: str) -> Stemmer.Stemmer | None:
    """Return this thread's stemmer: Snowball's objects keep state and are not safe to share."""
    if language not in STEMMERS:
        return None
    kept: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if language not in kept:
        kept[language] = Stemmer.Stemmer(STEMMERS[language])
    return kept[language]
