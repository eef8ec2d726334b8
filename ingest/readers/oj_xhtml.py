"""EUR-Lex pages in the Official Journal layout: classes `oj-ti-art`, `oj-normal`, … and the same without `oj-`.

Points are two-column tables (mark, text) nested in each other; recitals are such tables too, lately in a `div` with an id
like `rct_12`. Annexes are containers with an id like `anx_I`.
"""

from __future__ import annotations

import re

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.readers._markup import (
    QUOTES,
    Element,
    annex_number,
    article_number,
    body_block,
    classes,
    division_number,
    elements,
    inline_text,
    mark_of,
)

K = UnitKind
_PLACE = re.compile(r"(art|rct|anx|cit|cpt|sct|prt|tis|tit|fnp)_[\w.]+")
_CELEX = re.compile(r"[0-9]\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?")
_ANNEX = re.compile(
    r"^(ANNEX|ANNEXE|ANHANG|ALLEGATO|ANEXO|ZAŁĄCZNIK|BIJLAGE|BILAG|BILAGA|LIITE|ПРИЛОЖЕНИЕ|ΠΑΡΑΡΤΗΜΑ)\b"
)
_SKIP = {"hd-date", "hd-lg", "hd-ti", "hd-oj", "no-doc-c", "separator", "doc-sep", "doc-end"}
_LEVELS = {"ti-grseq-1": 2, "ti-grseq-2": 3, "ti-grseq-3": 4, "ti-tbl": 5}


def read_tree(root: Element, language: str | None = None) -> Reading:
    """The blocks of a page in the Official Journal layout."""
    walk = _Walk(has_article_ids=root.find(".//*[@id='art_1']") is not None)
    body = root.find(".//body")
    walk.visit(root if body is None else body, 0)
    return Reading(tuple(walk.blocks), "oj-xhtml", _properties(root, walk.blocks, language))


def _properties(root: Element, blocks: list[Block], language: str | None) -> dict[str, str]:
    title = " ".join(block.text for block in blocks if block.kind == K.TITLE)
    found = {"title": title} if title else {}
    for paragraph in root.iter("p"):
        names = classes(paragraph)
        if "hd-lg" in names:
            found["language"] = inline_text(paragraph, _is_note).lower()
        if "hd-date" in names:
            found["published"] = inline_text(paragraph, _is_note)
        if "hd-oj" in names:
            found["official_journal"] = inline_text(paragraph, _is_note)
            break
    name = (root.findtext(".//title") or "").strip()
    if _CELEX.fullmatch(name):
        found["celex"] = name
    if language and "language" not in found:
        found["language"] = language
    return found


def _is_note(element: Element) -> bool:
    """A footnote mark in the text: `(<span class="oj-super oj-note-tag">1</span>)` inside its link."""
    if element.tag != "a":
        return "note-tag" in classes(element)
    return any("note-tag" in classes(child) for child in element.iter("span"))


