"""From a question to an answer: understand, retrieve, decide, quote."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Protocol

from assistant.acts import ActNames
from assistant.answer import Answer, Citation, Sentence, Status
from assistant.answerable import Answerability
from assistant.beside import Beside
from assistant.correlation import Correlations
from assistant.editions import other_editions
from assistant.evidence import Evidence, choose_spans
from assistant.law import describe
from assistant.law_of_day import LawOfDay
from assistant.links import official
from assistant.misplaced import with_nearer
from assistant.notes import declined, notes, opening, refusal
from assistant.parts import evidence_for, with_followed
from assistant.premise import breadth, corrected, leaned, premise_of, with_said
from assistant.question import Question
from assistant.ranking import Ranking
from assistant.retrieve import Retriever
from assistant.searching import Found, Search
from assistant.shelf import Searchable, Shelf
from assistant.sides import Sides
from assistant.status_question import StatusAnswers
from assistant.territory import with_outside
from assistant.transition import Transitions
from assistant.understanding import understand
from assistant.widening import widened
from assistant.writing.writer import Writer
from index.embedder import Embedder
from ingest.document import Document
from ingest.source import Source
from ingest.termbase import TermMatcher

_MOST_CITED = 4
_MOST_NEAR = 2


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
    search: Search


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
            asked = understand(question, language, as_of, previous, opened.names, self._models.terms)
            found = None if asked.only_orders else opened.search.find(asked)
            retrieved = time.perf_counter()
            answer = self._compose(asked, found, opened.shelf) if found else declined(asked)
        done = time.perf_counter()
        seconds = {"retrieve": retrieved - began, "compose": done - retrieved, "total": done - began}
        return replace(
            answer,
            retrieved=tuple(found.hits) if found else (),
            seconds={k: round(v, 4) for k, v in seconds.items()},
            resolved_question=asked.resolved if asked.resolved != asked.undated or (asked.typed and found) else None,
            index=opened.shelf.description,
        )

    def _compose(self, asked: Question, found: Found, shelf: Shelf) -> Answer:
        ranking, embedder = self._models.ranking, self._models.embedder
        plain = not (found.pasted or found.status)
        premise = premise_of(asked, found.hits, shelf, ranking, found.references) if plain else None
        judge, words = self._models.answerability.judge, 0 if found.pasted else len(asked.text.split())
        verdict = judge(found.hits, found.references, shelf, found.vector, words=words)
        verdict = corrected(premise, verdict)
        if found.status:  # the acts themselves say it
            verdict = replace(verdict, status=Status.ANSWERED)
        most = {Status.ANSWERED: _MOST_CITED, Status.NOT_IN_DOCUMENTS: _MOST_NEAR}.get(verdict.status, 0)
        found = leaned(premise, found)
        most, scale = breadth(premise, most, ranking.scale)
        evidence = evidence_for(found, asked, embedder, most=most, scale=scale)
        if premise and most:
            evidence = widened(evidence, asked, shelf) if premise.granted else evidence
            evidence = with_outside(premise.outside, evidence)
            quote = partial(choose_spans, vector=found.vector, expected=asked.expected, embedder=embedder)
            evidence = with_nearer(premise.misplaced, evidence, quote)
        premise = with_said(premise, evidence)
        answered = verdict.status is Status.ANSWERED
        sentences, citations = _quote(with_followed(evidence, shelf) if answered else evidence, asked.as_of, shelf)
        quoted = bool(citations)
        own = (
            opening(asked, found, shelf, premise, has_quotes=quoted)
            if answered
            else refusal(asked, shelf, verdict, premise, has_quotes=quoted)
        )
        said = [n for n in notes(asked, citations, shelf) if n not in own] if answered else ()
        return Answer(
            question=asked.typed or asked.text,
            language=asked.language,
            as_of=asked.as_of,
            status=verdict.status,
            sentences=(*(Sentence(text) for text in own), *sentences),
            citations=tuple(citations),
            retrieved=(),
            notes=tuple(said),
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
            known = ActNames(names, repealed)
            correlations = Correlations(index, shelf, repealed)
            law = LawOfDay(index, shelf, self._models.ranking, correlations)
            retriever = Retriever(index, shelf, self._models.ranking)
            status = StatusAnswers(index, shelf, known)
            beside = Beside(index, shelf)
            embedder, terms = self._models.embedder, self._models.terms
            sides = Sides(index, retriever, correlations, status.finals, known, embedder, terms)
            transitions = Transitions(shelf, status.finals, correlations, known, embedder)
            search = Search(retriever, known, embedder, terms, law, status, beside, sides, transitions)
            opened = self._opened = _Opened(index, shelf, known, search)
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


def _quote(evidence: Sequence[Evidence], as_of: date, shelf: Shelf) -> tuple[list[Sentence], list[Citation]]:
    """One sentence a span, one citation a span, numbered in order; quotes are cut from the document's own text."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for item in evidence:
        passage = item.hit.passage
        also = other_editions(item.hit, shelf)
        for start, end in item.spans:
            quote = passage.text[start - passage.start : end - passage.start]
            n = len(citations) + 1
            law_status = describe(item.hit.source, as_of)
            url = official(item.hit.source, passage)
            citations.append(Citation(n, item.hit.source, passage.locator, quote, start, end, url, law_status, also))
            sentences.append(Sentence(quote, (n,), quoted=True))
    return sentences, citations
