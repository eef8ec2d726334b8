"""What fetching tells: per document and language, and while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Outcome(StrEnum):
    """What became of a document in the library folder."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True)
class Brought:
    """One document in one language. `name` is a CELEX number or an address, `reason` one plain sentence or empty.

    `path` is the library's file, also an older one that was kept when the newer could not be had; None without any.
    """

    name: str
    language: str
    outcome: Outcome
    reason: str = ""
    path: Path | None = None


@dataclass(frozen=True)
class FetchReport:
    """All documents in order. `notes` concern the whole run; `stopped` says why it ended early, if it did."""

    documents: tuple[Brought, ...] = ()
    notes: tuple[str, ...] = ()
    stopped: str | None = None

    def of(self, outcome: Outcome) -> tuple[Brought, ...]:
        """The documents with an outcome."""
        return tuple(document for document in self.documents if document.outcome is outcome)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are there now."""
        return tuple(document.path for document in self.documents if document.path is not None)

    @property
    def is_complete(self) -> bool:
        """Whether everything that was asked for is there and as the source has it."""
        return not (self.of(Outcome.MISSING) or self.of(Outcome.FAILED))


@dataclass(frozen=True)
class Step:
    """Document `done` of `total` is at hand: `detail` names it."""

    done: int
    total: int
    detail: str = ""


Listener = Callable[[Step], None]


@dataclass
class Tally:
    """Outcomes as they come in."""

    documents: list[Brought] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: str | None = None

    def report(self) -> FetchReport:
        """What was gathered."""
        return FetchReport(tuple(self.documents), tuple(self.notes), self.stopped)
