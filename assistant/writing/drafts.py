"""A model's text as it arrives, cut into sentences with the passages each one cites."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.sentences import split_sentences

_MARK = re.compile(r"\s*[\[【](?:(?:passages?|source|quelle|fuente)\s*)?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)[\]】]", re.I)
_MARK_AFTER_STOP = re.compile(r"([.!?])((?:\s*[\[【][^\]】\n]{1,30}[\]】])+)")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.S)
_BULLET = re.compile(r"^\s*(?:[-–—•*]+|#+|\(?\d{1,2}[.)]|>)\s+")
_EMPHASIS = re.compile(r"\*\*|__|`+")
_RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)")
_WIDEST_RANGE = 9


@dataclass(frozen=True)
class Draft:
    """One sentence a model wrote, without its marks, and the numbers of the passages that it cites."""

    text: str
    cited: tuple[int, ...]


class DraftStream:
    """Takes the pieces of a text and gives its sentences once each is whole. Not for several threads."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[Draft]:
        """The sentences that this piece completes: a sentence is whole when the next one has begun."""
        self._rest += piece
        visible = _THOUGHT.sub("", self._rest)
        if "<think" in self._rest and "</think" not in self._rest:
            return []
        text = _MARK_AFTER_STOP.sub(r"\2\1", visible)
        spans = split_sentences(text)
        if len(spans) < 2 or text[spans[-1][0]] in "[【":  # noqa: PLR2004 - one whole, one begun
            return []
        self._rest = text[spans[-1][0] :]
        return [draft for a, b in spans[:-1] if (draft := _draft(text[a:b]))]

    def finish(self) -> list[Draft]:
        """The sentences that are left. The last one counts only if it ends like one: a stream may stop in it."""
        text = _MARK_AFTER_STOP.sub(r"\2\1", _THOUGHT.sub("", self._rest))
        self._rest = ""
        return [draft for a, b in split_sentences(text) if (draft := _draft(text[a:b]))]


def _draft(written: str) -> Draft | None:
    """The sentence of a line of text; None for a heading, a stump without an end, or an empty line."""
    cited: list[int] = []
    for match in _MARK.finditer(written):
        cited += _numbers(match[1])
    text = _EMPHASIS.sub("", _BULLET.sub("", _MARK.sub("", written)))
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    if not text or not text.endswith((".", "!", "…", ".”", ".“", ".»", '."', ".’", ")", ";")):
        return None
    return Draft(text.removesuffix(";") + ("." if text.endswith(";") else ""), tuple(dict.fromkeys(cited)))


def _numbers(written: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"[,;]", written):
        span = _RANGE.search(part)
        if span and 0 < int(span[2]) - int(span[1]) <= _WIDEST_RANGE:
            found += range(int(span[1]), int(span[2]) + 1)
        elif number := re.search(r"\d+", part):
            found.append(int(number[0]))
    return found
