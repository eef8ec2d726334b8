"""Training pairs: a guide question, the passage that answers it, and passages that look like it but do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.guide import GuideEntry
from ingest.document import Passage
from ingest.source import Source

_HARD = 15
_SAME_TEXT = 0.985


@dataclass(frozen=True)
class Pair:
    """A question with its passage and hard negatives, all as row numbers of the passage list.

    `place` names its article.
    """

    question: str
    language: str
    place: tuple[str, str]
    positive: int
    negatives: tuple[int, ...]


def make_pairs(
    entries: Sequence[GuideEntry],
    passages: Sequence[Passage],
    sources: Sequence[Source],
    passage_vectors: NDArray[np.float32],
    question_vectors: NDArray[np.float32],
    held_out: Collection[str] = (),
) -> list[Pair]:
    """Pairs for every entry whose article is among `passages`.

    `sources[i]` is the source of `passages[i]`; `passage_vectors` has shape (passages, d), `question_vectors`
    (entries, d), both unit rows of the model before tuning. The positive is the nearest passage of the entry's
    paragraph (of its article, where it names none); the negatives are the 15 nearest passages of other articles,
    without other editions of the same text and without repealed acts, whose wording is often the same. Entries of
    acts in `held_out` are left out.
    """
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (passage, source) in enumerate(zip(passages, sources, strict=True)):
        by_place[source.work, passage.article].append(row)
    repealed = np.array([s.repealed_by is not None for s in sources])
    works = np.array([hash((s.work, p.article)) for p, s in zip(passages, sources, strict=True)])
    pairs: list[Pair] = []
    for entry, vector in zip(entries, question_vectors, strict=True):
        place = (entry.celex, entry.locator)
        rows = by_place.get(place)
        if not rows or entry.celex in held_out:
            continue
        named = [r for r in rows if entry.paragraph and f"{entry.locator}({entry.paragraph})" in passages[r].locator]
        cosines = passage_vectors @ vector
        positive = max(named or rows, key=lambda r: cosines[r])
        twins = passage_vectors @ passage_vectors[positive] > _SAME_TEXT
        order = np.argsort(-np.where(repealed | twins | (works == hash(place)), -1.0, cosines))[:_HARD]
        pairs.append(Pair(entry.question, entry.language, place, positive, tuple(int(r) for r in order)))
    return pairs
