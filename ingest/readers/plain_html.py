"""Old EUR-Lex pages, and any HTML without the layouts' classes: runs of text, typed afterwards by their wording.

Only what the markup itself says is given a kind: headings, list items, table rows, the footnotes "[12] …" of the old
pages, and the titles that stand under a drawn line there.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.readers._com import is_note, is_reference, is_title, level_of, part_numbers
from ingest.readers._content import content_of, prune
from ingest.readers._markup import Element, elements, gather_child, inline_text, lines_of, rows
from ingest.readers._text import normalise
from ingest.wording import wording

K = UnitKind
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q s samp small span
    strike strong sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_SKIP_NAMES = """
    head script style noscript template nav form button select svg iframe object header footer aside link meta
"""
_SKIP = frozenset(_SKIP_NAMES.split())
_RULE = re.compile(r"[-–—_=*]{4,}")
_NOTE = re.compile(r"\[(\d{1,3}|\*+)\] ?(?=\S)")
_NOTE_MARK = re.compile(r" ?\[(\d{1,3}|\*+)\]")
_FORMER = re.compile(r"([^()]{3,40}\d[a-z]?) (\(ex[ -].+\))")  # "Article 40 (ex Article 41)" in renumbered treaties
_TITLE_WORDS = 12
_BREAKS = 4
_TITLE_LENGTH = 500


def read_tree(root: Element, language: str | None = None) -> Reading:
    """The blocks of a page's content; most have no kind yet."""
    walk = _Walk()
    legal = root.find(".//*[@id='TexteOnly']")  # an old EUR-Lex page
    notes = prune(root) if legal is None else []
    part_numbers(root)
    walk.visit(content_of(root) if legal is None else legal)
    properties = {"title": title} if (title := _title(root, walk.blocks)) else {}
    if notes:
        properties["notes"] = "; ".join(notes)
    declared = (root.get("lang") or "")[:2].lower() or language
    if declared:
        properties["language"] = declared
    return Reading(tuple(_without_note_marks(walk.blocks)), "plain-html", properties)


def _title(root: Element, blocks: list[Block]) -> str:
    heading = next((block.text for block in blocks if block.kind == K.HEADING and block.level == 1), "")
    described = root.find(".//meta[@name='DC.description']")
    named = [described.get("content") or ""] if described is not None else []
    printed = " ".join(block.text for block in blocks if block.kind == K.TITLE)
    return normalise(next(filter(None, [*named, printed, heading, root.findtext(".//title") or ""]), ""))


def _holds_title(element: Element) -> bool:
    """Whether a `header` is that of the content, not of the site."""
    inside = element.tag == "header" and next(element.iterancestors("main", "article"), None) is not None
    return inside and element.find(".//h1") is not None


def _ends_paragraph(element: Element) -> bool:
    """Whether a break follows a break: an empty line, as old pages part their paragraphs."""
    before = element.getprevious() if element.tag == "br" else None
    return before is not None and before.tag == "br" and not (before.tail or "").strip()


def _headed(element: Element) -> list[str]:
    """The lines of a paragraph that begins with a heading and a break: "Article 1<br>Subject matter"; else none."""
    if element.find(".//br") is None:
        return []
    lines = lines_of(element, is_reference)
    words = wording(None)
    heading = len(lines) > 1 and any(p.fullmatch(lines[0]) for p in (words.article, words.division, words.annex))
    return lines if heading else []


def _is_broken_text(element: Element) -> bool:
    """Whether a legal text's paragraphs are parted by single breaks: one of the lines is an article's heading."""
    if len(element.findall("br")) < _BREAKS:
        return False
    article = wording(None).article
    return any(article.fullmatch(normalise(br.tail or "")) for br in element.findall("br"))


def _is_inline(element: Element) -> bool:
    """Whether an element and all in it stand within one paragraph."""
    below = element.iterdescendants("*")
    return element.tag in _INLINE and all(part.tag in _INLINE and not _ends_paragraph(part) for part in below)


