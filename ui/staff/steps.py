"""How far a run is: its stages with counts, rate and remaining time, in a file that pages read while it goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ingest.official.storage import write_whole

FILE = "steps.json"
STAGES = {
    "plan": ("fetch", "collect", "read"),
    "reindex": ("collect", "read", "embed", "store", "verify", "publish", "probe"),
    "evaluate": ("ask", "report"),
}
"""The stages of each kind of run, in order. A stage that has nothing to do may be passed over."""
_OFTEN = 0.4
_ENOUGH = 2.0


@dataclass(frozen=True)
class Step:
    """One stage: `done` of `total`, what is at hand, when it began and was last heard of (seconds since 1970)."""

    stage: str
    done: int
    total: int
    detail: str
    began: float
    heard: float

    @property
    def is_done(self) -> bool:
        """Whether everything of it is done."""
        return self.done >= self.total

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return max(0.0, self.heard - self.began)

    @property
    def rate(self) -> float | None:
        """How many a second, None when it is too early to say."""
        return self.done / self.seconds if self.done and self.seconds >= _ENOUGH else None

    def remaining(self, now: float) -> float | None:
        """Seconds until it is done at this rate, counted from `now`; None when it cannot be said."""
        if self.rate is None or self.is_done:
            return None
        return max(0.0, (self.total - self.done) / self.rate - (now - self.heard))


class Steps:
    """Notes the steps of a run in its folder, at most a few times a second."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = folder / FILE
        self._clock = clock
        self._steps: dict[str, Step] = {}
        self._written = 0.0

    def show(self, stage: str, done: int, total: int, detail: str = "") -> None:
        """Take one step."""
        now, old = self._clock(), self._steps.get(stage)
        step = Step(stage, done, total, detail, old.began if old else now, now)
        self._steps[stage] = step
        if old is None or step.is_done or now - self._written >= _OFTEN:
            self._written = now
            write_whole(self._file, json.dumps([asdict(s) for s in self._steps.values()]).encode())


def read_steps(folder: Path, kind: str) -> list[Step]:
    """All stages of a kind of run in order, those that have not begun with 0 of 0; unknown ones at the end."""
    try:
        rows = [Step(**row) for row in json.loads((folder / FILE).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        rows = []
    known = {row.stage: row for row in rows}
    stages = dict.fromkeys((*STAGES.get(kind, ()), *known))
    waiting = Step("", 0, 0, "", 0.0, 0.0)
    return [known.get(stage) or replace(waiting, stage=stage) for stage in stages]
