"""A question that looks for its answer in the wrong article: "Article 17 of the AMIF Regulation sets the rate …"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.ranking import Ranking
from assistant.retrieve import is_named
from index.hit import Hit

_FARTHER = 0.55
"""By how much the best other article scores higher. Measured on 149 questions of the evaluation set with their article
named and with a wrong one: 3 and 54 are above, the 3 of them bare ("What is in Article 19?")."""
_WORDS = 9  # a shorter question asks for the article and for nothing in it
_GENERAL = ("Article 1", "Article 2", "Article 3")  # subject, definitions and scope are near to every question


@dataclass(frozen=True)
class Misplaced:
    """The named article, its heading as the document has it, and the hit of the article that is nearer."""

    place: str
    subject: str
    nearer: Hit


def misplaced(text: str, hits: Sequence[Hit], ranking: Ranking) -> Misplaced | None:
    """What a question that names one article would find in another one of the act, or None."""
    named = [hit for hit in hits if is_named(hit)]
    places = {(hit.source.work, hit.passage.article) for hit in named}
    if len(places) != 1 or len(text.split()) < _WORDS or not named[0].passage.article.startswith("Article "):
        return None
    ((work, place),) = places
    others = [
        hit for hit in hits
        if hit.source.work == work and hit.passage.article.startswith("Article ") and hit.passage.article != place
    ]  # fmt: skip
    if not others:
        return None
    nearer = max(others, key=lambda hit: _unnamed(hit, ranking))
    margin = _unnamed(nearer, ranking) - max(_unnamed(hit, ranking) for hit in named)
    subject = heading(named[0])
    if margin < _FARTHER or nearer.passage.article in _GENERAL or not subject:
        return None
    return Misplaced(place, subject, nearer)


def with_nearer(
    found: Misplaced | None, evidence: Sequence[Evidence], quote: Callable[[Hit], Evidence]
) -> list[Evidence]:
    """The evidence with the nearer article behind the first quotation, where it is not quoted already."""
    if found is None or found.nearer.passage.id in {item.hit.passage.id for item in evidence}:
        return list(evidence)
    return [*evidence[:1], quote(found.nearer), *evidence[1:]]


def heading(hit: Hit) -> str:
    """An article's heading; "" where it has none: what stands in its context behind the locator."""
    _, found, rest = hit.passage.context.rpartition(hit.passage.locator)
    return rest.strip() if found else ""


def _unnamed(hit: Hit, ranking: Ranking) -> float:
    """A hit's score as if the question did not name it."""
    return ranking.score({name: value for name, value in hit.signals.items() if name != "reference"})
