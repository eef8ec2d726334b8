"""Where a unit stands, in words: "Article 17(3), point (a)", "Recital 12", "Protocol (No 7), Article 4".

The English house form (Interinstitutional Style Guide, section 5.9; Joint Practical Guide, guideline 16) is used for
every language, so that one place has one locator in all editions of an act.
"""

from __future__ import annotations

from itertools import pairwise

from ingest.document import Document, Unit, UnitKind

K = UnitKind
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
PREAMBLE = "Preamble"


def locator(document: Document, index: int) -> str:
    """Where the unit at `index` stands, as precisely as its markup allows."""
    path = document.ancestors(index)
    kinds = [document.units[i].kind for i in path]
    if K.RECITAL in kinds:
        return _recital(document.units[path[kinds.index(K.RECITAL)]])
    outer = _outer(document, path)
    if K.ARTICLE in kinds:
        at = kinds.index(K.ARTICLE)
        return ", ".join([*outer, _article(document.units[path[at]]) + _inside(document, path[at:])])
    if outer:
        return ", ".join([*outer, *_in_annex(document, path)])
    return _elsewhere(document, path)


def span_locator(document: Document, first: int, last: int) -> str:
    """Where a span of several units stands: "Article 17(3), points (a) to (d)", or what is around them all."""
    if first == last:
        return locator(document, first)
    begins, ends = document.ancestors(first), document.ancestors(last)
    shared = sum(a == b for a, b in zip(begins, ends, strict=False))
    if shared == 0 or shared == len(begins):
        return locator(document, first)
    begin, end = document.units[begins[shared]], document.units[ends[min(shared, len(ends) - 1)]]
    around = locator(document, begins[shared - 1])
    if begin.kind == end.kind == K.POINT and begin.number and end.number:
        inner = document.units[begins[shared - 1]].kind == K.POINT
        return (
            f"{around}({begin.number}) to ({end.number})"
            if inner
            else (f"{around}, points ({begin.number}) to ({end.number})")
        )
    if begin.kind == end.kind == K.PARAGRAPH and begin.number and end.number:
        return f"{around}, points {begin.number} to {end.number}"
    return locator(document, last) if end.kind == K.PARAGRAPH else around


def article_locator(document: Document, index: int) -> str:
    """The whole unit that is shown around the unit at `index`: its article, recital, annex or section."""
    path = document.ancestors(index)
    for at, i in enumerate(path):
        unit = document.units[i]
        if unit.kind == K.RECITAL:
            return _recital(unit)
        if unit.kind == K.ARTICLE:
            return ", ".join([*_outer(document, path[:at]), _article(unit)])
    outer = _outer(document, path)
    return ", ".join(outer) if outer else _elsewhere(document, path)


def _recital(unit: Unit) -> str:
    return f"Recital {unit.number}" if unit.number else "Recital"


def _article(unit: Unit) -> str:
    return f"Article {unit.number}" if unit.number else "Sole Article"


def _outer(document: Document, path: list[int]) -> list[str]:
    """The annex and protocol around a unit."""
    names = []
    for i in path:
        unit = document.units[i]
        if unit.kind == K.PROTOCOL:
            names.append(f"Protocol (No {unit.number})" if unit.number else "Protocol")
        elif unit.kind == K.ANNEX:
            names.append(f"Annex {unit.number}" if unit.number else "Annex")
    return names


def _inside(document: Document, path: list[int]) -> str:
    """What follows "Article 17": "(3), point (a)(i)"; `path` runs from the article to the unit."""
    text = ""
    points = ""
    for above, i in pairwise(path):
        unit = document.units[i]
        if unit.kind == K.PARAGRAPH:
            text += f"({unit.number})"
        elif unit.kind == K.SUBPARAGRAPH and not points:
            text += _subparagraph(document, above, i)
        elif unit.kind == K.POINT:
            points += _point(document, above, i, first=not points)
    return text + points


def _subparagraph(document: Document, above: int, index: int) -> str:
    """ ", second subparagraph" of a numbered paragraph, ", second paragraph" of an article without numbers.

    The first is not named: it is the paragraph's, or article's, opening text.
    """
    before = sum(u.parent == above and u.kind == K.SUBPARAGRAPH for u in document.units[above:index])
    in_paragraph = document.units[above].kind == K.PARAGRAPH
    place = before + in_paragraph  # a numbered paragraph's own text is its first subparagraph
    if place == 0:
        return ""
    name = "subparagraph" if in_paragraph or _has_paragraphs(document, above) else "paragraph"
    return f", {_ordinal(place)} {name}"


def _has_paragraphs(document: Document, article: int) -> bool:
    return any(u.parent == article and u.kind == K.PARAGRAPH for u in document.units[article : article + 400])


def _point(document: Document, above: int, index: int, *, first: bool) -> str:
    unit = document.units[index]
    if unit.number:
        return f", point ({unit.number})" if first else f"({unit.number})"
    place = sum(u.parent == above and u.kind == K.POINT and not u.number for u in document.units[above:index])
    return f", {_ordinal(place)} indent"


def _ordinal(place: int) -> str:
    if place < len(_ORDINALS):
        return _ORDINALS[place]
    number = place + 1
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in {11, 12, 13} else "th"
    return f"{number}{suffix}"


def _in_annex(document: Document, path: list[int]) -> list[str]:
    """The place inside an annex or protocol outside its articles."""
    names = []
    points = ""
    for above, i in pairwise(path):
        unit = document.units[i]
        if unit.kind == K.DIVISION:
            start, end = unit.start, unit.end
            names.append(_label(document.text[start:end]))
        elif unit.kind in {K.PARAGRAPH, K.POINT} and unit.number:
            first = not points
            bare = unit.number if unit.kind == K.PARAGRAPH else f"({unit.number})"
            points += f"point {bare}" if first else f"({unit.number})"
        elif unit.kind == K.POINT and not points:
            points = _point(document, above, i, first=True).removeprefix(", ")
    return [*names, points] if points else names


def _label(text: str) -> str:
    """A division's own label: "CHAPTER II" -> "Chapter II"."""
    first, _, rest = text.partition("\n")[0].partition(" ")
    return f"{first.capitalize()} {rest}".strip()


def _elsewhere(document: Document, path: list[int]) -> str:
    """Outside articles, recitals and annexes: the section's heading, the division, the preamble or the title."""
    for i in reversed(path):
        unit = document.units[i]
        if unit.kind == K.HEADING and unit.heading:
            return unit.heading
        if unit.kind == K.DIVISION:
            return _label(document.text[unit.start : unit.end])
    unit = document.units[path[-1]]
    if unit.kind in {K.CITATION, K.TEXT} and any(u.kind == K.ARTICLE for u in document.units[path[-1] :]):
        return PREAMBLE
    return document.source.name
