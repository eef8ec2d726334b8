"""Which passages and which of their sentences answer a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.question import Expectation
from assistant.ranking import chances
from assistant.retrieve import is_named
from assistant.sentences import is_point, split_sentences
from index.embedder import Embedder
from index.hit import Hit

_WHOLE_WORDS = 180
"""Up to here passages are quoted whole: the best two sentences lose one answer in twelve and take a third of the time
(269 questions nobody had seen: right .63 by sentences beyond 130 words, .71 so, at 205 and 232 words)."""
_SURE, _FAINT = 0.85, 0.07
_LIST_WORDS = 260
_POOL = 32
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|thirty|half|un|une|deux|trois)\b", re.I
)
_TIME = re.compile(
    r"\b(?:hours?|days?|weeks?|months?|years?|heures?|jours?|semaines?|mois|ans|année|deadline|until|no later|within)\b",  # noqa: E501 - one pattern
    re.I,
)
_MONEY = re.compile(r"€|\bEUR\b|\beuros?\b|%|per cent", re.I)


@dataclass(frozen=True)
class Evidence:
    """Spans of one hit's document that are quoted: `(start, end)` in reading order."""

    hit: Hit
    spans: tuple[tuple[int, int], ...]


def choose_hits(hits: Sequence[Hit], *, most: int, scale: float) -> list[Hit]:
    """The likeliest hits, best first, until they hold the answer with probability `_SURE`; at most `most`.

    A hit's probability is that of `assistant.ranking.chances`. Those below
    `_FAINT` are not quoted. Of an article one passage is taken (see `assistant.beside` for a second), except that of an
    article which the question names several are.
    """
    ordered = [*hits[:1], *sorted(hits[1:], key=lambda hit: (not is_named(hit), -hit.score))]
    ordered = _once_per_article(ordered)
    if not ordered:
        return []
    likely = chances([hit.score for hit in ordered], scale)
    chosen, sure = [ordered[0]], float(likely[0])
    for hit, chance in zip(ordered[1:], likely[1:], strict=True):
        if len(chosen) < most and (is_named(hit) or (sure < _SURE and chance >= _FAINT)):
            chosen.append(hit)
            sure += float(chance)
    return chosen


def _once_per_article(hits: Sequence[Hit]) -> list[Hit]:
    seen: set[tuple[str, str]] = set()
    kept = []
    for hit in hits:
        place = hit.passage.document_id, hit.passage.article
        if place not in seen or is_named(hit):
            kept.append(hit)
        seen.add(place)
    return kept


def choose_spans(
    hit: Hit, vector: NDArray[np.float32], expected: Expectation, embedder: Embedder, most: int = 2
) -> Evidence:
    """The sentences of a hit that answer best; short passages, lists and definitions whole.

    A point of a list is quoted with the line that introduces it.
    """
    passage = hit.passage
    words = len(passage.text.split())
    lines = passage.text.split("\n")
    listed = sum(map(is_point, lines)) >= 2  # noqa: PLR2004 - two points make a list
    if words <= _WHOLE_WORDS or (words <= _LIST_WORDS and expected.whole and (listed or expected.definition)):
        return Evidence(hit, ((passage.start, passage.end),))
    spans = split_sentences(passage.text, passage.start)[:_POOL]
    scores = _score(passage.text, passage.start, spans, vector, expected, embedder)
    best = [int(i) for i in np.argsort(-scores)[:most] if scores[i] >= scores.max() - 0.03]
    said = {
        _words_of(passage.text[a - passage.start : b - passage.start]): i for i, (a, b) in enumerate(spans) if i in best
    }
    best = sorted(said.values())  # the same words in two points are quoted once
    kept = sorted({*best, *(i for b in best for i in _introduction(passage.text, passage.start, spans, b))})
    return Evidence(hit, _join([spans[i] for i in kept], passage.text, passage.start))


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))


def _score(
    text: str,
    offset: int,
    spans: Sequence[tuple[int, int]],
    vector: NDArray[np.float32],
    expected: Expectation,
    embedder: Embedder,
) -> NDArray[np.float32]:
    sentences = [text[a - offset : b - offset] for a, b in spans]
    scores = (embedder.embed_passages(sentences) @ vector).astype(np.float32)
    for i, sentence in enumerate(sentences):
        if expected.deadline and _TIME.search(sentence) and _NUMBER.search(sentence):
            scores[i] += 0.02
        if expected.amount and (_MONEY.search(sentence) or _NUMBER.search(sentence)):
            scores[i] += 0.02
        if len(sentence.split()) < 4:  # noqa: PLR2004 - a heading or a stray mark is no answer
            scores[i] -= 0.1
    return scores


def _introduction(text: str, offset: int, spans: Sequence[tuple[int, int]], index: int) -> list[int]:
    """For a point, the nearest earlier line that ends with a colon and is no point itself."""
    a, b = spans[index]
    if not is_point(text[a - offset : b - offset]):
        return []
    for i in range(index - 1, -1, -1):
        sentence = text[spans[i][0] - offset : spans[i][1] - offset]
        if sentence.endswith(":") and not is_point(sentence.removeprefix("1. ")):
            return [i]
    return []


def _join(spans: list[tuple[int, int]], text: str, offset: int) -> tuple[tuple[int, int], ...]:
    """Merges spans with nothing but white space between them."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] - offset : start - offset].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
