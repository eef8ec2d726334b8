"""Whether the documents answer a question: a small calibrated model over what retrieval found."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from assistant.answer import Status
from assistant.ranking import GUIDE_DISCOUNT
from assistant.references import Reference
from assistant.shelf import Shelf
from index.hit import Hit


@dataclass(frozen=True)
class Verdict:
    """The outcome with the probability that the documents answer, and named things that are not there."""

    status: Status
    probability: float
    not_indexed: tuple[str, ...] = ()
    no_such_place: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answerability:
    """A logistic model; `answered_from` and `in_scope_from` are probabilities tuned on the tune split."""

    weights: Mapping[str, float]
    intercept: float
    answered_from: float
    in_scope_from: float
    names: Mapping[str, str]

    @classmethod
    def packaged(cls, names: Mapping[str, str]) -> Answerability:
        """The shipped model; `names` maps CELEX numbers of known works, indexed or not, to their short titles."""
        model = json.loads(files("assistant").joinpath("answerable.json").read_text("utf-8"))
        return cls(model["weights"], model["intercept"], model["answered_from"], model["in_scope_from"], names)

    def judge(self, hits: Sequence[Hit], references: Sequence[Reference], shelf: Shelf) -> Verdict:
        """Decides for one question and its hits, best first."""
        missing = [r for r in references if r.celex and r.celex not in shelf.works and r.locator]
        absent = [
            r for r in references
            if r.celex and r.celex in shelf.works and r.locator and (r.celex, r.locator) not in shelf.articles
        ]  # fmt: skip
        resolved = [r for r in references if r.locator and r not in missing and r not in absent and r.celex]
        named = tuple(dict.fromkeys(self.names.get(r.celex or "", r.celex or "") for r in missing))
        places = tuple(dict.fromkeys((self.names.get(r.celex or "", r.celex or ""), r.locator or "") for r in absent))
        if not hits or ((missing or absent) and not resolved):
            return Verdict(Status.NOT_IN_DOCUMENTS, 0.0, named, places)
        probability = self.probability(features(hits))
        if resolved:
            return Verdict(Status.ANSWERED, max(probability, self.answered_from))
        if probability >= self.answered_from:
            return Verdict(Status.ANSWERED, probability)
        outside = probability < self.in_scope_from and not references
        return Verdict(Status.OUT_OF_SCOPE if outside else Status.NOT_IN_DOCUMENTS, probability, named, places)

    def probability(self, values: Mapping[str, float]) -> float:
        """The calibrated probability that the documents answer."""
        z = self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in values.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def features(hits: Sequence[Hit]) -> dict[str, float]:
    """The model's inputs from the five best hits: nearest passage, nearest passage or guide question, margin."""
    signals = [hit.signals for hit in hits[:5]]
    dense = max(s.get("dense", 0.0) for s in signals)
    return {
        "best": max(dense, *(GUIDE_DISCOUNT * s.get("guide", 0.0) for s in signals)),
        "dense": dense,
        "margin": hits[0].score - hits[-1].score,
    }
