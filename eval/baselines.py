"""What the assistant is compared with: simple rankings of the same passages, quoted without choosing or refusing."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from assistant.answer import Answer, Citation, Sentence, Status
from assistant.language import detect
from assistant.law import describe
from index.embedder import Embedder
from index.hit import Hit
from index.reader import OpenIndex
from ingest.document import Document
from ingest.source import Source

Ranking = Callable[[str, str], list[Hit]]
"""From a question and its language to hits, best first."""

_DEPTH = 20
_RRF_K = 60  # Cormack, Clarke and Buettcher, SIGIR 2009
_SHOWN = 200
"""Words quoted as the answer: as many as the assistant quotes on average (203 in November 2026), to be fair to it."""


class Baseline:
    """A system that quotes the first words of what a ranking puts first. It always answers."""

    def __init__(self, index: OpenIndex, ranking: Ranking) -> None:
        self._index = index
        self._ranking = ranking

    def documents(self) -> list[Source]:
        """All sources."""
        return self._index.documents()

    def document(self, document_id: str) -> Document:
        """One document."""
        return self._index.document(document_id)

    def ask(
        self,
        question: str,
        language: str | None = None,
        as_of: date | None = None,
        previous: Sequence[str] = (),  # noqa: ARG002 - a baseline has no memory
    ) -> Answer:
        """Answers with the first 200 words of the ranked passages, whatever the question."""
        began, day = time.perf_counter(), as_of or date.today()
        spoken = language or detect(question)
        hits = self._ranking(question, spoken)
        ranked = time.perf_counter()
        citations = tuple(_quotes(hits, day))
        done = time.perf_counter()
        return Answer(
            question=question,
            language=spoken,
            as_of=day,
            status=Status.ANSWERED if citations else Status.NOT_IN_DOCUMENTS,
            sentences=tuple(Sentence(c.quote, (c.n,), quoted=True) for c in citations),
            citations=citations,
            retrieved=tuple(hits),
            seconds={"retrieve": ranked - began, "compose": done - ranked, "total": done - began},
            index={"generation": self._index.manifest.id, "embedding_model": self._index.manifest.embedding_model},
        )


def dense(index: OpenIndex, embedder: Embedder) -> Ranking:
    """Cosine of the packaged embedder over all passages, nothing else."""
    return lambda question, _: _hits(index, index.dense(embedder.embed_query(question), _DEPTH))


def lexical(index: OpenIndex) -> Ranking:
    """BM25 over all passages, nothing else."""
    return lambda question, language: _hits(index, index.lexical(question, language, _DEPTH))


def fused(index: OpenIndex, embedder: Embedder) -> Ranking:
    """Plain reciprocal rank fusion of the two, with the usual constant of 60."""

    def rank(question: str, language: str) -> list[Hit]:
        scores: dict[str, float] = defaultdict(float)
        vector = embedder.embed_query(question)
        for found in (index.dense(vector, 100), index.lexical(question, language, 100)):
            for position, (passage_id, _) in enumerate(found, 1):
                scores[passage_id] += 1.0 / (_RRF_K + position)
        return _hits(index, sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:_DEPTH])

    return rank


def _hits(index: OpenIndex, found: Sequence[tuple[str, float]]) -> list[Hit]:
    passages = [(index.passage(passage_id), score) for passage_id, score in found]
    return [Hit(passage, index.source(passage.document_id), score) for passage, score in passages]


def _quotes(hits: Sequence[Hit], day: date) -> list[Citation]:
    citations: list[Citation] = []
    left = _SHOWN
    for hit in hits:
        if left <= 0:
            break
        passage, source = hit.passage, hit.source
        end = passage.start + _first_words(passage.text, left)
        quote = passage.text[: end - passage.start]
        left -= len(quote.split())
        n = len(citations) + 1
        status = describe(source, day)
        citations.append(Citation(n, source, passage.locator, quote, passage.start, end, "", status))
    return citations


def _first_words(text: str, words: int) -> int:
    """The offset behind the first `words` words of a text."""
    offset = 0
    for word in text.split()[:words]:
        offset = text.index(word, offset) + len(word)
    return offset
