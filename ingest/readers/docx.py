"""Word documents: headings by style, lists by numbering, tables by row; tracked changes as if accepted.

A .docx is a ZIP of XML. The archive is checked before anything is unpacked, and the text is read from the XML itself,
because python-docx's `paragraph.text` leaves out inserted runs and has no word for numbering.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.readers._archive import check_archive
from ingest.readers._docx_numbers import formats, numeral
from ingest.readers._text import normalise

K = UnitKind
_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo|nagłówek|kop|rubrik|otsikko)\s*(\d)$", re.IGNORECASE)
_TITLE_STYLES = {"title", "titre", "titel", "título", "titolo", "tytuł"}
_NOT_TEXT = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    qn("w:delText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    qn("w:footnoteReference"),
    qn("w:endnoteReference"),
    qn("w:footnoteRef"),
}
# What python-docx, zipfile and lxml raise for parts that are missing, empty or not what they should be.
_BROKEN = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
    EOFError,
    NotImplementedError,
    StopIteration,
    AssertionError,
)
# Marks of tracked changes (ECMA-376-1, 17.13.5), all read as if accepted.
_CHANGES = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))
_DELETED_MARK = f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}"
_DELETED_ROW = f"{qn('w:trPr')}/{qn('w:del')}"
_MAX_STYLES = 20
_BREAKS = {qn("w:tab"), qn("w:br"), qn("w:cr")}
_NUMBERING, _STYLE = f"{qn('w:pPr')}/{qn('w:numPr')}", f"{qn('w:pPr')}/{qn('w:pStyle')}"
_WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}


def read_docx(path: Path) -> Reading:
    """Blocks of a Word document in reading order; properties title, date, language where the file states them.

    Headings have kind and level, list items are POINT with their nesting as level, table rows are TABLE with cells
    parted by " | ", all else has no kind. Raises UnreadableFile for a file that is no Word document.
    """
    check_archive(path, "word/document.xml")
    try:
        document = docx.Document(str(path))
        blocks = tuple(_Words(document).blocks())
        notes = tuple(_footnotes(document))
        properties = _properties(document, blocks)
    except _BROKEN as error:
        raise UnreadableFile(f"{path.name} is no readable Word document; save it again as .docx.") from error
    if not blocks:
        raise UnreadableFile(
            f"{path.name} has no text; if it shows pictures of pages, run text recognition (OCR) first."
        )
    return Reading((*blocks, *notes), "docx", properties)


def _properties(document: WordDocument, blocks: tuple[Block, ...]) -> dict[str, str]:
    core = document.core_properties
    found = {"title": normalise(core.title or ""), "language": (core.language or "")[:2].lower()}
    if not found["title"]:
        found["title"] = next((block.text for block in blocks if block.kind in {K.TITLE, K.HEADING}), "")
    if next(document.element.body.iter(*_CHANGES), None) is not None:
        found["notes"] = "tracked changes are read as accepted"
    return {name: value for name, value in found.items() if value}


def _footnotes(document: WordDocument) -> Iterator[Block]:
    """Foot- and endnotes, numbered as Word prints them: by the order of their marks in the text."""
    for kind in ("footnote", "endnote"):
        part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith(f"/{kind}s")), None)
        if part is None:
            continue
        root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        texts = {
            note.get(qn("w:id")): normalise(" ".join("".join(_text(p)) for p in note.iter(qn("w:p"))))
            for note in root.iter(qn(f"w:{kind}"))
        }
        marks = document.element.body.iter(qn(f"w:{kind}Reference"))
        kept = (mark for mark in marks if not any(above.tag in _NOT_TEXT for above in mark.iterancestors()))
        for number, mark in enumerate(kept, 1):
            text = texts.get(mark.get(qn("w:id")))
            if text:
                yield Block(f"({number}) {text}", K.FOOTNOTE, str(number))


class _Words:
    """Walks the body of a Word document."""

    def __init__(self, document: WordDocument) -> None:
        self._body = document.element.body
        self._styles = {style.style_id: style for style in document.styles if hasattr(style, "style_id")}
        self._counts: dict[tuple[str, int], int] = {}
        self._numbering = formats(document)
        self._open = ""

    def blocks(self) -> Iterator[Block]:
        """All blocks with text."""
        yield from self._under(self._body)
        if left := normalise(self._open):
            yield Block(left)

    def _under(self, element: Any) -> Iterator[Block]:
        for child in element:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self._under(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        text = "".join(_text(paragraph))
        if paragraph.find(_DELETED_MARK) is not None:  # its end is deleted: its words go on in the next paragraph
            self._open += text
            return
        text, self._open = normalise(self._open + text), ""
        if not text:
            return
        style = self._style(paragraph)
        heading = _HEADING.search(style) if style else None
        level = int(heading.group(1)) if heading else _outline_level(paragraph)
        numbered = self._number(paragraph, is_heading=bool(level))
        if style.casefold() in _TITLE_STYLES:
            yield Block(text, K.HEADING, level=1)
        elif level:
            yield Block(f"{numbered[0]}{text}" if numbered else text, K.HEADING, level=level)
        elif style.casefold().startswith(("toc", "tm ", "verzeichnis")):
            return  # a table of contents repeats the headings
        elif numbered:
            mark, depth, number = numbered
            yield Block(f"{mark}{text}", K.POINT, number, depth)
        else:
            yield Block(text)

    def _style(self, paragraph: Any) -> str:
        found = paragraph.find(_STYLE)
        style = self._styles.get(found.get(qn("w:val"))) if found is not None else None
        return str(style.name) if style is not None and style.name else ""

    def _number(self, paragraph: Any, *, is_heading: bool) -> tuple[str, int, str | None] | None:
        """The mark that Word prints before a list item ("2. ", "– "), the item's depth (from 1) and bare number."""
        found = paragraph.find(_NUMBERING)
        if found is None:
            found = self._numbering_of_style(paragraph)
        if found is None:
            return ("– ", 1, None) if "bullet" in self._style(paragraph).casefold() and not is_heading else None
        level, list_id = found.find(qn("w:ilvl")), found.find(qn("w:numId"))
        depth = int(level.get(qn("w:val"))) if level is not None else 0
        key = list_id.get(qn("w:val")) if list_id is not None else "0"
        if key == "0":  # numbering switched off
            return None
        style = self._numbering.get((key, depth), "bullet")
        if style in {"bullet", "none"}:
            return None if is_heading else ("– ", depth + 1, None)
        count = self._counts[key, depth] = self._counts.get((key, depth), 0) + 1
        for other in [k for k in self._counts if k[0] == key and k[1] > depth]:
            del self._counts[other]
        number = numeral(count, style)
        return (f"({number}) " if style.startswith("lower") else f"{number}. "), depth + 1, number

    def _numbering_of_style(self, paragraph: Any) -> Any:
        """The numbering that a paragraph has from its style, or from the style that is based on."""
        named = paragraph.find(_STYLE)
        style = self._styles.get(named.get(qn("w:val"))) if named is not None else None
        for _ in range(_MAX_STYLES):  # styles of a broken file may be based on each other in a circle
            found = style.element.find(_NUMBERING) if style is not None else None
            if found is not None:
                return found
            style = getattr(style, "base_style", None)
        return None

    def _table(self, table: Any) -> Iterator[Block]:
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is not table:  # a table in a cell is read with its cell
                continue
            if row.find(_DELETED_ROW) is not None:
                continue
            cells = [
                normalise(" ".join("".join(_text(p)) for p in cell.iter(qn("w:p")))) for cell in row.findall(qn("w:tc"))
            ]
            if any(cells):
                yield Block(" | ".join(cells), K.TABLE)


def _text(element: Any) -> Iterator[str]:
    """The visible text under an element: insertions in, deletions and field codes out."""
    for child in element:
        if child.tag in _NOT_TEXT:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag in _BREAKS:
            yield " "
        else:
            yield from _text(child)


def _outline_level(paragraph: Any) -> int:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    level = int(found.get(qn("w:val"))) + 1 if found is not None else 0
    return level if level <= 9 else 0  # noqa: PLR2004 - Word's level 9 is body text
