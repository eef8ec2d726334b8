"""OpenDocument texts (.odt of LibreOffice and others): headings by outline level, lists, tables; changes as accepted.

An .odt is a ZIP of XML (OASIS OpenDocument 1.3). The words are read from `content.xml` itself; deleted text lies apart
in `text:tracked-changes` and is left out, inserted text stands in its place.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.readers._archive import check_archive
from ingest.readers._text import normalise

K = UnitKind
_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = (f"{{{_NS}{part}:1.0}}" for part in ("text", "table", "office"))
_DC = "{http://purl.org/dc/elements/1.1/}"
_SKIPPED = {
    f"{_TEXT}tracked-changes",
    f"{_TEXT}sequence-decls",
    f"{_TEXT}table-of-content",
    f"{_TEXT}alphabetical-index",
    f"{_TEXT}note",
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
}
_SPACES = {f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"}
_BROKEN = (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, OSError, EOFError, NotImplementedError)


def read_odt(path: Path) -> Reading:
    """Blocks of an OpenDocument text in reading order, footnotes last; properties title, language, notes.

    Raises UnreadableFile for a file that is no OpenDocument text or has no words.
    """
    check_archive(path, "content.xml")
    try:
        with zipfile.ZipFile(path) as archive:
            root = _parsed(archive.read("content.xml"))
            meta = _parsed(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else None
        walk = _Walk()
        blocks = tuple(walk.under(root.find(f".//{_OFFICE}text"), 0))
    except (*_BROKEN, AttributeError, TypeError, RecursionError) as error:
        raise UnreadableFile(f"{path.name} is no readable OpenDocument text; save it again as .odt or PDF.") from error
    if not blocks:
        raise UnreadableFile(f"{path.name} has no text; if it shows pictures of pages, save it as PDF, use --ocr.")
    properties = _properties(meta, blocks)
    if root.find(f".//{_TEXT}tracked-changes/{_TEXT}changed-region") is not None:
        properties["notes"] = "tracked changes are read as accepted"
    return Reading((*blocks, *walk.notes), "odt", properties)


def _parsed(raw: bytes) -> Any:
    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _properties(meta: Any, blocks: tuple[Block, ...]) -> dict[str, str]:
    found = {
        "title": normalise((meta.findtext(f".//{_DC}title") if meta is not None else "") or ""),
        "language": ((meta.findtext(f".//{_DC}language") if meta is not None else "") or "")[:2].lower(),
    }
    if not found["title"]:
        found["title"] = next((block.text for block in blocks if block.kind == K.HEADING), "")
    return {name: value for name, value in found.items() if value}


class _Walk:
    """Walks the body; `notes` are the footnotes met so far."""

    def __init__(self) -> None:
        self.notes: list[Block] = []

    def under(self, element: Any, depth: int) -> Iterator[Block]:
        """All blocks under an element; `depth` is the number of lists around it."""
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED:
                continue
            if child.tag == f"{_TEXT}h":
                level = child.get(f"{_TEXT}outline-level") or "1"
                yield from self._block(child, K.HEADING, int(level) if level.isdecimal() else 1)
            elif child.tag == f"{_TEXT}p":
                yield from self._block(child)
            elif child.tag == f"{_TEXT}list":
                yield from self._list(child, depth + 1)
            elif child.tag == f"{_TABLE}table":
                yield from self._table(child)
            else:
                yield from self.under(child, depth)

    def _block(self, element: Any, kind: UnitKind | None = None, level: int = 0) -> Iterator[Block]:
        text = self._line(element)
        if text:
            yield Block(text, kind, level=level)

    def _line(self, element: Any) -> str:
        return normalise("".join(self._runs(element)))

    def _list(self, element: Any, depth: int) -> Iterator[Block]:
        for item in element.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header"):
            first = True
            for block in self.under(item, depth):
                if first and block.kind is None:
                    yield Block(f"– {block.text}", K.POINT, None, depth)
                else:
                    yield block
                first = False

    def _table(self, table: Any) -> Iterator[Block]:
        for row in table.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not table:  # a table in a cell is read with its cell
                continue
            paragraphs = [cell.iter(f"{_TEXT}p", f"{_TEXT}h") for cell in row.iterchildren(f"{_TABLE}table-cell")]
            cells = [normalise(" ".join(self._line(p) for p in cell)) for cell in paragraphs]
            if any(cells):
                yield Block(" | ".join(cells), K.TABLE)

    def _runs(self, element: Any) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if child.tag == f"{_TEXT}note":
                self._note(child)
            elif child.tag in _SPACES:
                yield " "
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                yield from self._runs(child)
            yield child.tail or ""

    def _note(self, note: Any) -> None:
        mark = normalise(note.findtext(f"{_TEXT}note-citation") or "")
        body = note.find(f"{_TEXT}note-body")
        text = normalise(" ".join(self._line(p) for p in body.iter(f"{_TEXT}p"))) if body is not None else ""
        if text:
            self.notes.append(Block(f"({mark}) {text}" if mark else text, K.FOOTNOTE, mark or None))
