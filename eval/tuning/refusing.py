"""The answerability models: a probe on the question, and logistic models over it and what was found.

Acts are kept apart: an act's guide questions and near misses are scored by a probe that saw neither, so that the
logistic model learns how far to trust it on acts it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.answerable import features
from assistant.likeness import Likeness
from eval.tuning.candidates import Example, share

FOLDS = 5
OWN = 3.0
"""How much a question of the tune split counts: it is what people ask, the others were written to learn from."""
_C_PROBE, _C = 5.0, 1.0
FALSE_REFUSALS, OUTSIDE = 0.05, 0.08
"""Shares of answerable questions of the tune split that may be refused, and of questions in scope called outside."""
ASKED_AND_FOUND, FOUND = ("probe", "nearer", "best"), ("best", "dense")


@dataclass(frozen=True)
class Refusal:
    """A written question that the documents do not answer; `near` is the act it is near to, if any."""

    kind: str
    question: str
    language: str
    near: str | None

    @property
    def fold(self) -> int:
        """Near misses of an act are in the fold of the act."""
        return fold(self.near or self.question)


def refusals(folder: Path) -> list[Refusal]:
    """All that is to be refused; false premises are not, since the documents set them right."""
    return _read(folder, ("near_miss", "out_of_scope", "injection"))


def answered(folder: Path) -> list[Refusal]:
    """Their contrast: questions that are answered, of kinds that the guide does not ask."""
    return _read(folder, ("answered",))


def _read(folder: Path, kinds: Sequence[str]) -> list[Refusal]:
    found = []
    for kind in kinds:
        for line in (folder / f"{kind}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            found.append(Refusal(kind, row["question"], row["language"], row["near"]))
    return found


def fold(name: str) -> int:
    """Which of the folds a name is in."""
    return int(share(name) * FOLDS)


@dataclass(frozen=True)
class Asked:
    """Unit vectors (n, d) of questions, whether each is answered, its fold, and how much it counts."""

    vectors: NDArray[np.float32]
    answered: NDArray[np.int_]
    folds: NDArray[np.int_]
    weights: NDArray[np.float64]


def probe(asked: Asked, model: str, leave_out: int | None = None) -> Likeness:
    """The likeness fitted on all questions but one fold's."""
    kept = asked.folds != leave_out
    vectors, answered = asked.vectors[kept], asked.answered[kept]
    fitted = LogisticRegression(C=_C_PROBE, max_iter=500).fit(vectors, answered, sample_weight=asked.weights[kept])
    written = kept & (asked.answered == 0) & (asked.weights < OWN)
    return Likeness(
        model, fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0]), asked.vectors[written].copy()
    )


def inputs(example: Example, likeness: Likeness) -> dict[str, float]:
    """What the logistic models see of a question."""
    hits = example.hits
    return features(hits) | likeness.signals(example.vector, hits[0].signals.get("asked", 0.0))


def logistic(
    rows: Sequence[Mapping[str, float]], right: NDArray[np.int_], weights: NDArray[np.float64], names: Sequence[str]
) -> dict[str, Any]:
    """Weights and intercept of a logistic model over the named inputs."""
    table = np.array([[row[name] for name in names] for row in rows])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=_C, max_iter=1000).fit((table - mean) / spread, right, sample_weight=weights)
    slopes = fitted.coef_[0] / spread
    return {
        "weights": {name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)},
        "intercept": round(float(fitted.intercept_[0] - slopes @ mean), 4),
    }


def probabilities(rows: Sequence[Mapping[str, float]], model: Mapping[str, Any]) -> NDArray[np.float64]:
    """The model's probabilities for rows of inputs."""
    names = list(model["weights"])
    table = np.array([[row[name] for name in names] for row in rows]).reshape(len(rows), len(names))
    scores = table @ np.array(list(model["weights"].values())) + model["intercept"]
    return np.asarray(1.0 / (1.0 + np.exp(-scores)))


def save(likeness: Likeness, file: Path) -> None:
    """Writes a likeness as `Likeness.packaged` reads it; half precision is plenty for cosines."""
    np.savez_compressed(
        file,
        model=np.array(likeness.model),
        weights=likeness.weights,
        intercept=np.float32(likeness.intercept),
        refusals=likeness.refusals.astype(np.float16),
    )
