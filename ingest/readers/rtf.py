"""Rich Text Format, by way of striprtf (BSD-3-Clause), which gives its words; typed afterwards by their wording."""

from __future__ import annotations

import re
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from ingest.block import Reading
from ingest.errors import Truncated, UnreadableFile
from ingest.readers.text import read_lines

_GROUP = re.compile(r"\{[^{}]*\}")
_DELETED = re.compile(r"\\deleted(?![a-z0-9])")  # Word gives each tracked deletion a group of its own
_PICTURE = re.compile(r"\\pict(?![a-z])[^{}]*")  # hexadecimal bytes, by far the most of a file with pictures
_BINARY = re.compile(r"\\bin\d+")


def read_rtf(path: Path) -> Reading:
    """Blocks of an RTF file, one a paragraph; table cells parted by bars. Raises UnreadableFile, Truncated."""
    # RTF is ASCII by its specification (1.9.1, "Character Set"); bytes above it are taken as they are.
    markup = path.read_bytes().decode("latin-1")
    if _BINARY.search(markup):
        raise UnreadableFile(f"{path.name} holds binary pictures; save it as .docx or PDF and add that.")
    if not markup.rstrip().rstrip("\x00").endswith("}"):
        raise Truncated(f"{path.name} breaks off before its end; save it again.")
    try:
        markup = _PICTURE.sub("", markup)
        kept = _GROUP.sub(lambda group: "" if _DELETED.search(group.group()) else group.group(), markup)
        text = rtf_to_text(kept, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, KeyError, IndexError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableFile(f"{path.name} is no readable RTF; save it as .docx or PDF and add that.") from error
    if not any(character.isalnum() for character in text):
        raise UnreadableFile(f"{path.name} has no text; if it shows pictures of pages, save it as PDF, use --ocr.")
    reading = read_lines(text)
    notes = {"notes": "tracked changes are read as accepted"} if len(kept) < len(markup) else {}
    return Reading(reading.blocks, "rtf", reading.properties | notes)
