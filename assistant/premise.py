"""Questions that take something for granted which the documents do not say.

Two things are looked at: whether the words presuppose ("Why may …?", "Since …, what …?", "…, right?"), and whether a
number with a unit in the question ("30 days", "12-month") is anywhere in the articles found, where they name others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.durations import Quantity, quantities, words
from assistant.question import Question
from assistant.shelf import Shelf
from index.hit import Hit

_ARTICLES = 4  # in which the number is looked for before it is said to be missing
_AGE = re.compile(r"\b(?:aged?|old|alt|ans|âgé\w*|años|anni|anos|lat|jaar oud|gammal|gamle?|vuotia\w*|éves\w*)\b", re.I)


@dataclass(frozen=True)
class Premise:
    """What a question takes for granted; `claim` is the number with its unit that the articles found do not have."""

    claim: str | None = None


def premise_of(asked: Question, hits: Sequence[Hit], shelf: Shelf) -> Premise | None:
    """The premise that is to be set right, or None.

    A number is only wrong when the first articles do not have it, in whatever unit, but have others of its kind.
    """
    claim = _missing(asked, hits, shelf)
    if claim:
        return Premise(claim.written)
    return Premise() if takes_for_granted(asked.text, asked.language) else None


def takes_for_granted(text: str, language: str) -> bool:
    """Whether the words of a question presuppose what they say."""
    opening, closing = _cues(language)
    return bool((opening.match(text) and not _since_when(text, language)) or closing.search(text))


def _since_when(text: str, language: str) -> bool:
    """Whether "since" asks for a day and presupposes nothing."""
    return language == "en" and bool(re.match(r"\W*since\s+(?:when|what|which)\b", text, re.IGNORECASE))


@cache
def _cues(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = words()
    opens = "|".join(map(re.escape, table["opens"].get(language, ("why",))))
    closes = "|".join(map(re.escape, table["closes"].get(language, ("right",))))
    why = re.escape(table["opens"].get(language, ("why",))[0])
    so = "|".join(map(re.escape, table["concludes"].get(language, ("so",))))
    return (
        re.compile(rf"[¿«„\"'\s]*(?:{opens})(?!\w)", re.IGNORECASE),
        re.compile(
            rf"[,.;]\s*¿?(?:(?:{closes}|(?:{opens}))\s*[?;]?\s*$|(?:{so})\s[^.,;]{{4,70}}\?|{why}\s[^.,;]{{4,50}}\?)",
            re.IGNORECASE,
        ),
    )


def _missing(asked: Question, hits: Sequence[Hit], shelf: Shelf) -> Quantity | None:
    """The first quantity of a question that none of the first articles has, while they have others of its family."""
    claimed = [q for q in quantities(_asking(asked.text), asked.language) if q.value > 0]
    if not claimed or _AGE.search(asked.text):
        return None
    places: dict[tuple[str, str], str] = {}
    for hit in hits:
        place = hit.source.work, hit.passage.article
        if place not in places and len(places) < _ARTICLES:
            passages = shelf.articles.get(place, ())
            places[place] = " ".join(p.text for p in passages if p.document_id == hit.passage.document_id)
    said: set[tuple[str, float]] = set()
    for text, hit in zip(places.values(), _firsts(hits), strict=False):
        said.update((q.family, q.value) for q in quantities(text, hit.source.language))
    families = {family for family, _ in said}
    return next((q for q in claimed if q.family in families and (q.family, q.value) not in said), None)


def _asking(text: str) -> str:
    """The sentences that ask: what the others tell is the reader's own case ("We get 150,000 euro. Must we …?")."""
    sentences = re.split(r"(?<=[.!])\s+", text)
    return " ".join(s for s in sentences if s.rstrip().endswith(("?", ";"))) or text


def _firsts(hits: Sequence[Hit]) -> list[Hit]:
    firsts: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        firsts.setdefault((hit.source.work, hit.passage.article), hit)
    return list(firsts.values())
