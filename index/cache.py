"""Vectors by content: what was once embedded is not embedded again, not even after a killed build."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

_LOOKUP = 500
"""Keys in one query; SQLite allows 999 parameters in its oldest builds."""


def cache_key(embedder_name: str, role: str, text: str) -> bytes:
    """Return the key of a text: it depends on the model, on the role ("passage" or "query") and on the text."""
    return hashlib.sha256(f"{embedder_name}\0{role}\0{text}".encode()).digest()


class VectorCache:
    """A SQLite file of float32 vectors under 32-byte keys; every `put` is on disk when it returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")  # a crash of the machine may lose the last batches only
        self._connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def __enter__(self) -> VectorCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM vectors").fetchone()[0])

    def get(self, keys: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """Return the vectors that are known, by key."""
        found: dict[bytes, FloatArray] = {}
        for start in range(0, len(keys), _LOOKUP):
            some = keys[start : start + _LOOKUP]
            marks = ",".join("?" * len(some))
            rows = self._connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some)  # noqa: S608
            found.update((key, np.frombuffer(blob, np.float32)) for key, blob in rows)
        return found

    def put(self, vectors: Mapping[bytes, FloatArray]) -> None:
        """Add vectors in one transaction."""
        rows = [(key, np.ascontiguousarray(vector, np.float32).tobytes()) for key, vector in vectors.items()]
        self._connection.execute("BEGIN")
        try:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def vacuum(self, used: Iterable[bytes]) -> int:
        """Forget every key not in `used` and give the space back; returns how many were forgotten."""
        with self._used(used):
            gone = self._connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM used)").rowcount
        if gone:
            self._connection.execute("VACUUM")
        return gone

    def unused(self, used: Iterable[bytes]) -> tuple[int, int]:
        """How many keys are not in `used`, and about how many bytes they take."""
        with self._used(used):
            count, size = self._connection.execute(
                "SELECT count(*), total(length(key) + length(vector)) FROM vectors "
                "WHERE key NOT IN (SELECT key FROM used)"
            ).fetchone()
        return count, int(size)

    @contextmanager
    def _used(self, used: Iterable[bytes]) -> Iterator[None]:
        """A transaction with a temporary table of keys."""
        self._connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID")
        try:
            self._connection.execute("BEGIN")
            self._connection.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in used))
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._connection.execute("DROP TABLE used")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
