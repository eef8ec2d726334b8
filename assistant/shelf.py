"""The passages of an open index, by work and article, and which edition of each work a reader should get."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.generation import Manifest
from index.guide import GuideEntry
from ingest.document import Document, Passage
from ingest.source import Kind, Source


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
        self._preferred: dict[str, Mapping[str, int]] = {}

    def source(self, passage: Passage) -> Source:
        """The source a passage belongs to."""
        return self.sources[passage.document_id]

    def preferred(self, language: str) -> Mapping[str, int]:
        """Document id to rank (0 best) for readers of `language`; third-language editions are left out.

        In each work: editions in the reader's language before the original (English where there is one), and among
        those the Official Journal's text before consolidations, markup before PDF.
        """
        if language not in self._preferred:
            ranks: dict[str, int] = {}
            for editions in self.works.values():
                languages = {source.language for source in editions}
                original = "en" if "en" in languages else min(languages)
                kept = [s for s in editions if s.language in {language, original}]
                kept.sort(key=lambda s: (s.language != language, s.kind is Kind.CONSOLIDATED, _is_print(s), s.id))
                ranks.update({source.id: rank for rank, source in enumerate(kept)})
            self._preferred[language] = ranks
        return self._preferred[language]

    def article(self, work: str, article: str, language: str) -> list[Passage]:
        """The passages of one article, recital or section in the preferred edition that has it; [] if none."""
        ranks = self.preferred(language)
        found = [p for p in self.articles.get((work, article), ()) if p.document_id in ranks]
        if not found:
            return []
        best = min((ranks[p.document_id], p.document_id) for p in found)[1]
        return [p for p in found if p.document_id == best]


def _is_print(source: Source) -> bool:
    return "pdf" in (source.layout or "").casefold()
