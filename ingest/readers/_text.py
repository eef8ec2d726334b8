"""From bytes to normalised text: encodings as they are, not only as they are declared; one kind of space."""

from __future__ import annotations

import codecs
import re
import unicodedata

_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Dropped outright: soft hyphens, zero-width characters, byte-order marks, controls other than white space, halves of
# surrogate pairs, and what turns the direction of writing (text is kept in reading order; overrides can hide words).
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_HEAD = 4096
WINDOWS = "cp1252"  # what pages that call themselves latin-1 are in practice (WHATWG Encoding Standard)


def decode(raw: bytes) -> str:
    """The text of a file. Never fails: a wrong declaration is overruled by what the bytes can be.

    Order: byte-order mark; UTF-16 without one; UTF-8 if the bytes are valid UTF-8 (multi-byte text is never so by
    accident); the declared encoding; Windows-1252.
    """
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return raw.decode(name, errors="replace")
    for name, first in (("utf-16-le", b"<\x00"), ("utf-16-be", b"\x00<")):
        if raw.startswith(first):
            return raw.decode(name, errors="replace")
    for name in ("utf-8", _declared(raw), WINDOWS):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def normalise(text: str) -> str:
    """One line of text: NFC, every run of white space (also non-breaking, thin) one space, nothing invisible."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def _declared(raw: bytes) -> str:
    found = _DECLARED.search(raw[:_HEAD])
    name = found.group(1).decode("ascii").lower() if found else WINDOWS
    try:
        codecs.lookup(name)
    except LookupError:
        return WINDOWS
    return WINDOWS if name in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8"} else name
