"""EUR-Lex pages in the Official Journal layout: classes `oj-ti-art`, `oj-normal`, … and the same without `oj-`.

Points are two-column tables (mark, text) nested in each other; recitals are such tables too, lately in a `div` with an
id like `rct_12`. Annexes are containers with an id like `anx_I`.
"""

from __future__ import annotations

import re

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.readers._markup import Element, classes, division_number, elements, mark_of, rows
from ingest.readers._text import normalise
from ingest.readers._walk import Walk
from ingest.wording import wording

K = UnitKind
_CELEX = re.compile(r"[0-9]\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?")
_SKIP = {"hd-date", "hd-lg", "hd-ti", "hd-oj", "hd-coll", "hd-uniq", "no-doc-c"}
_IMPRINT = re.compile(r"ELI: https?://\S+|ISSN \d{4}-\d{3}[\dX]\b.*")
_LEVELS = {"ti-grseq-1": 2, "ti-grseq-2": 3, "ti-grseq-3": 4, "ti-tbl": 5}
_SECTION_TITLES = {"ti-section-2", "sti-section-1", "sti-grseq-1"}
_IGNORED = {"head", "script", "style", "col", "colgroup"}
_POINT_CELLS = 2


def read_tree(root: Element, language: str | None = None) -> Reading:
    """The blocks of a page in the Official Journal layout."""
    body = root.find(".//body")
    walk = _OJWalk(root)
    walk.visit(root if body is None else body, 0)
    return Reading(tuple(walk.blocks), "oj-xhtml", _properties(root, walk, language))


def _properties(root: Element, walk: _OJWalk, language: str | None) -> dict[str, str]:
    title = " ".join(block.text for block in walk.blocks if block.kind == K.TITLE)
    found = {"title": title} if title else {}
    names = {"hd-lg": "language", "hd-date": "published", "hd-oj": "official_journal"}
    for paragraph in root.iter("p"):
        for name in classes(paragraph) & names.keys():
            found.setdefault(names[name], walk.inline(paragraph))
    page_name = (root.findtext(".//title") or "").strip()
    if _CELEX.fullmatch(page_name):
        found["celex"] = page_name
    if "language" in found or language:
        found["language"] = found.get("language", language or "").lower()
    return found


class _OJWalk(Walk):
    """What the classes of the Official Journal's pages mean."""

    def is_note(self, element: Element) -> bool:
        """`(<span class="oj-super oj-note-tag">1</span>)` inside its link."""
        if element.tag != "a":
            return "note-tag" in classes(element)
        return any("note-tag" in classes(child) for child in element.iter("span"))

    def visit(self, element: Element, level: int) -> None:
        """Read an element and all below it."""
        self.enter(element)
        if element.tag == "p":
            self._paragraph(element, level)
        elif element.tag == "table":
            self._table(element, level)
        elif element.tag == "hr":
            self._rule(element)
        elif "enumeration-spacing" in classes(element) and element.find(".//table") is None:
            self._loose(self.inline(element), level)
        elif element.tag not in _IGNORED:
            self._loose(element.text, level)
            for child in elements(element):
                self.visit(child, level)
                self._loose(child.tail, level)

    def _rule(self, element: Element) -> None:
        """The line under a cover page: what follows gives the title and the whole text again."""
        if "doc-sep" in classes(element) and not self.has_articles:
            self.blocks.clear()

    def _loose(self, text: str | None, level: int) -> None:
        if text and (line := normalise(text)):
            self.body(line, level)

    def _paragraph(self, element: Element, level: int) -> None:
        names = classes(element)
        text = self.inline(element)
        if not text or names & _SKIP or _IMPRINT.fullmatch(text):
            return
        if "note" in names:
            note = element.find(".//a[@id]")
            self.blocks.append(Block(text, K.FOOTNOTE, anchor=None if note is None else note.get("id")))
        elif "doc-ti" in names:
            self._title(text)
        elif "ti-art" in names:
            self.article(element, text, level)
        elif "sti-art" in names:
            self.subject(text, level)
        elif "signatory" in names:
            self.region = "final"
            self.add(text, K.TEXT)
        elif level or not self._section(names, text):
            self.body(text, level)

    def _section(self, names: set[str], text: str) -> bool:
        """Take the heading of a division or a section, or its title; False if it is none."""
        heading = next((name for name in names if name in _LEVELS), None)
        chapter = heading is not None and self.region != "annex" and wording(None).division.match(text) is not None
        if "ti-section-1" in names or chapter:
            self.add(text, K.DIVISION, division_number(text))
        elif names & _SECTION_TITLES:
            self.add(text, K.SUBJECT)
        elif heading:
            self.heading(text, _LEVELS[heading])
        else:
            return False
        return True

    def _title(self, text: str) -> None:
        """The act's title; behind its articles that of an annex, an agreement, a statement."""
        if self.region == "annex" or self.has_articles or wording(None).annex.match(text):
            self.annex_title(text)
        else:
            self.add(text, K.TITLE, level=1)

    def _table(self, table: Element, level: int) -> None:
        for row in rows(table):
            cells = [cell for cell in elements(row) if cell.tag in {"td", "th"}]
            texts = [self.inline(cell) for cell in cells]
            if len(cells) > _POINT_CELLS and not texts[0] and mark_of(texts[1])[0]:  # an empty cell that indents
                cells, texts = cells[1:], texts[1:]
            marked, number = mark_of(texts[0]) if len(cells) == _POINT_CELLS else (False, None)
            if marked and "|" not in texts[1]:
                self.point(texts[0], number, cells[1], level)
            elif len(cells) == 1:
                self.visit(cells[0], level)
            elif any(texts) and not any(classes(p) & _SKIP for cell in cells for p in cell.iter("p")):
                self.add(" | ".join(texts), K.TABLE)
