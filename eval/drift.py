"""After a reindex: is an answer that was right now wrong?

A small probe set of 32 to 40 questions is asked after every reindex that published something; what was right is kept in
the index's home. It needs none of the heavy libraries of reports and runs in seconds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.checking import check
from eval.items import EvalItem, questions_with
from eval.outcome import Outcome
from eval.places import Places
from eval.run import Progress, System, observe
from eval.sample import sample
from ingest.official.storage import write_whole

PROBES = 32
_FILE = "probes.json"


@dataclass(frozen=True)
class Wrong:
    """An item that was answered right at an earlier generation and is not any more."""

    item: EvalItem
    outcome: Outcome
    since: str


@dataclass(frozen=True)
class Drift:
    """The outcome of one probing: how many were asked, how many are right, and which are wrong for the first time.

    `first` when there is nothing to compare with.
    """

    generation: str
    asked: int
    right: int
    worse: tuple[Wrong, ...]
    first: bool

    def lines(self) -> list[str]:
        """What to tell staff: one sentence, then one line for each answer that got worse."""
        told = f"Probe questions: {self.right} of {self.asked} right"
        if self.first:
            return [f"{told} (first time, nothing to compare with)."]
        if not self.worse:
            return [f"{told}, none worse than before."]
        several = len(self.worse) > 1
        count = (
            f"{len(self.worse)} probe answers that were right are" if several else "1 probe answer that was right is"
        )
        return [
            f"Warning: {count} now wrong. {told}.",
            "Look at them, or go back with: euma rollback",
            *(f"  {w.item.id} ({w.item.language}) {w.item.question}" for w in self.worse),
        ]


def probe(
    system: System,
    home: Path,
    questions: Path | None = None,
    size: int = PROBES,
    progress: Progress = lambda _done, _all: None,
) -> Drift:
    """Asks the probes whose documents are indexed, compares with the results kept in `home`, and keeps the new ones.

    Probes are a balanced sample of the shipped questions and of those that staff made in this home, or all of
    `questions`. Raises BadItems for a wrong file.
    """
    places = Places(system)
    checked = check(questions or questions_with(home), places, only_indexed=True)
    before = _read(home / "eval" / _FILE)
    items = list(checked.items) if questions else _probes(checked.items, before, size)
    generation, outcomes = "", []
    for done, item in enumerate(items):
        progress(done, len(items))
        answer = system.ask(item.question, None, item.as_of, item.previous)
        generation = str(answer.index.get("generation", ""))
        outcomes.append(observe(item, answer, places))
    progress(len(items), len(items))
    worse = [
        Wrong(o.item, o, before[o.item.id])
        for o in outcomes
        if o.item.id in before and before[o.item.id] != generation and not _right(o)
    ]
    _keep(home / "eval" / _FILE, outcomes, before, generation)
    return Drift(generation, len(outcomes), sum(map(_right, outcomes)), tuple(worse), first=not before)


def _probes(items: Sequence[EvalItem], before: dict[str, str], size: int) -> list[EvalItem]:
    """A balanced sample, and up to a quarter more that were right before: other documents, other sample."""
    chosen = {item.id for item in sample(items, size)}
    once_right = [item.id for item in items if item.id in before and item.id not in chosen]
    chosen.update(once_right[: size // 4])
    return [item for item in items if item.id in chosen]


def _right(outcome: Outcome) -> bool:
    return outcome.scores.get("right") == 1.0


def _read(file: Path) -> dict[str, str]:
    """Ids of probes with the generation at which they were last right; empty when nothing usable is kept."""
    try:
        kept = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in kept.items()} if isinstance(kept, dict) else {}


def _keep(file: Path, outcomes: Sequence[Outcome], before: dict[str, str], generation: str) -> None:
    """A probe that fails stays on record as once right, so that the warning comes back until it is right again."""
    kept = before | {o.item.id: generation for o in outcomes if _right(o)}
    write_whole(file, json.dumps(kept, indent=1).encode())
