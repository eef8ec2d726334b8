"""An open generation: everything that answering needs, for any number of threads at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from index.archive import Archive
from index.cache import FloatArray
from index.errors import IndexingError
from index.generation import EMBEDDED, IndexHome, Manifest, check_model
from index.guide import GuideEntry
from index.lexical import LexicalIndex
from index.vector_place import VectorPlace
from index.vectors import VectorCollection
from ingest.document import Document, Passage
from ingest.source import Source


class OpenIndex:
    """One generation, which never changes. Use `open`, and `close` (or `with`) when done."""

    def __init__(self, home: IndexHome, manifest: Manifest) -> None:
        self.manifest = manifest
        folder = home.folder(manifest.id)
        if not (folder / "documents.sqlite").is_file():
            raise IndexingError(
                f"Generation {manifest.id} has lost its documents.sqlite. Run: euma rollback, or euma reindex PATH"
            )
        self._archive = Archive(folder / "documents.sqlite")
        try:
            self._lexical = LexicalIndex(folder / "lexical")
            self._store = VectorPlace(home, manifest.vectors).read(manifest.id)
            self._passages = self._store.open("passages")
            self._guide = self._store.open("guide")
        except (OSError, ValueError) as error:
            self._archive.close()
            raise IndexingError(
                f"Generation {manifest.id} cannot be opened ({error}). Run: euma rollback, or euma reindex PATH"
            ) from error
        except BaseException:
            self._archive.close()
            raise
        # A question is looked up twice: for its candidates, and for the second passage of the best article.
        self._asked = lru_cache(maxsize=64)(partial(_nearest_guide, self._guide, self._archive))

    @classmethod
    def open(cls, home: Path, embedder_name: str | None = None, vectors: str | None = None) -> OpenIndex:
        """Open the published generation.

        Raises NoIndex when there is none, WrongModel when `embedder_name` is given and another model made its
        vectors, IndexingError when its files are damaged or `vectors` (EMBEDDED or a server) is not where they are.
        """
        index = IndexHome(home)
        manifest = index.manifest(index.current())
        if embedder_name is not None:
            check_model(manifest, embedder_name)
        if vectors is not None and vectors != manifest.vectors:
            places = ["in the index folder" if v == EMBEDDED else f"on {v}" for v in (manifest.vectors, vectors)]
            raise IndexingError(
                f"The index's vectors are {places[0]}, but {places[1]} is set (EUMA_CHROMA_URL). "
                "Run: euma reindex, to move them, or change the setting."
            )
        return cls(index, manifest)

    def __enter__(self) -> OpenIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def documents(self) -> list[Source]:
        """All sources, by id."""
        return list(self._archive.sources.values())

    def source(self, document_id: str) -> Source:
        """Return one source; KeyError when there is none."""
        return self._archive.sources[document_id]

    def document(self, document_id: str) -> Document:
        """Return a document with its text and units; KeyError when there is none."""
        return self._archive.document(document_id)

    def passages(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in reading order; KeyError when there is none."""
        return list(self._archive.passages_of[document_id])

    def passage(self, passage_id: str) -> Passage:
        """Return one passage; KeyError when there is none."""
        return self._archive.passages[passage_id]

    def path(self, document_id: str) -> Path:
        """Return the file a document was read from; KeyError when there is none."""
        return Path(self._archive.files[document_id].path)

    def dense(self, vector: FloatArray, k: int, where: dict[str, Any] | None = None) -> list[tuple[str, float]]:
        """Return the `k` passages nearest to a unit vector (dimension,): ids and cosines, best first.

        `where` filters on document_id, language, kind and work, as Chroma writes filters.
        """
        return self._passages.query(vector, k, where)

    def guided(self) -> frozenset[str]:
        """Return the CELEX numbers of the acts that have a guide question at all."""
        return frozenset(entry.celex for entry in self._archive.guide.values())

    def guided_places(self) -> frozenset[tuple[str, str]]:
        """Return work and locator of every article that a guide question leads to."""
        return frozenset((entry.celex, entry.locator) for entry in self._archive.guide.values())

    def guide(self, vector: FloatArray, k: int) -> list[tuple[GuideEntry, float]]:
        """Return the `k` guide questions nearest to a unit vector (dimension,) with their cosines, best first."""
        return list(self._asked(np.ascontiguousarray(vector, np.float32).tobytes(), k))

    def lexical(self, query: str, language: str, k: int) -> list[tuple[str, float]]:
        """Return the `k` best passages by BM25 for a query in `language`: ids and scores above 0, best first."""
        return self._lexical.search(query, language, k)

    def vectors(self, passage_ids: Iterable[str]) -> FloatArray:
        """Return the vectors (n, dimension) of passages in the order of their ids; KeyError for an unknown one."""
        return self._archive.vectors(passage_ids)

    def close(self) -> None:
        """Close all files."""
        self._store.close()
        self._archive.close()


def _nearest_guide(
    vectors: VectorCollection, archive: Archive, vector: bytes, k: int
) -> tuple[tuple[GuideEntry, float], ...]:
    entries = archive.guide
    found = vectors.query(np.frombuffer(vector, np.float32), k) if entries else []
    return tuple((entries[i], cosine) for i, cosine in found)
