"""Briefing notes: answers as an official hands them on, with exact quotations, places, numbers, links and dates.

A note is made of the records that the page keeps (`ui.record`), so that it says what was read, even when the index has
been renewed since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ui.record import LARGEST
from ui.render import clean

MOST_NOTES, _MOST_PARTS = 20, 60
_LONGEST = 20_000
_TEXTS = ("question", "language", "status", "generation", "built_at")
_CITED = ("id", "celex", "title", "language", "locator", "quote", "url", "law_status")


class BadNote(ValueError):
    """A record that is none."""


@dataclass(frozen=True)
class Said:
    """One sentence of a note: quoted, written by a language model, or own words; and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    quoted: bool
    written: bool


@dataclass(frozen=True)
class Note:
    """One question with its answer; `citations` have n, id, celex, title, language, locator, quote, url, law_status."""

    question: str
    language: str
    as_of: date
    status: str
    generation: str
    built_at: str
    sentences: tuple[Said, ...]
    notes: tuple[str, ...]
    citations: tuple[Mapping[str, Any], ...]


def notes(sent: str) -> list[Note]:
    """The notes of a JSON list of records; raises BadNote."""
    try:
        records = json.loads(sent) if len(sent) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise BadNote("the records are not JSON") from error
    if not isinstance(records, list) or not 0 < len(records) <= MOST_NOTES:
        raise BadNote(f"a list of 1 to {MOST_NOTES} records is needed")
    return [note(record) for record in records]


def note(record: Any) -> Note:
    """The note of one record; raises BadNote when the record is not one."""
    try:
        said = tuple(_said(sentence) for sentence in _list(record, "sentences"))
        cited = tuple(_cited(citation) for citation in _list(record, "citations"))
        texts = {name: _text(record, name) for name in _TEXTS}
        extra = tuple(_text({"note": words}, "note") for words in _list(record, "notes"))
        return Note(as_of=date.fromisoformat(record["as_of"]), sentences=said, notes=extra, citations=cited, **texts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadNote(f"not a record of an answer: {error}") from error


def _list(record: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = record[name]
    if not isinstance(found, list) or len(found) > _MOST_PARTS:
        raise BadNote(f"{name} is a list of at most {_MOST_PARTS}")
    return found


def _text(record: Mapping[str, Any], name: str) -> str:
    found = record[name]
    if not isinstance(found, str) or len(found) > _LONGEST:
        raise BadNote(f"{name} is a text of at most {_LONGEST} characters")
    return clean(found)


def _said(sentence: Mapping[str, Any]) -> Said:
    numbers = tuple(n for n in _list(sentence, "citations") if isinstance(n, int))
    return Said(_text(sentence, "text"), numbers, sentence["quoted"] is True, sentence.get("written") is True)


def _cited(citation: Mapping[str, Any]) -> Mapping[str, Any]:
    numbers = {name: int(citation[name]) for name in ("n", "start", "end")}
    return {**numbers, **{name: _text(citation, name) for name in _CITED}}
