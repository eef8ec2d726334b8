"""What a reindex tells while it runs and when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

STAGES = ("collect", "read", "embed", "store", "verify", "publish")
"""Stages of a reindex, in order. A backup has "pack" and "check", a restore "unpack" before "store"."""


@dataclass(frozen=True)
class Progress:
    """One step: `done` of `total` in a stage (one of STAGES), and what is at hand (a file name, a count).

    What is counted depends on the stage: paths, files, texts, vectors, probes. `done` grows within a stage, and a stage
    that ended does not come back. Rates and remaining time are for whoever shows it.
    """

    stage: str
    done: int
    total: int
    detail: str = ""


Listener = Callable[[Progress], None]


@dataclass(frozen=True)
class Failure:
    """A file that was left out, and why, as one sentence. Its published text, if any, stays as it was."""

    path: str
    reason: str


@dataclass(frozen=True)
class Note:
    """Something to know about a file or a document (`about`: path or id) that is no failure, as one sentence."""

    about: str
    message: str


@dataclass(frozen=True)
class ReindexReport:
    """What became of each document (by id), how many vectors were computed, and the generation published.

    `renamed` are documents whose file moved; `failed` are files that could not be read. `embedded` and `reused`
    count passages, `guide_embedded` guide questions. `generation` is None when nothing changed or nothing was
    published. `reasons` say by id why a document is in its list; `notes` what else was met.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    embedded: int = 0
    reused: int = 0
    guide_embedded: int = 0
    generation: str | None = None
    seconds: float = 0.0
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
