"""The stages of a build that compute and check: embed what is new, verify what was written."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.archive import Archive
from index.cache import FloatArray, VectorCache
from index.embedder import Embedder, EmbedderFactory
from index.errors import BuildFailed
from index.lexical import LexicalIndex
from index.report import Listener, Progress
from index.store import Pending, StoreBuilder
from index.terms import terms
from index.vector_place import VectorPlace
from ingest.document import Passage

_EMBED = 256
"""Texts embedded between two writes to the cache: what a killed build loses at most (6 s)."""
_PROBES = 3
_SAME = 0.999


@dataclass
class Loader:
    """Loads the embedder when it is first needed: a build without new texts never does."""

    factory: EmbedderFactory
    loaded: Embedder | None = None

    def __call__(self) -> Embedder:
        """Return the embedder."""
        if self.loaded is None:
            self.loaded = self.factory.load()
        return self.loaded


def embed_pending(store: StoreBuilder, table: str, cache: VectorCache, load: Loader, listener: Listener) -> int:
    """Give every row of "passages" or "guide" its vector, from the cache or the embedder; returns how many were new."""
    total, done, computed = store.count_pending(table), 0, 0
    pending = store.pending(table)
    while batch := list(itertools.islice(pending, _EMBED)):
        listener(Progress("embed", done, total, table))
        known = cache.get([p.key for p in batch])
        new = list({p.key: p for p in batch if p.key not in known}.values())
        if new:
            fresh = dict(zip((p.key for p in new), _embed(load(), table, new), strict=True))
            cache.put(fresh)
            known |= fresh
            computed += len(new)
        store.set_vectors(table, {p.position: known[p.key] for p in batch})
        done += len(batch)
    listener(Progress("embed", total, total, table))
    return computed


def _embed(embedder: Embedder, table: str, texts: Sequence[Pending]) -> FloatArray:
    embed = embedder.embed_passages if table == "passages" else embedder.embed_queries
    vectors = embed([p.text for p in texts])
    if vectors.shape != (len(texts), embedder.dimension) or not np.isfinite(vectors).all():
        raise BuildFailed(
            f"The embedding model {embedder.name} returned unusable vectors (shape {vectors.shape}). "
            "Choose another model, or the packaged one."
        )
    return vectors


def verify(archive: Archive, folder: Path, place: VectorPlace, listener: Listener) -> None:
    """Open what was built as a reader would and compare: counts, integrity, and searches for known passages.

    BuildFailed says what does not agree.
    """
    passages, guide = archive.count("passages"), archive.count("guide")
    lexical = LexicalIndex(folder / "lexical")
    with place.open(folder.name) as store:
        vectors, questions = store.open("passages"), store.open("guide")
        expected = {
            "texts without a vector": (archive.missing_vectors(), 0),
            "passages in the vector store": (vectors.count(), passages),
            "passages in it that belong there": (len(vectors.ids() & archive.passages.keys()), passages),
            "guide questions in the vector store": (questions.count(), guide),
            "guide questions in it that belong there": (len(questions.ids() & archive.guide.keys()), guide),
            "passages in the lexical index": (len(lexical.identifiers), passages),
        }
        wrong = [f"{found} {what}, not {wanted}" for what, (found, wanted) in expected.items() if found != wanted]
        wrong += archive.faults()
        listener(Progress("verify", 0, _PROBES))
        for done, passage in enumerate(_probes(list(archive.passages.values())), 1):
            [vector] = archive.vectors([passage.id])
            nearest = vectors.query(vector, 1)
            if not nearest or nearest[0][1] < _SAME:
                wrong.append(f"passage {passage.id} is not found by its own vector")
            language = archive.sources[passage.document_id].language
            if terms(passage.text, language) and not lexical.search(passage.text[:200], language, 1):
                wrong.append(f"passage {passage.id} is not found by its own words")
            listener(Progress("verify", done, _PROBES))
    if wrong:
        raise BuildFailed(f"The new index does not verify: {'; '.join(wrong)}. Run the reindex again.")


def _probes(passages: list[Passage]) -> list[Passage]:
    """A few passages spread over the index."""
    step = max(1, len(passages) // _PROBES)
    return passages[::step][:_PROBES]
