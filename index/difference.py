"""What differs between two generations' documents.sqlite, row by row on disk: memory stays that of one batch."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np

from index.cache import FloatArray
from index.records import source_from_json
from index.store import EMBEDDED_TEXT

Row = tuple[str, str, str, FloatArray]
"""Of a passage: id, document id, embedded text, vector. Of a guide question: id, entry as JSON, question, vector."""

_TABLES = ("passages", "guide")
_COLUMNS = {"passages": f"id, document_id, {EMBEDDED_TEXT}, vector", "guide": "id, entry, question, vector"}
# An entry of the vector store depends on the embedded text (the key) and on what it is filtered by (about).
_ENTRIES = {
    "passages": "SELECT p.id AS id, p.key AS key, d.about AS about FROM {db}.passages p "
    "JOIN temp.about_{db} d ON d.id = p.document_id",
    "guide": "SELECT id, key, '' AS about FROM {db}.guide",
}


class Difference:
    """Compares a finished documents.sqlite with the published one (None: with an empty index)."""

    def __init__(self, built: Path, published: Path | None) -> None:
        # Neither file changes any more, so SQLite need not look for locks or journals.
        self._connection = sqlite3.connect(_uri(built), uri=True, isolation_level=None)
        for table in _TABLES:
            self._connection.execute(f"CREATE TEMP TABLE kept_{table} (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._stale: dict[str, int] = dict.fromkeys(_TABLES, 0)
        if published is not None:
            self._connection.execute("ATTACH ? AS old", (_uri(published),))
            self._compare()

    def __enter__(self) -> Difference:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @property
    def stale(self) -> int:
        """How many published entries do not hold any more."""
        return sum(self._stale.values())

    def stale_ids(self, table: str, batch: int) -> Iterator[list[str]]:
        """Ids of the published passages or guide questions that do not hold any more, `batch` at a time."""
        if not self._stale[table]:
            return
        cursor = self._connection.execute(
            f"SELECT id FROM old.{table} WHERE id NOT IN (SELECT id FROM temp.kept_{table})"  # noqa: S608
        )
        while rows := cursor.fetchmany(batch):
            yield [identifier for (identifier,) in rows]

    def fresh(self, table: str, batch: int) -> Iterator[tuple[int, list[Row]]]:
        """Rows of "passages" or "guide" that are not published, in order, `batch` at a time, and how far that is."""
        columns = _COLUMNS[table]
        cursor = self._connection.execute(
            f"SELECT {columns}, position FROM main.{table} "  # noqa: S608
            f"WHERE id NOT IN (SELECT id FROM temp.kept_{table}) ORDER BY position"
        )
        while rows := cursor.fetchmany(batch):
            yield rows[-1][4], [(a, b, text, np.frombuffer(blob, np.float32)) for a, b, text, blob, _ in rows]

    def _compare(self) -> None:
        for db in ("main", "old"):
            self._connection.execute(f"CREATE TEMP TABLE about_{db} (id TEXT PRIMARY KEY, about TEXT) WITHOUT ROWID")
            sources = self._connection.execute(f"SELECT id, source FROM {db}.documents").fetchall()  # noqa: S608
            self._connection.executemany(
                f"INSERT INTO temp.about_{db} VALUES (?, ?)",  # noqa: S608
                ((identifier, _about(text)) for identifier, text in sources),
            )
        for table, entries in _ENTRIES.items():
            new, old = entries.format(db="main"), entries.format(db="old")
            kept = self._connection.execute(
                f"INSERT INTO temp.kept_{table} SELECT n.id FROM ({new}) n JOIN ({old}) o "  # noqa: S608
                "ON o.id = n.id AND o.key = n.key AND o.about = n.about"
            ).rowcount
            published = self._connection.execute(f"SELECT count(*) FROM old.{table}").fetchone()[0]  # noqa: S608
            self._stale[table] = published - kept


def _about(source: str) -> str:
    known = source_from_json(source)
    return f"{known.language}|{known.kind}|{known.work}"


def _uri(file: Path) -> str:
    return f"{file.resolve().as_uri()}?immutable=1"
