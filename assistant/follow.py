"""References inside a quotation, followed: "referred to in paragraph 1", "as defined in Article 2, point (7)".

Only places of the same act are followed, and what derogates from the quoted paragraph; a short answer stays short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.shelf import Shelf
from index.hit import Hit
from ingest.document import Passage

_MOST = 2
_LONGEST = 110  # words of a passage that is quoted beside the answer
_PARAGRAPH = {
    "en": r"paragraphs?",
    "fr": r"paragraphes?",
    "de": r"Abs(?:atz|ätze|atzes)",
    "es": r"apartados?",
    "it": r"paragraf[oi]",
    "nl": r"(?:de\s)?leden|lid",
    "pl": r"ust\.",
    "pt": r"n\.[ºo]s?",
}
_ARTICLE = r"\bArti(?:cles?|kels?|kel|colo|culos?)\s+(?P<article>\d+[a-z]?)(?:\((?P<paragraph>\d+)\))?"
_POINT = r"(?:,?\s+(?:point|Nummer|punto|lettre)\s+\((?P<point>[0-9a-z]+)\))?"
_NAMED = re.compile(_ARTICLE + _POINT)
_ELSEWHERE = re.compile(
    r"\s*(?:\([a-z0-9]+\)\s*)?(?:,\s*(?:first|second|third)\s+subparagraph,?\s*)?"
    r"(?:of|de la|du|des|der|del|della|van)\s+"
    r"(?!this\b|the present\b|présent|dieser\b|esta\b)(?:the\s+)?(?:Council\s+)?"
    r"(?:Regulation|Directive|Decision|TFEU|TEU|Charter|Treaty|Convention|Protocol|Implementing|Règlement|Richtlinie"
    r"|Verordnung|règlement|directive|traité|charte)",
)
_DEROGATES = re.compile(
    r"^\s*(?:\d+\.\s+)?(?:By way of (?:derogation|exception)|Notwithstanding|Par dérogation|Abweichend|No obstante"
    r"|In deroga|In afwijking|W drodze odstępstwa|Em derrogação)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Followed:
    """A passage that a quotation refers to or that derogates from it; `why` is "refers" or "derogates"."""

    passage: Passage
    why: str


def follow(hit: Hit, quote: str, shelf: Shelf, *, quoted: Sequence[str] = (), most: int = _MOST) -> list[Followed]:
    """At most `most` short passages of the same edition that a quotation of `hit` leads to.

    Derogations from the quoted paragraph come first, then the places that the quotation names, in its order. `quoted`
    are the ids of passages that are quoted already.
    """
    seen = {hit.passage.id, *quoted}
    found: list[Followed] = []
    for followed in (*_derogations(hit, shelf), *_references(hit, quote, shelf)):
        passage = followed.passage
        if passage.id not in seen and len(passage.text.split()) <= _LONGEST:
            seen.add(passage.id)
            found.append(followed)
    return found[:most]


def _derogations(hit: Hit, shelf: Shelf) -> Iterator[Followed]:
    """Later paragraphs of the same article that begin by derogating from the quoted one."""
    number = _paragraph_of(hit.passage)
    if number is None:
        return
    word = _PARAGRAPH.get(hit.source.language, _PARAGRAPH["en"])
    target = re.compile(rf"{word}\s+(?:\d+\s*(?:,|and|et|und|y|e|en|i)\s*)*{number}\b")
    for passage in _same_article(hit, hit.passage.article, shelf):
        if _DEROGATES.match(passage.text) and target.search(passage.text[:160]):
            yield Followed(passage, "derogates")


def _references(hit: Hit, quote: str, shelf: Shelf) -> Iterator[Followed]:
    word = _PARAGRAPH.get(hit.source.language, _PARAGRAPH["en"])
    own = re.compile(rf"\b(?:{word})\s+(?P<paragraph>\d+)\b(?!\s+(?:of|de|du|des|der|del|van)\s+(?:that\s+)?Arti)")
    places: list[tuple[int, str, str | None, str | None]] = [
        (m.start(), hit.passage.article, m["paragraph"], None) for m in own.finditer(quote)
    ]
    places += [
        (m.start(), f"Article {m['article']}", m["paragraph"], m["point"])
        for m in _NAMED.finditer(quote)
        if not _ELSEWHERE.match(quote, m.end())
    ]
    for _, article, paragraph, point in sorted(places, key=lambda place: place[0]):
        passages = _same_article(hit, article, shelf)
        if paragraph:
            passages = [p for p in passages if _paragraph_of(p) == paragraph]
        if point:
            passages = [p for p in passages if f"point ({point})" in p.locator]
        if len(passages) == 1:
            yield Followed(passages[0], "refers")


def _same_article(hit: Hit, article: str, shelf: Shelf) -> list[Passage]:
    found = shelf.articles.get((hit.source.work, article), ())
    return [p for p in found if p.document_id == hit.passage.document_id]


def _paragraph_of(passage: Passage) -> str | None:
    match = re.match(r"\((\d+[a-z]?)\)", passage.locator.removeprefix(passage.article))
    return match[1] if match else None
