"""Questions with known places, each searched for as if nobody had written it down before."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.acts import ActNames
from assistant.question import Question
from assistant.ranking import NAMED, Ranking, derive
from assistant.references import resolve
from assistant.retrieve import Query, Retriever
from assistant.shelf import Shelf
from assistant.signals import in_paragraph
from assistant.understanding import understand
from eval.items import EvalItem
from eval.outcome import in_article, in_evidence
from eval.places import Places, Span
from index.embedder import Embedder
from index.guide import GuideEntry
from index.hit import Hit
from ingest.termbase import TermMatcher, expansion

MOST, FEW = 100, 20
"""Candidates of a question that are learnt from (the right one is hardly ever further down), and of one without any."""

Label = Callable[[Hit], tuple[bool, bool]]
"""Whether a hit is in the right article or section, and whether it is the very passage."""


@dataclass(frozen=True)
class Example:
    """One question with its candidates.

    `signals[i]` are the derived signals of candidate i, `article` and `passage` (n,) say which are right. `named`: the
    question names the article itself. `vector` (d,) is the question's.
    """

    question: str
    signals: tuple[dict[str, float], ...]
    article: NDArray[np.bool_]
    passage: NDArray[np.bool_]
    named: bool
    vector: NDArray[np.float32]
    hits: tuple[Hit, ...] = ()


class WithoutGuide:
    """An open index whose guide leaves out what must not be known: one question, or a whole act's."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.question: str | None = None
        self.act: str | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def guide(self, vector: NDArray[np.float32], k: int) -> list[tuple[GuideEntry, float]]:
        """The nearest guide questions of those that may be known."""
        found = self._index.guide(vector, k + 8)
        return [(e, c) for e, c in found if e.question != self.question and e.celex != self.act][:k]

    def guided(self) -> frozenset[str]:
        """The acts that have a guide question that may be known."""
        return frozenset(self._index.guided() - {self.act})


class Examples:
    """Makes examples from one open index with the shipped parts of the assistant."""

    def __init__(self, index: Any, embedder: Embedder, names: ActNames, terms: TermMatcher, ranking: Ranking) -> None:
        self._view = WithoutGuide(index)
        self._index, self._embedder, self._names, self._terms, self._ranking = index, embedder, names, terms, ranking
        self._shelves: dict[str | None, Shelf] = {}

    def of_items(self, items: Iterable[EvalItem], places: Places) -> Iterator[Example]:
        """One example for each item of the evaluation set."""
        for item in items:
            asked = understand(item.question, item.language, item.as_of, item.previous, self._names, self._terms)
            yield self._example(asked, item_label(item, places))

    def of_guide(self, entries: Sequence[GuideEntry], *, without_act: bool = False) -> Iterator[Example]:
        """One example for each guide entry, which the guide is then not to know; nor its act with `without_act`."""
        for entry in entries:
            asked = understand(entry.question, entry.language, date.today(), (), self._names, self._terms)
            act = entry.celex if without_act else None
            yield self._example(asked, guide_label(entry), question=entry.question, act=act)

    def of_questions(self, questions: Iterable[tuple[str, str]]) -> Iterator[Example]:
        """One example for each question and language without any right place."""
        for question, language in questions:
            asked = understand(question, language, date.today(), (), self._names, self._terms)
            yield self._example(asked, lambda _: (False, False), most=FEW)

    def _example(
        self, asked: Question, label: Label, question: str | None = None, act: str | None = None, most: int = MOST
    ) -> Example:
        self._view.question, self._view.act = question, act
        references = resolve(asked.text, self._names, asked.previous[-1] if asked.previous else None)
        vector = self._embedder.embed_query(asked.resolved)
        terms = expansion(self._terms.find(asked.resolved, asked.language))
        query = Query(asked.resolved, vector, asked.language, asked.as_of, references, asked.expected.old, terms)
        if act not in self._shelves:
            self._shelves[act] = Shelf(self._view)
        hits = Retriever(self._view, self._shelves[act], self._ranking).retrieve(query, most)
        labels = np.array([label(hit) for hit in hits], dtype=bool).reshape(-1, 2)
        signals = tuple(derive(hit.signals) for hit in hits)
        named = any(s.get("reference", 0.0) >= NAMED for s in signals)
        return Example(asked.text, signals, labels[:, 0], labels[:, 1], named, vector, tuple(hits))


def item_label(item: EvalItem, places: Places) -> Label:
    """Right by the gold places of an evaluation item."""
    resolved = places.resolve(item)

    def label(hit: Hit) -> tuple[bool, bool]:
        span = Span(hit.passage.document_id, hit.passage.start, hit.passage.end)
        return any(in_article(p, span) for p in resolved), any(in_evidence(p, span) for p in resolved)

    return label


def guide_label(entry: GuideEntry) -> Label:
    """Right by the article of a guide entry, and by its paragraph where it names one."""

    def label(hit: Hit) -> tuple[bool, bool]:
        article = hit.source.work == entry.celex and hit.passage.article == entry.locator
        return article, article and (not entry.paragraph or in_paragraph(hit.passage, entry.paragraph))

    return label


def share(text: str) -> float:
    """A stable number in [0, 1) for a text, to draw samples by."""
    return zlib.crc32(text.encode()) / 2**32
