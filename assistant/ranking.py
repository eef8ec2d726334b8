"""How signals become one score: a small linear model, its weights in `ranking.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

GUIDE_DISCOUNT = 0.97  # measured: a guide question's cosine counts a little less than the passage's own
_NO_GUIDE = 0.78  # what a passage without a near guide question counts as: about the cosine of two unrelated questions
NAMED = 0.5
"""From this `reference` signal on, the question names the very article."""


@dataclass(frozen=True)
class Ranking:
    """Weights by signal; missing signals count 0.

    `scale` times a score is a log-odds: over the candidates of one question, the softmax of it is the probability
    that a passage holds the answer.
    """

    weights: Mapping[str, float]
    scale: float = 20.0

    @classmethod
    def packaged(cls) -> Ranking:
        """The shipped weights, fitted by `python -m eval.tuning ranking` (listwise softmax; the file says on what)."""
        model = json.loads(files("assistant").joinpath("ranking.json").read_text("utf-8"))
        return cls(model["weights"], model["scale"])

    def score(self, signals: Mapping[str, float]) -> float:
        """The weighted sum of the signals and of the derived ones (see `derive`)."""
        return sum(self.weights.get(name, 0.0) * value for name, value in derive(signals).items())


def derive(signals: Mapping[str, float]) -> dict[str, float]:
    """The signals with the derived ones that the linear model needs.

    `best` is the larger of the passage's cosine and the discounted cosine of its nearest guide question; `within` is
    how far the passage is from the best one of its article. What is said in another language than most documents'
    English is weighed apart: words match less often there, and cosines are lower.
    """
    derived = dict(signals)
    english = signals.get("english", 0.0)
    dense, guide = signals.get("dense", 0.0), signals.get("guide", 0.0)
    derived["best"] = max(dense, GUIDE_DISCOUNT * guide)
    derived["within"] = dense - signals.get("article", dense)
    derived["named_act"] = float(0.0 < signals.get("reference", 0.0) < NAMED)
    derived["dense_other"] = (1.0 - english) * dense
    derived["guide_other"] = (1.0 - english) * (guide or _NO_GUIDE)
    for name in ("lexical", "terms"):
        derived[f"{name}_english"] = english * signals.get(name, 0.0)
        derived[f"{name}_other"] = (1.0 - english) * signals.get(name, 0.0)
    return derived


def chances(scores: Sequence[float], scale: float) -> NDArray[np.float64]:
    """How probable it is of each hit of one question that it holds the answer: the softmax of `scale` times its score.

    Shape (n,) for n scores, at least one.
    """
    weights = np.exp(scale * (np.array(scores) - max(scores)))
    return np.asarray(weights / weights.sum(), np.float64)
