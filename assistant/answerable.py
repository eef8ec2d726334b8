"""Whether the documents answer a question: small calibrated models over the question and what retrieval found."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Status
from assistant.likeness import Likeness
from assistant.ranking import GUIDE_DISCOUNT
from assistant.references import Reference
from assistant.shelf import Shelf
from index.hit import Hit

_BARE_WORDS = 12
_UNLIKELY = 0.04


@dataclass(frozen=True)
class Verdict:
    """The outcome with the probability that the documents answer, and named things that are not there."""

    status: Status
    probability: float
    not_indexed: tuple[str, ...] = ()
    no_such_place: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Logistic:
    """A logistic model: named weights and an intercept."""

    weights: Mapping[str, float]
    intercept: float

    def probability(self, values: Mapping[str, float]) -> float:
        """The calibrated probability; missing values count 0."""
        z = self.intercept + sum(weight * values.get(name, 0.0) for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


@dataclass(frozen=True)
class Answerability:
    """`answered` says whether the documents answer, `scope` whether they are about such things at all.

    `answered_from` and `in_scope_from` are probabilities tuned on the tune split. `likeness` belongs to the embedding
    model; without it only what was found counts.
    """

    answered: Logistic
    scope: Logistic
    answered_from: float
    in_scope_from: float
    names: Mapping[str, str]
    likeness: Likeness | None = None

    @classmethod
    def packaged(cls, names: Mapping[str, str], embedding_model: str) -> Answerability:
        """The shipped models; `names` maps CELEX numbers of known works, indexed or not, to their short titles."""
        model = json.loads(files("assistant").joinpath("answerable.json").read_text("utf-8"))
        likeness = Likeness.packaged(embedding_model)
        kind = model["asked_and_found" if likeness else "found"]
        scope = model["scope"]
        return cls(
            Logistic(kind["weights"], kind["intercept"]),
            Logistic(scope["weights"], scope["intercept"]),
            kind["answered_from"],
            scope["in_scope_from"],
            names,
            likeness,
        )

    def judge(
        self,
        hits: Sequence[Hit],
        references: Sequence[Reference],
        shelf: Shelf,
        vector: NDArray[np.float32],
        *,
        words: int = 0,
    ) -> Verdict:
        """Decides for one question: its hits, best first, what it names, its unit vector (d,) and number of words.

        Who names an article and hardly says more wants that article. Who asks it something at length is answered unless
        that is most unlikely to stand anywhere: "under Article 35, how many hours a week must be offered?"
        """
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
        values = self.features(hits, vector)
        probability = self.answered.probability(values)
        if resolved and (words <= _BARE_WORDS or probability >= _UNLIKELY):
            return Verdict(Status.ANSWERED, max(probability, self.answered_from))
        if probability >= self.answered_from:
            return Verdict(Status.ANSWERED, probability)
        outside = self.scope.probability(values) < self.in_scope_from and not references
        return Verdict(Status.OUT_OF_SCOPE if outside else Status.NOT_IN_DOCUMENTS, probability, named, places)

    def features(self, hits: Sequence[Hit], vector: NDArray[np.float32]) -> dict[str, float]:
        """The models' inputs: what was found, and with `likeness` what is asked."""
        found = features(hits)
        return (
            found if self.likeness is None else found | self.likeness.signals(vector, hits[0].signals.get("asked", 0.0))
        )


def features(hits: Sequence[Hit]) -> dict[str, float]:
    """From the five best hits: the nearest passage (`dense`), the nearest passage or guide question (`best`)."""
    signals = [hit.signals for hit in hits[:5]]
    dense = max(s.get("dense", 0.0) for s in signals)
    return {"best": max(dense, *(GUIDE_DISCOUNT * s.get("guide", 0.0) for s in signals)), "dense": dense}
