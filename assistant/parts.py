"""The evidence for a question: that of its one search, or of each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Evidence, choose_hits, choose_spans
from assistant.follow import follow
from assistant.question import Expectation, Question, expectation
from assistant.searching import Found
from assistant.shelf import Shelf
from index.embedder import Embedder
from index.hit import Hit

_FOLLOWED = 1
_OF_A_PART = 2
"""Articles quoted for each part: the answer to three asks stays readable."""


def evidence_for(found: Found, asked: Question, embedder: Embedder, *, most: int, scale: float) -> list[Evidence]:
    """At most `most` articles' spans for a plain question; of another the best articles of each part, in order."""
    if not most:
        return []
    if not found.parts:
        return joined(_quoted(found.hits, found.second, found.vector, asked.expected, embedder, most, scale))
    evidence: list[Evidence] = []
    for part in found.parts:
        expected = expectation(part.text)
        evidence += _quoted(part.hits, part.second, part.vector, expected, embedder, _OF_A_PART, scale)
    return joined(evidence)


def _quoted(
    hits: Sequence[Hit],
    second: Hit | None,
    vector: NDArray[np.float32],
    expected: Expectation,
    embedder: Embedder,
    most: int,
    scale: float,
) -> list[Evidence]:
    chosen = choose_hits(hits, most=most, scale=scale)
    if second:
        chosen.insert(1, second)
    return [choose_spans(hit, vector, expected, embedder) for hit in chosen]


def with_followed(evidence: Sequence[Evidence], shelf: Shelf, most: int = _FOLLOWED) -> list[Evidence]:
    """The evidence with up to `most` passages more: what derogates from the first quotation or is named in it."""
    if not evidence:
        return []
    first = evidence[0]
    text, start = first.hit.passage.text, first.hit.passage.start
    quote = " ".join(text[a - start : b - start] for a, b in first.spans)
    quoted = [item.hit.passage.id for item in evidence]
    further = [
        Evidence(replace(first.hit, passage=one.passage), ((one.passage.start, one.passage.end),))
        for one in follow(first.hit, quote, shelf, quoted=quoted, most=most)
    ]
    return [*evidence, *further]


def joined(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Evidence of the same passage as one, its spans in reading order without overlaps."""
    kept: dict[str, Evidence] = {}
    for item in evidence:
        known = kept.get(item.hit.passage.id)
        spans = sorted({*(known.spans if known else ()), *item.spans})
        apart: list[tuple[int, int]] = []
        for start, end in spans:
            if apart and start < apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        kept[item.hit.passage.id] = Evidence(known.hit if known else item.hit, tuple(apart))
    return list(kept.values())
