"""From a question to an answer: understand, retrieve, decide, quote."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.acts import ActNames
from assistant.answer import Answer, Citation, Sentence, Status
from assistant.answerable import Answerability
from assistant.evidence import Evidence, choose_hits, choose_spans
from assistant.language import OFFICIAL, detect
from assistant.law import describe
from assistant.links import official
from assistant.notes import notes, refusal
from assistant.question import BadQuestion, Question, clean, expectation, resolve_follow_up
from assistant.ranking import Ranking
from assistant.references import Reference, resolve
from assistant.retrieve import Query, Retriever
from assistant.shelf import Searchable, Shelf
from assistant.writing.writer import Writer
from index.embedder import Embedder
from index.hit import Hit
from ingest.document import Document
from ingest.source import Source
from ingest.termbase import TermMatcher, expansion

_RETRIEVED = 20
_MOST_CITED = 3
_MOST_NEAR = 2
_MARGIN = 0.03


class Current(Protocol):
    """Gives the published index for the length of one answer (`index.reader.CurrentIndex` is one)."""

    def use(self) -> AbstractContextManager[Searchable]:
        """The index that is published now; it stays open while the context lasts."""


@dataclass(frozen=True)
class Models:
    """What an assistant needs besides the index.

    `names` are the catalogue's acts with their names in all languages, `repealed` their successors; the acts of the
    open index are added to them.
    """

    embedder: Embedder
    names: Mapping[str, Sequence[str]]
    repealed: Mapping[str, str]
    ranking: Ranking
    answerability: Answerability
    terms: TermMatcher
    writer: Writer | None = None


@dataclass(frozen=True)
class _Opened:
    """One generation with what is derived from it once."""

    index: Searchable
    shelf: Shelf
    names: ActNames


class Assistant:
    """Answers questions from the published index. Safe to use from many threads."""

    def __init__(self, current: Current, models: Models) -> None:
        self._current = current
        self._models = models
        self._opened: _Opened | None = None

    def ask(
        self,
        question: str,
        language: str | None = None,
        as_of: date | None = None,
        previous: Sequence[str] = (),
    ) -> Answer:
        """Answers one question with verbatim, located quotations, or says that the documents do not answer it.

        `previous` are the questions asked before in the same conversation, oldest first. Raises BadQuestion for a
        question that cannot be searched for and NoIndex when nothing is indexed.
        """
        *_, answer = self.stream(question, language, as_of, previous)
        return answer

    def stream(
        self,
        question: str,
        language: str | None = None,
        as_of: date | None = None,
        previous: Sequence[str] = (),
    ) -> Iterator[Answer]:
        """The answer in quotations at once, then, with a language model, with each of its sentences that is verified.

        The last answer is final; one with `pending` is followed by another. Arguments and errors as for `ask`.
        """
        answer = self._quote_first(question, language, as_of, previous)
        if self._models.writer is None:
            yield answer
        else:
            yield from self._models.writer.write(answer)

    def _quote_first(self, question: str, language: str | None, as_of: date | None, previous: Sequence[str]) -> Answer:
        began = time.perf_counter()
        with self._current.use() as index:
            opened = self._open(index)
            asked = understand(question, language, as_of, previous, opened.names)
            hits, references, vector = self._retrieve(asked, opened)
            retrieved = time.perf_counter()
            answer = self._compose(asked, hits, references, vector, opened.shelf)
        done = time.perf_counter()
        seconds = {"retrieve": retrieved - began, "compose": done - retrieved, "total": done - began}
        return replace(
            answer,
            retrieved=tuple(hits),
            seconds={k: round(v, 4) for k, v in seconds.items()},
            resolved_question=asked.resolved if asked.resolved != asked.text else None,
            index=opened.shelf.description,
        )

    def _retrieve(
        self, asked: Question, opened: _Opened
    ) -> tuple[list[Hit], tuple[Reference, ...], NDArray[np.float32]]:
        references = resolve(asked.text, opened.names, asked.previous[-1] if asked.previous else None)
        vector = self._models.embedder.embed_query(asked.resolved)
        terms = expansion(self._models.terms.find(asked.resolved, asked.language))
        query = Query(asked.resolved, vector, asked.language, asked.as_of, references, asked.expected.old, terms)
        return (
            Retriever(opened.index, opened.shelf, self._models.ranking).retrieve(query, _RETRIEVED),
            references,
            vector,
        )

    def _compose(
        self,
        asked: Question,
        hits: list[Hit],
        references: tuple[Reference, ...],
        vector: NDArray[np.float32],
        shelf: Shelf,
    ) -> Answer:
        verdict = self._models.answerability.judge(hits, references, shelf)
        most = {Status.ANSWERED: _MOST_CITED, Status.NOT_IN_DOCUMENTS: _MOST_NEAR}.get(verdict.status, 0)
        chosen = choose_hits(hits, most=most, margin=_MARGIN) if most else []
        evidence = [choose_spans(hit, vector, asked.expected, self._models.embedder) for hit in chosen]
        sentences, citations = _quote(evidence, asked.as_of)
        own = refusal(asked, verdict, has_nearest=bool(citations)) if verdict.status is not Status.ANSWERED else ()
        said = notes(asked, citations, shelf) if verdict.status is Status.ANSWERED else ()
        return Answer(
            question=asked.text,
            language=asked.language,
            as_of=asked.as_of,
            status=verdict.status,
            sentences=(*(Sentence(text) for text in own), *sentences),
            citations=tuple(citations),
            retrieved=(),
            notes=said,
            confidence=verdict.probability,
        )

    def _open(self, index: Searchable) -> _Opened:
        opened = self._opened
        if opened is None or opened.index is not index:
            shelf = Shelf(index)
            names = {celex: list(known) for celex, known in self._models.names.items()}
            repealed = dict(self._models.repealed)
            for source in shelf.sources.values():
                names.setdefault(source.work, []).extend(_own_name(source))
                if source.repealed_by:
                    repealed[source.work] = source.repealed_by
            opened = self._opened = _Opened(index, shelf, ActNames(names, repealed))
        return opened

    def documents(self) -> list[Source]:
        """All indexed sources."""
        with self._current.use() as index:
            return index.documents()

    def status(self) -> Mapping[str, object]:
        """The published index: generation, built_at, embedding_model, documents, passages."""
        with self._current.use() as index:
            return self._open(index).shelf.description

    def document(self, document_id: str) -> Document:
        """One indexed document; raises KeyError if there is none of that id."""
        with self._current.use() as index:
            return index.document(document_id)


def _own_name(source: Source) -> list[str]:
    """A short title that can name its document in a question; one word alone would be found by chance."""
    return [source.short_title] if source.short_title and " " in source.short_title else []


def understand(
    question: str, language: str | None, as_of: date | None, previous: Sequence[str], names: ActNames
) -> Question:
    """Checks and classifies a question and resolves a follow-up; raises BadQuestion."""
    text = clean(question)
    if language is not None and language not in OFFICIAL:
        raise BadQuestion(f"{language!r} is not an official EU language code: use one of {', '.join(OFFICIAL)}.")
    earlier = tuple(clean(p) for p in previous if p.strip())
    spoken = language or detect(text, default=detect(earlier[-1]) if earlier else "en")
    resolved = resolve_follow_up(text, earlier, names_an_act=bool(names.find(text)))
    return Question(text, spoken, as_of or date.today(), resolved, expectation(text), earlier)


def _quote(evidence: Sequence[Evidence], as_of: date) -> tuple[list[Sentence], list[Citation]]:
    """One sentence a span, one citation a span, numbered in order; quotes are cut from the document's own text."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for item in evidence:
        passage = item.hit.passage
        for start, end in item.spans:
            quote = passage.text[start - passage.start : end - passage.start]
            n = len(citations) + 1
            law_status = describe(item.hit.source, as_of)
            url = official(item.hit.source, passage)
            citations.append(Citation(n, item.hit.source, passage.locator, quote, start, end, url, law_status))
            sentences.append(Sentence(quote, (n,), quoted=True))
    return sentences, citations
