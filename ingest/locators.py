"""Where a unit stands, in words: "Article 17(3), point (a)", "Recital 12", "Protocol (No 7), Article 4".

The English house form (Interinstitutional Style Guide, section 5.9; Joint Practical Guide, guideline 16) is used for
every language, so that one place has one locator in all editions of an act.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.document import Document, Unit, UnitKind
from ingest.numbering import division_name, division_rank
from ingest.wording import wording

K = UnitKind
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LATIN = {"bis": "a", "ter": "b", "quater": "c", "quinquies": "d", "sexies": "e", "septies": "f"}
_LATIN_ENDING = re.compile(rf" ?({'|'.join(_LATIN)})$")
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
    begins, ends = document.ancestors(first), document.ancestors(last)
    shared = sum(a == b for a, b in zip(begins, ends, strict=False))
    if first == last or shared == 0 or shared == len(begins):
        return locator(document, first)
    first, last = begins[shared], ends[min(shared, len(ends) - 1)]
    begin, end = document.units[first], document.units[last]
    around = locator(document, begins[shared - 1])
    siblings = sum(unit.parent == begin.parent for unit in document.units[first : last + 1])
    to = "and" if siblings == 2 else "to"  # noqa: PLR2004
    if begin.kind == end.kind and begin.kind in {K.POINT, K.PARAGRAPH} and _one_list(begin, end):
        inner = document.units[begins[shared - 1]].kind in {K.POINT, K.PARAGRAPH} and "point " in around
        if inner or K.ARTICLE in {document.units[i].kind for i in begins}:
            return f"{around}{'' if inner else ', points '}({begin.number}) {to} ({end.number})"
        return f"{around}, points {_mark(document, begin)} {to} {_mark(document, end)}"
    if begin.kind == end.kind == K.SUBPARAGRAPH:
        return _subparagraphs(locator(document, first), to, locator(document, last)) or around
    return locator(document, last) if end.kind == K.PARAGRAPH else around


def _one_list(begin: Unit, end: Unit) -> bool:
    """Whether two points are numbered in one way: "(a) to (d)", never "(9) to (III)"."""
    first, last = begin.number or "", end.number or ""
    alike = first.isdecimal() == last.isdecimal() and first.islower() == last.islower()
    return bool(first and last) and alike and ("." in first) == ("." in last)


def _subparagraphs(first: str, to: str, last: str) -> str:
    """ "Article 5(1), second and third subparagraphs"; empty if the first is opening text, which has no ordinal."""
    place, _, noun = first.rpartition(" ")
    if noun not in {"paragraph", "subparagraph"}:
        return ""
    ordinal = last.rpartition(", ")[2].partition(" ")[0]
    return f"{place} {to} {ordinal} {noun}s"


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
    """ "Article 17", "Article 4a"; the Latin endings of other languages ("4 bis") become the English letters."""
    if not unit.number:
        return "Sole Article"
    return "Article " + _LATIN_ENDING.sub(lambda found: _LATIN[found.group(1)], unit.number)


def _outer(document: Document, path: list[int]) -> list[str]:
    """The annex and protocol around a unit."""
    names = []
    for i in path:
        unit = document.units[i]
        if unit.kind == K.PROTOCOL:
            names.append(f"Protocol (No {unit.number})" if unit.number else "Protocol")
        elif unit.kind == K.ANNEX:
            names.append(f"Annex {unit.number}" if unit.number else _unnumbered(document, unit))
    return names


def _unnumbered(document: Document, unit: Unit) -> str:
    """ "Annex", or the name of a part that is annexed under another name ("Declarations")."""
    label = _first_line(document, unit)
    return "Annex" if wording(None).annex.match(label) else label


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
            names.append(_division(document, unit))
        elif unit.kind in {K.PARAGRAPH, K.POINT} and unit.number:
            points += f"({unit.number})" if points else f"point {_mark(document, unit)}"
        elif unit.kind == K.POINT and not points:
            points = _point(document, above, i, first=True).removeprefix(", ")
    return [*names, points] if points else names


def _mark(document: Document, unit: Unit) -> str:
    """A point's number as annexes print it: "2.2" bare, "(a)" in brackets."""
    bare = not unit.number or (not unit.number.islower() and document.text[unit.start] != "(")
    return unit.number or "" if bare else f"({unit.number})"


def _division(document: Document, unit: Unit) -> str:
    """A division by its English name and number: "CHAPITRE II" -> "Chapter II"; as it is printed without either."""
    label = _first_line(document, unit)
    name = division_name(division_rank(label))
    first, _, rest = label.partition(" ")
    return f"{name} {unit.number}" if name and unit.number else f"{first.capitalize()} {rest}".strip()


def _first_line(document: Document, unit: Unit) -> str:
    return document.text[unit.start : unit.end].partition("\n")[0]


def _begin_anew(document: Document) -> bool:
    """Whether each section numbers its points anew: there are several points 1."""
    return sum(unit.kind == K.PARAGRAPH and unit.number == "1" for unit in document.units) > 1


def _elsewhere(document: Document, path: list[int]) -> str:
    """Outside articles, recitals and annexes: a point, a section's heading, a division, the preamble, the title."""
    points = [document.units[i] for i in path if document.units[i].kind in {K.PARAGRAPH, K.POINT}]
    if points and points[0].kind == K.PARAGRAPH and points[0].number:  # of a recommendation or a resolution
        place = f"oint {points[0].number}" + "".join(f"({unit.number})" for unit in points[1:] if unit.number)
        section = next((document.units[i].heading for i in reversed(path) if document.units[i].kind == K.HEADING), None)
        return f"{section}, p{place}" if section and _begin_anew(document) else f"P{place}"
    for i in reversed(path):
        unit = document.units[i]
        if unit.kind == K.HEADING and unit.heading:
            return unit.heading
        if unit.kind == K.DIVISION:
            return _division(document, unit)
    unit = document.units[path[-1]]
    if unit.kind in {K.CITATION, K.TEXT} and any(u.kind == K.ARTICLE for u in document.units[path[-1] :]):
        return PREAMBLE
    return document.source.name
