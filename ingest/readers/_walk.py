"""What the two EUR-Lex layouts share: the regions of an act, anchors, and how a run of text becomes a block."""

from __future__ import annotations

import re

from ingest.block import Block
from ingest.document import UnitKind
from ingest.readers._markup import (
    QUOTES,
    Element,
    annex_number,
    article_number,
    body_block,
    elements,
    gather_child,
    inline_text,
)
from ingest.readers._text import normalise
from ingest.recitals import is_formula
from ingest.wording import wording

K = UnitKind
_PLACE = re.compile(r"(art|rct|anx|cit|cpt|sct|prt|tis|fnp|enc)_[\w.]+")
_REGIONS = {
    "rct": "recital",
    "cit": "citation",
    "anx": "annex",
    "fnp": "final",
    "cpt": "body",
    "art": "body",
    "enc": "body",
}
_CAPTION = 5  # the level that the layouts give a table's title
_NESTED = {"p", "table", "div", "ul", "ol"}


class Walk:
    """Walks a page in reading order.

    `region` says what part of the act it is in: preamble, citation, recital, body (divisions and articles), annex or
    final. A layout's own walk says in `visit` what its classes mean.
    """

    def __init__(self, root: Element) -> None:
        self.blocks: list[Block] = []
        self.region = "preamble"
        self._anchor: str | None = None
        self._in_article = False
        self.has_articles = False
        self._clauses = 0
        self._has_article_ids = root.find(".//*[@id='art_1']") is not None

    def visit(self, element: Element, level: int) -> None:
        """Read an element and all below it; `level` is the number of points around it."""
        raise NotImplementedError

    def is_note(self, element: Element) -> bool:
        """Whether an element is a footnote's mark in the text."""
        raise NotImplementedError

    def inline(self, element: Element) -> str:
        """An element's text on one line."""
        return inline_text(element, self.is_note)

    def enter(self, element: Element) -> None:
        """Take note of an element's id: the place that a deep link points to, and the part of the act."""
        name = element.get("id") or ""
        if not _PLACE.fullmatch(name) or ".tit_" in name:
            return
        self._anchor = name
        if self.region != "annex" or name[:3] == "fnp":
            self.region = _REGIONS.get(name[:3], self.region)

    def add(self, text: str, kind: UnitKind, number: str | None = None, level: int = 0) -> None:
        """Append a block; it takes the anchor of the element just entered."""
        anchor, self._anchor = self._anchor, None
        self.has_articles |= kind == K.ARTICLE
        self._in_article = kind == K.ARTICLE or (self._in_article and kind != K.DIVISION)
        self.blocks.append(Block(text, kind, number, level, anchor))

    def article(self, element: Element, text: str, level: int) -> None:
        """An article's heading, unless it is quoted by an act that amends another."""
        parent = element.getparent().get("id") or ""
        own = not self._has_article_ids or self.region == "annex" or re.fullmatch(r"art_\w+", parent)
        if level or text[0] in QUOTES or not own:
            self.body(text, level)
            return
        if self.region != "annex":
            self.region = "body"
        self.add(text, K.ARTICLE, article_number(text))

    def subject(self, text: str, level: int) -> None:
        """An article's subject, or that of a quoted article."""
        if level == 0 and self.blocks and self.blocks[-1].kind in {K.ARTICLE, K.SUBJECT}:
            self.add(text, K.SUBJECT)
        else:
            self.body(text, level)

    def annex_title(self, text: str) -> None:
        """An annex's name, then its title."""
        named = bool(self.blocks) and self.blocks[-1].kind in {K.ANNEX, K.SUBJECT} and self._anchor is None
        if named and self.region == "annex":
            self.add(text, K.SUBJECT)
        else:
            self.region = "annex"
            self.add(text, K.ANNEX, annex_number(text) if wording(None).annex.match(text) else None)

    def heading(self, text: str, level: int) -> None:
        """A heading between articles or in an annex; ornaments are left out."""
        if level >= _CAPTION and self._in_article and self.region == "body":
            self.add(text, K.TABLE)  # a table's, which is part of its article
            return
        if self.region == "annex" and self.blocks[-1:] and self.blocks[-1].kind == K.ANNEX:
            self.add(text, K.SUBJECT)
        elif any(character.isalnum() for character in text):
            self.add(text, K.HEADING, level=level)
        if self.region == "body" and self.has_articles:
            self.region = "final"

    def body(self, text: str, level: int) -> None:
        """Running text, by the region it stands in."""
        if is_formula(text) and level == 0 and self.region in {"preamble", "citation", "recital"}:
            self.add(text, K.TEXT)
            self.region = "body"
            return
        if level == 0 and self.region == "preamble" and wording(None).clause.match(text):
            self._clauses += 1  # recitals of before 1999 have no numbers and are cited by their place
            self.add(text, K.RECITAL, str(self._clauses))
            return
        if level == 0 and self.region == "body" and self._ends(text):
            self.region = "final"
        block = body_block(text, level)
        loose = block.kind == K.SUBPARAGRAPH
        if self.region == "recital" and (self._anchor or "").startswith("rct_"):
            self.add(text, K.RECITAL, block.number or (self._anchor or "").removeprefix("rct_"))
        elif self.region == "annex" and loose and level == 0:
            self.add(text, K.TEXT)
        elif self.region in {"body", "annex"} or (self.region == "recital" and (level or block.kind == K.POINT)):
            outside = self.region == "body" and not self._in_article
            self.add(text, K.TEXT if loose and outside else block.kind or K.TEXT, block.number, block.level)
        elif self.region == "citation" and self._anchor:
            self.add(text, K.CITATION)
        else:
            self.add(text, K.TEXT)

    def _ends(self, text: str) -> bool:
        """Whether a line stands behind the last article: "Done at …", "This Regulation shall be binding …"."""
        words = wording(None)
        return self._in_article and (words.signed.match(text) or words.binding.match(text)) is not None

    def point(self, mark: str, number: str | None, content: Element, level: int) -> None:
        """A mark and its text on one line; what follows in the same cell stands inside the point."""
        recital, outer = self._opens_recital(number, level), False
        line, rest = self._first_line(content)
        if recital:
            self.region = "recital"
            text, formula = _without_formula(f"{mark} {line}".strip())
            self.add(text, K.RECITAL, number)
            if formula:
                self.add(formula, K.TEXT)
        elif outer := self._opens_paragraph(mark, number, level):
            self.add(f"{mark} {line}".strip(), K.PARAGRAPH, number)
        else:
            self.add(f"{mark} {line}".strip(), K.POINT, number, level + 1)
        for part in rest:
            if recital and part.tag == "p":
                self.add(self.inline(part), K.SUBPARAGRAPH)
            else:
                self.visit(part, level if recital or outer else level + 1)

    def _opens_recital(self, number: str | None, level: int) -> bool:
        return level == 0 and self.region in {"recital", "preamble", "citation"} and (number or "").isdecimal()

    def _opens_paragraph(self, mark: str, number: str | None, level: int) -> bool:
        """Whether a mark is that of a point of an act without articles, a recommendation's: "1."."""
        loose = level == 0 and self.region == "body" and not self._in_article
        return loose and (number or "").isdecimal() and mark.endswith(".")

    def _first_line(self, content: Element) -> tuple[str, list[Element]]:
        """A cell's opening text, and the elements after it."""
        parts = list(elements(content))
        run = [content.text or ""]
        for at, part in enumerate(parts):
            if part.tag not in _NESTED:
                gather_child(part, self.is_note, run)
                continue
            line = normalise("".join(run))
            if line:
                return line, parts[at:]
            if part.tag in {"p", "div"} and not any(below.tag in _NESTED for below in part.iterdescendants("*")):
                return self.inline(part), parts[at + 1 :]
            if part.tag == "div":
                inner, rest = self._first_line(part)
                return inner, [*rest, *parts[at + 1 :]]
            return "", parts[at:]
        return normalise("".join(run)), []


def _without_formula(text: str) -> tuple[str, str]:
    """The last recital, and the enacting formula that some pages run on to it: "…, HAVE ADOPTED THIS REGULATION:"."""
    before, comma, formula = text.rpartition(", ")
    if is_formula(formula):
        return before + comma.rstrip(), formula
    return text, ""
