"""One line for every kept run, so that a trend needs no run files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.run import Run
from eval.summary import ALL, Summary

KEPT = ("right", "article R@5", "evidence recall", "must contain", "refusal", "false refusal", "verbatim")
_FILE = "history.jsonl"


@dataclass(frozen=True)
class Point:
    """The main figures of one run, over all its items."""

    id: str
    made_at: str
    system: str
    generation: str
    commit: str | None
    items: int
    values: dict[str, float]


def point(run: Run, summary: Summary) -> Point:
    """The point of a run."""
    values = {name: value for name in KEPT if (value := summary.value(name, ALL)) is not None}
    generation = str(run.index.get("generation", ""))
    return Point(run.id, run.made_at, run.system, generation, run.commit, len(run.outcomes), values)


def remember(folder: Path, run: Run, summary: Summary) -> None:
    """Appends the run's line to the history in a folder, unless it is there."""
    if run.id in {known.id for known in history(folder)}:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(point(run, summary).__dict__, ensure_ascii=False) + "\n")


def history(folder: Path) -> list[Point]:
    """All points, oldest first; a line that cannot be read is passed over."""
    try:
        lines = (folder / _FILE).read_text("utf-8").splitlines()
    except OSError:
        return []
    return sorted(filter(None, map(_point, lines)), key=lambda found: found.made_at)


def _point(line: str) -> Point | None:
    try:
        row: dict[str, Any] = json.loads(line)
        return Point(**row)
    except (ValueError, TypeError):
        return None
