"""The ranking's weights: listwise softmax regression.

The probability of a candidate is the softmax of its weighted signals over all candidates of its question; the weights
make that of the right ones as likely as possible (the top-one ListNet loss, Cao et al. 2007, with several right ones
summed), with a little ridge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from eval.tuning.candidates import Example

LEARNT = (
    "best", "dense", "guide_other", "dense_other", "article", "within", "guide_first", "guide_paragraph",
    "lexical_english", "lexical_other", "terms_other", "repealed", "annex",
)  # fmt: skip
FIXED = {"reference": 20.0, "named_act": 0.4, "recital": -1.0, "brief": 2.0, "unguided_lead": 10.5}
"""Log-odds that are not learnt. What a question names is certain by rule. The tune split asks for briefs far more often
than for recitals, guide questions never do, so that their shares there say nothing about readers. And how often law
without a guide is asked for depends on the library: at 10.5, half the guide's lead, the right article is among the
first five for .89 of questions on acts with a guide beside eight without, and for .80 of those on acts without beside
seven others; learnt from questions on one such act alone it was .59 and .85, without it .91 and .65."""
_PASSAGE = 0.7  # the very passage counts more than its article, which many guide entries do not go below
_RIDGE = 2e-3
_NEVER = -1e9


def fit(examples: Sequence[Example], weights: Sequence[float]) -> tuple[dict[str, float], float]:
    """The signals' weights, that of `best` being 1 (or -1), and the scale that turns a score into log-odds.

    `weights[i]` is how much example i counts. Examples without a right candidate are left out.
    """
    kept = [(e, w) for e, w in zip(examples, weights, strict=True) if e.article.any()]
    used = [e for e, _ in kept]
    counts = np.array([w for _, w in kept])
    signals, offset, article, passage = _arrays(used)
    spread = signals[offset > _NEVER / 2].std(axis=0) + 1e-3

    def loss(weight: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = signals @ weight + offset
        total, gradient = 0.0, np.zeros_like(weight)
        chance = softmax(scores, axis=1)
        for right, part in ((passage, _PASSAGE), (article, 1 - _PASSAGE)):
            masked = np.where(right, scores, _NEVER)
            total += part * float(counts @ (logsumexp(scores, axis=1) - logsumexp(masked, axis=1)))
            gradient += part * np.einsum("q,qn,qnk->k", counts, chance - softmax(masked, axis=1), signals)
        ridge = _RIDGE * spread**2
        return (
            total / counts.sum() + float(ridge @ weight**2),
            gradient / counts.sum() + 2 * ridge * weight,
        )

    start = np.zeros(len(LEARNT))
    start[LEARNT.index("best")] = 20.0
    found = dict(zip(LEARNT, minimize(loss, start, jac=True, method="L-BFGS-B").x.tolist(), strict=True)) | FIXED
    scale = abs(found["best"])
    return {name: round(value / scale, 4) for name, value in found.items()}, round(scale, 2)


def _arrays(examples: Sequence[Example]) -> tuple[NDArray[np.float64], ...]:
    """Signals (q, n, k), offsets (q, n) of what is fixed and of padding, right articles and right passages (q, n)."""
    longest = max(len(e.signals) for e in examples)
    signals = np.zeros((len(examples), longest, len(LEARNT)))
    offset = np.full((len(examples), longest), _NEVER)
    article = np.zeros((len(examples), longest), dtype=bool)
    passage = np.zeros_like(article)
    for i, example in enumerate(examples):
        n = len(example.signals)
        signals[i, :n] = [[s.get(name, 0.0) for name in LEARNT] for s in example.signals]
        offset[i, :n] = [sum(value * s.get(name, 0.0) for name, value in FIXED.items()) for s in example.signals]
        article[i, :n] = example.article
        passage[i, :n] = example.passage if example.passage.any() else example.article
    return signals, offset, article, passage


def places(
    example: Example, weights: Mapping[str, float], signals: Sequence[Mapping[str, float]] | None = None
) -> tuple[int, int]:
    """The rank from 1 of the right article and of the right passage, one passage an article; 999 when not there.

    `signals` may stand in for those of the example's candidates.
    """
    known = signals or example.signals
    scores = np.array([sum(w * s.get(name, 0.0) for name, w in weights.items()) for s in known])
    seen: list[tuple[str, str]] = []
    first = {"article": 999, "passage": 999}
    for i in np.argsort(-scores, kind="stable"):
        hit = example.hits[i]
        place = (hit.source.work, hit.passage.article)
        if place in seen:
            continue
        seen.append(place)
        if example.article[i]:
            first["article"] = min(first["article"], len(seen))
        if example.passage[i]:
            first["passage"] = min(first["passage"], len(seen))
    return first["article"], first["passage"]
