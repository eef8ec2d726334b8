"""One reader per layout, and the choice between them by what a file contains, not by what it is called."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from ingest.block import Reading
from ingest.errors import TooLarge, Truncated, UnknownFormat, UnreadableFile
from ingest.readers import consolidated, formex, oj_xhtml, plain_html
from ingest.readers._kinds import PDF, sort_of
from ingest.readers._markup import Element, classes, parse
from ingest.readers._origin import without_origin
from ingest.readers._saved import saved_act
from ingest.readers._text import decode
from ingest.recognise import recognise

__all__ = ["MAX_BYTES", "MAX_SECONDS", "read"]

MAX_BYTES = 100_000_000
MAX_SECONDS = 120.0
_HEAD = 200_000
_OPENING = 5000
_MARKUP_START = re.compile(r"\s*<(?:\?xml|!DOCTYPE|html|body)", re.IGNORECASE)
_FRAGMENT_START = re.compile(r"\s*<(?:!--|[a-z][a-z.]*[\s>])", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z][\w.:-]*)")


def read(
    path: Path,
    language: str | None = None,
    max_bytes: int = MAX_BYTES,
    *,
    max_seconds: float = MAX_SECONDS,
    ocr: bool = False,
) -> Reading:
    """Read a file with the reader for its content.

    `language` (ISO 639-1) helps where the file does not say. `max_seconds` bounds what is read page by page. With
    `ocr`, scanned pages are recognised. Raises the errors of `ingest.errors`, each with one plain sentence: TooLarge
    above the limits, Truncated, UnknownFormat, UnreadableFile.
    """
    raw = _load(path, max_bytes)
    sort = sort_of(raw, path)
    if sort == PDF:
        reading = _read_pdf(path, language, max_seconds, ocr=ocr)
    elif sort:
        reading = _read_with(sort, path)
    else:
        text = decode(raw)
        if _mostly_unreadable(text[:_HEAD]):
            raise UnknownFormat(f"{path.name} is a binary file of an unknown kind; give PDF, DOCX, XML, HTML or text.")
        plain = path.suffix.lower() in {".md", ".markdown", ".txt"}  # these may begin with a tag and still be no page
        if _MARKUP_START.match(text) or (not plain and _FRAGMENT_START.match(text)):
            reading = _read_markup(text.replace("\x00", ""), path.name, language)
        else:
            reading = _read_with("markdown" if path.suffix.lower() in {".md", ".markdown"} else "text", path)
    return _recognised(reading, language)


def _load(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise TooLarge(
                f"{path.name} has {size / 1e6:.0f} MB, more than the limit of {max_bytes / 1e6:.0f} MB; split it first."
            )
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(f"{path} does not exist; check the path.") from error
    except IsADirectoryError as error:
        raise UnreadableFile(f"{path.name} is a folder; give the files in it.") from error
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened ({error.strerror}); check the file.") from error
    if not raw.strip():
        raise UnreadableFile(f"{path.name} is empty; fetch it again.")
    return raw


def _mostly_unreadable(text: str) -> bool:
    """Whether too many characters are controls for this to be text (5 % is far above any real text)."""
    odd = sum(character < " " and character not in "\t\n\r\f\x1a" for character in text)
    return odd * 20 > len(text)


def _read_pdf(path: Path, language: str | None, max_seconds: float, *, ocr: bool) -> Reading:
    from ingest.readers.pdf import read_pdf  # noqa: PLC0415

    if not ocr:
        return read_pdf(path, max_seconds=max_seconds)
    from ingest.ocr import Recogniser  # noqa: PLC0415

    return read_pdf(path, max_seconds=max_seconds, recogniser=Recogniser(path, language))


def _read_with(name: str, path: Path) -> Reading:
    """Read with the module of that name; loaded on use, since PDF and DOCX libraries are slow to import."""
    module = importlib.import_module(f"ingest.readers.{name}")
    reading = getattr(module, f"read_{name}")(path)
    return cast(Reading, reading)


def _read_markup(text: str, name: str, language: str | None) -> Reading:
    is_html = "<html" in text[:_OPENING].lower()
    root_name = _ROOT.search(text)
    closing = "</html" if is_html or root_name is None else f"</{root_name.group(1)}".lower()
    if closing not in text[-_HEAD:].lower() and (is_html or text.lstrip().startswith("<?xml")):
        raise Truncated(f"{name} breaks off before its closing {closing}>; fetch it again.")
    root = parse(text, xml=text.lstrip().startswith("<?xml") or "xmlns=" in text[:_OPENING] or not is_html, name=name)
    root, told = saved_act(root)
    reader = _layout(root)
    if reader is None:
        raise UnknownFormat(f"{name} is XML of an unknown kind (<{root.tag}>); give Formex, XHTML, PDF, DOCX or text.")
    try:
        reading = reader(root, language)
        reading = replace(reading, properties={**told, **reading.properties})
    except RecursionError as error:
        raise UnreadableFile(f"{name} has elements nested too deeply to be a text; fetch it again.") from error
    if not any(block.text for block in reading.blocks):
        raise UnreadableFile(f"{name} has markup but no text; open it in a browser and save it again.")
    return reading


def _layout(root: Element) -> Callable[[Element, str | None], Reading] | None:
    """The reader for a tree, by its root and by the classes it uses."""
    if root.tag in formex.ROOTS or root.find("BIB.INSTANCE") is not None:
        return formex.read_tree
    if root.tag not in {"html", "body", "div", "main", "article"}:
        return None
    used = {name for element in root.iter("p", "div") for name in classes(element)}
    if used & {"title-article-norm", "no-parag", "title-doc-first"}:
        return consolidated.read_tree
    if used & {"ti-art", "sti-art", "doc-ti", "ti-section-1"}:
        return oj_xhtml.read_tree
    return plain_html.read_tree


def _recognised(reading: Reading, language: str | None) -> Reading:
    """Give blocks without a kind one by their wording."""
    if all(block.kind is not None for block in reading.blocks):
        return reading
    reading = without_origin(reading)
    spoken = language or reading.properties.get("language")
    return replace(reading, blocks=tuple(recognise(reading.blocks, spoken)))
