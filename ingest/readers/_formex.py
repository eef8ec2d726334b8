"""The elements of Formex, and how it writes what is no plain text: quotation marks as code points, bare numbers."""

from __future__ import annotations

from ingest.readers._markup import Element

_ROOT_NAMES = """
    ACT CONS.ACT CONS.DOC CONS.ANNEX ANNEX AGR GENERAL DECISION TREATY PROT LETTER OPINION REPORT COMMUNIC CORR
"""
ROOTS = frozenset(_ROOT_NAMES.split())
_SKIP_NAMES = """
    BIB.INSTANCE BIB.DATA BIB.INSTANCE.CONS INFO.CONSLEG INFO.PROD FAM.COMP GR.CORRIG TOC PAGE.HEADER PDF
    INCL.ELEMENT GR.ANNOTATION MODIFS
"""
SKIP = frozenset(_SKIP_NAMES.split())
_BLOCKS_NAMES = """
    P ALINEA LIST ITEM NP TXT PARAG ARTICLE DIVISION TITLE TI STI TBL CONSID VISA GR.VISA GR.CONSID GR.SEQ QUOT.S
    ANNEX CONS.ANNEX CONTENTS PREAMBLE PREAMBLE.INIT PREAMBLE.FINAL GR.CONSID.INIT ENACTING.TERMS FINAL SIGNATURE
    PL.DATE SIGNATORY DLIST DLIST.ITEM SUBDIV PROT CONS.DOC CONS.LIST TI.ART STI.ART INTRO
"""
BLOCKS = frozenset(_BLOCKS_NAMES.split())
LIST_MARKS = {"DASH": "—", "NDASH": "–", "BULLET": "•", "DISC": "•"}
NUMBERS = {"NO.P", "NO.PARAG"}
_INLINE = {"NOTE", "FT", "QUOT.START", "QUOT.END", "HT", "DATE", "REF.DOC.OJ", "IE"}

_HEX = 16
_UNGROUPED = 4  # digits that are printed without a space


def character(code: str) -> str:
    """A quotation mark by its hexadecimal code point; a plain one if the code is none."""
    try:
        return chr(int(code, _HEX))
    except (ValueError, OverflowError):
        return "'"


def grouped(number: str) -> str:
    """A bare number as printed: 10000000 -> "10 000 000" (Interinstitutional Style Guide, section 6.6)."""
    whole, comma, decimals = number.strip().partition(",")
    digits = f"{int(whole):,}".replace(",", " ") if whole.isdecimal() and len(whole) > _UNGROUPED else whole
    return digits + comma + decimals


def holds_blocks(element: Element) -> bool:
    """Whether an element that this reader does not know is a container, like CONTENTS.CORR."""
    known = not isinstance(element.tag, str) or element.tag in _INLINE or element.tag in SKIP
    return not known and any(below.tag in BLOCKS for below in element.iterdescendants("*"))
