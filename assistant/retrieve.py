"""From a question to ranked hits: candidates from several searches, collapsed to one per article, scored, ordered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from assistant.law import Standing, standing
from assistant.ranking import NAMED, Ranking
from assistant.references import Reference
from assistant.shelf import Searchable, Shelf
from assistant.signals import Candidate, compare, in_paragraph
from index.hit import Hit
from ingest.document import Passage

_DENSE, _LEXICAL, _GUIDE = 200, 80, 60
_NAMED_ACT = 400
_BARE_WORDS = 9
_NAMED_ACT_SIGNAL = 0.02  # naming an act without an article only leans towards it: briefs on the act may answer better


@dataclass(frozen=True)
class Query:
    """What retrieval works on: the resolved question, its vector (unit, shape (d,)), language, day and references.

    `terms` are the English legal terms for what it says in other words or in another language. With `within` only
    these works are searched, and all of them.
    """

    text: str
    vector: NDArray[np.float32]
    language: str
    as_of: date
    references: Sequence[Reference] = ()
    wants_old: bool = False
    terms: Sequence[str] = ()
    within: frozenset[str] = frozenset()


class Retriever:
    """Searches one open index. Stateless between queries; safe to use from many threads."""

    def __init__(self, index: Searchable, shelf: Shelf, ranking: Ranking) -> None:
        self._index = index
        self._shelf = shelf
        self._ranking = ranking

    def retrieve(self, query: Query, limit: int = 20) -> list[Hit]:
        """The best `limit` hits, best first; one passage of an article among the first ten, all of a named one."""
        candidates = self._candidates(query)
        hits = [self._hit(candidate, query) for candidate in candidates.values()]
        hits.sort(key=lambda hit: (not is_named(hit), -hit.score, hit.passage.id))  # what is named is certain
        ranks = self._shelf.choice(query.language, query.as_of).ranks
        return _spread(_once_per_place(hits, ranks), limit)

    def _candidates(self, query: Query) -> dict[str, Candidate]:
        choice = self._shelf.choice(query.language, query.as_of)
        found: dict[str, Candidate] = {}

        def note(passage: Passage, signal: str, value: float) -> None:
            source = self._shelf.source(passage)
            if choice.offers(passage) and (not query.within or source.work in query.within):
                signals = found.setdefault(passage.id, Candidate(passage, source)).signals
                signals[signal] = max(value, signals.get(signal, -1.0))

        for passage_id, cosine in self._index.dense(query.vector, _DENSE):
            note(self._shelf.passages[passage_id], "dense", cosine)
        for signal, passage_id, share in self._worded(query):
            note(self._shelf.passages[passage_id], signal, share)
        guided = self._guided(query)
        for (work, article), questions in guided.items():
            cosine, paragraph = questions[0]
            for passage in self._shelf.article(work, article, query.language, query.as_of):
                near = not paragraph or in_paragraph(passage, paragraph)
                note(passage, "guide", cosine if near else cosine - 0.02)
        short = len(query.text.split()) <= _BARE_WORDS
        for reference in query.references:
            for passage, value in self._referred(reference, query, choice.ranks, short=short):
                note(passage, "reference", value)
        for passage in self._of(query.within, choice.ranks):
            note(passage, "reference", _NAMED_ACT_SIGNAL)
        self._complete(found, query)
        compare(list(found.values()), guided, self._shelf.guided)
        return found

    def _worded(self, query: Query) -> Iterator[tuple[str, str, float]]:
        """Lexical hits: signal, passage id, and the score as a share of the best one's."""
        searches = [("lexical", query.text, query.language)]
        if query.terms:
            searches.append(("terms", " ".join(query.terms), "en"))
        for signal, text, language in searches:
            found = self._index.lexical(text, language, _LEXICAL)
            for passage_id, score in found:
                yield signal, passage_id, score / found[0][1]

    def _guided(self, query: Query) -> dict[tuple[str, str], list[tuple[float, str | None]]]:
        questions: dict[tuple[str, str], list[tuple[float, str | None]]] = defaultdict(list)
        for entry, cosine in self._index.guide(query.vector, _GUIDE):
            questions[entry.celex, entry.locator].append((cosine, entry.paragraph))
        return questions

    def _referred(
        self, reference: Reference, query: Query, ranks: Mapping[str, int], *, short: bool
    ) -> list[tuple[Passage, float]]:
        """Passages a reference names; in reading order when the question asks for nothing but the article."""
        if reference.celex is None:
            return []
        work = reference.celex
        if reference.locator is None:
            return [(passage, _NAMED_ACT_SIGNAL) for passage in islice(self._of([work], ranks), _NAMED_ACT)]
        passages = self._shelf.article(work, reference.locator, query.language, query.as_of)
        exact = [p for p in passages if reference.paragraph and in_paragraph(p, reference.paragraph)]
        if exact:
            return [(p, 1.0 if p in exact else 0.6) for p in passages]
        if short:
            return [(p, max(NAMED, 1.0 - 0.1 * i)) for i, p in enumerate(passages)]
        return [(p, 1.0) for p in passages]

    def _of(self, works: Iterable[str], ranks: Mapping[str, int]) -> Iterator[Passage]:
        """All passages of some works in the editions that are shown."""
        shown = (s.id for work in works for s in self._shelf.works.get(work, ()) if s.id in ranks)
        return chain.from_iterable(self._index.passages(source) for source in shown)

    def _complete(self, found: dict[str, Candidate], query: Query) -> None:
        """Gives every candidate its cosine, also those that only other searches found."""
        missing = [i for i, candidate in found.items() if "dense" not in candidate.signals]
        if missing:
            for passage_id, cosine in zip(missing, self._index.vectors(missing) @ query.vector, strict=True):
                found[passage_id].signals["dense"] = float(cosine)

    def _hit(self, candidate: Candidate, query: Query) -> Hit:
        source = candidate.source
        signals = dict(candidate.signals)
        state = standing(source, query.as_of)
        named = any(r.celex == source.work for r in query.references)
        signals["repealed"] = float(
            state in {Standing.REPEALED, Standing.NOT_YET} and not named and not query.wants_old
        )
        signals["recital"] = float(candidate.passage.article.startswith("Recital"))
        signals["brief"] = float(state is Standing.BRIEF)
        signals["english"] = float(query.language == "en")
        return Hit(candidate.passage, source, self._ranking.score(signals), signals)


