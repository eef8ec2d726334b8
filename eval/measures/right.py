"""The one figure for people: was it right?"""

from __future__ import annotations

from eval.items import Expected
from eval.measures import citing, law, premise, refusing, wording
from eval.outcome import Outcome


def right(outcome: Outcome) -> float | None:
    """1 when the outcome is what the item expects, by rules that need no model.

    An answer: it says all that it must, cites a work that holds the answer, and no law that does not apply; where no
    words are required (an article asked for by number), it cites the gold article or section. A false premise: the
    words that set it right are quoted. Anything else: it is refused. Never a forbidden word.
    """
    if wording.must_not_contain(outcome) == 0:
        return 0.0
    if outcome.item.expected is Expected.CORRECT:
        return premise.handled(outcome)
    if not outcome.item.expected.answerable:
        return refusing.refusal(outcome)
    said = wording.must_contain(outcome)
    says_all = said == 1 if said is not None else bool(citing.evidence_precision(outcome))
    return float(outcome.answered and says_all and law.right_act(outcome) == 1 and law.right_law(outcome) == 1)
