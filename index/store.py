"""`documents.sqlite` while a generation is being built: documents, their passages with vectors, the guide."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from index.cache import FloatArray, cache_key
from index.guide import GuideEntry
from index.records import PASSAGE_COLUMNS, passage_to_row, source_from_json, source_to_json, units_to_json
from ingest.document import Document, Passage
from ingest.errors import IngestError

SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, origin TEXT NOT NULL,
    source TEXT NOT NULL, units TEXT NOT NULL, text TEXT NOT NULL  -- last, so that the rest is read without them
) WITHOUT ROWID;
CREATE TABLE passages (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents (id), locator TEXT NOT NULL, article TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, context TEXT NOT NULL, anchor TEXT, page INTEGER,
    key BLOB NOT NULL, vector BLOB
);
CREATE INDEX passages_of_document ON passages (document_id);
CREATE TABLE guide (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entry TEXT NOT NULL, question TEXT NOT NULL,
    key BLOB NOT NULL, vector BLOB
);
"""
EMBEDDED_TEXT = "CASE context WHEN '' THEN text ELSE context || char(10) || text END"
"""`Passage.embedded_text` in SQL."""


@dataclass(frozen=True)
class FileRecord:
    """Which file a document was read from. `origin` changes when the same file must be read again: it covers the
    file's checksum, the metadata given for it and the settings it was read with."""

    path: str
    sha256: str
    size: int
    origin: str


@dataclass(frozen=True)
class Pending:
    """A text without a vector: its row, cache key and what to embed."""

    position: int
    key: bytes
    text: str


class StoreBuilder:
    """Writes a new documents.sqlite. Everything is on disk when the context ends; nothing reads it before."""

    def __init__(self, path: Path, embedder_name: str) -> None:
        self._embedder_name = embedder_name
        self._connection = sqlite3.connect(path, isolation_level=None)
        # A build that dies leaves a file that nobody opens, so safety on disk would only cost.
        self._connection.execute("PRAGMA journal_mode=MEMORY")
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.create_function("cache_key", 1, self._passage_key, deterministic=True)
        self._connection.executescript(SCHEMA)

    def __enter__(self) -> StoreBuilder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def add(self, document: Document, passages: Sequence[Passage], file: FileRecord) -> None:
        """Write one document; IngestError when a passage is not a span of it or its id is taken."""
        rows = [(*passage_to_row(p, document), self._passage_key(p.embedded_text)) for p in passages]
        texts = (source_to_json(document.source), units_to_json(document.units), document.text)
        marks = ", ".join("?" * 11)
        with self._transaction() as connection, _taken_ids(document):
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (document.id, file.path, file.sha256, file.size, file.origin, *texts),
            )
            connection.executemany(f"INSERT INTO passages ({PASSAGE_COLUMNS}, key) VALUES ({marks})", rows)  # noqa: S608

    def copy(self, published: Path, files: Mapping[str, FileRecord]) -> None:
        """Copy documents from another documents.sqlite; `files` has by id where each file is now, and its origin.

        Vectors come along where the passage was embedded by the same model.
        """
        self._connection.execute("ATTACH ? AS old", (str(published),))
        try:
            for identifier, file in files.items():
                with self._transaction() as connection:  # one each: what could be rolled back is kept in memory
                    connection.execute(
                        "INSERT INTO documents SELECT id, ?, sha256, size, ?, source, units, text "
                        "FROM old.documents WHERE id = ?",
                        (file.path, file.origin, identifier),
                    )
                    connection.execute(
                        f"INSERT INTO passages ({PASSAGE_COLUMNS}, key, vector) "  # noqa: S608
                        f"SELECT {PASSAGE_COLUMNS}, fresh, iif(fresh = key, vector, NULL) FROM "
                        f"(SELECT *, cache_key({EMBEDDED_TEXT}) AS fresh FROM old.passages WHERE document_id = ?) "
                        "ORDER BY position",
                        (identifier,),
                    )
        finally:
            self._connection.execute("DETACH old")

    def add_guide(self, entries: Iterable[GuideEntry]) -> None:
        """Write the guide's entries."""
        rows = [
            (e.id, json.dumps(asdict(e), ensure_ascii=False), e.question, self._key("query", e.question))
            for e in entries
        ]
        with self._transaction() as connection:
            connection.executemany("INSERT INTO guide (id, entry, question, key) VALUES (?, ?, ?, ?)", rows)

    def works(self) -> set[str]:
        """CELEX numbers (or ids) of all texts there are, under those of consolidated texts also their base act's."""
        sources = [source_from_json(text) for (text,) in self._connection.execute("SELECT source FROM documents")]
        return {source.work for source in sources} | {source.celex for source in sources if source.celex}

    def count_pending(self, table: str) -> int:
        """How many rows of "passages" or "guide" have no vector."""
        return int(self._connection.execute(f"SELECT count(*) FROM {table} WHERE vector IS NULL").fetchone()[0])  # noqa: S608

    def pending(self, table: str, batch: int) -> Iterator[list[Pending]]:
        """Rows of "passages" or "guide" without a vector, `batch` at a time, longest text first (alike lengths embed
        fastest). Their order is kept on disk."""
        text = EMBEDDED_TEXT if table == "passages" else "question"
        self._connection.execute("DROP TABLE IF EXISTS temp.waiting")
        self._connection.execute(
            f"CREATE TEMP TABLE waiting AS SELECT position AS row FROM {table} WHERE vector IS NULL "  # noqa: S608
            f"ORDER BY length({text}) DESC, position"
        )
        for start in itertools.count(0, batch):
            rows = self._connection.execute(
                f"SELECT position, key, {text} FROM temp.waiting JOIN {table} ON position = row "  # noqa: S608
                "WHERE waiting.rowid > ? AND waiting.rowid <= ? ORDER BY waiting.rowid",
                (start, start + batch),
            ).fetchall()
            if not rows:
                return
            yield [Pending(*row) for row in rows]

    def set_vectors(self, table: str, vectors: dict[int, FloatArray]) -> None:
        """Store vectors by row."""
        rows = [(np.ascontiguousarray(v, np.float32).tobytes(), position) for position, v in vectors.items()]
        with self._transaction() as connection:
            connection.executemany(f"UPDATE {table} SET vector = ? WHERE position = ?", rows)  # noqa: S608

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _key(self, role: str, text: str) -> bytes:
        return cache_key(self._embedder_name, role, text)

    def _passage_key(self, text: str) -> bytes:
        return self._key("passage", text)


@contextmanager
def _taken_ids(document: Document) -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise IngestError(
            f"The document {document.id!r} or one of its passages has an id that is taken ({error}). "
            "Give it another id in a manifest.json."
        ) from error
