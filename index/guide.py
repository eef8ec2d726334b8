"""The plain-language guide: questions as people ask them, each with the article that answers it.

`ingest/guide/*.jsonl`, one object a line: celex, article, paragraph (or null), language, question, and optionally
register and summary. Guide questions are embedded like queries and lead a question to the article's passages; they are
never shown or quoted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import IndexingError

_REQUIRED = ("celex", "article", "language", "question")


@dataclass(frozen=True)
class GuideEntry:
    """One question that `article` of the act `celex` answers, in its `paragraph` if given.

    `article` is a bare number ("17") or an annex ("Annex I").
    """

    celex: str
    article: str
    paragraph: str | None
    language: str
    question: str
    register: str | None = None
    summary: str | None = None

    @property
    def locator(self) -> str:
        """The article as passages name it."""
        return self.article if self.article.startswith("Annex") else f"Article {self.article}"

    @property
    def id(self) -> str:
        """Stable: depends on everything the entry says."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:24]


def load_guide(folder: Path) -> tuple[GuideEntry, ...]:
    """Read all entries of a folder, each question of an article once; IndexingError names a line that is no entry."""
    entries: dict[str, GuideEntry] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.strip():
                entry = _entry(line, f"{file.name}, line {number}")
                entries[entry.id] = entry
    return tuple(entries.values())


def guide_fingerprint(entries: Iterable[GuideEntry]) -> str:
    """Checksum of a set of entries, in any order."""
    return hashlib.sha256("".join(sorted(entry.id for entry in entries)).encode()).hexdigest()


def _entry(line: str, where: str) -> GuideEntry:
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise IndexingError(f"The guide's {where}, is not JSON ({error}). Correct the line.") from error
    if not isinstance(fields, dict) or not all(isinstance(fields.get(n), str) and fields[n] for n in _REQUIRED):
        raise IndexingError(f"The guide's {where}, needs {', '.join(_REQUIRED)} as text. Correct the line.")
    known: dict[str, Any] = {
        name: fields.get(name) or None for name in (*_REQUIRED, "paragraph", "register", "summary")
    }
    return GuideEntry(**known)
