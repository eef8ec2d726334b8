"""The passages of an open index, by work and article, and which edition of each work a reader should get."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.generation import Manifest
from index.guide import GuideEntry
from ingest.document import Document, Passage
from ingest.source import Kind, Source
from ingest.versions import format_rank, lesser_formats, version_on, versions

PREAMBLE_ONLY = 1000
"""From this rank on, a document is an amended act as it was adopted: only its recitals still hold."""


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

    def vectors(self, passage_ids: Iterable[str]) -> NDArray[np.float32]:
        """The stored vectors of passages, one row each."""


class Shelf:
    """All passages and sources of one generation, looked up by id, work and article.

    The same text may be there in several editions (formats, languages, consolidations); `preferred` picks for each
    work the edition in the reader's language and, where there is none, the original.
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
        self._changes = sorted({source.version for source in self.sources.values() if source.version})
        self._preferred: dict[tuple[str, int], Mapping[str, int]] = {}

    def source(self, passage: Passage) -> Source:
        """The source a passage belongs to."""
        return self.sources[passage.document_id]

    def preferred(self, language: str, day: date = date.max) -> Mapping[str, int]:
        """Document id to rank (0 best) for readers of `language` on a day; third-language editions are left out.

        Of each work the version that is valid on the day, and the text as adopted for its recitals (ranked behind it,
        see `offers`). Among those: editions in the reader's language before the original (English where there is one),
        the Official Journal's text before consolidations, and of one text in two formats only the better.
        """
        key = language, bisect_right(self._changes, day)
        if key not in self._preferred:
            ranks: dict[str, int] = {}
            for editions in self.works.values():
                languages = {source.language for source in editions}
                original = "en" if "en" in languages else min(languages)
                kept = [s for s in editions if s.language in {language, original}]
                ranks |= _ranked(kept, language, day)
            self._preferred[key] = ranks
        return self._preferred[key]

    def offers(self, passage: Passage, ranks: Mapping[str, int]) -> bool:
        """Whether a passage may be shown to readers with these `preferred` ranks."""
        rank = ranks.get(passage.document_id)
        return rank is not None and (rank < PREAMBLE_ONLY or passage.article.startswith("Recital"))

    def article(self, work: str, article: str, language: str, day: date = date.max) -> list[Passage]:
        """The passages of one article, recital or section in the preferred edition that has it; [] if none."""
        ranks = self.preferred(language, day)
        found = [p for p in self.articles.get((work, article), ()) if self.offers(p, ranks)]
        if not found:
            return []
        best = min((ranks[p.document_id], p.document_id) for p in found)[1]
        return [p for p in found if p.document_id == best]


def _ranked(editions: Sequence[Source], language: str, day: date) -> dict[str, int]:
    """The ranks of one work's editions; corrigenda count only where nothing else is at hand."""
    lesser = {one.id for one, _ in lesser_formats(editions)}
    valid = version_on(editions, day)
    start = valid.start if valid else None
    of_day = [v.source for v in versions(editions) if v.start == start] or list(editions)
    order = [s for s in of_day if s.id not in lesser]
    order.sort(key=lambda s: (s.language != language, s.kind is Kind.CONSOLIDATED, format_rank(s), s.id))
    adopted = [s for s in editions if start and s.version is None and s.corrects is None and s.id not in lesser]
    adopted.sort(key=lambda s: (s.language != language, s.id))
    ranks = {source.id: rank for rank, source in enumerate(order)}
    return ranks | {source.id: PREAMBLE_ONLY + rank for rank, source in enumerate(adopted)}
