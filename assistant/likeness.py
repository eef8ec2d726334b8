"""How much a question is like those that such documents answer, and like those that they do not.

Passages near a question do not tell whether they answer it: a near miss shares all its words. Its wording does, since
people ask the same kinds of things that no law says (how many live in a town, whom to call, what a state has chosen).
So a linear probe on the question's vector and its nearest written examples (`eval/refusals`) judge the question itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

_NEAREST = 3


@dataclass(frozen=True)
class Likeness:
    """Made for the vectors of one embedding model, `model`.

    `weights` (d,) and `intercept` of the probe; `refusals` (n, d): unit vectors of questions that are not answered.
    """

    model: str
    weights: NDArray[np.float32]
    intercept: float
    refusals: NDArray[np.float32]

    @classmethod
    def packaged(cls, model: str) -> Likeness | None:
        """The shipped one; None when it was made for another embedding model than `model`."""
        with files("assistant").joinpath("likeness.npz").open("rb") as file, np.load(file) as kept:
            if str(kept["model"]) != model:
                return None
            vectors = kept["refusals"].astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            return cls(model, kept["weights"].astype(np.float32), float(kept["intercept"]), vectors)

    def signals(self, vector: NDArray[np.float32], guide: float) -> dict[str, float]:
        """`probe`: the log-odds that such a question is answered. `nearer`: how much nearer answered ones are.

        `vector` is the question's unit vector (d,), `guide` the mean cosine of its nearest guide questions (see
        `assistant.signals`), 0 in an index without any, where `nearer` says nothing and is 0.
        """
        nearest = np.sort(self.refusals @ vector)[-_NEAREST:]
        nearer = guide - float(nearest.mean()) if guide else 0.0
        return {"probe": float(self.weights @ vector + self.intercept), "nearer": nearer}
