"""Refusing what the documents do not answer, and nothing else; the ROC curve of the answerability score.

ROC and AUC are scikit-learn's (Fawcett, Pattern Recognition Letters 27, 2006): the positive class is what the documents
answer, so the AUC is the chance that an answerable question scores higher than one that is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eval.items import Expected
from eval.outcome import Outcome
from eval.wording import contains


def refusal(outcome: Outcome) -> float | None:
    """1 when a question that the documents do not answer is refused; None for answerable items.

    Where a partial answer is allowed, the answer's required words count as well.
    """
    item = outcome.item
    if item.expected.answerable:
        return None
    if item.expected is Expected.PARTIAL and outcome.answered:
        cited = any(place.article and _cited(outcome, place.fact) for place in outcome.places)
        return float(cited and all(contains(outcome.text, pattern) for pattern in item.must_contain))
    return float(not outcome.answered)


def false_refusal(outcome: Outcome) -> float | None:
    """1 when a question that the documents answer is refused; None for the others."""
    return float(not outcome.answered) if outcome.item.expected.answerable else None


def _cited(outcome: Outcome, fact: int) -> bool:
    spans = [span for place in outcome.places if place.fact == fact for span in place.article]
    return any(s.overlaps(c.span.document_id, c.span.start, c.span.end) for s in spans for c in outcome.citations)


@dataclass(frozen=True)
class Roc:
    """The curve of false and true positive rates from (0, 0) to (1, 1), its area, and how many of each class."""

    false_rate: tuple[float, ...]
    true_rate: tuple[float, ...]
    auc: float
    answerable: int
    unanswerable: int


def roc(outcomes: Iterable[Outcome]) -> Roc | None:
    """The ROC of the answerability score; None unless both classes have scores."""
    from sklearn.metrics import roc_auc_score, roc_curve  # noqa: PLC0415 - 1 s

    scored = [(o.item.expected.answerable, o.answerability) for o in outcomes if o.answerability is not None]
    labels = [answerable for answerable, _ in scored]
    if len(set(labels)) < 2:  # noqa: PLR2004 - both classes
        return None
    values = [value for _, value in scored]
    false_rate, true_rate, _ = roc_curve(labels, values)
    auc = float(roc_auc_score(labels, values))
    answerable = sum(labels)
    return Roc(tuple(map(float, false_rate)), tuple(map(float, true_rate)), auc, answerable, len(labels) - answerable)
