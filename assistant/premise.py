"""Questions that take something for granted which the documents do not say, and what is said and quoted then.

Looked at are numbers (`assistant.claims`), countries that an act does not bind (`assistant.territory`), the article
that is named (`assistant.misplaced`), and whether the words presuppose at all (`assistant.granted`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Status
from assistant.answerable import Verdict
from assistant.claims import Claim, claim_of, lean, numbers
from assistant.evidence import Evidence
from assistant.granted import takes_for_granted
from assistant.misplaced import Misplaced, misplaced
from assistant.question import Question
from assistant.ranking import Ranking
from assistant.references import Reference
from assistant.retrieve import is_named
from assistant.searching import Found
from assistant.shelf import Shelf
from assistant.territory import Outside, outside
from index.hit import Hit

_FLATTER = 0.4
_BESIDE = 2
_NAMED = 3  # values that still say what the text has instead


@dataclass(frozen=True)
class Premise:
    """What a question takes for granted; `granted`: its words presuppose it.

    `claim` is a number that the likeliest articles do not have, `said` what the text quoted first has in its place, as
    written there. `outside`: a country that it names and the act that does not bind it. `misplaced`: the article that
    it names and the one that is nearer to what it asks.
    """

    granted: bool = True
    claim: Claim | None = None
    said: tuple[str, ...] = ()
    outside: Outside | None = None
    misplaced: Misplaced | None = None


def premise_of(
    asked: Question, hits: Sequence[Hit], shelf: Shelf, ranking: Ranking, references: Sequence[Reference] = ()
) -> Premise | None:
    """The premise that is to be set right, or None."""
    granted = takes_for_granted(asked.text, asked.language)
    if abroad := outside(asked, references, hits, shelf):
        return Premise(granted, outside=abroad)
    if elsewhere := misplaced(asked.text, hits, ranking):  # first: the number may well stand in the other article
        return Premise(granted, misplaced=elsewhere)
    claim = claim_of(asked, hits, shelf, ranking.scale, granted=granted)
    if claim and (claim.nowhere or not is_named(hits[0])):
        return Premise(granted, claim)
    return Premise() if granted else None


def leaned(premise: Premise | None, found: Found) -> Found:
    """What was found, with numbers of the claim's kind before; the leading article's second passage only if it leads
    still."""
    if premise is None or premise.claim is None:
        return found
    hits = lean(found.hits, premise.claim.quantity.family)
    same = hits[0].passage.id == found.hits[0].passage.id
    return replace(found, hits=hits, second=found.second if same else None)


def corrected(premise: Premise | None, verdict: Verdict) -> Verdict:
    """The verdict on a question: what takes a number for granted that the texts contradict is answered by them.

    Of 68 near misses with numbers none does; of 454 false premises 4 do that were refused, and are set right by them.
    """
    if premise is None or premise.claim is None or not premise.granted:
        return verdict
    absent = verdict.not_indexed or verdict.no_such_place
    refused = verdict.status is Status.NOT_IN_DOCUMENTS and not absent
    return replace(verdict, status=Status.ANSWERED) if refused else verdict


def breadth(premise: Premise | None, most: int, scale: float) -> tuple[int, float]:
    """How many articles are quoted and how sharply they are told apart: words that take something wrong for granted
    are as near to what agrees with them as to what sets them right, so that one more is quoted.
    Beside the recital that an act does not bind a country, little is.
    """
    if premise is None or not most:
        return most, scale
    if premise.outside:
        return min(most, _BESIDE), scale
    return (most, scale) if premise.misplaced else (most + 1, scale * _FLATTER)


def with_said(premise: Premise | None, evidence: Sequence[Evidence]) -> Premise | None:
    """The premise with what the first quotation that names such numbers has in its place.

    Where it names too many, or none does, only a claim that is nowhere in the articles found is still called wrong.
    """
    if premise is None or premise.claim is None:
        return premise
    claimed = premise.claim.quantity
    for item in evidence:
        passage = item.hit.passage
        quote = "\n".join(passage.text[a - passage.start : b - passage.start] for a, b in item.spans)
        found = {q.value: q.written for q in numbers(quote, item.hit.source.language) if q.family == claimed.family}
        if found:
            if len(found) <= _NAMED and claimed.value not in found:
                return replace(premise, said=tuple(found.values()))
            break
    return premise if premise.claim.nowhere else Premise() if premise.granted else None
