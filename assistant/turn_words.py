"""The small words of conversation in the 24 languages (`turn_words.json`): "and", "what about", "which", "compare"."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("assistant").joinpath("turn_words.json").read_text("utf-8"))
    return table


@cache
def small_words(kind: str, language: str) -> frozenset[str]:
    """The words of a kind in a language, casefolded; empty where a language has none."""
    listed = _table()[kind].get(language, "")
    return frozenset(listed.casefold().split() if isinstance(listed, str) else (w.casefold() for w in listed))


def words_of(text: str) -> list[str]:
    """The words of a text, casefolded, in order; numbers are none."""
    return [word for found in WORD.findall(text.casefold()) for word in (found, *_parts(found))]


def has(kind: str, text: str, language: str) -> bool:
    """Whether a text has a word of that kind."""
    return not small_words(kind, language).isdisjoint(words_of(text))


def _parts(word: str) -> list[str]:
    """What stands on both sides of an apostrophe: "qu'en" has "en"."""
    return re.split("['’]", word) if "'" in word or "’" in word else []
