"""Spans with a weight in words: finding sentences, and joining neighbours evenly."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# A sentence ends at . ! ? … (and closing quotes or brackets) before a capital, a digit or a quote, or at a line.
_END = re.compile(r"[.!?…]['’”»\")\]]*[ ]+(?=[\"'‘“„«(\[]*[^\W_a-zß-öø-ÿа-яα-ω])|\n")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[])(?:[A-Za-z]|[A-Z][a-z]|Nos?|n[or]|[Aa]rts?|[Aa]bs|Buchst|Ziff|vgl|OJ|pp|cf|e\.g|i\.e|z\.B|etc|ex"
    r"|vol|Mrs?|Prof|bzw|ca|Abl|[Pp]ar|pkt|ust|lit|poz|Mme|aptdo|núm|págs?)\.\s+$"
    r"|^\d{1,3}[a-z]{0,2}\.\s+$"  # the number of a paragraph
)
_GERMAN_DATE = re.compile(
    r"\d\. (?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
)
_SPACE = re.compile(r"\s+")
_SOFT = re.compile(r"[;:,] | [–—] ")


@dataclass(frozen=True)
class Piece:
    """A span of a document's text; `first` and `last` are the indexes of the units that it begins and ends in."""

    start: int
    end: int
    words: int
    first: int
    last: int


def count_words(text: str, start: int, end: int) -> int:
    """Words of a span, by white space."""
    return len(text[start:end].split())


def join(pieces: Sequence[Piece]) -> Piece:
    """The span from the first to the last of neighbouring pieces."""
    first, last = pieces[0], pieces[-1]
    return Piece(first.start, last.end, sum(piece.words for piece in pieces), first.first, last.last)


def group(pieces: Sequence[Piece], max_words: int) -> list[Piece]:
    """Neighbouring pieces joined into few and even spans of at most `max_words`; a piece is never cut."""
    total = sum(piece.words for piece in pieces)
    target = total / max(1, math.ceil(total / max_words))
    spans: list[list[Piece]] = []
    weight = 0
    for piece in pieces:
        over = weight + piece.words > max_words
        enough = weight + piece.words / 2 > target
        if not spans or over or enough:
            spans.append([])
            weight = 0
        spans[-1].append(piece)
        weight += piece.words
    return [join(span) for span in spans]


def sentences(text: str, start: int, end: int, max_words: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of `text[start:end]`, without the white space between them.

    A sentence of more than `max_words` words is cut at a comma, a semicolon or a dash near its middle, else at a space.
    """
    spans = []
    at = start
    for found in _END.finditer(text, start, end):
        if text[found.start()] == "." and _goes_on(text, max(at, found.start() - 12), found):
            continue
        spans.append((at, found.start() + len(found.group().rstrip())))
        at = found.end()
    if at < end:
        spans.append((at, end))
    if max_words is None:
        return spans
    return [part for span in spans for part in _cut(text, *span, max_words)]


def _goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a full stop ends an abbreviation or a number, not the sentence."""
    return bool(_ABBREVIATED.search(text[start : stop.end()]) or _GERMAN_DATE.match(text, stop.start() - 1))


def _cut(text: str, start: int, end: int, max_words: int) -> Iterator[tuple[int, int]]:
    if count_words(text, start, end) <= max_words:
        yield start, end
        return
    middle = (start + end) // 2
    soft = [found.end() for found in _SOFT.finditer(text, start, end)]
    breaks = soft or [found.end() for found in _SPACE.finditer(text, start, end)]
    at = min(breaks, key=lambda position: abs(position - middle))
    yield from _cut(text, start, start + len(text[start:at].rstrip()), max_words)
    yield from _cut(text, at, end, max_words)
