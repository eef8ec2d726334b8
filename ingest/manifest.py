"""`manifest.json`: what a folder's keeper says of its documents.

    {"documents": [{"file": "acts/32003L0086.en.txt", "id": "32003L0086", "title": "…", "kind": "directive", …}]}

Required are `file` (relative to the folder) and `title`; every other field has the name it has in `ingest.source`, with
`date` for the day of adoption. Fields that nobody reads are allowed.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ingest.catalogue import completed
from ingest.errors import BadManifest
from ingest.source import Kind, Source
from ingest.wording import LANGUAGES

NAME = "manifest.json"
_TEXTS = ("celex", "short_title", "publisher", "url", "layout", "completeness", "repealed_by", "corrects")
_DATES = ("in_force", "applies_from", "repealed_on")
_COUNTS = ("articles", "recitals")


@dataclass(frozen=True)
class Entry:
    """One listed file: `source` is its metadata, `sha256` what its content was when it was listed."""

    source: Source
    sha256: str | None = None


def load_manifest(folder: Path) -> dict[str, Source]:
    """Sources by file, as the manifest writes it ("acts/32003L0086.en.txt"); raises BadManifest."""
    return {file: entry.source for file, entry in load_entries(folder).items()}


def lies_in(folder: Path) -> bool:
    """Whether a folder has a manifest of documents, sound or not; other programs have files of that name too."""
    try:
        return b'"documents"' in (folder / NAME).read_bytes()
    except OSError:
        return False


def load_entries(folder: Path) -> dict[str, Entry]:
    """Entries by file; raises BadManifest with what is wrong and where."""
    path = folder / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadManifest(f"{path} cannot be read ({error.strerror}); check the file.") from error
    except ValueError as error:
        raise BadManifest(f"{path} is no valid JSON ({error}); correct it or remove it.") from error
    documents = content.get("documents") if isinstance(content, dict) else None
    if not isinstance(documents, list):
        raise BadManifest(f'{path} has no list "documents"; see the README for the format.')
    entries: dict[str, Entry] = {}
    for number, document in enumerate(documents, 1):
        where = f"{path}, document {number}"
        if not isinstance(document, dict):
            raise BadManifest(f"{where} is no object; write {{…}} with at least file and title.")
        file = _file(document, where)
        if file in entries:
            raise BadManifest(f"{where}: {file} is listed twice; remove one entry.")
        entries[file] = Entry(completed(_source(document, where)), _text(document, "sha256", where))
    _require_distinct(entries, path)
    return entries


def _require_distinct(entries: dict[str, Entry], path: Path) -> None:
    counts = Counter(entry.source.id for entry in entries.values())
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise BadManifest(f"{path}: the id {twice[0]} is used by {counts[twice[0]]} documents; give each its own.")


def _file(document: dict[str, Any], where: str) -> str:
    file = _text(document, "file", where)
    if not file:
        raise BadManifest(f'{where} has no "file"; give the path relative to the manifest.')
    place = PurePosixPath(file.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts:
        raise BadManifest(f"{where}: {file} lies outside the manifest's folder; list files of the folder only.")
    return str(place)


def _source(document: dict[str, Any], where: str) -> Source:
    title = _text(document, "title", where)
    if not title:
        raise BadManifest(f'{where} has no "title"; give one.')
    texts: dict[str, Any] = {name: _text(document, name, where) for name in _TEXTS}
    dates: dict[str, Any] = {name: _date(document, name, where) for name in _DATES}
    counts: dict[str, Any] = {name: _count(document, name, where) for name in _COUNTS}
    return Source(
        id=_text(document, "id", where) or PurePosixPath(str(document["file"])).name,
        title=title,
        kind=_kind(document, where),
        language=_language(document, where),
        adopted=_date(document, "adopted" if "adopted" in document else "date", where),
        **texts,
        **dates,
        **counts,
    )


def _text(document: dict[str, Any], name: str, where: str) -> str | None:
    value = document.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadManifest(f"{where}: {name} is {value!r}, not a text; put it in quotation marks.")
    return value.strip()


def _kind(document: dict[str, Any], where: str) -> Kind:
    value = _text(document, "kind", where) or Kind.OTHER
    try:
        return Kind(value.casefold())
    except ValueError as error:
        known = ", ".join(Kind)
        raise BadManifest(f"{where}: the kind {value!r} is not known; use one of {known}.") from error


def _language(document: dict[str, Any], where: str) -> str:
    value = (_text(document, "language", where) or "en").lower()
    if value not in LANGUAGES:
        raise BadManifest(
            f"{where}: the language {value!r} is no official language of the EU; use codes like en, fr, de."
        )
    return value


def _date(document: dict[str, Any], name: str, where: str) -> date | None:
    value = _text(document, name, where)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise BadManifest(f"{where}: {name} is {value!r}, not a date; write it like 2024-05-14.") from error


def _count(document: dict[str, Any], name: str, where: str) -> int | None:
    value = document.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise BadManifest(f"{where}: {name} is {value!r}, not a number of them; write it like 42.")
    return value
