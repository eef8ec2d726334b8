"""The one figure for people: was it right?"""

from __future__ import annotations

from eval.items import Expected
from eval.measures import law, premise, refusing, wording
from eval.outcome import Outcome


def right(outcome: Outcome) -> float | None:
    """1 when the outcome is what the item expects, by rules that need no model.

    An answer: it says all that it must, cites a work that holds the answer, and no law that does not apply. A false
    premise: the words that set it right are quoted. Anything else: it is refused. Never a forbidden word.
    """
    if wording.must_not_contain(outcome) == 0:
        return 0.0
    if outcome.item.expected is Expected.CORRECT:
        return premise.handled(outcome)
    if not outcome.item.expected.answerable:
        return refusing.refusal(outcome)
    says_all = wording.must_contain(outcome) in {None, 1.0}
    return float(outcome.answered and says_all and law.right_act(outcome) == 1 and law.right_law(outcome) == 1)
