"""Whether the words of a question presuppose what they say: "Why may …?", "Since …, what …?", "…, right?"."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any


def takes_for_granted(text: str, language: str) -> bool:
    """Whether the words of a question presuppose what they say."""
    opening, closing = _cues(language)
    return bool((opening.match(text) and not _since_when(text, language)) or closing.search(text))


def _since_when(text: str, language: str) -> bool:
    """Whether "since" asks for a day and presupposes nothing."""
    return language == "en" and bool(re.match(r"\W*since\s+(?:when|what|which)\b", text, re.IGNORECASE))


@cache
def _words() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("assistant").joinpath("premise_words.json").read_text("utf-8"))
    return table


@cache
def _cues(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = _words()
    opens = "|".join(map(re.escape, table["opens"].get(language, ("why",))))
    closes = "|".join(map(re.escape, table["closes"].get(language, ("right",))))
    why = re.escape(table["opens"].get(language, ("why",))[0])
    so = "|".join(map(re.escape, table["concludes"].get(language, ("so",))))
    return (
        re.compile(rf"[¿«„\"'\s]*(?:{opens})(?!\w)", re.IGNORECASE),
        re.compile(
            rf"[,.;]\s*¿?(?:(?:{closes}|(?:{opens}))\s*[?;]?\s*$|(?:{so})\s[^.,;]{{4,70}}\?|{why}\s[^.,;]{{4,50}}\?)",
            re.IGNORECASE,
        ),
    )
