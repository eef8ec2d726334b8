"""EUR-Lex consolidated texts: classes `title-article-norm`, `norm`, `no-parag`, points as `grid-container`.

Only older ones have a preamble, its recitals as tables. The signs that say which act a passage comes from (►M1 … ◄, ▼B)
are left out.
"""

from __future__ import annotations

import re

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.readers._markup import Element, classes, division_number, elements, gather_child, mark_of, rows
from ingest.readers._origin import GAP, SIGN, named_in, without_signs
from ingest.readers._text import normalise
from ingest.readers._walk import Walk

K = UnitKind
_SKIP = {"reference", "disclaimer", "arrow", "hd-modifiers", "modref", "title-fam-member", "title-doc-oj-reference"}
_HEADINGS = {"title-gr-seq-level-1": 2, "title-gr-seq-level-2": 3, "title-gr-seq-level-3": 4, "title-table": 5}
_POINT_CELLS = 2
_BLOCKS = {"p", "div", "table"}
_DIVISION = re.compile(r"title-division-(\d)")


def read_tree(root: Element, language: str | None = None) -> Reading:
    """The blocks of a page in the consolidated layout."""
    walk = _ConsolidatedWalk(root)
    walk.region = "body"
    body = root.find(".//body")
    walk.visit(root if body is None else body, 0)
    return Reading(tuple(walk.blocks), "consolidated", _properties(root, walk, language))


def _properties(root: Element, walk: _ConsolidatedWalk, language: str | None) -> dict[str, str]:
    title = " ".join(block.text for block in walk.blocks if block.kind == K.TITLE)
    found = {"title": title} if title else {}
    line = next((walk.inline(p) for p in root.iter("p") if "reference" in classes(p)), "")
    return found | (named_in(line) or ({"language": language} if language else {}))


class _ConsolidatedWalk(Walk):
    """What the classes of the consolidated layout mean."""

    def is_note(self, element: Element) -> bool:
        """`(<a href="#E0001"><span class="superscript">1</span></a>)`."""
        return element.tag == "a" and (element.get("id") or "").startswith("src.")

    def inline(self, element: Element) -> str:
        """An element's text on one line, without the signs of origin."""
        return normalise(SIGN.sub("", super().inline(element)))

    def visit(self, element: Element, level: int) -> None:
        """Read an element and all below it."""
        self.enter(element)
        names = classes(element)
        if names & _SKIP or element.tag in {"head", "script", "style", "col", "colgroup", "hr"}:
            return
        if "eli-main-title" in names:
            self.blocks.clear()  # the page's head gives the title too, in a table of the acts consolidated
        if "preamble" in names:
            self.region = "preamble"
        if element.tag == "p":
            self._paragraph(element, names, level)
        elif "grid-container" in names:
            self._grid(element, level)
        elif element.tag == "table":
            self._table(element, level)
        elif "eli-title" in names and element.find(".//p") is None:
            self.subject(self.inline(element), level)
        else:
            self._runs(element, level)
        if "preamble" in names:
            self.region = "body"

    def _runs(self, element: Element, level: int) -> None:
        """A container: inline runs ("1. " and its text may lie in different elements) become blocks of their own."""
        run: list[str] = [element.text or ""]
        for child in elements(element):
            inline = "inline-element" in classes(child)
            nested = any(below.tag in _BLOCKS for below in child.iterdescendants("*"))
            if child.tag not in _BLOCKS or (inline and not nested):
                gather_child(child, self.is_note, run)
                continue
            if inline:
                self._opened(child, run, level)
            else:
                self._flush(run, level)
                self.visit(child, level)
            run.append(child.tail or "")
        self._flush(run, level)

    def _opened(self, element: Element, run: list[str], level: int) -> None:
        """An inline container with blocks in it: its first text goes on with the number that stands before it."""
        line, rest = self._first_line(element)
        run.append(line)
        self._flush(run, level)
        for part in rest:
            self.visit(part, level)

    def _flush(self, run: list[str], level: int) -> None:
        text = without_signs("".join(run))
        run.clear()
        if text:
            self.body(text, level)

    def _paragraph(self, element: Element, names: set[str], level: int) -> None:
        text = self.inline(element)
        division = next((found for name in names if (found := _DIVISION.fullmatch(name))), None)
        heading = next((name for name in names if name in _HEADINGS), None)
        if not text or GAP.fullmatch(text):
            return
        if "footnote" in names:
            note = element.find(".//a[@id]")
            self.blocks.append(Block(text, K.FOOTNOTE, anchor=None if note is None else note.get("id")))
        elif names & {"title-doc-first", "title-doc-last", "title-doc-next"}:
            self._title(text)
        elif "title-article-norm" in names:
            self.article(element, text, level)
        elif "stitle-article-norm" in names:
            self.subject(text, level)
        elif names & {"title-annex-1", "title-annex-2"}:
            self.annex_title(text)
        elif division and level == 0:
            first = division.group(1) == "1"
            self.add(text, K.DIVISION if first else K.SUBJECT, division_number(text) if first else None)
        elif heading and level == 0:
            self.heading(text, _HEADINGS[heading])
        else:
            self.body(text, level)

    def _title(self, text: str) -> None:
        """A line of the act's title. Where it comes again, what stood before was the page's head, a list of acts."""
        first = self.blocks[0].text if self.blocks and self.blocks[0].kind == K.TITLE else None
        if text == first and self.blocks[-1].kind != K.TITLE and not self.has_articles:
            self.blocks.clear()
        self.add(text, K.TITLE, level=1)

    def _grid(self, element: Element, level: int) -> None:
        """A point: its mark in the first column, its text in the second."""
        columns = list(elements(element))
        mark = self.inline(columns[0]) if columns else ""
        marked, number = mark_of(mark)
        if marked and len(columns) > 1:
            self.point(mark, number, columns[1], level)
        else:
            self._runs(element, level)

    def _table(self, table: Element, level: int) -> None:
        for row in rows(table):
            cells = [cell for cell in elements(row) if cell.tag in {"td", "th"}]
            layout = any(classes(below) & _SKIP for below in row.iter("p"))
            if layout or len(cells) == 1:
                for cell in cells:
                    self.visit(cell, level)
            elif any(texts := [self.inline(cell) for cell in cells]):
                self._row(cells, texts, level)

    def _row(self, cells: list[Element], texts: list[str], level: int) -> None:
        """A row of a table, or a point whose mark stands in a cell of its own."""
        marked, number = mark_of(texts[0]) if len(cells) == _POINT_CELLS else (False, None)
        if marked and texts[1] and "|" not in texts[1]:
            self.point(texts[0], number, cells[1], level)
        else:
            self.add(" | ".join(texts), K.TABLE)
