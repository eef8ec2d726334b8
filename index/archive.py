"""`documents.sqlite` of a finished generation, read only: documents, passages, guide entries and vectors."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np

from index.cache import FloatArray
from index.errors import IndexingError
from index.guide import GuideEntry
from index.records import PASSAGE_COLUMNS, document_from_row, passage_from_row, source_from_json
from index.store import EMBEDDED_TEXT, FileRecord
from ingest.document import Document, Passage
from ingest.source import Source

_BATCH = 1000


class Archive:
    """Loads lazily and keeps what it loaded. One connection behind a lock serves any number of threads."""

    def __init__(self, path: Path) -> None:
        self._lock = RLock()
        # A published file never changes, so SQLite need not look for locks or journals (works on read-only media).
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        self._documents: dict[str, Document] = {}

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @cached_property
    def sources(self) -> dict[str, Source]:
        """All sources by document id, in id order."""
        return {i: source_from_json(text) for i, text in self._rows("SELECT id, source FROM documents ORDER BY id")}

    @cached_property
    def files(self) -> dict[str, FileRecord]:
        """The file each document was read from."""
        rows = self._rows("SELECT id, path, sha256, size, origin FROM documents ORDER BY id")
        return {identifier: FileRecord(*rest) for identifier, *rest in rows}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """All passages by id, in reading order, document after document (0.1 s for 10,000)."""
        rows = self._rows(f"SELECT {PASSAGE_COLUMNS} FROM passages ORDER BY position")  # noqa: S608
        return {row[0]: passage_from_row(row) for row in rows}

    @cached_property
    def passages_of(self) -> dict[str, list[Passage]]:
        """The passages of each document in reading order."""
        grouped: dict[str, list[Passage]] = {identifier: [] for identifier in self.sources}
        for passage in self.passages.values():
            grouped[passage.document_id].append(passage)
        return grouped

    @cached_property
    def guide(self) -> dict[str, GuideEntry]:
        """All guide entries by id."""
        rows = self._rows("SELECT id, entry FROM guide ORDER BY position")
        return {identifier: GuideEntry(**json.loads(entry)) for identifier, entry in rows}

    def document(self, identifier: str) -> Document:
        """Return a document with its text and units; KeyError when there is none."""
        with self._lock:
            if identifier not in self._documents:
                rows = self._rows("SELECT source, text, units FROM documents WHERE id = ?", identifier)
                if not rows:
                    raise KeyError(identifier)
                self._documents[identifier] = document_from_row(*rows[0])
            return self._documents[identifier]

    def vectors(self, identifiers: Iterable[str]) -> FloatArray:
        """Return the vectors (n, dimension) of passages in the order of their ids; KeyError for an unknown one."""
        rows, matrix = self._matrix
        return matrix[[rows[identifier] for identifier in identifiers]]

    def count(self, table: str) -> int:
        """How many rows "documents", "passages" or "guide" has."""
        return int(self._rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608

    @property
    def dimension(self) -> int:
        """Length of the vectors, 0 when there are none."""
        rows = self._rows("SELECT length(vector) FROM passages LIMIT 1")
        return int(rows[0][0]) // 4 if rows else 0

    def missing_vectors(self) -> int:
        """How many passages and guide entries have no vector (none, in a finished generation)."""
        tables = ("passages", "guide")
        return sum(int(self._rows(f"SELECT count(*) FROM {t} WHERE vector IS NULL")[0][0]) for t in tables)  # noqa: S608

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing, when it is whole."""
        found = [str(row[0]) for row in self._rows("PRAGMA quick_check")]
        return [] if found == ["ok"] else [f"documents.sqlite: {fault}" for fault in found]

    def keys(self) -> Iterator[bytes]:
        """The cache keys of all passages and guide entries."""
        for (key,) in self._rows("SELECT key FROM passages UNION ALL SELECT key FROM guide"):
            yield key

    def texts(self, batch: int) -> Iterator[tuple[str, str, str]]:
        """Id, document id and embedded text of each passage in reading order; `batch` are in memory at a time."""
        query = f"SELECT id, document_id, {EMBEDDED_TEXT} FROM passages ORDER BY position"  # noqa: S608
        for rows in self._batches(query, batch):
            yield from rows

    def identifiers(self, table: str, batch: int) -> Iterator[list[str]]:
        """Ids of "passages" or "guide", `batch` at a time."""
        for rows in self._batches(f"SELECT id FROM {table} ORDER BY position", batch):  # noqa: S608
            yield [identifier for (identifier,) in rows]

    def probes(self, count: int) -> list[tuple[Passage, str, FloatArray]]:
        """Up to `count` passages spread over the index, each with its document's language and its vector."""
        step = max(1, self.count("passages") // count)
        query = (
            f"SELECT {PASSAGE_COLUMNS}, vector FROM passages WHERE (position - 1) % {step} = 0 "  # noqa: S608
            f"ORDER BY position LIMIT {count}"
        )
        found = [(passage_from_row(row[:-1]), np.frombuffer(row[-1] or b"", np.float32)) for row in self._rows(query)]
        return [(passage, self.sources[passage.document_id].language, vector) for passage, vector in found]

    @cached_property
    def _matrix(self) -> tuple[dict[str, int], FloatArray]:
        rows: dict[str, int] = {}
        matrix = np.empty((self.count("passages"), self.dimension), np.float32)
        for batch in self._batches("SELECT id, vector FROM passages ORDER BY position", _BATCH):
            for identifier, blob in batch:
                matrix[len(rows)] = np.frombuffer(blob, np.float32)
                rows[identifier] = len(rows)
        return rows, matrix

    def _batches(self, query: str, batch: int) -> Iterator[list[tuple[Any, ...]]]:
        with self._lock:
            cursor = self._connection.execute(query)
        while True:
            with self._lock:
                rows = cursor.fetchmany(batch)
            if not rows:
                return
            yield rows

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise IndexingError(
                    f"The index's documents.sqlite cannot be read ({error}): the file is damaged or missing. "
                    "Run: euma rollback, or euma reindex with your documents."
                ) from error
