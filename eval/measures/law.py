"""Whether answers rest on the act that applies on the asked day."""

from __future__ import annotations

from assistant.law import Standing
from eval.outcome import Outcome

_NOT_APPLICABLE = {Standing.REPEALED.value, Standing.NOT_YET.value}


def right_law(outcome: Outcome) -> float | None:
    """1 when every cited law applies on the day, or holds the gold (a question about the old law); answers only."""
    if not outcome.answered or not outcome.citations or not outcome.item.expected.answerable:
        return None
    asked_for = {gold.work for gold in outcome.item.gold}
    return float(all(c.standing not in _NOT_APPLICABLE or c.work in asked_for for c in outcome.citations))


def right_act(outcome: Outcome) -> float | None:
    """1 when at least one citation is from a work that holds the gold; 0 for a refusal."""
    if not outcome.item.expected.answerable or not outcome.item.gold:
        return None
    golds = {gold.work for gold in outcome.item.gold}
    documents = {span.document_id for place in outcome.places for span in place.article}
    return float(
        outcome.answered and any(c.work in golds or c.span.document_id in documents for c in outcome.citations)
    )