class _Walk:
    """Walks the page in reading order; `region` says what part of the act it is in."""

    def __init__(self, *, has_article_ids: bool) -> None:
        self.blocks: list[Block] = []
        self._region = "preamble"
        self._anchor: str | None = None
        self._has_article_ids = has_article_ids

    def visit(self, element: Element, level: int) -> None:
        """Read an element and all below it; `level` is the number of points around it."""
        self._enter(element)
        if element.tag == "p":
            self._paragraph(element, level)
        elif element.tag == "table":
            self._table(element, level)
        elif element.tag not in {"head", "script", "style", "hr", "col"}:
            self._container(element, level)

    def _container(self, element: Element, level: int) -> None:
        if element.tag == "hr" and "doc-sep" in classes(element):
            self.blocks.clear()
        self._loose(element.text, level)
        for child in elements(element):
            self.visit(child, level)
            self._loose(child.tail, level)

    def _loose(self, text: str | None, level: int) -> None:
        if text and text.strip():
            self._body(" ".join(text.split()), level)

    def _enter(self, element: Element) -> None:
        """Take note of an element's id: the place that a deep link points to, and the part of the act."""
        name = element.get("id") or ""
        if not _PLACE.fullmatch(name):
            return
        part = name[:3]
        if part != "tit" and ".tit_" not in name:
            self._anchor = name
        region = {"rct": "recital", "cit": "citation", "anx": "annex", "fnp": "final"}.get(part)
        if region:
            self._region = region

    def _take_anchor(self) -> str | None:
        anchor, self._anchor = self._anchor, None
        return anchor

    def _add(self, text: str, kind: UnitKind, number: str | None = None, level: int = 0) -> None:
        self.blocks.append(Block(text, kind, number, level, self._take_anchor()))

    def _paragraph(self, element: Element, level: int) -> None:
        names = classes(element)
        text = inline_text(element, _is_note)
        if not text or names & _SKIP:
            return
        heading = next((name for name in names if name in _LEVELS), None)
        if "note" in names:
            note = element.find(".//a[@id]")
            self.blocks.append(Block(text, K.FOOTNOTE, anchor=None if note is None else note.get("id")))
        elif "doc-ti" in names:
            self._title(text)
        elif "ti-art" in names:
            self._article(element, text, level)
        elif "sti-art" in names and level == 0:
            self._add(text, K.SUBJECT)
        elif "ti-section-1" in names:
            self._add(text, K.DIVISION, division_number(text))
        elif "ti-section-2" in names:
            self._add(text, K.SUBJECT)
        elif names & {"signatory", "final"}:
            self._region = "final"
            self._add(text, K.TEXT)
        elif heading:
            self._heading(text, _LEVELS[heading])
        else:
            self._body(text, level)

    def _title(self, text: str) -> None:
        if self._region == "annex" or _ANNEX.match(text.upper()):
            previous = self.blocks[-1].kind if self.blocks else None
            follows_annex = previous in {K.ANNEX, K.SUBJECT} and self._region == "annex"
            self._region = "annex"
            self._add(text, K.SUBJECT if follows_annex and not self._anchor else K.ANNEX, annex_number(text))
        else:
            self._add(text, K.TITLE, level=1)

    def _article(self, element: Element, text: str, level: int) -> None:
        parent = element.getparent().get("id") or ""
        own = not self._has_article_ids or re.fullmatch(r"art_\w+", parent)
        if level or text[0] in QUOTES or not own:  # an article quoted by an act that amends another
            self._body(text, level)
            return
        if self._region != "annex":
            self._region = "article"
        self._add(text, K.ARTICLE, article_number(text))

    def _heading(self, text: str, level: int) -> None:
        if any(character.isalnum() for character in text):
            self._add(text, K.HEADING, level=level)
        if self._region == "article":
            self._region = "final"

    def _body(self, text: str, level: int) -> None:
        if self._region == "article" or (self._region == "annex" and level):
            self._append(body_block(text, level))
        elif self._region == "annex":
            block = body_block(text)
            self._append(Block(text, K.TEXT) if block.kind == K.SUBPARAGRAPH else block)
        elif self._region == "recital":
            self._recital_text(text, level)
        elif self._region == "citation" and self._anchor:
            self._add(text, K.CITATION)
        else:
            self._add(text, K.TEXT)

    def _append(self, block: Block) -> None:
        self.blocks.append(Block(block.text, block.kind, block.number, block.level, self._take_anchor()))

    def _recital_text(self, text: str, level: int) -> None:
        if level or text.startswith(("–", "—")):
            self._append(body_block(text, level))
        else:  # "HAVE ADOPTED THIS REGULATION:" comes after the last recital's table
            self._add(text, K.TEXT)

    def _table(self, table: Element, level: int) -> None:
        for row in _rows(table):
            cells = [cell for cell in elements(row) if cell.tag in {"td", "th"}]
            marked, number = mark_of(inline_text(cells[0], _is_note)) if len(cells) == 2 else (False, None)
            if marked:
                self._point(inline_text(cells[0], _is_note), number, cells[1], level)
            else:
                self._row([inline_text(cell, _is_note) for cell in cells], cells)

    def _row(self, texts: list[str], cells: list[Element]) -> None:
        if not any(texts) or any(classes(p) & _SKIP for cell in cells for p in cell.iter("p")):
            return
        self._add(" | ".join(texts), K.TABLE)

    def _point(self, mark: str, number: str | None, cell: Element, level: int) -> None:
        """A row of mark and text: the first paragraph joins its mark on one line, the rest stands inside the point."""
        parts = list(elements(cell))
        recital = level == 0 and self._region in {"recital", "preamble"} and number is not None and number.isdecimal()
        first = parts[0] if parts and parts[0].tag in {"p", "div"} and parts[0].find(".//table") is None else None
        text = inline_text(first, _is_note) if first is not None else ""
        if first is None and not any(part.tag in {"p", "table", "div"} for part in parts):
            text, parts = inline_text(cell, _is_note), []
        line = f"{mark} {text}".strip()
        if recital:
            self._region = "recital"
            self._add(line, K.RECITAL, number)
        else:
            self._add(line, K.POINT, number, level + 1)
        inner = level + 1
        for part in parts[1:] if first is not None else parts:
            if recital and part.tag == "p":
                self._add(inline_text(part, _is_note), K.SUBPARAGRAPH)
            else:
                self.visit(part, inner - recital)


def _rows(table: Element) -> list[Element]:
    """The table's own rows, not those of tables inside it."""
    rows = []
    for child in elements(table):
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in {"tbody", "thead", "tfoot"}:
            rows.extend(row for row in elements(child) if row.tag == "tr")
    return rows
