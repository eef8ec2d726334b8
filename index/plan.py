"""What a reindex has to do: which files to read, which published documents to keep, move or drop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.records import source_to_json
from index.report import Failure, Note
from index.store import FileRecord
from ingest.collect import FoundFile, collect
from ingest.document import Document, Passage
from ingest.source import Source
from ingest.versions import suffix_rank

Found = tuple[Sequence[FoundFile], Sequence[Failure], Sequence[Note]]
"""Files to index, those left out, and what else was seen."""


def find(paths: Sequence[Path]) -> Found:
    """The files under `paths`, by `ingest.collect`."""
    found = collect(paths)
    left_out = [Failure(str(problem.path), problem.message) for problem in found.problems]
    return found.files, left_out, [Note(str(warning.path), warning.message) for warning in found.warnings]


def _load(found: FoundFile) -> Document:
    from ingest.load import load  # noqa: PLC0415  loads the readers' libraries

    return load(found)


def _split(document: Document) -> Sequence[Passage]:
    from ingest.passages import split  # noqa: PLC0415

    return split(document)


@dataclass(frozen=True)
class Reading:
    """How paths become files, files documents, and documents passages.

    `collect` returns the files, those it had to leave out, and notes. The defaults are those of `ingest`. `settings`
    are all options that change what comes out of a file; another value makes every given file be read again.
    """

    collect: Callable[[Sequence[Path]], Found] = find
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
    in this run and needs no reading. `reasons` are by path for files to read, by id for all others; `sources` are
    those of the published documents.
    """

    to_read: tuple[tuple[FoundFile, FileRecord], ...]
    kept: dict[str, FileRecord]
    unchanged: tuple[str, ...]
    renamed: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[Failure, ...]
    current: frozenset[str]
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def told(self) -> frozenset[str]:
        """Ids that `reasons` has a word on."""
        return frozenset((*self.renamed, *self.removed))


def make_plan(
    published: Mapping[str, FileRecord],
    paths: Sequence[Path],
    reading: Reading,
    *,
    remove_ids: Collection[str] = (),
    force: bool = False,
    sources: Mapping[str, Source] | None = None,
) -> Plan:
    """Compare the files under `paths` with what is published.

    A file is read when it is new or its content, metadata or settings changed (all are with `force`). A published
    document is removed when it is named in `remove_ids`, or its file lay in a given folder and is gone; a file that
    only moved keeps its document, and a copy of an indexed file is left out.
    """
    files, problems, notes = reading.collect(paths) if paths else ((), (), ())
    failed = [*problems, *(_unknown(i) for i in remove_ids if i not in published)]
    kept = {i: record for i, record in published.items() if i not in remove_ids}
    sorting = _Sorting(kept, paths, [(found, reading.record(found)) for found in files], force=force)
    reasons = {**dict.fromkeys(remove_ids, "as asked"), **sorting.reasons}
    return Plan(
        tuple(sorted(sorting.to_read, key=sorting.rank)),
        {i: record for i, record in kept.items() if i not in sorting.gone},
        unchanged=tuple(sorting.unchanged),
        renamed=tuple(sorting.renamed),
        removed=(*(i for i in remove_ids if i in published), *sorted(sorting.gone)),
        failed=tuple(failed),
        current=frozenset((*sorting.unchanged, *sorting.renamed)),
        reasons=reasons,
        notes=(*notes, *sorting.notes),
        sources=sources or {},
    )


class _Sorting:
    """Files told apart: unchanged, moved, copies of others, to be read; and published documents that are gone."""

    def __init__(
        self,
        kept: dict[str, FileRecord],
        paths: Sequence[Path],
        files: Sequence[tuple[FoundFile, FileRecord]],
        *,
        force: bool,
    ) -> None:
        self.to_read: list[tuple[FoundFile, FileRecord]] = []
        self.unchanged: list[str] = []
        self.renamed: list[str] = []
        self.notes: list[Note] = []
        self.reasons: dict[str, str] = {}
        missing = {i for i, record in kept.items() if not Path(record.path).exists()}
        self.gone = {i for i in missing if _lay_in(kept[i], paths)}
        self._kept, self._force = kept, force
        self._at = {record.path: i for i, record in kept.items()}
        self._moved_from = {kept[i].origin: i for i in sorted(missing, reverse=True)}
        self._had_content = {kept[i].sha256: i for i in sorted(missing, reverse=True)}
        now = {record.path: record.origin for _, record in files}
        still = (r for i, r in kept.items() if i not in missing and now.get(r.path, r.origin) == r.origin)
        self._held_by = {record.origin: record.path for record in still}
        for found, record in files:
            self._sort(found, record)
        self.reasons |= {i: f"{kept[i].path} is gone" for i in self.gone}

    def _sort(self, found: FoundFile, record: FileRecord) -> None:
        known = self._at.get(record.path)
        if known and self._kept[known].origin == record.origin and not self._force:
            self.unchanged.append(known)
        elif not known and not self._force and (mover := self._mover(found, record)):
            self.reasons[mover] = f"{record.path} has the content that {self._kept[mover].path} had"
            self._kept[mover] = replace(self._kept[mover], path=record.path, origin=record.origin)
            self._held_by[record.origin] = record.path
            self.gone.discard(mover)
            self.renamed.append(mover)
        elif not known and (holder := self._held_by.get(record.origin, record.path)) != record.path:
            self.notes.append(Note(record.path, f"{record.path} has the content of {holder} and is not indexed again."))
        else:
            self._held_by[record.origin] = record.path
            self.reasons[record.path] = self._why(known, record)
            self.to_read.append((found, record))

    def _mover(self, found: FoundFile, record: FileRecord) -> str | None:
        """The document whose file has this content and is gone from where it was.

        What a manifest said of the file stays with the document, though no manifest lists the file where it is now.
        """
        mover = self._moved_from.get(record.origin)
        if mover is None and found.source is None:
            mover = self._had_content.get(record.sha256)
        if mover is not None:
            for by in (self._moved_from, self._had_content):
                for key in [key for key, identifier in by.items() if identifier == mover]:
                    del by[key]
        return mover

    def rank(self, file: tuple[FoundFile, FileRecord]) -> tuple[int, bool, bool]:
        """The order of reading: better formats first, of those the files that have a document or a manifest entry."""
        found, record = file
        return suffix_rank(found.path), record.path not in self._at, found.source is None

    def _why(self, known: str | None, record: FileRecord) -> str:
        if known is None:
            return f"new file {record.path}"
        before = self._kept[known]
        if before.origin == record.origin:
            return "read again as asked"
        if before.sha256 == record.sha256:
            return "what is known about it, or how files are read, has changed"
        return f"the content of {record.path} has changed"


def _lay_in(record: FileRecord, paths: Iterable[Path]) -> bool:
    return any(Path(record.path).is_relative_to(path.resolve()) and path.is_dir() for path in paths)


def _unknown(identifier: str) -> Failure:
    return Failure(
        identifier, f"No document {identifier!r} is indexed. Run: euma sources list, to see those there are."
    )
