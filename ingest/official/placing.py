"""Putting a fetched document into the library folder: read first, then compared with what is there, then written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from ingest.collect import FoundFile
from ingest.infer import infer
from ingest.isolation import IsolatedLoader
from ingest.official.celex import folder_name
from ingest.official.describe import describe, over, page_kind
from ingest.official.outcome import Brought, Outcome
from ingest.official.rendition import Record, Rendition
from ingest.official.shelf import Entry, Shelf, entry_of, record_object
from ingest.official.starter import Wanted
from ingest.readers import read
from ingest.source import Kind, Source
from ingest.web import Page, file_name

__all__ = ["place_page", "place_text"]

_BY_LIBRARIES = {".pdf", ".docx"}
"""Files that are read by libraries in C, which a hostile file may crash."""


def place_text(shelf: Shelf, found: Rendition, record: Record | None, origin: str) -> Brought:
    """Keep a rendition if it is new or changed. Raises IngestError when it cannot be read: the old one then stays."""
    old = shelf.find(celex=found.celex, language=found.language)
    known = record_object(record) if record else (old or {}).get("record")
    is_same = old is not None and old["fetched"].get("fingerprint") == found.fingerprint and shelf.is_sound(old)
    if old and is_same and old.get("record") == known:
        return Brought(found.celex, found.language, Outcome.UNCHANGED, path=shelf.folder / old["file"])
    name = f"{folder_name(found.celex)}/{found.language}{found.format.suffix}"
    with _scratch(f"{folder_name(found.celex)}.{found.language}{found.format.suffix}", found.body) as path:
        source = describe(path, found, record)
    fetched: Entry = {
        "from": origin, "address": found.url, "on": _today(), "format": found.format.name,
        "parts": found.parts, "fingerprint": found.fingerprint,
    }  # fmt: skip
    entry = entry_of(name, found.body, source, fetched, record)
    if record is None and known:  # the metadata could not be asked for: what was known stays known
        entry["record"] = known
    return _placed(shelf, entry, found.body, old, found.celex)


def place_page(shelf: Shelf, page: Page, wanted: Wanted, origin: str) -> Brought:
    """Keep a web page's text, or a file fetched by address, if it is new or changed; raises IngestError."""
    old = shelf.find(address=page.url)
    with _scratch(file_name(page.url, page.suffix), page.body) as path:
        source = _page_source(path, page, wanted.given)
    fetched = {"from": origin, "address": page.url, "on": _today()}
    entry = entry_of(f"web/{file_name(page.url, page.suffix)}", page.body, source, fetched, None)
    return _placed(shelf, entry, page.body, old, page.url)


def _placed(shelf: Shelf, entry: Entry, body: bytes, old: Entry | None, name: str) -> Brought:
    path, language = shelf.folder / str(entry["file"]), str(entry["language"])
    if old is None:
        shelf.put(entry, body)
        parts = entry["fetched"].get("parts", 1)
        joined = f" in {parts} parts" if parts > 1 else ""
        reason = f"{entry['fetched'].get('format', 'page')}{joined} from {entry['fetched']['from']}"
        return Brought(name, language, Outcome.ADDED, reason, path)
    change = _change(shelf, entry, old)
    if not change:
        return Brought(name, language, Outcome.UNCHANGED, path=path)
    shelf.put(entry, body, replaced=old)
    return Brought(name, language, Outcome.CHANGED, change, path)


def _change(shelf: Shelf, entry: Entry, old: Entry) -> str:
    """What differs from the older entry, in words; empty when nothing that matters does."""
    if not shelf.is_sound(old):
        there = (shelf.folder / str(old["file"])).is_file()
        return "the file had been altered and was replaced" if there else "the file was gone and was fetched again"
    if old["file"] != entry["file"]:
        return f"now {PurePosixPath(entry['file']).suffix[1:]} instead of {PurePosixPath(old['file']).suffix[1:]}"
    prints = [one["fetched"].get("fingerprint") or one["sha256"] for one in (old, entry)]
    if prints[0] != prints[1]:
        return "the text has changed at its source"
    ignored = {"fetched", "sha256", "bytes"}
    before, after = ({**one, **one.get("record", {}), "record": None} for one in (old, entry))
    differing = sorted(n for n in (before.keys() | after.keys()) - ignored if before.get(n) != after.get(n))
    return f"what is known about it has changed: {', '.join(differing)}" if differing else ""


def _page_source(path: Path, page: Page, given: dict[str, Any]) -> Source:
    """What is known of a page. It is no act, whatever number it mentions, so no CELEX number is taken from its text."""
    reading = read(path, page.language or None)
    told = infer(path, reading)
    source = Source(
        id=path.stem,
        title=told.title,
        kind=page_kind(page.url, told),
        language=page.language or told.language,
        publisher=told.publisher if told.celex is None else None,
        url=page.url,
        layout=reading.layout,
        adopted=told.adopted if told.celex is None or page.published else None,
    )
    source = over(source, page.source)
    fields = {("adopted" if name == "date" else name): value for name, value in given.items()}
    if "kind" in fields:
        fields["kind"] = Kind(fields["kind"])
    if "adopted" in fields:
        fields["adopted"] = date.fromisoformat(fields["adopted"])
    return replace(source, **fields)


@contextmanager
def _scratch(name: str, body: bytes) -> Iterator[Path]:
    """The body as a file under a name that people understand in messages, outside the library.

    Raises IngestError for a PDF or office file that cannot be read.
    """
    with TemporaryDirectory(prefix="euma-") as folder:
        path = Path(folder) / name
        path.write_bytes(body)
        if path.suffix in _BY_LIBRARIES:
            with IsolatedLoader() as loader:  # it may hang, starve or crash its reader; then it is not read here
                loader.load(FoundFile(path, hashlib.sha256(body).hexdigest(), len(body)))
        yield path


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
