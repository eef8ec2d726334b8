"""Numbers that a question takes for granted and the articles found do not have.

A number ("30 days", "12-month", "75 %", "120,000 places") is only called wrong when the likeliest articles do not name
it, in whatever unit, but name others of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.durations import Quantity, counts, quantities
from assistant.question import Question
from assistant.ranking import chances
from assistant.retrieve import is_named
from assistant.shelf import Shelf
from index.hit import Hit

_ARTICLES = 4  # at most, in which the number is looked for
_LIKELY = 0.6  # or until they hold the answer with this probability: measured, it names half as many again, all rightly
_LEAN = 0.06  # measured on the tune acts: 0.05 to 0.12 are alike; a text without such a number sets none right
_DAY = 1.0
_AGE = re.compile(
    r"\b(?:aged?|old|alter|âg\w*|edad|edades|età|wiek\w*|idade|oud|gammal\w*|gamle?|vuotia\w*|éves\w*|vârst\w*|věk\w*"
    r"|starost\w*|amži\w*|vecum\w*|vanus\w*|aois\w*|възраст\w*|ηλικ\w*|jarig\w*|years? of age)\b"
    r"|\b(?:under|over|unter|über|moins de|plus de|menos de|mayor\w* de|meno di|poniżej|powyżej|κάτω|άνω|под|над|alle"
    r"|yli|alatti|fölötti|mladš\w*|staršs?\w*|mlajš\w*|starejš\w*|jaunāk\w*|jaunesn\w*|mlađ\w*|starij\w*)\b"
    r"[^.?;]{0,12}?\d|\b(?:child|boy|girl|son|daughter|kid|enfant|fils|fille|niñ|hij|figli|bambin|filho|filha|dzieck|syn"
    r"|córk|kind|sohn|tochter|παιδ|дет|barn|laps|gyer|dieť|dít|otrok|copil|bērn|vaik)\w*\s+"
    r"(?:(?:de|di|of|von|van)\s+\w+|\d+)\s+(?:years?|ans?|años?|anni|anos?|jahr\w*|jaar|lat|χρον\w+|ετών|год\w+|år|let|rok\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Claim:
    """A quantity of a question that the likeliest articles contradict; `nowhere`: none of those found has it."""

    quantity: Quantity
    nowhere: bool


def claim_of(asked: Question, hits: Sequence[Hit], shelf: Shelf, scale: float, *, granted: bool) -> Claim | None:
    """The first such quantity, or None. `granted`: whether the words presuppose, so that more can be a claim.

    `scale` makes probabilities of the hits' scores (see `assistant.ranking.Ranking`).
    """
    claimed = [
        q for q in numbers(asked.text if granted else _asking(asked.text), asked.language) if _claims(q, granted)
    ]
    if not claimed or not hits or _AGE.search(asked.text):
        return None
    for quantity in claimed:
        likely, said = _said(asked, lean(hits, quantity.family), shelf, scale)
        if quantity.family in {family for family, _ in likely} and (quantity.family, quantity.value) not in likely:
            return Claim(quantity, nowhere=(quantity.family, quantity.value) not in said)
    return None


def lean(hits: Sequence[Hit], family: str) -> list[Hit]:
    """The hits with those before that have a number of a family: only such a text can set one right."""
    moved = [replace(hit, score=hit.score + _LEAN) if _has(hit, family) else hit for hit in hits]
    return sorted(moved, key=lambda hit: (not is_named(hit), -hit.score))


@lru_cache(maxsize=1 << 12)
def numbers(text: str, language: str) -> tuple[Quantity, ...]:
    """All quantities and counts of a text."""
    return (*quantities(text, language), *counts(text, language))


def _said(
    asked: Question, hits: Sequence[Hit], shelf: Shelf, scale: float
) -> tuple[set[tuple[str, float]], set[tuple[str, float]]]:
    """Families and values that the likeliest articles name, and those of the first `_ARTICLES`."""
    places: dict[tuple[str, str], float] = {}
    for hit, chance in zip(hits, chances([hit.score for hit in hits], scale), strict=True):
        place = hit.source.work, hit.passage.article
        places[place] = places.get(place, 0.0) + float(chance)
    likely: set[tuple[str, float]] = set()
    said: set[tuple[str, float]] = set()
    sure = 0.0
    for hit in _firsts(hits)[:_ARTICLES]:
        work, article = hit.source.work, hit.passage.article
        for passage in shelf.article(work, article, asked.language, asked.as_of) or [hit.passage]:
            said.update((q.family, q.value) for q in numbers(passage.text, hit.source.language))
        if sure < _LIKELY:
            likely |= said
        sure += places[work, article]
    return likely, said


def _claims(quantity: Quantity, granted: bool) -> bool:
    """Whether a quantity can be a claim: "a year" only where something is taken for granted, "one day" never."""
    if quantity.value <= 0 or (quantity.loose and quantity.value <= _DAY):
        return False
    return granted or not quantity.loose


def _has(hit: Hit, family: str) -> bool:
    return any(q.family == family for q in numbers(hit.passage.text, hit.source.language))


def _asking(text: str) -> str:
    """The sentences that ask: what the others tell is the reader's own case ("We get 150,000 euro. Must we …?")."""
    sentences = re.split(r"(?<=[.!])\s+", text)
    return " ".join(s for s in sentences if s.rstrip().endswith(("?", ";"))) or text


def _firsts(hits: Sequence[Hit]) -> list[Hit]:
    firsts: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        firsts.setdefault((hit.source.work, hit.passage.article), hit)
    return list(firsts.values())
