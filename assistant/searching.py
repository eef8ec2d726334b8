"""Finding the passages for a question: once for a plain one, beside the turns before for a follow-up, for each part of
one that asks several things, and on both sides of a change of law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.acts import ActNames
from assistant.beside import Beside
from assistant.conversation import blend, follow_up_vector, lean
from assistant.law import Standing, standing
from assistant.law_of_day import LawOfDay
from assistant.pasted import bare_act, where_from
from assistant.question import Question
from assistant.references import Reference, resolve
from assistant.retrieve import Query, Retriever
from assistant.sides import Sides
from assistant.status_question import Said, StatusAnswers
from assistant.transition import Transitions
from index.embedder import Embedder
from index.hit import Hit
from ingest.termbase import TermMatcher, expansion

_RETRIEVED = 20
_MORE = 40  # before leaning on the turn before, which reorders them
_TOPIC = 3
_ABOUT = 10  # hits whose acts a question that names none may be about


@dataclass(frozen=True)
class Part:
    """One thing that is asked: its words, unit vector and hits, best first; `second` is of the first one's article."""

    text: str
    vector: NDArray[np.float32]
    hits: tuple[Hit, ...]
    second: Hit | None = None


@dataclass(frozen=True)
class Found:
    """What was found for a question; `parts` only where it asks for more than one thing, or for old and new law.

    `pasted`: it is no question but words of the hits themselves. `status`: it asks whether an act applies.
    `second` is another passage of the first hit's article.
    """

    hits: list[Hit]
    references: tuple[Reference, ...]
    vector: NDArray[np.float32]
    parts: tuple[Part, ...] = ()
    pasted: bool = False
    status: Said | None = None
    second: Hit | None = None


@dataclass(frozen=True)
class Search:
    """Searches one open index."""

    retriever: Retriever
    names: ActNames
    embedder: Embedder
    terms: TermMatcher
    law: LawOfDay
    status: StatusAnswers
    beside: Beside
    sides: Sides
    transitions: Transitions

    def find(self, asked: Question) -> Found:
        """The hits for a question; references and vector are those of the whole."""
        references = resolve(asked.text, self.names, asked.previous[-1] if asked.previous else None)
        if pasted := where_from(asked.text, asked.language, self.law.index, self.law.shelf):
            places = tuple(Reference(hit.source.work, hit.passage.article) for hit in pasted)
            return Found(pasted, places, self.embedder.embed_query(asked.text), pasted=True)
        if act := bare_act(asked.text, references, self.names):
            references = (act,)
        vector = follow_up_vector(asked, self.embedder) if asked.topic else self.embedder.embed_query(asked.resolved)
        before = self._before(asked) if asked.topic else []
        if before:  # "In Article 5?" is of the act that the turn before was answered from
            work = before[0].source.work
            references = tuple(replace(r, celex=work) if r.locator and not r.celex else r for r in references)
        hits = self._hits(asked, asked.resolved, vector, references, _MORE if asked.topic else _RETRIEVED)
        hits = lean(hits, before)[:_RETRIEVED] if before else hits
        said = self.status.find(asked, references)
        if going_on := self.transitions.find(asked, references, hits[:_ABOUT]):
            said = Said(None, going_on)
        parts = self._said(said, hits, vector, asked) if said else self._sides(asked, hits, references)
        if not parts and len(asked.parts) > 1:
            parts = self._parts(asked, vector, references)
        if parts:
            return Found(_merged(parts, hits), references, vector, parts, status=said)
        second = self.beside.find(hits[0], vector) if hits else None
        if hits and (repeal := self.status.repeal(asked, references)):
            hits.insert(1, replace(self.law.hit(repeal, vector), score=hits[0].score))
        return Found(hits, references, vector, second=second)

    def _said(self, said: Said, hits: Sequence[Hit], vector: NDArray[np.float32], asked: Question) -> tuple[Part, ...]:
        """What the acts say of themselves, and the best other document that is not repealed."""
        own = [self.law.hit(passage, vector) for passage in said.passages]
        works = {hit.source.work for hit in own} | ({said.source.work} if said.source else set())
        others = (h for h in hits if h.source.work not in works and not h.passage.article.startswith("Recital"))
        applying = (h for h in others if standing(h.source, asked.as_of) is not Standing.REPEALED)
        other = next((h for h in applying if not self.status.finals.only_formal(h)), None)
        return tuple(Part(asked.resolved, vector, (hit,)) for hit in (*own, *([other] if other else [])))

    def _before(self, asked: Question) -> list[Hit]:
        """What the topic of the turns before is answered from."""
        references = resolve(asked.topic, self.names)
        return self._hits(asked, asked.topic, self.embedder.embed_query(asked.topic), references, _TOPIC)

    def _hits(
        self, asked: Question, text: str, vector: NDArray[np.float32], references: Sequence[Reference], limit: int
    ) -> list[Hit]:
        terms = expansion(self.terms.find(text, asked.language))
        query = Query(text, vector, asked.language, asked.as_of, references, asked.expected.old, terms)
        hits = self.retriever.retrieve(query, limit)
        named = frozenset(r.celex for r in references if r.celex)
        return self.law.applied(hits, vector, asked.language, asked.as_of, named)

    def _parts(self, asked: Question, whole: NDArray[np.float32], references: Sequence[Reference]) -> tuple[Part, ...]:
        """Each part searched for beside the whole, whose subject it often leaves out."""
        parts = []
        for text in asked.parts:
            own = resolve(text, self.names, asked.resolved) or tuple(references)
            vector = blend([self.embedder.embed_query(text), whole])
            hits = tuple(self._hits(asked, text, vector, own, _RETRIEVED))
            parts.append(Part(text, vector, hits, self.beside.find(hits[0], vector) if hits else None))
        return tuple(parts)

    def _sides(self, asked: Question, hits: Sequence[Hit], references: Sequence[Reference]) -> tuple[Part, ...]:
        """Old law and new law side by side, for a question that asks what changed; () for others."""
        pair = self.sides.find(asked, hits, references)
        if pair is None:
            return ()
        vector = pair.vector
        both = sorted((pair.old, pair.new), key=lambda h: standing(h.source, asked.as_of) is not Standing.REPEALED)
        return tuple(Part(asked.resolved, vector, (hit,), self.beside.find(hit, vector)) for hit in both)


def _merged(parts: Sequence[Part], hits: Sequence[Hit]) -> list[Hit]:
    """The parts' hits in turn, best of each first, then those of the whole; each passage once."""
    merged: dict[str, Hit] = {}
    for rank in range(max(len(part.hits) for part in parts)):
        for part in parts:
            if rank < len(part.hits):
                merged.setdefault(part.hits[rank].passage.id, part.hits[rank])
    for hit in hits:
        merged.setdefault(hit.passage.id, hit)
    return list(merged.values())[:_RETRIEVED]
