"""What an answer costs: the reader's time and the machine's."""

from __future__ import annotations

from eval.outcome import Outcome


def length(outcome: Outcome) -> float | None:
    """Words of an answer; None for refusals."""
    return float(len(outcome.text.split())) if outcome.answered else None


def latency(outcome: Outcome) -> float | None:
    """Seconds from the question to the whole answer, as the assistant measured them."""
    return outcome.seconds.get("total")
