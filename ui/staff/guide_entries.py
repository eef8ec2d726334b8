"""Guide entries that staff made: questions in everyday words that lead to an article, in a file of the home folder."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.language import OFFICIAL
from assistant.question import BadQuestion, clean
from eval.places import Corpus, Places
from eval.wording import normal
from index.guide import GuideEntry, load_guide
from ingest.official.storage import write_whole
from ui.texts import Told, later

FOLDER = "guide"
"""Folder in the home folder; `assistant.compose.guide` reads its files beside the packaged guide."""
_FILE = "staff.jsonl"


class BadEntry(Told, ValueError):
    """An entry that cannot be kept; the message is one plain sentence."""


def own_entries(home: Path) -> tuple[GuideEntry, ...]:
    """The entries that staff made, oldest first; IndexingError names a line that is no entry."""
    return load_guide(home / FOLDER)


def add_entry(entry: GuideEntry, corpus: Corpus, known: Sequence[GuideEntry], home: Path) -> None:
    """Check an entry against the guide's rules, the indexed documents and the `known` entries, and keep it.

    Raises BadEntry, and nothing is kept.
    """
    _check(entry, corpus, known)
    file = home / FOLDER / _FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(_line(entry))
        stream.flush()
        os.fsync(stream.fileno())


def remove_entry(identifier: str, home: Path) -> GuideEntry | None:
    """Take an entry out of the file; None when it is not there."""
    entries = own_entries(home)
    gone = next((entry for entry in entries if entry.id == identifier), None)
    if gone:
        file = home / FOLDER / _FILE
        write_whole(file, "".join(_line(entry) for entry in entries if entry is not gone).encode())
    return gone


def _check(entry: GuideEntry, corpus: Corpus, known: Sequence[GuideEntry]) -> None:
    try:
        clean(entry.question)
    except BadQuestion as error:
        raise BadEntry(str(error)) from error
    if entry.language not in OFFICIAL:
        said = later("The language {language} is none of the 24 official ones. Choose one of the list.")
        raise BadEntry(said, language=entry.language)
    places = Places(corpus)
    editions = places.editions.get(entry.celex, [])
    if not editions:
        raise BadEntry(later("{act} is not indexed. Add the act on the documents page first."), act=entry.celex)
    locators = {place for source in editions for place in places.locators(source.id)}
    if entry.locator not in locators:
        said = later("{act} has no {place}. Look the number up in the document and correct it.")
        raise BadEntry(said, act=entry.celex, place=entry.locator)
    if entry.paragraph and f"{entry.locator}({entry.paragraph})" not in locators:
        said = later("{place} has no paragraph {number}. Correct it, or leave it empty.")
        raise BadEntry(said, place=entry.locator, number=str(entry.paragraph))
    near = [other.question for other in known if (other.celex, other.article) == (entry.celex, entry.article)]
    if normal(entry.question) in map(normal, near):
        raise BadEntry(later("The guide has this question for this article already."))


def _line(entry: GuideEntry) -> str:
    given = {name: value for name, value in asdict(entry).items() if value is not None}
    return json.dumps(given, ensure_ascii=False) + "\n"
