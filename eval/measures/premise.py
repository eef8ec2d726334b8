"""Questions with a false premise."""

from __future__ import annotations

from eval.items import Expected
from eval.outcome import Outcome, in_evidence


def handled(outcome: Outcome) -> float | None:
    """1 when the words that set the premise right are quoted, as an answer or beside "not in the documents".

    Quoting them is what lets a reader see the error; a text that agrees with the premise has no such quote.
    """
    if outcome.item.expected is not Expected.CORRECT:
        return None
    return float(any(in_evidence(place, citation.span) for place in outcome.places for citation in outcome.citations))
