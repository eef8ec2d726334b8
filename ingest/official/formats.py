"""The formats in which the repository holds texts, in the order in which this project likes them, and how to tell them.

XHTML comes first because it carries ids for articles and recitals; HTML is all that older acts and communications have;
Formex is the Office's own XML, one file or a zip of parts; PDF comes last, since its structure must be guessed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

_HEAD, _TAIL = 5000, 4096
_XML_NAME = re.compile(rb"<([A-Za-z][\w.:-]*)")
_CHALLENGE_MARKS = (b"awswaf", b"challenge.js", b"gokuprops", b"cf-chl-", b"_incapsula_resource")
_CHALLENGE_SIZE = 100_000  # bytes: such pages are small, acts that small exist too, hence the marks


@dataclass(frozen=True)
class Format:
    """One rendition: its name in reports, what is asked for in `Accept`, the file's ending; a family reads alike."""

    name: str
    accept: str
    suffix: str
    family: str


XHTML = Format("XHTML", "application/xhtml+xml", ".xhtml", "page")
HTML = Format("HTML", "text/html", ".html", "page")
FORMEX = Format("Formex", "application/xml;mtype=fmx4", ".xml", "formex")
FORMEX_ZIP = Format("Formex (zip)", "application/zip;mtype=fmx4", ".zip", "formex")
PDF = Format("PDF", "application/pdf", ".pdf", "pdf")
ORDER = (XHTML, HTML, FORMEX, FORMEX_ZIP, PDF)


def format_of(body: bytes) -> Format | None:
    """The format that bytes are in, whatever they were called; None for what is none of the five."""
    start = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = start.lower()
    if b"%PDF-" in body[:1024]:
        return PDF
    if start.startswith(b"PK\x03\x04"):
        return FORMEX_ZIP
    if b"<html" in lower:
        is_xhtml = lower.startswith(b"<?xml") or b"//dtd xhtml" in lower or b"1999/xhtml" in lower
        return XHTML if is_xhtml else HTML
    if lower.startswith((b"<?xml", b"<act", b"<cons.", b"<annex", b"<doc", b"<general")):
        return FORMEX
    return None


def is_whole(body: bytes) -> bool:
    """Whether a body ends as its format must: closing tag, zip with sound members, PDF with its end mark."""
    found = format_of(body)
    tail = body[-_TAIL:].lower()
    if found in {XHTML, HTML}:
        return b"</html" in tail
    if found is PDF:
        return b"%%eof" in tail
    if found is FORMEX_ZIP:
        return _is_sound(body)
    if found is FORMEX:
        root = _XML_NAME.search(body[:_HEAD])
        return root is None or b"</" + root.group(1).lower() in tail or body.rstrip().endswith(b"/>")
    return True


def _is_sound(body: bytes) -> bool:
    """Whether a zip can be listed; members are checked when they are read, within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError):
        return False


def is_challenge(body: bytes) -> bool:
    """Whether a page is a JavaScript or robot check: small, and with the marks of the services that make them."""
    lower = body[:_CHALLENGE_SIZE].lower()
    return len(body) < _CHALLENGE_SIZE and any(mark in lower for mark in _CHALLENGE_MARKS)
