"""What consolidated texts of every layout print beside the law: signs of origin (►M1 … ◄, ▼B) and a reference line.

Pages with the consolidated layout's classes are read by `consolidated`; this is also for their PDFs, older pages, and
what is pasted from them. "▼B" or "►B" (the basic act) stands at the top of every such text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.block import Reading
from ingest.readers._text import normalise

SIGN = re.compile(r"[►▼](?:[ABCMR]\d*(?![^\W\d_]))?\s?| ?◄")
GAP = re.compile(r"[—–_-]{3,}")
"""Stands for a part that was deleted."""
_BASIC = re.compile(r"[►▼]\s?B\b")
_REFERENCE = re.compile(r"\b0?(\d{4}[A-Z]{1,2}\d{4})\s*—\s*([A-Z]{2})\s*—\s*(\d\d)\.(\d\d)\.(\d{4})")
_ALONE = re.compile(r"[►▼]\s?[ABCMR]\d*")
_HEAD, _LONG_HEAD = 12, 80


def without_signs(text: str) -> str:
    """A text on one line without the signs of origin; empty for the line that stands for a deleted part."""
    plain = normalise(SIGN.sub("", normalise(text)))
    return "" if GAP.fullmatch(plain) else plain


def named_in(line: str) -> dict[str, str]:
    """`celex`, `language` and `date` of a reference line like "02016R0679 — EN — 04.05.2016 — 000.002"."""
    found = _REFERENCE.search(line)
    if not found:
        return {}
    act, code, day, month, year = found.groups()
    return {"celex": f"0{act}-{year}{month}{day}", "language": code.lower(), "date": f"{year}-{month}-{day}"}


def without_origin(reading: Reading) -> Reading:
    """A consolidated text without signs of origin and without its head, which lists the acts; any other as it is.

    The head ends at the first sign on a line of its own. Its reference line gives `celex`, `language` and `date`.
    """
    blocks = reading.blocks
    if not any(_BASIC.search(block.text) for block in blocks):
        return reading
    named = next(filter(None, (named_in(block.text) for block in blocks[:_HEAD])), {})
    properties = {**named, **reading.properties}
    begins = next((i for i, block in enumerate(blocks[:_LONG_HEAD]) if _ALONE.fullmatch(block.text)), None)
    if named and begins is not None:
        blocks = blocks[begins:]
        properties.pop("title", None)  # a page calls itself "Consolidated TEXT: 31998F0699 — EN — 05.07.2001"
    plain = (
        block if not SIGN.search(block.text) else replace(block, text=without_signs(block.text)) for block in blocks
    )
    kept = tuple(block for block in plain if block.text and not GAP.fullmatch(block.text))
    return replace(reading, blocks=kept, properties=properties) if kept else reading
