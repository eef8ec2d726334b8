"""Figures of a run: the mean of every measure over all items and over each language, kind and split, with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.items import Split
from eval.measures import MEASURES
from eval.measures.refusing import Roc, roc
from eval.outcome import Outcome
from eval.run import Run

ALL = "all"
UNTUNED = "test:untuned"
"""Test items about documents of which no tune item is: the program was tuned on nothing in them."""
_RESAMPLES = 1000
_SEED = 1947  # any fixed number: intervals of one run must not change from report to report


@dataclass(frozen=True)
class Figure:
    """One measure over one slice: how many items, the mean, and its 95 % percentile bootstrap interval."""

    slice: str
    measure: str
    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Summary:
    """The figures by (slice, measure), the ROC of the answerability score, and latency percentiles in seconds."""

    figures: dict[tuple[str, str], Figure]
    roc: Roc | None
    latency: dict[int, float]

    def value(self, measure: str, slice_name: str = ALL) -> float | None:
        """The mean of a measure over a slice, None if not measured; "AUC" and "latency p50", "p95" are of all."""
        if measure == "AUC":
            return self.roc.auc if self.roc else None
        if measure.startswith("latency p"):
            return self.latency.get(int(measure.removeprefix("latency p")))
        found = self.figures.get((slice_name, measure))
        return found.value if found else None

    def slices(self, prefix: str) -> list[str]:
        """The slices of one sort ("language:", "kind:", "split:"), most items first."""
        counts = {name: max(f.n for (s, _), f in self.figures.items() if s == name) for name, _ in self.figures}
        return sorted((s for s in counts if s.startswith(prefix)), key=lambda s: (-counts[s], s))


def summarise(run: Run) -> Summary:
    """The figures of a run."""
    groups = slices(run.outcomes)
    figures = {
        (name, measure.name): figure
        for name, outcomes in groups.items()
        for measure in MEASURES
        if (figure := _figure(name, measure.name, outcomes)) is not None
    }
    seconds = [o.seconds["total"] for o in run.outcomes if "total" in o.seconds]
    latency = {p: round(float(np.percentile(seconds, p)), 4) for p in (50, 95)} if seconds else {}
    return Summary(figures, roc(run.outcomes), latency)


def slices(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Outcomes by slice: all, language:xx, language:other (than en), kind:x, split:x, test:en, test:other, UNTUNED.

    The splits share no article or section, but documents. UNTUNED is the part of the test split that shares no document
    either; it is there only in runs of both splits.
    """
    groups: dict[str, list[Outcome]] = defaultdict(list)
    tuned = {gold.work for o in outcomes if o.item.split is Split.TUNE for gold in o.item.gold}
    for outcome in outcomes:
        item = outcome.item
        names = [ALL, f"language:{item.language}", f"kind:{item.kind}", f"split:{item.split}"]
        if not item.english:
            names.append("language:other")
        if item.split is Split.TEST:
            names.append("test:en" if item.english else "test:other")
            if tuned and item.gold and not tuned & {gold.work for gold in item.gold}:
                names.append(UNTUNED)
        for name in names:
            groups[name].append(outcome)
    return groups


def _figure(name: str, measure: str, outcomes: Sequence[Outcome]) -> Figure | None:
    values = np.array([o.scores[measure] for o in outcomes if measure in o.scores])
    if not len(values):
        return None
    low, high = interval(values)
    return Figure(name, measure, len(values), float(values.mean()), low, high)


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of the mean (Efron and Tibshirani 1993, chapter 13), by scipy."""
    from scipy.stats import bootstrap  # noqa: PLC0415 - 0.5 s

    if len(values) < 2 or float(np.ptp(values)) == 0.0:  # noqa: PLR2004 - nothing to resample
        return float(values.mean()), float(values.mean())
    found = bootstrap(
        (values,),
        np.mean,
        n_resamples=_RESAMPLES,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(found.low), float(found.high)
