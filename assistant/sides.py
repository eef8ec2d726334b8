"""An act and the one that replaced it side by side: which article of each answers a question on both.

The two articles are chosen together: how well each answers, and how far one continues the other. On 36 such questions,
the pair of acts given: both articles right in 81 of 100 cases, in 69 when each is chosen alone. The weights below were
chosen on the same questions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.acts import ActNames
from assistant.comparison import about, asks_for_change, pairs_meant
from assistant.conversation import blend
from assistant.correlation import Correlations
from assistant.finals import Finals
from assistant.question import Question
from assistant.references import Reference
from assistant.retrieve import Query, Retriever
from assistant.shelf import Searchable
from index.embedder import Embedder
from index.hit import Hit
from ingest.termbase import TermMatcher, expansion

_CONTINUES = 0.5
"""What likeness of the two articles counts beside their scores; between 0.3 and 0.8 one question in 36 differs."""
_SAME = 0.3
"""The same for the two passages."""
_ALL = 100_000
_TOP = 5


@dataclass(frozen=True)
class Pair:
    """The old act's passage and the new one's, and the unit vector (d,) of what both are searched for by."""

    old: Hit
    new: Hit
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Sides:
    """Looks in one open index."""

    index: Searchable
    retriever: Retriever
    correlations: Correlations
    finals: Finals
    names: ActNames
    embedder: Embedder
    terms: TermMatcher

    def find(self, asked: Question, hits: Sequence[Hit], references: Sequence[Reference]) -> Pair | None:
        """The passages for a question that asks what changed, with the better one's score; None for others.

        `hits` are those of the question as a whole.
        """
        if not asks_for_change(asked, references, self.correlations):
            return None
        pairs = pairs_meant(asked.text, references, self.correlations, [h.source.work for h in hits[:_TOP]])
        if not pairs:
            return None
        text = about(asked.undated or asked.text, self.names)
        vector = blend([self.embedder.embed_query(asked.text), self.embedder.embed_query(text)])
        by_article = self._searched(asked, text, vector, frozenset(work for pair in pairs for work in pair))
        best = max((self._joint(pair, by_article) for pair in pairs), key=lambda found: found[0])
        if not best[1] or not best[2]:
            return None
        old, new = self._passages(best[1], best[2])
        top = max(old.score, new.score)
        return Pair(replace(old, score=top), replace(new, score=top), vector)

    def _searched(
        self, asked: Question, text: str, vector: NDArray[np.float32], works: frozenset[str]
    ) -> dict[tuple[str, str], list[Hit]]:
        """The hits in some acts by work and article, best first; recitals, annexes and final articles left out."""
        terms = expansion(self.terms.find(text, asked.language))
        query = Query(text, vector, asked.language, asked.as_of, (), True, terms, within=works)
        found: dict[tuple[str, str], list[Hit]] = defaultdict(list)
        for hit in self.retriever.retrieve(query, _ALL):
            if not hit.passage.article.startswith(("Recital", "Annex")) and not self.finals.holds(hit):
                found[hit.source.work, hit.passage.article].append(hit)
        for of_article in found.values():
            of_article.sort(key=lambda hit: -hit.score)
        return found

    def _joint(
        self, pair: tuple[str, str], found: dict[tuple[str, str], list[Hit]]
    ) -> tuple[float, list[Hit], list[Hit]]:
        """The articles of two acts that together score best: their score and their hits."""
        likeness = self.correlations.likenesses(*pair)
        olds = [found.get((pair[0], article), []) for article in likeness.olds]
        news = [found.get((pair[1], article), []) for article in likeness.news]
        if not any(olds) or not any(news):
            return -np.inf, [], []
        scores = _CONTINUES * likeness.values + _best(news)[:, None] + _best(olds)[None, :]
        i, j = divmod(int(scores.argmax()), scores.shape[1])
        return float(scores[i, j]), olds[j], news[i]

    def _passages(self, olds: Sequence[Hit], news: Sequence[Hit]) -> tuple[Hit, Hit]:
        """One passage of each article: what answers best, and says the same thing then and now."""
        before, after = (self.index.vectors([hit.passage.id for hit in hits]) for hits in (olds, news))
        own = [[old.score + new.score for new in news] for old in olds]
        scores = np.array(own) + _SAME * (before @ after.T)
        i, j = divmod(int(scores.argmax()), scores.shape[1])
        return olds[i], news[j]


def _best(articles: Sequence[Sequence[Hit]]) -> NDArray[np.float64]:
    return np.array([hits[0].score if hits else -np.inf for hits in articles])
