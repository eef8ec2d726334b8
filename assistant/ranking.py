"""How signals become one score: a small linear model, its weights in `ranking.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

GUIDE_DISCOUNT = 0.97  # measured: a guide question's cosine counts a little less than the passage's own


@dataclass(frozen=True)
class Ranking:
    """Weights by signal; missing signals count 0."""

    weights: Mapping[str, float]

    @classmethod
    def packaged(cls) -> Ranking:
        """The shipped weights, chosen by a small grid search on the development questions (see the file)."""
        return cls(json.loads(files("assistant").joinpath("ranking.json").read_text("utf-8"))["weights"])

    def score(self, signals: Mapping[str, float]) -> float:
        """The weighted sum of the signals and of the derived ones (see `derive`)."""
        return sum(self.weights.get(name, 0.0) * value for name, value in derive(signals).items())


def derive(signals: Mapping[str, float]) -> dict[str, float]:
    """The signals with the derived ones that the linear model needs.

    `best` is the larger of the passage's cosine and the discounted cosine of its nearest guide question;
    lexical scores count separately for English and other questions, since the documents are mostly English.
    """
    derived = dict(signals)
    english = signals.get("english", 0.0)
    derived["best"] = max(signals.get("dense", 0.0), GUIDE_DISCOUNT * signals.get("guide", 0.0))
    derived["terms_english"] = english * signals.get("terms", 0.0)
    derived["terms_other"] = (1.0 - english) * signals.get("terms", 0.0)
    derived["lexical_english"] = english * signals.get("lexical", 0.0)
    derived["lexical_other"] = (1.0 - english) * signals.get("lexical", 0.0)
    return derived
