"""The numbers that Word prints before list items: the formats a document defines, and counts in each of them."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.oxml.ns import qn


def formats(document: WordDocument) -> dict[tuple[str, int], str]:
    """Number formats ("decimal", "lowerLetter", "bullet") by list id and depth."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    abstract = {
        (definition.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl")))): level.find(qn("w:numFmt")).get(
            qn("w:val")
        )
        for definition in root.findall(qn("w:abstractNum"))
        for level in definition.findall(qn("w:lvl"))
        if level.find(qn("w:numFmt")) is not None
    }
    found: dict[tuple[str, int], str] = {}
    for number in root.findall(qn("w:num")):
        used = number.find(qn("w:abstractNumId")).get(qn("w:val"))
        found |= {(number.get(qn("w:numId")), depth): form for (key, depth), form in abstract.items() if key == used}
    return found


def numeral(count: int, style: str) -> str:
    """A count as Word prints it in a number format: 3 is "c" as lowerLetter, "iii" as lowerRoman."""
    if style == "lowerLetter":
        return chr(ord("a") + (count - 1) % 26)
    if style in {"lowerRoman", "upperRoman"}:
        text = _roman(count)
        return text if style == "lowerRoman" else text.upper()
    return str(count)


def _roman(value: int) -> str:
    text = ""
    for size, letters in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        text += letters * (value // size)
        value %= size
    return text
