"""Search inside a document: the places where words stand, whatever their case and accents."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from urllib.parse import quote

from ingest.document import Document, Unit, UnitKind
from ui.render import Html, clean, element, join
from ui.texts import Texts

SHORTEST, MOST = 2, 200
_LISTED, _AROUND = 20, 60
_NAMED = (UnitKind.ARTICLE, UnitKind.RECITAL, UnitKind.ANNEX, UnitKind.HEADING)


@dataclass(frozen=True)
class Found:
    """Words and the spans of a document where they stand; `count` may be more than are given."""

    words: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    count: int = 0


def finding(document: Document, words: str) -> Found:
    """Where words stand in a document: at most 200 spans; none for fewer than two characters."""
    wanted = " ".join(words.split())
    if len(wanted) < SHORTEST:
        return Found(wanted)
    folded, places = _folded(document.text)
    needle = re.escape(_folded(wanted)[0]).replace(r"\ ", r"\s+")
    matches = list(re.finditer(needle, folded)) if needle else []
    spans = tuple((places[m.start()], places[m.end() - 1] + 1) for m in matches[:MOST])
    return Found(wanted, spans, len(matches))


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each character of it its place in the text."""
    folded: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).casefold()
        folded.append(plain)
        places.extend([at] * len(plain))
    return "".join(folded), places


def search_form(t: Texts, document_id: str, words: str) -> Html:
    """The search field; works without scripts."""
    path = f"/document/{quote(clean(document_id), safe='')}"
    return element(
        "form",
        element("label", t("Find in this document"), for_="find"),
        element("input", type="search", name="find", id="find", value=words, maxlength=200, autocomplete="off"),
        element("button", t("Find"), type="submit"),
        method="get",
        action=path,
        role="search",
        class_="find",
    )


def found_list(document: Document, found: Found, t: Texts) -> Html:
    """How often the words were found, and links to the first places with the words around them."""
    if len(found.words) < SHORTEST:
        return element("p", t("Type at least two letters to find."), role="status")
    if not found.spans:
        said = t("“{words}” does not stand in this document. Try a shorter form of the word.", words=found.words)
        return element("p", said, role="status")
    said = t.many(
        "“{words}” stands in {count} place.", "“{words}” stands in {count} places.", found.count, words=found.words
    )
    more = t("The first {count} are listed.", count=_LISTED) if found.count > _LISTED else None
    starts = [unit.start for unit in document.units]
    entries = [_place(document, starts, n, span, t) for n, span in enumerate(found.spans[:_LISTED], 1)]
    return join(
        element("p", join(said, " ", more) if more else said, role="status"),
        element("ol", *entries, class_="places", lang=document.source.language),
    )


def _place(document: Document, starts: list[int], n: int, span: tuple[int, int], t: Texts) -> Html:
    start, end = span
    low, high = max(0, start - _AROUND), min(len(document.text), end + _AROUND)
    before = document.text[low:start].replace("\n", " ").lstrip()
    after = document.text[end:high].replace("\n", " ").rstrip()
    around = join("… ", before, element("strong", document.text[start:end].replace("\n", " ")), after, " …")
    at = bisect_right(starts, start) - 1
    named = next((document.units[i] for i in reversed(range(at + 1)) if _holds(document, i, span)), None)
    where = f"{_name(named, t)} · " if named else ""
    return element("li", element("a", where, around, href=f"#found-{n}"))


def _name(unit: Unit, t: Texts) -> str:
    number = unit.number or ""
    if unit.kind is UnitKind.ARTICLE:
        return t("Article {number}", number=number)
    if unit.kind is UnitKind.RECITAL:
        return t("Recital {number}", number=number)
    return t("Annex {number}", number=number) if unit.kind is UnitKind.ANNEX else (unit.heading or number)


def _holds(document: Document, index: int, span: tuple[int, int]) -> bool:
    unit = document.units[index]
    return unit.kind in _NAMED and unit.start <= span[0] and span[1] <= unit.end
