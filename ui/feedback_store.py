"""What readers thought of answers, and which questions got none: kept for staff, with nothing about who asked.

One SQLite file in the home folder, in write-ahead mode: several threads and programs may write, a killed one loses
nothing that `add` returned from. Sizes are bounded; e-mail addresses and telephone numbers are blotted out, the time of
day is not kept, and entries older than a year go.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FILE = "feedback.sqlite"
LONGEST = {"question": 2000, "answer": 12_000, "reason": 1000, "status": 40, "language": 12, "generation": 60}
"""Characters kept of each text; the rest is cut off."""
MOST_CITATIONS, _LONGEST_FIELD = 20, 600
MOST, DAYS = 20_000, 365
"""Entries kept: the newest ones, of the last year."""
_CITED = ("n", "id", "celex", "title", "locator", "quote", "start", "end", "url", "law_status")

_CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|(?<![\w/])(?:\+|00)\d[\d ()/.-]{6,20}\d"
)
_BLOT = "[…]"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
  id INTEGER PRIMARY KEY, day TEXT NOT NULL, question TEXT NOT NULL, language TEXT NOT NULL, as_of TEXT NOT NULL,
  status TEXT NOT NULL, answer TEXT NOT NULL, citations TEXT NOT NULL, generation TEXT NOT NULL,
  right INTEGER, reason TEXT NOT NULL, settled TEXT NOT NULL DEFAULT '', settled_by TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS feedback_open ON feedback (settled, right);
"""
_COLUMNS = "id, day, question, language, as_of, status, answer, citations, generation, right, reason, settled"


class FeedbackError(Exception):
    """The file cannot be written or read; the message is one plain sentence with the next step."""


@dataclass(frozen=True)
class Feedback:
    """One entry. `right` is what the reader said of the answer, None when they said nothing and it was a refusal.

    `settled` is "" until staff have dealt with it, then what they did: "item" or "dismissed".
    """

    id: int
    day: date
    question: str
    language: str
    as_of: date
    status: str
    answer: str
    citations: tuple[Mapping[str, Any], ...]
    generation: str
    right: bool | None
    reason: str
    settled: str = ""


class FeedbackStore:
    """The entries of one home folder; all methods may be called from several threads at once."""

    def __init__(self, home: Path, *, today: Callable[[], date] = date.today) -> None:

        self.file = home / FILE
        self._today = today

    def add(
        self,
        question: str,
        language: str,
        as_of: date,
        status: str,
        answer: str,
        citations: Sequence[Mapping[str, Any]],
        generation: str,
        right: bool | None,
        reason: str = "",
    ) -> None:
        """Keep what a reader said of an answer; `right` None keeps a question that got no answer.

        Of citations the fields n, id, celex, title, locator, quote, start, end, url and law_status are kept. Raises
        FeedbackError when nothing could be kept.
        """
        texts = {"question": question, "answer": answer, "reason": reason, "status": status}
        texts |= {"language": language, "generation": generation}
        kept = {name: bounded(value, LONGEST[name]) for name, value in texts.items()}
        cited = json.dumps([_cited(c) for c in citations[:MOST_CITATIONS]], ensure_ascii=False)
        today = self._today()
        row = (
            today.isoformat(),
            *(kept[name] for name in ("question", "language")),
            as_of.isoformat(),
            *(kept[name] for name in ("status", "answer")),
            cited,
            kept["generation"],
            None if right is None else int(right),
            kept["reason"],
        )
        with self._connected(write=True) as connection:
            connection.execute(
                "INSERT INTO feedback (day, question, language, as_of, status, answer, citations, generation, right, "
                "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            oldest = (today - timedelta(days=DAYS)).isoformat()
            connection.execute("DELETE FROM feedback WHERE day < ?", (oldest,))
            connection.execute("DELETE FROM feedback WHERE id <= (SELECT max(id) FROM feedback) - ?", (MOST,))

    def unsettled(self, most: int = 2000) -> list[Feedback]:
        """The newest entries that staff should look at: no answer, or not right; newest first."""
        where = "settled = '' AND (right = 0 OR right IS NULL) ORDER BY id DESC LIMIT ?"
        return self._read(where, (most,))

    def find(self, identifiers: Sequence[int]) -> list[Feedback]:
        """The entries with these ids that there are, newest first."""
        marks = ", ".join("?" * len(identifiers))
        return self._read(f"id IN ({marks}) ORDER BY id DESC", tuple(identifiers))

    def settle(self, identifiers: Sequence[int], how: str, by: str) -> None:
        """Note that staff have dealt with entries: `how` is "item" or "dismissed"; "" opens them again."""
        with self._connected(write=True) as connection:
            connection.executemany(
                "UPDATE feedback SET settled = ?, settled_by = ? WHERE id = ?", [(how, by, i) for i in identifiers]
            )

    def counts(self) -> dict[str, int]:
        """How many entries say "right" and "wrong", and how many are questions without an answer ("unanswered")."""
        names = {1: "right", 0: "wrong", None: "unanswered"}
        found = dict.fromkeys(names.values(), 0)
        if self.file.exists():
            with self._connected() as connection:
                rows = connection.execute("SELECT right, count(*) FROM feedback GROUP BY right").fetchall()
            found |= {names[value]: count for value, count in rows}
        return found

    def _read(self, where: str, values: Sequence[int]) -> list[Feedback]:
        if not self.file.exists():
            return []
        with self._connected() as connection:
            # only the fixed conditions above are put together here
            return [_entry(row) for row in connection.execute(f"SELECT {_COLUMNS} FROM feedback WHERE {where}", values)]  # noqa: S608

    @contextmanager
    def _connected(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            if write:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.file, timeout=10)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")  # safe from a kill; the disk is spared
                connection.executescript(_SCHEMA)
                with connection:
                    yield connection
        except (sqlite3.Error, OSError) as error:
            raise FeedbackError(
                f"{self.file.name} in the home folder cannot be used ({error}). Check the free disk space and the "
                "permissions; if the file is damaged, move it away, and a new one is begun."
            ) from error


def bounded(value: str, most: int) -> str:
    """A text without lone surrogates, contact details blotted out, cut to a length."""
    whole = value[: 2 * most].encode("utf-8", "replace").decode("utf-8").strip()
    return _CONTACT.sub(_BLOT, whole)[:most]


def _cited(citation: Mapping[str, Any]) -> dict[str, Any]:
    """The known fields of a citation, also of the form that `assistant.export` gives it, with a "document" inside."""
    document = citation.get("document")
    flat = {**document, **citation} if isinstance(document, Mapping) else citation
    found = {name: flat[name] for name in _CITED if flat.get(name) is not None}
    return {
        name: value if isinstance(value, int) else str(value)[:_LONGEST_FIELD].encode("utf-8", "replace").decode()
        for name, value in found.items()
    }


def _entry(row: tuple[Any, ...]) -> Feedback:
    identifier, day, question, language, as_of, status, answer, citations, generation, right, reason, settled = row
    return Feedback(
        identifier,
        date.fromisoformat(day),
        question,
        language,
        date.fromisoformat(as_of),
        status,
        answer,
        tuple(json.loads(citations)),
        generation,
        None if right is None else bool(right),
        reason,
        settled,
    )
