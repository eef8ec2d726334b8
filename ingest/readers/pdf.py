"""PDF with a text layer: Official Journal pages of one or two columns, and other reports.

Running heads and page numbers are left out, footnotes are kept apart, paragraphs are put together across lines, columns
and pages, and every block knows the page on which it begins.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import pypdfium2
import pypdfium2.raw as pdfium_c

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.errors import NoTextLayer, TooLarge, UnreadableFile
from ingest.readers._pdf_letters import is_undecodable
from ingest.readers._pdf_lines import RAISED_MARK, Line, lowered, page_lines
from ingest.readers._pdf_page import Page, is_furniture, note_furniture, repeated
from ingest.readers._pdf_paragraphs import Paragraph, Vocabulary, paragraphs
from ingest.readers._pdf_tables import joined_rows
from ingest.readers._text import normalise

MAX_PAGES = 2_000
MAX_SECONDS = 120.0
_TEXT_PER_PAGE = 40  # letters; a scanned page with a stamp or a watermark has fewer
_SMALL = 0.94  # of the body's type size: footnotes are smaller than this
_LARGE = 1.12  # headings of reports are larger than this
_HEADING_LENGTH = 200
_NOTE_START = re.compile(r"\(?\s?[\ue000-\ue0ff]{1,3}\s?\)?\s|\(?\*{0,3}\d{1,3}\)\s")
# "(12)Les États membres …": the cell of the mark stands so near that PDFium sees no space.
_NARROW_LABEL = re.compile(r"^(?:\((?:\d{1,3}[a-z]?|[a-z]{1,4})\)|\d{1,3}\.)(?=[A-ZÀ-ÞΑ-ΩА-Я«‘“„])")
_MARKS_INSIDE = re.compile(r"\s?\(\s?[\ue000-\ue0ff]+\s?\)")
_OTHERWISE = "give a PDF with text."


class Recognises(Protocol):
    """Reads the lines off a page that is a picture; see `ingest.ocr.Recogniser`."""

    def lines(self, page: Any, number: int) -> list[Line]:
        """The printed lines of a pypdfium2 page, whose place in the file is `number`, from 1."""
        ...


def read_pdf(
    path: Path,
    max_pages: int = MAX_PAGES,
    max_seconds: float = MAX_SECONDS,
    recogniser: Recognises | None = None,
) -> Reading:
    """Blocks of a PDF; those of acts without kind (see `ingest.recognise`), footnotes as FOOTNOTE behind the rest.

    A block that is set like a heading of a report (larger or bold) has a `level`. Pages that are pictures are given to
    the `recogniser`, where there is one. Raises NoTextLayer for a scan without one, TooLarge above the limits,
    UnreadableFile for an empty, broken or password-protected file.
    """
    deadline = time.monotonic() + max_seconds
    document = _open(path)
    try:
        if len(document) > max_pages:
            raise TooLarge(f"{path.name} has {len(document)} pages, more than {max_pages}; split it and add the parts.")
        pages = []
        for number in range(len(document)):
            if time.monotonic() > deadline:
                raise TooLarge(
                    f"{path.name} takes longer than {max_seconds:.0f} s to read; split it and add the parts."
                )
            pages.append(_page(document, number, path, recogniser))
        title = normalise(str(document.get_metadata_dict().get("Title") or ""))
    finally:
        document.close()
    _require_text(path, pages, tried=recogniser is not None)
    return _reading(pages, title)


def _open(path: Path) -> pypdfium2.PdfDocument:
    if path.stat().st_size == 0:
        raise UnreadableFile(f"{path.name} is empty (0 bytes); download it again.")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        # PDFium's error text may be that of the file before, so the file itself must say that it is encrypted.
        if "password" in str(error).casefold() and b"/Encrypt" in path.read_bytes():
            raise UnreadableFile(f"{path.name} is protected by a password; save a copy without it.") from error
        raise UnreadableFile(f"{path.name} is broken or no PDF; download it again.") from error
    if len(document) == 0:
        document.close()
        raise UnreadableFile(f"{path.name} has no pages; download it again.")
    return document


def _page(document: pypdfium2.PdfDocument, number: int, path: Path, recogniser: Recognises | None) -> Page:
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"{path.name} breaks off at page {number + 1}; download it again.") from error
    try:
        lines = page_lines(text, number + 1)
        written = sum(c.isalpha() for line in lines for c in line.text) >= _TEXT_PER_PAGE
        pictured = not written and next(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]), None) is not None
        if recogniser is not None and (pictured or is_undecodable(" ".join(line.text for line in lines))):
            seen = recogniser.lines(page, number + 1)
            return Page(seen, page.get_height(), pictured=not seen, recognised=bool(seen))
        return Page(lines, page.get_height(), pictured)
    finally:
        text.close()
        page.close()


def _require_text(path: Path, pages: Sequence[Page], *, tried: bool) -> None:
    text = " ".join(line.text for page in pages for line in page.lines)
    if not any(c.isalpha() for c in text) or all(page.pictured for page in pages):
        if tried:
            raise NoTextLayer(f"{path.name} is a scan in which no text could be recognised; scan it anew, or type it.")
        raise NoTextLayer(f"{path.name} is a scan without text; run text recognition on it with --ocr, or {_OTHERWISE}")
    if is_undecodable(text):
        raise NoTextLayer(
            f"{path.name} has text that cannot be decoded; run text recognition with --ocr, or {_OTHERWISE}"
        )


def _reading(pages: Sequence[Page], title: str) -> Reading:
    properties = {"title": title} if title else {}
    pictured, recognised = sum(page.pictured for page in pages), sum(page.recognised for page in pages)
    if pictured:
        properties["notes"] = f"{pictured} of {len(pages)} pages are pictures without text"
    if recognised:
        said = f"{recognised} of {len(pages)} pages are read by text recognition, which can misread"
        properties["notes"] = f"{properties['notes']}; {said}" if pictured else said
    furniture = repeated(pages)
    body: list[Line] = []
    notes: list[Line] = []
    size = _body_size(pages)
    for page in pages:
        printed = []
        for line in page.lines:
            if is_furniture(line, page.height, furniture):
                note_furniture(lowered(line.text), properties)
            else:
                printed.append(line)
        text, below = _apart(printed, size)
        body += joined_rows([_without_marks(line, size) for line in text])
        notes += below
    vocabulary = Vocabulary(body)
    blocks = [*_body_blocks(paragraphs(body, vocabulary), size), *_note_blocks(notes, vocabulary)]
    return Reading(tuple(blocks), "pdf", properties)


def _body_size(pages: Sequence[Page]) -> float:
    """The type size in which most is set."""
    sizes = Counter(round(line.size, 1) for page in pages for line in page.lines for _ in line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _apart(lines: list[Line], size: float) -> tuple[list[Line], list[Line]]:
    """The lines of a page, and its footnotes: small type, from a line that begins with a mark on."""
    text: list[Line] = []
    notes: list[Line] = []
    for line in lines:
        small = line.size < size * _SMALL
        if small and (notes or _NOTE_START.match(line.text)):
            notes.append(line)
        else:
            text.append(line)
    return text, notes


def _without_marks(line: Line, size: float) -> Line:
    """A body line without footnote marks ("Council (4)."), which stand outside the text in the authentic HTML too."""
    text = _MARKS_INSIDE.sub("", line.text) if line.size >= size * _SMALL else line.text
    text = _NARROW_LABEL.sub(r"\g<0> ", lowered(text).strip())
    return replace(line, text=text)


def _body_blocks(found: Sequence[Paragraph], size: float) -> Iterator[Block]:
    large = sorted({round(p.first.size) for p in found if p.first.size > size * _LARGE}, reverse=True)
    for paragraph in found:
        first = paragraph.first
        level = 0
        if len(paragraph.text) <= _HEADING_LENGTH and any(c.isalpha() for c in paragraph.text):
            if first.size > size * _LARGE:
                level = 1 + large.index(round(first.size))
            elif first.bold and not paragraph.text.endswith((".", ";", ",")):
                level = 1 + len(large)
        text = normalise(paragraph.text)
        if text:
            yield Block(text, level=level, page=first.page)


def _note_blocks(notes: Sequence[Line], vocabulary: Vocabulary) -> Iterator[Block]:
    """One block for each footnote, with its mark."""
    started: list[list[Line]] = []
    for line in notes:
        if _NOTE_START.match(line.text) or not started or started[-1][0].page != line.page:
            started.append([])
        started[-1].append(line)
    for lines in started:
        mark = RAISED_MARK.match(lines[0].text)
        text = lines[0].text[mark.end() :] if mark else lines[0].text
        for before, line in pairwise(lines):
            text = vocabulary.join(text, line.text) if before.hyphen else f"{text} {line.text}"
        number = re.sub(r"\D", "", lowered(mark.group())) if mark else ""
        full = f"({number}) {text}" if number else text
        yield Block(normalise(lowered(full)), UnitKind.FOOTNOTE, number or None, page=lines[0].page)
