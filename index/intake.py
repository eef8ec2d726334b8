"""The reading stage of a build: files to documents and passages, one at a time, each straight to disk."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.plan import Plan, Reading
from index.report import Failure, Listener, Note, Progress
from index.store import FileRecord, StoreBuilder
from ingest.collect import FoundFile
from ingest.document import Document, Passage
from ingest.errors import IngestError
from ingest.source import Source
from ingest.versions import format_rank, suffix_rank

logger = logging.getLogger(__name__)


@dataclass
class Intake:
    """What the reading came to: ids added and changed, failures, and the published documents still to be copied.

    `sources` and `reasons` are those of the documents read, by id.
    """

    kept: dict[str, FileRecord]
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    passages: int = 0
    sources: dict[str, Source] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @property
    def read(self) -> set[str]:
        """Ids of all documents read."""
        return {*self.added, *self.changed}


def read_files(
    plan: Plan, published: Mapping[str, FileRecord], reading: Reading, store: StoreBuilder | None, listener: Listener
) -> Intake:
    """Read the files of a plan into `store` (None: only look). A file that cannot be read fails alone.

    A document takes the place of the published one with its id, and of the one its file held before. Of one act in two
    formats under one id the better is kept and the other noted.
    """
    intake = Intake(dict(plan.kept))
    at = {record.path: identifier for identifier, record in plan.kept.items()}
    owner = {identifier: plan.kept[identifier].path for identifier in plan.current}
    for done, (found, record) in enumerate(plan.to_read):
        listener(Progress("read", done, len(plan.to_read), found.path.name))
        try:
            document, passages = _read(found, reading)
            holder = owner.get(document.id) or _elsewhere(plan, document.id, record)
            other = intake.sources.get(document.id) or plan.sources.get(document.id)
            if holder and _is_lesser((document.source, record.path), (other, holder)):
                note = f"{found.path.name} is {document.id} in a lesser format; {holder} is used."
                intake.notes.append(Note(record.path, note))
                continue
            takes_over = document.id in plan.current and _is_lesser((other, holder), (document.source, record.path))
            if document.id in owner and not takes_over:
                raise IngestError(
                    f"{found.path.name} is the document {document.id!r}, as {owner[document.id]} is. "
                    "Remove one of them, or give them different ids in a manifest.json."
                )
            if store:
                store.add(document, passages, record)
        except IngestError as error:
            stays = f" {at[record.path]} stays as it was indexed." if record.path in at else ""
            intake.failed.append(Failure(str(found.path), f"{error}{stays}"))
            continue
        replaced = {document.id} if document.id in owner else set()
        owner[document.id] = record.path
        intake.passages += len(passages)
        before = {document.id, at.get(record.path)}
        (intake.changed if before & published.keys() else intake.added).append(document.id)
        intake.sources[document.id] = document.source
        intake.reasons[document.id] = _reason(plan, published, document.id, record)
        for identifier in before - plan.current | replaced:
            intake.kept.pop(identifier or "", None)
    listener(Progress("read", len(plan.to_read), len(plan.to_read)))
    return intake


def _elsewhere(plan: Plan, identifier: str, record: FileRecord) -> str | None:
    """Another file, still there, that the published document of this id was read from."""
    known = plan.kept.get(identifier)
    return known.path if known and known.path != record.path and Path(known.path).exists() else None


def _is_lesser(one: tuple[Source | None, str | None], other: tuple[Source | None, str | None]) -> bool:
    """Whether the first of two texts of an act, each with its file, is in the lesser format; never without CELEX."""
    ranks = [(format_rank(s), suffix_rank(Path(file))) for s, file in (one, other) if s and file and s.celex]
    return len(ranks) == len((one, other)) and ranks[0] > ranks[1]


def _reason(plan: Plan, published: Mapping[str, FileRecord], identifier: str, record: FileRecord) -> str:
    before = published.get(identifier)
    if before and before.path != record.path:
        return f"{record.path} instead of {before.path}"
    return plan.reasons.get(record.path, "")


def _read(found: FoundFile, reading: Reading) -> tuple[Document, tuple[Passage, ...]]:
    """Return a document and its passages; IngestError for anything a file can do to a reader."""
    try:
        document = reading.load(found)
        passages = tuple(reading.split(document))
    except (IngestError, MemoryError):
        raise
    except Exception as error:  # one odd file must not keep the others from being indexed
        logger.exception("reading %s failed", found.path)
        raise IngestError(
            f"{found.path.name} cannot be read ({type(error).__name__}: {error}). "
            "This is a fault of the program: please report it with the file."
        ) from error
    if not passages:
        raise IngestError(f"{found.path.name} has no text that could be cited. Check that it is the whole document.")
    return document, passages