def is_named(hit: Hit) -> bool:
    """Whether the question names the very article of a hit; such an article is shown whole."""
    return hit.signals.get("reference", 0.0) >= NAMED


def _once_per_place(hits: list[Hit], ranks: Mapping[str, int]) -> list[Hit]:
    """Drops the same place in a second edition; the preferred edition takes the better one's rank."""
    places: dict[tuple[str, str], Hit] = {}
    order: list[tuple[str, str]] = []
    for hit in hits:
        place = (hit.source.work, hit.passage.locator)
        if place not in places:
            order.append(place)
            places[place] = hit
        elif ranks[hit.passage.document_id] < ranks[places[place].passage.document_id]:
            places[place] = Hit(hit.passage, hit.source, places[place].score, hit.signals)
        elif hit.passage.document_id == places[place].passage.document_id:
            extra = (hit.source.work, f"{hit.passage.locator}#{hit.passage.start}")
            order.append(extra)
            places[extra] = hit
    return [places[place] for place in order]


def _spread(hits: list[Hit], limit: int) -> list[Hit]:
    """One passage per article among the first ten, the others behind, order kept."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    first: list[Hit] = []
    rest: list[Hit] = []
    for hit in hits:
        place = (hit.source.work, hit.passage.article)
        seen[place] += 1
        (first if seen[place] == 1 or is_named(hit) else rest).append(hit)
    return [*first[:10], *sorted(first[10:] + rest, key=lambda hit: -hit.score)][:limit]
