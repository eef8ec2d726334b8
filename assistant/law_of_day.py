"""The law of an earlier or later day: where the best passages are of an act that does not apply then, the passages that
their articles continue, or that continue them, take their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.correlation import Correlations, Place
from assistant.law import Standing, standing
from assistant.ranking import Ranking
from assistant.shelf import Searchable, Shelf
from index.hit import Hit
from ingest.document import Passage

_LOOKED_AT = 12
_BEHIND = 0.1  # what does not apply is not quoted beside the law that does
_OUT = {Standing.NOT_YET, Standing.REPEALED}


@dataclass(frozen=True)
class LawOfDay:
    """Finds counterparts in one index."""

    index: Searchable
    shelf: Shelf
    ranking: Ranking
    correlations: Correlations

    def applied(
        self, hits: Sequence[Hit], vector: NDArray[np.float32], language: str, as_of: date, named: frozenset[str]
    ) -> list[Hit]:
        """The hits with the passages that applied on `as_of` in place of those that did not; `named` acts stay."""
        kept: list[Hit] = []
        added: dict[str, Hit] = {}
        for rank, hit in enumerate(hits):
            if hit.source.work in named or standing(hit.source, as_of) not in _OUT:
                kept.append(hit)
                continue
            found = self.counterpart(hit, vector, language, as_of) if rank < _LOOKED_AT else None
            kept.append(replace(hit, score=hit.score - _BEHIND) if found else hit)
            if found and (found.passage.id not in added or added[found.passage.id].score < found.score):
                added[found.passage.id] = found
        if not added:
            return kept
        places = {(hit.source.work, hit.passage.article) for hit in added.values()}
        others = [h for h in kept if (h.source.work, h.passage.article) not in places or h.passage.id not in added]
        return sorted([*added.values(), *others], key=lambda hit: -hit.score)

    def counterpart(self, hit: Hit, vector: NDArray[np.float32], language: str, as_of: date | None) -> Hit | None:
        """The best passage of the article that stands for this hit's in the older or newer act, applying on `as_of`."""
        place = Place(hit.source.work, hit.passage.article)
        for other in (*self.correlations.before(place), *self.correlations.after(place)):
            passages = self.shelf.article(other.work, other.article, language, as_of or date.max)
            if passages and (as_of is None or standing(self.shelf.source(passages[0]), as_of) not in _OUT):
                return self._best(passages, hit, vector)
        return None

    def hit(self, passage: Passage, vector: NDArray[np.float32]) -> Hit:
        """A passage that was found otherwise than by likeness, as a hit for a question's vector."""
        signals = {"dense": float((self.index.vectors([passage.id]) @ vector)[0])}
        return Hit(passage, self.shelf.source(passage), self.ranking.score(signals), signals)

    def _best(self, passages: Sequence[Passage], hit: Hit, vector: NDArray[np.float32]) -> Hit:
        cosines = self.index.vectors([p.id for p in passages]) @ vector
        best = int(cosines.argmax())
        signals = {**hit.signals, "dense": float(cosines[best]), "repealed": 0.0, "counterpart": 1.0}
        score = self.ranking.score(signals)
        return Hit(passages[best], self.shelf.source(passages[best]), score, signals)
