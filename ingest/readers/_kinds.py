"""What sort of file some bytes are, and what to say of the sorts that nobody reads."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ingest.errors import UnknownFormat, UnreadableFile

PDF, DOCX, ODT, RTF, MAIL = "pdf", "docx", "odt", "rtf", "mail"
_ZIP = b"PK\x03\x04"
_MAIL_SUFFIXES = {".eml", ".mht", ".mhtml"}
_MAIL_HEADER = re.compile(
    rb"^(?:From|To|Subject|Date|MIME-Version|Content-Type|Received|Message-ID):[ \t]", re.M | re.I
)
_HEADERS = 4  # so many of a mail's header lines make a file without the ending a mail
_WINDOW = 1024  # bytes in which a PDF's signature may stand (ISO 32000-1, annex H, note 13)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\x00")
_OFFICE_PARTS = (
    ("xl/", "a spreadsheet", "save the sheet as PDF"),
    ("ppt/", "a presentation", "save it as PDF"),
    ("META-INF/container.xml", "an e-book", "save it as PDF or HTML"),
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_UNREAD_SUFFIXES = {
    ".doc": ("an old Word file", "open it and save it as .docx or PDF"),
    ".dot": ("an old Word template", "open it and save it as .docx or PDF"),
    ".wpd": ("a WordPerfect file", "open it and save it as .docx or PDF"),
    ".pages": ("a Pages file", "export it as .docx or PDF"),
    ".zip": ("an archive", "unpack it"),
    ".7z": ("an archive", "unpack it"),
    ".rar": ("an archive", "unpack it"),
    ".msg": ("an Outlook message", "save it as .eml or text"),
    ".epub": ("an e-book", "save it as PDF or HTML"),
    ".xls": ("a spreadsheet", "save the sheet as PDF"),
    ".xlsx": ("a spreadsheet", "save the sheet as PDF"),
    ".ods": ("a spreadsheet", "save the sheet as PDF"),
    ".ppt": ("a presentation", "save it as PDF"),
    ".pptx": ("a presentation", "save it as PDF"),
    ".odp": ("a presentation", "save it as PDF"),
}


def unread_sort(path: Path) -> str | None:
    """For a kind of document that no reader knows, by its name: one sentence; else None."""
    what = _UNREAD_SUFFIXES.get(path.suffix.lower())
    return f"{path.name} is {what[0]}, which is not read; {what[1]} and add that." if what else None


def sort_of(raw: bytes, path: Path) -> str | None:
    """PDF, DOCX, ODT, RTF or MAIL by what a file begins with; None for markup and text.

    Raises UnknownFormat or UnreadableFile, with what to do, for other files of a known sort.
    """
    if b"%PDF-" in raw[:_WINDOW]:
        return PDF
    if raw.startswith(_ZIP):
        return _sort_of_archive(path)
    if raw.lstrip()[:5].lower() == b"{\\rtf":
        return RTF
    if path.suffix.lower() in _MAIL_SUFFIXES or len(_MAIL_HEADER.findall(raw[:4000])) >= _HEADERS:
        return MAIL
    if raw.startswith(_OLD_OFFICE):
        raise UnreadableFile(
            f"{path.name} is an old Office file or has a password; open it, save it as .docx or PDF without password."
        )
    if raw.startswith(_PICTURES):
        raise UnknownFormat(f"{path.name} is a picture; make a PDF of it and index that with --ocr.")
    if raw.startswith(_ARCHIVES):
        raise UnknownFormat(f"{path.name} is an archive; unpack it and add the files inside.")
    if path.suffix.lower() == ".pdf":
        raise UnreadableFile(f"{path.name} has no PDF's signature, so it is broken or no PDF; fetch or save it again.")
    return None


def _sort_of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            declared = archive.read("mimetype")[:100].decode("ascii", "replace") if _is_small(archive) else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableFile(f"{path.name} is broken or no Word document; save it again as .docx.") from error
    if "word/document.xml" in names:
        return DOCX
    if declared.startswith(f"{_OPEN_DOCUMENT}text"):
        return ODT
    if declared.startswith(_OPEN_DOCUMENT):
        raise UnknownFormat(f"{path.name} is no text document; save it as PDF and add that.")
    for part, what, advice in _OFFICE_PARTS:
        if any(name.startswith(part) for name in names):
            raise UnknownFormat(f"{path.name} is {what}, which is not read; {advice} and add that.")
    raise UnreadableFile(f"{path.name} is a ZIP archive but no Word document; unpack it and add the files inside.")


def _is_small(archive: zipfile.ZipFile) -> bool:
    """Whether there is a `mimetype` entry (OpenDocument 1.3, part 2, 3.3), of a size that a name has."""
    entry = next((e for e in archive.infolist() if e.filename == "mimetype"), None)
    return entry is not None and entry.file_size < _WINDOW and not entry.flag_bits & 1
