"""Whether the answer says what it must and nothing that it must not."""

from __future__ import annotations

from eval.outcome import Outcome
from eval.wording import contains


def must_contain(outcome: Outcome) -> float | None:
    """The share of required patterns that an answer has; 0 for a refusal. Only items that expect an answer."""
    item = outcome.item
    if not item.must_contain or not item.expected.answerable:
        return None
    if not outcome.answered:
        return 0.0
    return sum(contains(outcome.text, pattern) for pattern in item.must_contain) / len(item.must_contain)


def must_not_contain(outcome: Outcome) -> float | None:
    """1 when none of the forbidden patterns occurs, in an answer or a refusal."""
    if not outcome.item.must_not_contain:
        return None
    return float(not any(contains(outcome.text, pattern) for pattern in outcome.item.must_not_contain))
