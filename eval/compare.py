"""Is one run better than another, by how much, and could it be chance?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.measures import JUDGED, MEASURES, Measure
from eval.outcome import Outcome
from eval.run import Run, rescored

_RESAMPLES = 2000
_SEED = 1947
_DECIDING = "share"  # seconds differ from run to run on one machine, and fewer words are not better in themselves


@dataclass(frozen=True)
class Difference:
    """One measure over the items that both runs have it for: means, mean paired difference b - a and its interval.

    `wins` are the items on which b is better, `losses` those on which it is worse.
    """

    measure: Measure
    n: int
    a: float
    b: float
    mean: float
    low: float
    high: float
    wins: int
    losses: int

    @property
    def real(self) -> bool:
        """Whether the 95 % interval of the difference leaves out 0."""
        return self.low > 0 or self.high < 0

    @property
    def better(self) -> bool:
        """Whether b is better, real or not."""
        return (self.mean > 0) is (self.measure.better == "higher") and self.mean != 0


@dataclass(frozen=True)
class Change:
    """One item with both outcomes and how much better b does, by being right first and by evidence second."""

    a: Outcome
    b: Outcome
    gain: float


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side over the items they share; `only_a` and `only_b` count the others."""

    a: Run
    b: Run
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    only_a: int
    only_b: int

    @property
    def real(self) -> list[Difference]:
        """The differences that are more than chance, leaving out words, seconds and what a language model judged."""
        return [d for d in self._deciding if d.real]

    @property
    def _deciding(self) -> list[Difference]:
        own = (d for d in self.differences if not d.measure.name.startswith(JUDGED))
        return [d for d in own if d.measure.unit == _DECIDING]

    @property
    def shared(self) -> int:
        """How many items both runs have."""
        return len(self.b.outcomes) - self.only_b

    @property
    def wins(self) -> list[Change]:
        """The items on which b does better, most first."""
        return [change for change in self.changes if change.gain > 0]

    @property
    def losses(self) -> list[Change]:
        """The items on which b does worse, most first."""
        return [change for change in self.changes if change.gain < 0]

    def label(self, measure: Measure) -> str:
        """A measure's name, with the judges' where a language model made it."""
        judges = " and ".join(dict.fromkeys(run.judge or "none" for run in (self.a, self.b)))
        return f"{measure.name} (judge: {judges})" if measure.name.startswith(JUDGED) else measure.name

    @property
    def verdict(self) -> str:
        """One sentence."""
        if not any(d.wins or d.losses for d in self._deciding):
            return f"No difference: all {self.shared} answers score alike."
        if not self.real:
            return "No difference that could not be chance (95 % intervals of all measures include 0)."
        better, worse = [d for d in self.real if d.better], [d for d in self.real if not d.better]
        parts = [
            f"{word} in {', '.join(d.measure.name for d in found)}"
            for word, found in (("better", better), ("worse", worse))
            if found
        ]
        return f"{self.b.id} is {' and '.join(parts)} than {self.a.id}."


def compare(a: Run, b: Run) -> Comparison:
    """Paired differences of two runs, item by item; only items with the same question in both count.

    Runs of different commits are scored anew by this program's measures, so that both are held to the same.
    """
    if a.commit != b.commit:
        a, b = rescored(a), rescored(b)
    before = {o.item.id: o for o in a.outcomes}
    pairs = [
        (before[o.item.id], o)
        for o in b.outcomes
        if o.item.id in before and before[o.item.id].item.question == o.item.question
    ]
    differences = [d for measure in MEASURES if (d := _difference(measure, pairs)) is not None]
    changes = [Change(x, y, gain) for x, y in pairs if (gain := _gain(x, y))]
    changes.sort(key=lambda change: (-abs(change.gain), change.a.item.id))
    return Comparison(
        a, b, tuple(differences), tuple(changes), len(a.outcomes) - len(pairs), len(b.outcomes) - len(pairs)
    )


def _difference(measure: Measure, pairs: Sequence[tuple[Outcome, Outcome]]) -> Difference | None:
    both = [(x.scores[measure.name], y.scores[measure.name]) for x, y in pairs if _both(measure.name, x, y)]
    if not both:
        return None
    first, second = np.array(both).T
    gains = (second - first) * (1 if measure.better == "higher" else -1)
    low, high = paired_interval(first, second)
    means = (float(first.mean()), float(second.mean()), float((second - first).mean()))
    return Difference(measure, len(both), *means, low, high, int((gains > 0).sum()), int((gains < 0).sum()))


def _both(name: str, x: Outcome, y: Outcome) -> bool:
    return name in x.scores and name in y.scores


def paired_interval(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % percentile interval of mean(b - a) by the paired bootstrap (scipy), items resampled together.

    Smucker, Allan and Carterette (CIKM 2007) compare it with other tests for paired retrieval scores.
    """
    from scipy.stats import bootstrap  # noqa: PLC0415 - 0.5 s

    if len(a) < 2 or float(np.ptp(b - a)) == 0.0:  # noqa: PLR2004 - nothing to resample
        mean = float((b - a).mean())
        return mean, mean

    def difference(x: NDArray[np.float64], y: NDArray[np.float64], axis: int = -1) -> Any:
        return (y - x).mean(axis=axis)

    found = bootstrap(
        (a, b),
        difference,
        paired=True,
        n_resamples=_RESAMPLES,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(found.low), float(found.high)


def _gain(a: Outcome, b: Outcome) -> float:
    def worth(outcome: Outcome) -> float:
        return outcome.scores.get("right", 0.0) + 0.1 * outcome.scores.get("evidence recall", 0.0)

    return round(worth(b) - worth(a), 6)
