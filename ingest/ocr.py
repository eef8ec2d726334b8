"""Text recognition for scanned pages by Tesseract (Apache-2.0), where it is wanted and installed.

pytesseract (the extra `ocr`) hands it the pages; what it finds comes back as printed lines with their places, so that
a scan is read like any PDF: running heads left out, paragraphs put together, each block with its page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from ingest.errors import NoTextLayer
from ingest.infer import detect_language
from ingest.readers._pdf_lines import Line

_NAMES = """
    bg:bul cs:ces da:dan de:deu el:ell en:eng es:spa et:est fi:fin fr:fra ga:gle hr:hrv hu:hun it:ita lt:lit lv:lav
    mt:mlt nl:nld pl:pol pt:por ro:ron sk:slk sl:slv sv:swe
"""
CODES: Mapping[str, str] = dict(pair.split(":") for pair in _NAMES.split())
"""Tesseract's names (ISO 639-2) for the 24 official languages."""
_DOTS_PER_INCH = 300  # what Tesseract is trained on
_POINTS_PER_INCH = 72
_MAX_DOTS = 40_000_000  # of a page: A2 at 300 dots an inch; larger sheets are drawn more coarsely
_PAGE_SECONDS = 120
_LEAST_SURE = 50.0  # mean confidence in percent; a page below is handwriting, a photograph or upside down
_LANGUAGE_IN_NAME = re.compile(r"[._-](?P<code>[a-z]{2})(?=[._-]|$)", re.IGNORECASE)


class Recogniser:
    """Recognises the pages of one file. `language` (ISO 639-1) is the file's, None to take it from name or first page.

    Raises NoTextLayer, with what to install, where Tesseract or the language's model is missing.
    """

    def __init__(self, path: Path, language: str | None = None) -> None:
        self._path = path
        named = _LANGUAGE_IN_NAME.search(path.stem)
        spoken = language or (named["code"].lower() if named else None)
        self._language = spoken if spoken in CODES else None
        self._installed: frozenset[str] = frozenset()
        self._tesseract: Any = None

    def lines(self, page: Any, number: int) -> list[Line]:
        """The printed lines of a pypdfium2 page; none where hardly a word is sure. `number` is the page's, from 1."""
        tesseract = self._ready()
        scale = min(
            _DOTS_PER_INCH / _POINTS_PER_INCH, (_MAX_DOTS / max(page.get_width() * page.get_height(), 1)) ** 0.5
        )
        picture = page.render(scale=scale, grayscale=True).to_pil()
        if self._language is None:
            self._language = self._detected(tesseract, picture)
        try:
            words = tesseract.image_to_data(
                picture, CODES[self._language], output_type=tesseract.Output.DICT, timeout=_PAGE_SECONDS
            )
        except (RuntimeError, tesseract.TesseractError) as error:
            raise NoTextLayer(
                f"{self._path.name} cannot be recognised at page {number} (Tesseract failed); give a PDF with text."
            ) from error
        finally:
            picture.close()
        return lines_of(words, number, page.get_height(), scale)

    def _ready(self) -> Any:
        """The pytesseract module, once Tesseract and the language's model are known to be there."""
        if self._tesseract is not None:
            return self._tesseract
        scan = f"{self._path.name} is a scan without text, and"
        try:
            import pytesseract  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise NoTextLayer(f"{scan} text recognition is not installed; run: pip install pytesseract.") from error
        try:
            self._installed = frozenset(pytesseract.get_languages())
        except (OSError, RuntimeError, pytesseract.TesseractError) as error:  # TesseractNotFoundError is an OSError
            raise NoTextLayer(
                f"{scan} Tesseract, which would recognise it, is not installed; install tesseract-ocr and its models"
                " for your languages (tesseract-ocr-deu for German), or give a PDF with text."
            ) from error
        if self._language and CODES[self._language] not in self._installed:
            self._refuse(scan, CODES[self._language])
        if not self._installed & set(CODES.values()):
            self._refuse(scan, "eng")
        self._tesseract = pytesseract
        return pytesseract

    def _refuse(self, scan: str, code: str) -> None:
        raise NoTextLayer(f"{scan} Tesseract has no model for its language; install tesseract-ocr-{code}.")

    def _detected(self, tesseract: Any, picture: Any) -> str:
        """The language of a page, read with all installed models of official languages at once."""
        known = sorted(self._installed & set(CODES.values()), key=lambda code: (code != "eng", code))
        if len(known) == 1:
            return next(language for language, code in CODES.items() if code == known[0])
        try:
            text = tesseract.image_to_string(picture, "+".join(known), timeout=_PAGE_SECONDS)
        except (RuntimeError, tesseract.TesseractError):
            text = ""
        language = detect_language(text)
        if CODES[language] not in self._installed:
            self._refuse(f"{self._path.name} is a scan without text, and", CODES[language])
        return language


def lines_of(words: Mapping[str, Sequence[Any]], number: int, height: float, scale: float) -> list[Line]:
    """Printed lines from Tesseract's table of words; `height` of the page in points, `scale` in dots a point.

    The type size of a paragraph is that of all its lines: each line's own height depends on the letters it has.
    """
    found: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, word in enumerate(words["text"]):
        if str(word).strip() and float(words["conf"][i]) >= 0:
            found[words["block_num"][i], words["par_num"][i]][words["line_num"][i]].append(i)
    sure = [float(words["conf"][i]) for rows in found.values() for row in rows.values() for i in row]
    if not sure or sum(sure) / len(sure) < _LEAST_SURE:
        return []
    heights = [max(words["height"][i] for i in row) for rows in found.values() for row in rows.values()]
    usual = median(heights)
    lines = []
    for rows in found.values():
        tall = median(max(words["height"][i] for i in row) for row in rows.values())
        size = _type_size(tall, usual) / scale
        lines += [_line(words, row, number, height, scale, size) for row in rows.values()]
    return lines


def _type_size(tall: float, usual: float) -> float:
    """A paragraph's type size in dots: the page's, but for clearly taller lines (headings) and lower ones (notes)."""
    return usual if 0.8 * usual <= tall <= 1.35 * usual else tall


def _line(
    words: Mapping[str, Sequence[Any]], row: Sequence[int], number: int, height: float, scale: float, size: float
) -> Line:
    text = " ".join(str(words["text"][i]).strip() for i in row)
    bottom = median(words["top"][i] + words["height"][i] for i in row)
    left = min(words["left"][i] for i in row) / scale
    right = max(words["left"][i] + words["width"][i] for i in row) / scale
    return Line(text, number, left, right, height - bottom / scale, size)
