"""What is put before a passage when it is embedded: the act, the place, its headings, the words that introduce it."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

from ingest.document import Document, Unit, UnitKind
from ingest.pieces import Piece, sentences

K = UnitKind
_HEADED = {K.DIVISION, K.HEADING, K.ANNEX, K.PROTOCOL, K.ARTICLE}
_INTRODUCING = {K.PARAGRAPH, K.SUBPARAGRAPH, K.POINT}
_LISTED = {K.POINT, K.TABLE}
_HEADING_WORDS = 30  # titles of annexes run to a hundred words, which would drown a short passage
_CHAPEAU_WORDS = 50
_DIVISIONS = 2  # innermost divisions named; a part of a treaty says little of its articles


def own_end(document: Document, index: int) -> int:
    """Where a unit's own text ends: before its first child, which is the next unit."""
    units = document.units
    has_child = index + 1 < len(units) and units[index + 1].parent == index
    return units[index + 1].start - 1 if has_child else units[index].end


def context(document: Document, span: Piece, place: str, silent: Collection[int] = ()) -> str:
    """ "Reception Conditions Directive (recast), Article 17(1) Employment", and a list's chapeau behind a colon.

    `place` is the span's locator. `silent` are units whose words say nothing of what they introduce ("the following
    definitions apply:").
    """
    path = document.ancestors(span.first)
    name = document.source.name
    titles = _titles(document, [document.units[i] for i in path])
    where = "" if place in {name, document.source.title, *titles} else place
    about = " ".join(filter(None, [where, "; ".join(titles)]))
    line = f"{name}, {about}" if about else name
    chapeau = _chapeau(document, path, span, silent)
    return f"{line}: {chapeau}" if chapeau else line


def _titles(document: Document, units: list[Unit]) -> list[str]:
    """The headings around a span; those of divisions only where the article has no subject of its own."""
    headed = [unit for unit in units if unit.heading and unit.kind in _HEADED]
    article = next((unit for unit in headed if unit.kind == K.ARTICLE), None)
    if article is not None and not _is_former(article):
        headed = [unit for unit in headed if unit.kind != K.DIVISION]
    divisions = [unit for unit in headed if unit.kind == K.DIVISION]
    headed = [unit for unit in headed if unit not in divisions[:-_DIVISIONS] and not _is_former(unit)]
    same = {document.source.name.casefold(), document.source.title.casefold()}
    titles = (unit.heading or "" for unit in headed if not _is_title(document, unit))
    return [_shortened(title) for title in titles if title.casefold() not in same]


def _is_former(unit: Unit) -> bool:
    """Whether a heading is no subject but a former number: "(ex Article 12 TEC)"."""
    return (unit.heading or "").startswith("(ex ")


def _shortened(title: str) -> str:
    """A heading cut to a bearable length, capitals made readable for an embedder."""
    cut = " ".join(title.split()[:_HEADING_WORDS])
    return cut.capitalize() if cut.isupper() and len(cut.split()) > 1 else cut


def _is_title(document: Document, unit: Unit) -> bool:
    """Whether a heading is the document's title: the only one of the first level."""
    if unit.kind != K.HEADING or unit.level != 1:
        return False
    first_level = (u for u in document.units if u.kind == K.HEADING and u.level == 1)
    return len(list(islice(first_level, 2))) == 1


def _chapeau(document: Document, path: list[int], span: Piece, silent: Collection[int]) -> str:
    """The last sentences of the texts that introduce a list, for a span that begins inside it."""
    if document.units[span.first].kind not in _LISTED:
        return ""
    words: list[str] = []
    for i in path[:-1]:
        unit = document.units[i]
        if unit.kind in _INTRODUCING and unit.start < span.start and i not in silent:
            start, end = sentences(document.text, unit.start, own_end(document, i))[-1]
            words += document.text[start:end].split()
    return " ".join(words[:_CHAPEAU_WORDS])
