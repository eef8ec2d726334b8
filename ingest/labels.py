"""Marks at the beginning of a block: "(1)", "1.", "(a)", "a)", "(iv)", "3.1.", "—"; put before their texts again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.block import Block

_LABEL = re.compile(
    r"""(?:
        \((?P<paren>\d{1,3}[a-z]{0,2}|[^\W\d_]{1,5})\)        # (1) (12a) (a) (iv)
      | (?P<many>\d{1,3}(?:\.\d{1,3})+)\.?                    # 3.1. 2.1.4
      | (?P<dot>\d{1,3}[a-z]{0,2}|[IVXL]{1,6})\.(?!\d)        # 1. 3a. IV.
      | (?P<half>\d{1,3}[a-z]?|[^\W\d_]{1,4})\)               # 1) a) iv)
      | (?P<code>\d{3})                                       # 001, the codes of tables in annexes
      | (?P<dash>[—–‒•·▪●□-])
    )(?=\s|$)""",
    re.VERBOSE,
)
_NOTE = re.compile(r"(?:\(\*{0,3}\d{0,3}\)|\[\d{1,3}\]|\[\*+\])(?=\s|$)")
_CODE_TEXT = re.compile(r"(?:\s[A-ZÀ-ÞΑ-ΩА-Я]|$)")
_SHORT = 30  # longer things than a label and a few words are sentences


@dataclass(frozen=True)
class Label:
    """The mark of a block: `style` tells lists apart, `number` is the bare number (None for dashes)."""

    style: str
    number: str | None
    end: int

    @property
    def value(self) -> int | None:
        """The number as an integer, where it is one: 3 of "3" and "3a"."""
        digits = re.match(r"\d+", self.number or "")
        return int(digits.group()) if digits else None


def label_of(text: str) -> Label | None:
    """The mark that a text begins with, or None."""
    found = _LABEL.match(text)
    if not found or found.lastgroup is None:
        return None
    style, number = found.lastgroup, found.group(found.lastgroup)
    if style == "code" and not _CODE_TEXT.match(text, found.end()):  # "100 000 persons" begins a sentence
        return None
    return Label(style, None if style == "dash" else number, found.end())


def is_note(text: str) -> bool:
    """Whether a text begins like a footnote: "(1) OJ …", "(*1) …", "[12] …"."""
    return _NOTE.match(text) is not None


def is_rule(text: str) -> bool:
    """Whether a text is a line drawn with characters ("-----", "* * *", "|")."""
    return not any(character.isalnum() for character in text) and (len(text) > 1 or text in "|*_")


def join_labels(blocks: Sequence[Block], reference: re.Pattern[str], heading: re.Pattern[str]) -> Iterator[Block]:
    """Put marks that stand on lines of their own before the text they belong to.

    `reference` matches the cells of correlation tables, where a dash is a cell and no bullet; `heading` matches article
    headings. Blocks with a kind are left alone.
    """
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None and _belongs(waiting, block, reference, heading):
            text, anchor = f"{waiting.text} {block.text}", waiting.anchor or block.anchor
            yield replace(block, text=text, anchor=anchor, page=waiting.page)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = block if block.kind is None and _is_bare(block.text) else None
        if waiting is None:
            yield block
    if waiting is not None:
        yield waiting


def _is_bare(text: str) -> bool:
    inner = text[1:] if text[:1] in "‘“„«" else text
    label = label_of(inner)
    return label is not None and label.end == len(inner)


def _belongs(label: Block, block: Block, reference: re.Pattern[str], heading: re.Pattern[str]) -> bool:
    if block.kind is not None or _is_bare(block.text) or heading.match(block.text):
        return False
    dash = label_of(label.text)
    if dash is not None and dash.style == "dash" and reference.match(block.text):
        return len(block.text) > _SHORT and block.text[-1] in ".;,"
    return True
