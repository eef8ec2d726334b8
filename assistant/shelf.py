"""The passages of an open index, by work and article, and which edition of each work a reader should get."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.choice import Choice, choose
from index.generation import Manifest
from index.guide import GuideEntry
from ingest.document import Document, Passage
from ingest.source import Source


class Searchable(Protocol):
    """What retrieval needs of an open index (`index.reader.OpenIndex` is one)."""

    @property
    def manifest(self) -> Manifest:
        """What the generation is."""

    def documents(self) -> list[Source]:
        """All sources."""

    def document(self, document_id: str) -> Document:
        """A document with its text."""

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document in reading order."""

    def dense(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The `k` passages nearest to a unit vector: ids and cosines, best first."""

    def lexical(self, query: str, language: str, k: int) -> list[tuple[str, float]]:
        """The `k` best passages by BM25: ids and scores, best first."""

    def guide(self, vector: NDArray[np.float32], k: int) -> list[tuple[GuideEntry, float]]:
        """The `k` guide questions nearest to a unit vector with their cosines, best first."""

    def guided(self) -> frozenset[str]:
        """The works that have a guide question at all."""

    def vectors(self, passage_ids: Iterable[str]) -> NDArray[np.float32]:
        """The stored vectors of passages, one row each."""


class Shelf:
    """All passages and sources of one generation, looked up by id, work and article.

    The same text may be there in several editions (formats, languages, consolidations); `choice` picks for each work
    what holds on a day, in the reader's language and, where there is none, in the original.
    """

    def __init__(self, index: Searchable) -> None:
        manifest = index.manifest
        self.description: Mapping[str, object] = {
            "generation": manifest.id,
            "built_at": manifest.built_at,
            "embedding_model": manifest.embedding_model,
            "documents": manifest.documents,
            "passages": manifest.passages,
        }
        self.sources: dict[str, Source] = {source.id: source for source in index.documents()}
        self.passages: dict[str, Passage] = {}
        self.articles: dict[tuple[str, str], list[Passage]] = defaultdict(list)
        for source in self.sources.values():
            for passage in index.passages(source.id):
                self.passages[passage.id] = passage
                self.articles[source.work, passage.article].append(passage)
        self.works: dict[str, list[Source]] = defaultdict(list)
        for source in self.sources.values():
            self.works[source.work].append(source)
        self.guided = index.guided()
        self._changes = sorted({source.version for source in self.sources.values() if source.version})
        self._choices: dict[tuple[str, int], Choice] = {}

    def source(self, passage: Passage) -> Source:
        """The source a passage belongs to."""
        return self.sources[passage.document_id]

    def choice(self, language: str, day: date = date.max) -> Choice:
        """What readers of `language` get on a day."""
        key = language, bisect_right(self._changes, day)
        if key not in self._choices:
            self._choices[key] = choose(self.works, self.articles, language, day)
        return self._choices[key]

    def preferred(self, language: str, day: date = date.max) -> Mapping[str, int]:
        """Document id to rank (0 best) for readers of `language` on a day; see `assistant.choice`."""
        return self.choice(language, day).ranks

    def article(self, work: str, article: str, language: str, day: date = date.max) -> list[Passage]:
        """The passages of one article, recital or section in the preferred edition that has it; [] if none."""
        choice = self.choice(language, day)
        found = [p for p in self.articles.get((work, article), ()) if choice.offers(p)]
        if not found:
            return []
        best = min((choice.ranks[p.document_id], p.document_id) for p in found)[1]
        return [p for p in found if p.document_id == best]
