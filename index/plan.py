"""What a reindex has to do: which files to read, which published documents to keep, move or drop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.records import source_to_json
from index.report import Failure
from index.store import FileRecord
from ingest.collect import FoundFile, collect
from ingest.document import Document, Passage


def _collect(paths: Sequence[Path]) -> tuple[Sequence[FoundFile], Sequence[Failure]]:
    found = collect(paths)
    return found.files, [Failure(str(problem.path), problem.message) for problem in found.problems]


def _load(found: FoundFile) -> Document:
    from ingest.load import load  # noqa: PLC0415  loads the readers' libraries

    return load(found)


def _split(document: Document) -> Sequence[Passage]:
    from ingest.passages import split  # noqa: PLC0415

    return split(document)


@dataclass(frozen=True)
class Reading:
    """How paths become files, files documents, and documents passages.

    `collect` returns the files and those it had to leave out. The defaults are those of `ingest`. `settings` are all
    options that change what comes out of a file; another value makes every given file be read again.
    """

    collect: Callable[[Sequence[Path]], tuple[Sequence[FoundFile], Sequence[Failure]]] = _collect
    load: Callable[[FoundFile], Document] = _load
    split: Callable[[Document], Sequence[Passage]] = _split
    settings: Mapping[str, str] = field(default_factory=dict)

    def record(self, found: FoundFile) -> FileRecord:
        """Return what is remembered of a file, to tell later whether it must be read again."""
        given = source_to_json(found.source) if found.source else None
        origin = json.dumps([found.sha256, given, sorted(self.settings.items())])
        return FileRecord(
            str(found.path.resolve()), found.sha256, found.size, hashlib.sha256(origin.encode()).hexdigest()
        )


@dataclass(frozen=True)
class Plan:
    """Files to read, each with what is remembered of it; published documents that stay, with the file they have now.

    `kept` holds every published document that is not removed, those whose file is about to be read included (if the
    reading fails they stay). `unchanged`, `renamed` and `removed` are ids; `current` are the ids whose file was seen
    in this run and needs no reading.
    """

    to_read: tuple[tuple[FoundFile, FileRecord], ...]
    kept: dict[str, FileRecord]
    unchanged: tuple[str, ...]
    renamed: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[Failure, ...]
    current: frozenset[str]


def make_plan(
    published: Mapping[str, FileRecord],
    paths: Sequence[Path],
    reading: Reading,
    *,
    remove_ids: Collection[str] = (),
    force: bool = False,
) -> Plan:
    """Compare the files under `paths` with what is published.

    A file is read when it is new or its content, metadata or settings changed (all are with `force`). A published
    document is removed when it is named in `remove_ids`, or its file lay in a given folder and is gone; a file that
    only moved keeps its document.
    """
    files, problems = reading.collect(paths) if paths else ((), ())
    failed = [*problems, *(_unknown(i) for i in remove_ids if i not in published)]
    kept = {i: record for i, record in published.items() if i not in remove_ids}
    at = {record.path: i for i, record in kept.items()}
    gone = {i for i, record in kept.items() if _vanished(record, paths)}
    moved_from = {kept[i].origin: i for i in sorted(gone, reverse=True)}
    to_read, unchanged, renamed = [], [], []
    for found in files:
        record = reading.record(found)
        known = at.get(record.path)
        if known and kept[known].origin == record.origin and not force:
            unchanged.append(known)
        elif not known and not force and (mover := moved_from.pop(record.origin, None)):
            kept[mover] = replace(kept[mover], path=record.path)
            gone.discard(mover)
            renamed.append(mover)
        else:
            to_read.append((found, record))
    return Plan(
        tuple(to_read),
        {i: record for i, record in kept.items() if i not in gone},
        unchanged=tuple(unchanged),
        renamed=tuple(renamed),
        removed=(*(i for i in remove_ids if i in published), *sorted(gone)),
        failed=tuple(failed),
        current=frozenset((*unchanged, *renamed)),
    )


def _vanished(record: FileRecord, paths: Iterable[Path]) -> bool:
    file = Path(record.path)
    return any(file.is_relative_to(path.resolve()) and path.is_dir() for path in paths) and not file.exists()


def _unknown(identifier: str) -> Failure:
    return Failure(
        identifier, f"No document {identifier!r} is indexed. Run: euma sources list, to see those there are."
    )
