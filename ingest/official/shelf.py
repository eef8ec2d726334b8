"""The library folder: fetched documents, one folder per work, and the manifest that `euma reindex` reads.

    32024R1351/en.xhtml   32024R1351/de.xhtml   12012E-TXT/fr.html   web/cor-europa-eu-….md   manifest.json

The same layout is a mirror's (see `ingest.official.mirror`): a library fetched on one machine serves others. Entries
and files that others put into the folder are left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ingest import manifest
from ingest.official.errors import Busy, CannotFetch
from ingest.official.rendition import Record
from ingest.official.storage import write_whole
from ingest.source import Source

Entry = dict[str, Any]
_DAYS = {"adopted", "in_force", "ends"}
_LISTS = {"repealed_by", "consolidated", "corrigenda", "amended_by"}
_ATTRIBUTION = "© European Union; reuse with attribution under Commission Decision 2011/833/EU"


class Shelf:
    """A library folder. Every change is on disk, file and manifest, before the call returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other processes from changing the folder; Busy at once when one does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / ".lock", timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise Busy(f"Another fetch works on {self.folder}; try again when it has finished.") from error
        try:
            for path in self.folder.rglob(".unfinished-*"):  # what a killed run left; nobody else writes now
                path.unlink(missing_ok=True)
            yield
        finally:
            lock.release()

    def entries(self) -> list[Entry]:
        """The manifest's entries as they are written; none when there is no manifest. Raises BadManifest."""
        path = self.folder / manifest.NAME
        if not path.exists():
            return []
        manifest.load_entries(self.folder)  # says in plain words what is wrong with it
        return list(json.loads(path.read_text(encoding="utf-8-sig"))["documents"])

    def find(self, **wanted: str) -> Entry | None:
        """The fetched entry that has all these values (celex and language, or address)."""
        fetched = (entry for entry in self.entries() if isinstance(entry.get("fetched"), dict))
        return next((e for e in fetched if all(_value(e, name) == value for name, value in wanted.items())), None)

    def is_sound(self, entry: Entry) -> bool:
        """Whether an entry's file is there and has the checksum that the entry gives."""
        path = self.folder / str(entry["file"])
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.get("sha256")

    def put(self, entry: Entry, body: bytes, replaced: Entry | None = None) -> Path:
        """Keep a document and its entry in place of an older one; returns its file.

        The new file is written first, then the manifest, then the older file goes: killed in between, a next run finds
        a file too many at worst.
        """
        self._require_own_id(entry, replaced)
        path = self.folder / str(entry["file"])
        write_whole(path, body)
        self.note(entry, replaced)
        if replaced and replaced["file"] != entry["file"]:
            (self.folder / str(replaced["file"])).unlink(missing_ok=True)
        return path

    def _require_own_id(self, entry: Entry, replaced: Entry | None) -> None:
        mine = {entry["file"], replaced["file"] if replaced else None}
        for other in self.entries():
            if other.get("id") == entry["id"] and other["file"] not in mine:
                raise CannotFetch(
                    f"{self.folder / manifest.NAME} lists {entry['id']} already, as {other['file']}; remove that entry "
                    "to have the fetched document."
                )

    def note(self, entry: Entry, replaced: Entry | None = None) -> None:
        """Write an entry into the manifest in place of an older one, or at the end."""
        entries = self.entries()
        gone = {entry["file"], replaced["file"] if replaced else None}
        at = next((i for i, other in enumerate(entries) if other["file"] in gone), len(entries))
        kept = [other for other in entries if other["file"] not in gone]
        kept.insert(at, entry)
        self._write(kept, self.left_out())

    def left_out(self) -> frozenset[str]:
        """Documents ("32024R1351 de", an address) that were taken out on purpose and are not to be fetched again."""
        path = self.folder / manifest.NAME
        if not path.exists():
            return frozenset()
        manifest.load_entries(self.folder)
        return frozenset(map(str, json.loads(path.read_text(encoding="utf-8-sig")).get("left_out", ())))

    def take_out(self, entries: Sequence[Entry], labels: Sequence[str]) -> None:
        """Remove fetched documents and remember their labels as left out; the manifest first, then the files."""
        files = {str(entry["file"]) for entry in entries}
        self._write([other for other in self.entries() if other["file"] not in files], self.left_out() | {*labels})
        for file in files:
            (self.folder / file).unlink(missing_ok=True)

    def take_back(self, labels: Sequence[str]) -> None:
        """Forget that documents were left out; they may be fetched again."""
        left_out = self.left_out()
        if left_out & {*labels}:
            self._write(self.entries(), left_out - {*labels})

    def _write(self, entries: Sequence[Entry], left_out: frozenset[str]) -> None:
        content = {"attribution": _ATTRIBUTION, "left_out": sorted(left_out), "documents": list(entries)}
        if not left_out:
            del content["left_out"]
        write_whole(self.folder / manifest.NAME, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))


def _value(entry: Entry, name: str) -> Any:
    return entry["fetched"].get(name) if name == "address" else entry.get(name)


def entry_of(file: str, body: bytes, source: Source, fetched: Mapping[str, Any], record: Record | None) -> Entry:
    """A manifest entry: the source's fields, the checksum, how it was fetched, and what else is known of the work."""
    fields = {"date" if name == "adopted" else name: _plain(value) for name, value in asdict(source).items()}
    checksum = {"file": file, "sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    known = {name: value for name, value in fields.items() if value is not None}
    return {**checksum, **known, "fetched": dict(fetched), **({"record": record_object(record)} if record else {})}


def record_object(record: Record) -> dict[str, Any]:
    """A record as JSON; what is unknown or empty is left out."""
    fields = {name: _plain(value) for name, value in asdict(record).items()}
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def record_from(value: Any) -> Record | None:
    """The record that `record_object` wrote; None for anything else."""
    try:
        fields: dict[str, Any] = {**value, "titles": dict(value.get("titles", {}))}
        for name in _DAYS & fields.keys():
            fields[name] = date.fromisoformat(fields[name])
        for name in _LISTS & fields.keys():
            fields[name] = tuple(fields[name])
        return Record(**fields)
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
