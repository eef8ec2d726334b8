"""Formex 4, the Publications Office's XML for the Official Journal and for consolidated texts (roots ACT, CONS.ACT, …).

Elements are those of the Formex manual: ARTICLE/TI.ART/STI.ART, PARAG/NO.PARAG, ALINEA, LIST/ITEM/NP/NO.P/TXT,
DIVISION/TITLE/TI/STI, CONSID for recitals, VISA for citations. Quotation marks are empty elements with a code point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.readers._formex import BLOCKS, LIST_MARKS, NUMBERS, ROOTS, SKIP, character, grouped, holds_blocks
from ingest.readers._markup import Element, annex_number, article_number, division_number, elements, mark_of, strip_end
from ingest.readers._text import normalise

__all__ = ["ROOTS", "read_tree"]

K = UnitKind
_OPENING = "‘“„«»‚‹\"'"
_MARKS = 3  # characters of a quotation mark with what follows it: "’;"


def read_tree(root: Element, language: str | None = None) -> Reading:
    """The blocks of a Formex document; footnotes last, out of the sentences they hang on."""
    walk = _Walk()
    walk.visit(root, 0)
    return Reading((*walk.blocks, *walk.notes), "formex", _properties(root, walk.blocks, language))


def _properties(root: Element, blocks: list[Block], language: str | None) -> dict[str, str]:
    title = " ".join(block.text for block in blocks if block.kind == K.TITLE)
    found = {"title": title} if title else {}
    declared = root.findtext(".//LG.DOC") or root.findtext(".//LG.OJ") or language
    if declared:
        found["language"] = declared.lower()
    celex = root.findtext(".//NO.CELEX")
    consolidated = root.find(".//INFO.CONSLEG")
    start = consolidated.get("START.DATE") if consolidated is not None else None
    if celex:
        # A consolidated text is named after its base act: 32016R0679 from 4 May 2016 on is 02016R0679-20160504.
        found["celex"] = f"0{celex[1:]}-{start}" if start else celex
    return found


class _Walk:
    """Walks the tree in reading order; `_lead` is a number or mark that waits for the text it stands before."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notes: list[Block] = []
        self._lead: Block | None = None
        self._page: int | None = None
        self._anchor: str | None = None
        self._region = "front"
        self._quoted = False
        self._opening, self._recitals = "", 0  # a quotation mark that waits for its block; recitals so far
        self._special: dict[str, Callable[[Element, int], None]] = {
            "TITLE": self._title,
            "ARTICLE": self._article,
            "PARAG": self._paragraph,
            "NP": self._point,
            "NP.ECR": self._point,
            "CONSID": self._recital,
            "ITEM": self._item,
            "QUOT.S": self._quotation,
            "TBL": self._table,
        }

    def visit(self, element: Element, level: int) -> None:
        """Read an element and all below it; `level` is the number of points around it."""
        if element.tag in SKIP or element.tag in NUMBERS:
            return
        regions = {"PREAMBLE": "preamble", "PREAMBLE.GEN": "preamble", "VISA": "citation", "CONSID": "recital",
                   "ENACTING.TERMS": "division", "ANNEX": "annex", "CONS.ANNEX": "annex", "FINAL": "final"}  # fmt: skip
        before, self._region = self._region, regions.get(element.tag, self._region)
        self._special.get(element.tag, self._runs)(element, level)
        if element.tag in {"VISA", "CONSID", "PREAMBLE", "PREAMBLE.GEN"}:
            self._region = before

    def _runs(self, element: Element, level: int) -> None:
        """Inline runs become blocks; block elements inside are visited."""
        run = [element.text or ""]
        for child in element:
            if child.tag in NUMBERS:  # already read as the lead
                run.append(child.tail or "")
            elif child.tag in BLOCKS or child.tag in self._special or holds_blocks(child):
                self._flush(run, level)
                self.visit(child, level)
                run.append(child.tail or "")
            else:
                self._gather(child, run)
        self._flush(run, level)

    def _text(self, element: Element | None) -> str:
        if element is None:
            return ""
        parts = [element.text or ""]
        for child in element:
            if child.tag in BLOCKS:
                parts.append(" ")
            self._gather(child, parts)
        return normalise("".join(parts))

    def _gather(self, child: Element, parts: list[str]) -> None:
        """One child's text: quotation marks by their code, footnotes set aside, pages counted."""
        if child.tag is etree.PI:
            number = child.attrib.get("NO", "") if child.target == "PAGE" else ""
            self._page = int(number) if number.isdecimal() else self._page
        elif child.tag == "NOTE":
            strip_end(parts)
            self.notes.append(Block(self._text(child), K.FOOTNOTE, anchor=child.get("NOTE.ID"), page=self._page))
        elif child.tag in {"QUOT.START", "QUOT.END"}:
            parts.append(character(child.get("CODE") or ""))
        elif child.tag == "FT" and child.get("TYPE") == "NUMBER":
            parts.append(grouped(child.text or ""))
        elif isinstance(child.tag, str) and child.tag not in SKIP:
            parts.append(child.text or "")
            for below in child:
                parts.append(" " if below.tag in BLOCKS or below.tag in NUMBERS else "")
                self._gather(below, parts)
        parts.append(child.tail or "")

    def _flush(self, run: list[str], level: int) -> None:
        text = normalise("".join(run))
        run.clear()
        if text and len(text) <= _MARKS and not any(character.isalnum() for character in text):
            self._quote(text)
            return
        lead, self._lead = self._lead, None
        if lead is not None and text:
            self._add(f"{lead.text} {text}".strip(), lead.kind or K.TEXT, lead.number, lead.level)
        elif text:
            kinds = {"division": K.TEXT, "front": K.TEXT, "preamble": K.TEXT, "final": K.TEXT, "citation": K.CITATION}
            kind = kinds.get(self._region, K.SUBPARAGRAPH)
            self._add(text, K.TEXT if self._region == "annex" and level == 0 else kind, level=level)
        else:
            self._lead = lead

    def _quote(self, mark: str) -> None:
        """A quotation mark by itself: it opens the next block, or closes the last."""
        last = self.blocks[-1].text if self.blocks else ""
        if mark in _OPENING and not self._opening and last.count(mark) % 2 == 0:
            self._opening = mark
        elif self.blocks:
            self.blocks[-1] = replace(self.blocks[-1], text=self.blocks[-1].text + mark)

    def _add(self, text: str, kind: UnitKind, number: str | None = None, level: int = 0) -> None:
        if text:
            text, self._opening = self._opening + text, ""
            self.blocks.append(Block(text, kind, number, level, self._anchor, self._page))
            self._anchor = None

    def _led(self, element: Element, level: int, lead: Block) -> None:
        self._lead = lead
        self._runs(element, level)
        if self._lead is not None:  # a mark without text, as of a deleted point
            self._add(lead.text, lead.kind or K.TEXT, lead.number, lead.level)
            self._lead = None

    def _title(self, element: Element, level: int) -> None:
        parent = element.getparent().tag if element.getparent() is not None else ""
        name, subject = self._text(element.find("TI")), self._text(element.find("STI"))
        if self._quoted or level:
            self._add(f"{name} {subject}".strip(), K.SUBPARAGRAPH, level=level)
        elif parent in {"ANNEX", "CONS.ANNEX"}:
            self._add(name, K.ANNEX, annex_number(name))
            self._add(subject, K.SUBJECT)
        elif parent == "DIVISION":
            self._add(name, K.DIVISION, division_number(name))
            self._add(subject, K.SUBJECT)
        elif parent in {"GR.SEQ", "SUBDIV", "TBL", "CONTENTS"}:
            self._add(f"{name} {subject}".strip(), K.HEADING, level=2 + int(element.getparent().get("LEVEL") or 0))
        elif not any(block.kind == K.TITLE for block in self.blocks):
            for line in element.findall("TI/P") or element.findall("P") or element.findall("TI"):
                self._add(self._text(line), K.TITLE, level=1)

    def _article(self, element: Element, level: int) -> None:
        name, subject = self._text(element.find("TI.ART")), self._text(element.find("STI.ART"))
        if self._quoted or level:
            self._add(name, K.SUBPARAGRAPH, level=level)
            self._add(subject, K.SUBPARAGRAPH, level=level)
        else:
            self._region = "annex" if self._region == "annex" else "article"
            number = article_number(name)
            self._anchor = f"art_{number}"  # the id that EUR-Lex gives the article on the page made from this file
            self._add(name, K.ARTICLE, number)
            self._add(subject, K.SUBJECT)
        for child in element:
            if not isinstance(child.tag, str):
                self._gather(child, [])
            elif child.tag not in {"TI.ART", "STI.ART"}:
                self.visit(child, level)

    def _paragraph(self, element: Element, level: int) -> None:
        mark = self._text(element.find("NO.PARAG"))
        kind = K.SUBPARAGRAPH if self._quoted or level else K.PARAGRAPH
        self._led(element, level, Block(mark, kind, mark_of(mark)[1] if kind == K.PARAGRAPH else None, level))

    def _recital(self, element: Element, level: int) -> None:
        """A recital; those of acts from before 1999 have no numbers and are cited by their place."""
        self._recitals += 1
        if element.find("NP") is not None:
            self._runs(element, level)
            return
        number = str(self._recitals)
        self._anchor = f"rct_{number}"
        self._led(element, level, Block("", K.RECITAL, number))

    def _point(self, element: Element, level: int) -> None:
        mark = self._text(element.find("NO.P"))
        number = mark_of(mark)[1]
        if self._region == "recital" and level == 0 and element.getparent().tag == "CONSID":
            self._anchor = f"rct_{number}"
            self._led(element, level, Block(mark, K.RECITAL, number))
        elif self._region == "division" and level == 0 and mark.endswith(".") and (number or "").isdecimal():
            self._led(element, level, Block(mark, K.PARAGRAPH, number))  # of an act without articles
        else:
            self._led(element, level + 1, Block(mark, K.POINT, number, level + 1))

    def _item(self, element: Element, level: int) -> None:
        if element.find("NP") is not None:
            self._runs(element, level)
            return
        mark = LIST_MARKS.get((element.getparent().get("TYPE") or "").upper(), "")
        self._led(element, level + 1, Block(mark, K.POINT, None, level + 1))

    def _quotation(self, element: Element, level: int) -> None:
        before, self._quoted = self._quoted, True
        self._runs(element, level)
        self._quoted = before

    def _table(self, element: Element, level: int) -> None:
        """Rows with cells parted by bars; the table's title and those over its parts are rows of one cell."""
        for child in elements(element):
            if child.tag == "TITLE" and self._region != "article":
                self._title(child, level)
            elif child.tag == "GR.SEQ":
                self.visit(child, level)
            else:
                self._rows(child)

    def _rows(self, part: Element) -> None:
        for row in part.iter("TITLE", "ROW", "TI.BLK", "STI.BLK", "GR.NOTES"):
            cells = list(row.iter("CELL")) or [row]
            text = " | ".join(self._text(cell) for cell in cells)
            self._add("" if row.tag == "GR.NOTES" else text, K.TABLE)  # notes are set aside as they are read