class _Walk:
    """Walks the page in reading order and gathers inline runs to blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._anchor: str | None = None
        self._after_rule = False

    def visit(self, element: Element, depth: int = 0) -> None:
        """Read an element and all below it; `depth` is the number of lists around it."""
        if element.tag in _SKIP and not _holds_title(element):
            return
        self._anchor = element.get("id") or self._anchor
        if element.tag in _HEADINGS:
            self._add(inline_text(element, is_reference), K.HEADING, level=_HEADINGS[element.tag])
        elif element.tag == "p" and (level := level_of(element)):
            self._add(inline_text(element, is_reference), K.HEADING, level=level)
        elif element.tag == "p" and is_title(element):
            self._add(inline_text(element, is_reference), K.TITLE, level=1)
        elif is_note(element):
            self._add(inline_text(element, is_reference), K.FOOTNOTE)
        elif element.tag == "p" and (lines := _headed(element)):
            for line in lines:
                self._add(line)
        elif element.tag == "table":
            self._table(element, depth)
        elif element.tag in {"ul", "ol"}:
            self._list(element, depth + 1)
        else:
            self._runs(element, depth)

    def _runs(self, element: Element, depth: int) -> None:
        run = [element.text or ""]
        by_line = _is_broken_text(element)
        for child in element:
            if isinstance(child.tag, str) and (child.tag not in _SKIP or _holds_title(child)):
                if _ends_paragraph(child) or (by_line and child.tag == "br"):
                    self._flush(run)
                elif _is_inline(child):
                    self._anchor = child.get("name") or child.get("id") or self._anchor
                    gather_child(child, is_reference, run)
                    continue
                else:
                    self._flush(run)
                    self.visit(child, depth)
            run.append(child.tail or "")
        self._flush(run)

    def _flush(self, run: list[str]) -> None:
        self._add(normalise("".join(run)))
        run.clear()

    def _list(self, element: Element, depth: int) -> None:
        for place, item in enumerate(elements(element), 1):
            before = len(self.blocks)
            self.visit(item, depth)
            if item.tag == "li" and len(self.blocks) > before and self.blocks[before].kind is None:
                first = self.blocks[before]
                number = str(place) if element.tag == "ol" else None
                text = f"{number}. {first.text}" if number else first.text
                self.blocks[before] = replace(first, text=text, kind=K.POINT, number=number, level=depth)

    def _table(self, table: Element, depth: int) -> None:
        """Rows with cells parted by bars; a table that lays out the page (one cell a row, or nested) is no table."""
        cells = [[cell for cell in elements(row) if cell.tag in {"td", "th"}] for row in rows(table)]
        if table.find(".//table") is not None or all(len(row) <= 1 for row in cells):
            self._runs(table, depth)
            return
        for row in cells:
            self._add(" | ".join(inline_text(cell, is_reference) for cell in row), K.TABLE)

    def _add(self, text: str, kind: UnitKind | None = None, level: int = 0) -> None:
        if _RULE.fullmatch(text):
            self._after_rule = True
            return
        if not any(character.isalnum() for character in text):
            return
        if kind is None and text.endswith("|"):
            text, kind = text.removesuffix("|").rstrip(), K.TABLE
        elif kind is None and _NOTE.match(text):
            kind = K.FOOTNOTE
        elif kind is None and (found := _FORMER.fullmatch(text)):
            self._append(found.group(1))
            text, kind = found.group(2), K.SUBJECT
        elif kind is None and (deep := _declaration_level(text)):
            kind, level = K.HEADING, deep
        elif kind is None and self._after_rule and len(text.split()) <= _TITLE_WORDS:
            kind, level = K.HEADING, 1
        self._after_rule = False
        self._append(text, kind, level)

    def _append(self, text: str, kind: UnitKind | None = None, level: int = 0) -> None:
        self.blocks.append(Block(text, kind, None, level, self._anchor))
        self._anchor = None


def _declaration_level(text: str) -> int:
    """2 for "A. DECLARATIONS CONCERNING …", 3 for "12. Declaration on …" (titles in a treaty's final act), else 0."""
    label, _, rest = text.partition(". ")
    if not rest or len(text) > _TITLE_LENGTH or text.endswith((".", ";", ":", ",")):
        return 0
    named = wording(None).declaration.match(rest) is not None
    return 3 if named and label.isdecimal() else 2 * (len(label) == 1 and label.isupper() and rest.isupper())


def _without_note_marks(blocks: list[Block]) -> list[Block]:
    """Drop "[12]" from sentences where the page ends with a footnote "[12] …"."""
    notes = (_NOTE.match(block.text) for block in blocks if block.kind == K.FOOTNOTE)
    noted = {found.group(1) for found in notes if found}

    def without(found: re.Match[str]) -> str:
        return "" if found.group(1) in noted else found.group()

    return [b if b.kind == K.FOOTNOTE else replace(b, text=_NOTE_MARK.sub(without, b.text)) for b in blocks]
