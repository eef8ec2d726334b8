"""Questions that take something for granted which the documents do not say.

Two things are looked at: whether the words presuppose ("Why may …?", "Since …, what …?", "…, right?"), and whether a
number in the question ("30 days", "12-month", "120,000 places") is anywhere in the articles found, where they name
others of its kind. What the text that is quoted has in its place is named beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from assistant.durations import Quantity, counts, quantities
from assistant.evidence import Evidence
from assistant.misplaced import Misplaced, misplaced
from assistant.question import Question
from assistant.ranking import Ranking
from assistant.references import Reference
from assistant.retrieve import is_named
from assistant.shelf import Shelf
from assistant.territory import Outside, outside
from index.hit import Hit

_ARTICLES = 4  # at most, in which the number is looked for before it is said to be missing
_LIKELY = 0.6  # or until they hold the answer with this probability: measured, it names half as many again, all rightly
_LEAN = 0.06  # measured on the tune acts: 0.05 to 0.12 are alike; a text without such a number sets none right
_FLATTER = 0.4
_BESIDE = 2
_NAMED = 3  # values that still say what the text has instead
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
class Premise:
    """What a question takes for granted.

    `claim` is the number with its unit that the likeliest articles do not have, as the question writes it; `family` its
    kind, `said` what the text quoted first has in its place, as written there. `nowhere`: no article found has it.
    `outside`: a country that it names and the act that does not bind it. `misplaced`: the article that it names and the
    one that is nearer to what it asks.
    """

    claim: str | None = None
    family: str = ""
    said: tuple[str, ...] = ()
    nowhere: bool = False
    granted: bool = True
    outside: Outside | None = None
    misplaced: Misplaced | None = None


def premise_of(
    asked: Question, hits: Sequence[Hit], shelf: Shelf, ranking: Ranking, references: Sequence[Reference] = ()
) -> Premise | None:
    """The premise that is to be set right, or None.

    A number is only wrong when the likeliest articles do not have it, in whatever unit, but have others of its kind.
    """
    granted = takes_for_granted(asked.text, asked.language)
    if abroad := outside(asked, references, hits, shelf):
        return Premise(granted=granted, outside=abroad)
    if claim := _claim(asked, hits, shelf, ranking.scale, granted=granted):
        return claim
    if elsewhere := misplaced(asked.text, hits, ranking):
        return Premise(granted=granted, misplaced=elsewhere)
    return Premise() if granted else None


def _claim(asked: Question, hits: Sequence[Hit], shelf: Shelf, scale: float, *, granted: bool) -> Premise | None:
    claimed = [q for q in _of(asked.text if granted else _asking(asked.text), asked.language) if _claims(q, granted)]
    if not claimed or not hits or _AGE.search(asked.text):
        return None
    for claim in claimed:
        likely, all_said = _said(asked, leaning(Premise(claim.written, claim.family), hits), shelf, scale)
        if claim.family in {family for family, _ in likely} and (claim.family, claim.value) not in likely:
            nowhere = (claim.family, claim.value) not in all_said
            return Premise(claim.written, claim.family, nowhere=nowhere, granted=granted)
    return None


def leaning(premise: Premise | None, hits: Sequence[Hit]) -> list[Hit]:
    """The hits with those before that have a number of the claim's kind: only such a text can set it right."""
    if premise is None or not premise.claim:
        return list(hits)
    moved = [replace(hit, score=hit.score + _LEAN) if _has(hit, premise.family) else hit for hit in hits]
    return sorted(moved, key=lambda hit: (not is_named(hit), -hit.score))


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
    if premise is None or not premise.claim:
        return premise
    plain = Premise() if premise.granted else None
    for item in evidence:
        passage = item.hit.passage
        quote = "\n".join(passage.text[a - passage.start : b - passage.start] for a, b in item.spans)
        found = {q.value: q.written for q in _of(quote, item.hit.source.language) if q.family == premise.family}
        if found:
            said = tuple(found.values()) if len(found) <= _NAMED else ()
            return replace(premise, said=said) if said or premise.nowhere else plain
    return premise if premise.nowhere else plain


def takes_for_granted(text: str, language: str) -> bool:
    """Whether the words of a question presuppose what they say."""
    opening, closing = _cues(language)
    return bool((opening.match(text) and not _since_when(text, language)) or closing.search(text))


def _since_when(text: str, language: str) -> bool:
    """Whether "since" asks for a day and presupposes nothing."""
    return language == "en" and bool(re.match(r"\W*since\s+(?:when|what|which)\b", text, re.IGNORECASE))


@cache
def _words() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("assistant").joinpath("premise_words.json").read_text("utf-8"))
    return table


@cache
def _cues(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = _words()
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


def _said(
    asked: Question, hits: Sequence[Hit], shelf: Shelf, scale: float
) -> tuple[set[tuple[str, float]], set[tuple[str, float]]]:
    """Families and values that the likeliest articles name, and those of the first `_ARTICLES`."""
    scores = scale * np.array([hit.score for hit in hits])
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    places: dict[tuple[str, str], float] = {}
    for hit, chance in zip(hits, chances, strict=True):
        place = hit.source.work, hit.passage.article
        places[place] = places.get(place, 0.0) + float(chance)
    likely: set[tuple[str, float]] = set()
    said: set[tuple[str, float]] = set()
    sure = 0.0
    for hit in _firsts(hits)[:_ARTICLES]:
        work, article = hit.source.work, hit.passage.article
        for passage in shelf.article(work, article, asked.language, asked.as_of) or [hit.passage]:
            said.update((q.family, q.value) for q in _of(passage.text, hit.source.language))
        if sure < _LIKELY:
            likely |= said
        sure += places[work, article]
    return likely, said


def _claims(quantity: Quantity, granted: bool) -> bool:
    """Whether a quantity can be a claim: "a year" only where something is taken for granted, "one day" never."""
    if quantity.value <= 0 or (quantity.loose and quantity.value <= _DAY):
        return False
    return granted or not quantity.loose


@lru_cache(maxsize=1 << 12)
def _of(text: str, language: str) -> tuple[Quantity, ...]:
    return (*quantities(text, language), *counts(text, language))


def _has(hit: Hit, family: str) -> bool:
    return any(q.family == family for q in _of(hit.passage.text, hit.source.language))


def _asking(text: str) -> str:
    """The sentences that ask: what the others tell is the reader's own case ("We get 150,000 euro. Must we …?")."""
    sentences = re.split(r"(?<=[.!])\s+", text)
    return " ".join(s for s in sentences if s.rstrip().endswith(("?", ";"))) or text


def _firsts(hits: Sequence[Hit]) -> list[Hit]:
    firsts: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        firsts.setdefault((hit.source.work, hit.passage.article), hit)
    return list(firsts.values())
