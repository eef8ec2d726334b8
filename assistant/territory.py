"""Countries that an act does not bind: Denmark and Ireland stay out of acts on asylum and migration, as recitals say.

A recital says how it was when the act was adopted. Ireland may join later (Protocol No 21, Article 4; it joined seven
acts of the Pact), Denmark by an agreement, so what is said of them leaves that open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.evidence import Evidence
from assistant.folding import fold
from assistant.question import Question
from assistant.references import Reference
from assistant.sentences import split_sentences
from assistant.shelf import Shelf
from index.hit import Hit
from ingest.document import Passage

_STEMS = {
    "DK": "denmark danmark dänemark danemark dinamarca danimarca dania danii danię danią δανία дания dánia dánie dánsk"
    " tanska taani dānij danij danska danmark danemarc denemarken danmhairg danimarka danimark",
    "IE": "ireland irland irlande irlanda ierland ιρλανδία ирландия írország irlanti iirimaa īrij airij irska irsk"
    " írsk éire éirinn",
}
_ENDING = 3
_STAYS_OUT = re.compile(
    r"not (?:taking part|participating|bound)|do(?:es)? not (?:take part|participate|apply)|not be bound"
    r"|neither bound|n'est pas lié|ne participe pas|ne s'applique",
    re.IGNORECASE,
)
_OF_THIS_ACT = re.compile(
    r"\bthis (?:Directive|Regulation|Decision)|\bprésente? (?:directive|règlement|décision)", re.I
)
_IN_TEXT = {"DK": re.compile(r"\b(?:Denmark|Danemark)\b"), "IE": re.compile(r"\b(?:Ireland|Irlande)\b")}


@dataclass(frozen=True)
class Outside:
    """A country (ISO code) that a question names, the work that does not bind it, and the sentences that say so."""

    country: str
    work: str
    evidence: Evidence


def outside(asked: Question, references: Sequence[Reference], hits: Sequence[Hit], shelf: Shelf) -> Outside | None:
    """What a question about Denmark or Ireland overlooks, or None.

    Only an act that it names counts: of those that are found it is too often not the one that is meant.
    """
    named = dict.fromkeys(r.celex for r in references if r.celex)
    country = _country(asked.text) if named else None
    if country is None or not hits:
        return None
    for work in named:
        if evidence := _recital(work, country, hits[0], asked, shelf):
            return Outside(country, work, evidence)
    return None


def with_outside(found: Outside | None, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with the recital first."""
    if found is None:
        return list(evidence)
    first = found.evidence
    return [first, *(item for item in evidence if item.hit.passage.id != first.hit.passage.id)]


def country_name(code: str, language: str) -> str:
    """A country's name in a language (Unicode CLDR)."""
    from babel import Locale  # noqa: PLC0415 - only for such questions

    return str(Locale.parse(language).territories.get(code, code))


def _country(text: str) -> str | None:
    return next((code for code, pattern in _named().items() if pattern.search(fold(text))), None)


@cache
def _named() -> dict[str, re.Pattern[str]]:
    return {
        code: re.compile(rf"(?<!\w)(?:{'|'.join(map(fold, stems.split()))})\w{{0,{_ENDING}}}(?!\w)")
        for code, stems in _STEMS.items()
    }


def _recital(work: str, country: str, like: Hit, asked: Question, shelf: Shelf) -> Evidence | None:
    for passage in _recitals(work, asked, shelf):
        spans = [
            (start, end)
            for start, end in split_sentences(passage.text, passage.start)
            if _IN_TEXT[country].search(passage.text, start - passage.start, end - passage.start)
        ]
        quote = " ".join(passage.text[a - passage.start : b - passage.start] for a, b in spans)
        if spans and _STAYS_OUT.search(quote) and _OF_THIS_ACT.search(quote):
            hit = Hit(passage, shelf.source(passage), like.score, {})
            return Evidence(hit, (spans[0],) if len(spans) == 1 else ((spans[0][0], spans[-1][1]),))
    return None


def _recitals(work: str, asked: Question, shelf: Shelf) -> Iterator[Passage]:
    """The recitals of an act in the edition that is preferred for a question, last first: they stand at the end."""
    numbered = [article for of, article in shelf.articles if of == work and article.startswith("Recital")]
    for article in reversed(numbered):
        yield from shelf.article(work, article, asked.language, asked.as_of)
