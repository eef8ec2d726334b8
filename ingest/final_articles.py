"""Dates that an act gives itself in its last articles: entry into force, application, the acts it repeals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from ingest.block import Block, Reading
from ingest.dates import find_date, title_words
from ingest.document import UnitKind

K = UnitKind
_LAST_ARTICLES = 8
_DAYS = {"day_20": 20, "day_3": 3, "day_1": 1, "day_0": 0}
_PARTIAL = re.compile(
    r"(?i)^(?:\W*\d+\.\s*)?(?:however|toutefois|jedoch|articles?|artikel|artículos?|articol[io])\b|\bwith regard to\b"
)
_REPEALED = re.compile(
    r"(?P<name>(?:Council )?(?:Regulation|Directive|Decision)\s(?:\([A-Z, ]+\)\s)?(?:No\s)?(?P<number>\d{1,4}/\d{1,4})"
    r"\S*)[^.]{0,150}?\b(?:is|shall be)(?: hereby)? repealed\b(?P<rest>[^.]*)"
)
_AFTER = 60  # characters between "shall apply from" and its date


def final_dates(reading: Reading, language: str, *, is_directive: bool) -> dict[str, date]:
    """`in_force` and `applies_from` as far as the last articles give them, in en, fr, de, es, it, nl, pl, pt.

    A rule of days ("on the twentieth day following that of its publication") needs the day of publication, which
    Official Journal pages carry. For a directive `applies_from` is the day by which national law must comply.
    """
    words = title_words().get(language, {}).get("final")
    if not words:
        return {}
    found: dict[str, date] = {}
    published = find_date(reading.properties.get("published", "") or reading.properties.get("official_journal", ""))
    transposed = words["transposed"] if is_directive else None
    for text in _final_texts(reading.blocks):
        for name, days in _DAYS.items():
            if published and "in_force" not in found and re.search(words[name], text):
                found["in_force"] = published + timedelta(days=days)
        for pattern in filter(None, (transposed, words["applies"])):
            day = _date_after(pattern, text, language)
            if day and "applies_from" not in found and not _PARTIAL.search(text):
                found["applies_from"] = day
    return found


def repeals(reading: Reading) -> dict[str, date | None]:
    """Numbers ("2013/33", "604/2013") of the acts that an English act repeals, and from when, if it says so."""
    found: dict[str, date | None] = {}
    for text in _final_texts(reading.blocks):
        for match in _REPEALED.finditer(text):
            found.setdefault(match["number"], find_date(match["rest"], "en"))
    return found


def _final_texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Texts of the last articles before the annexes, last article first."""
    end = next((i for i, block in enumerate(blocks) if block.kind in {K.ANNEX, K.PROTOCOL}), len(blocks))
    starts = [i for i, block in enumerate(blocks[:end]) if block.kind == K.ARTICLE]
    pairs = list(pairwise([*starts, end]))[-_LAST_ARTICLES:]
    for start, stop in reversed(pairs):
        for block in blocks[start:stop]:
            if block.kind not in {K.ARTICLE, K.SUBJECT, K.FOOTNOTE}:
                yield block.text


def _date_after(pattern: str, text: str, language: str) -> date | None:
    for match in re.finditer(pattern, text, re.IGNORECASE):
        day = find_date(text[match.end() : match.end() + _AFTER], language)
        if day:
            return day
    return None
