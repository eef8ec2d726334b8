"""Sentences of a passage as spans, so that a quotation is never cut in the middle of one."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?;:][\"'’”»)\]]*(?=\s+|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:No|Nos|Nr|Art|Arts|art|p|pp|e\.g|i\.e|cf|para|paras|Abs|Nr|lit|ff|bzw|z\.B|d\.h|n|al|vgl|Vol|OJ|ABl|par|ust|poz|str|čl|odst|tel|Tel|Mr|Mrs|Dr|St|ca|approx|no)\.$"
)
_ENUMERATION = re.compile(r"^\s*(?:\(?[0-9a-z]{1,4}[.)]|[-–—•])$")
_MARK = re.compile(r"^(?:\(?[0-9]{1,3}[a-z]?[.)]|\([a-z]{1,4}\)|[-–—•])\s")


def split_sentences(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Spans `(start, end)` of the sentences of `text`, offset by `start`; lines always end a sentence.

    A colon or semicolon ends a sentence only at the end of its line (lists); abbreviations and paragraph numbers do
    not. Spans carry no surrounding white space and together cover every other character.
    """
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        spans.extend((start + offset + a, start + offset + b) for a, b in _in_line(line))
        offset += len(line) + 1
    return spans


def _in_line(line: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    begin = 0
    for match in _END.finditer(line):
        piece = line[begin : match.end()]
        rest = line[match.end() :].lstrip()
        if not rest:
            break
        if match[0][0] in ";:" or _ABBREVIATION.search(piece) or _ENUMERATION.match(piece):
            continue
        if not (rest[0].isupper() or rest[0] in "‘“\"'«„(¿¡" or rest[0].isdigit()):
            continue
        spans.append((begin, match.end()))
        begin = match.end()
    if begin < len(line):
        spans.append((begin, len(line)))
    trimmed = []
    for a, b in spans:
        piece = line[a:b]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if right > left:
            trimmed.append((a + left, a + right))
    return trimmed


def is_point(line: str) -> bool:
    """Whether a line is a point of a list: "(a) …", "1. …", "- …"."""
    return bool(_MARK.match(line))
