"""The stages of a build that compute and check: embed what is new, verify what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.archive import Archive
from index.cache import FloatArray, VectorCache
from index.embedder import Embedder, EmbedderFactory
from index.embedder import Progress as TextsDone
from index.errors import BuildFailed
from index.lexical import LexicalIndex
from index.report import Listener, Progress
from index.store import Pending, StoreBuilder
from index.terms import terms
from index.vector_place import VectorPlace

if TYPE_CHECKING:
    from index.vectors import VectorCollection

_EMBED = 256
"""Texts embedded between two writes to the cache: what a killed build loses at most (6 s)."""
_LOOKED_UP = 1000
_PROBES = 3
_SAME = 0.999


@dataclass
class Loader:
    """Loads the embedder when it is first needed: a build without new texts never does."""

    factory: EmbedderFactory
    loaded: Embedder | None = None

    @property
    def batch(self) -> int:
        """How many texts the embedder is given between two writes to the cache."""
        return int(getattr(self.factory, "batch", _EMBED))

    def __call__(self) -> Embedder:
        """Return the embedder."""
        if self.loaded is None:
            self.loaded = self.factory.load()
        return self.loaded


@dataclass(frozen=True)
class Embedded:
    """How many texts of each kind were computed, not found in the cache."""

    passages: int = 0
    guide: int = 0


def embed_pending(store: StoreBuilder, cache: VectorCache, load: Loader, listener: Listener) -> Embedded:
    """Give every passage and guide question its vector, from the cache or the embedder, a batch at a time."""
    total = store.count_pending("passages") + store.count_pending("guide")
    done, computed = 0, {"passages": 0, "guide": 0}
    for table in computed:
        for batch in store.pending(table, load.batch):
            tell = partial(_tell, listener, done, total, table)
            tell(0, len(batch))
            known = cache.get([p.key for p in batch])
            new = list({p.key: p for p in batch if p.key not in known}.values())
            if new:
                fresh = dict(zip((p.key for p in new), _embed(load(), table, new, tell), strict=True))
                cache.put(fresh)
                known |= fresh
                computed[table] += len(new)
            store.set_vectors(table, {p.position: known[p.key] for p in batch})
            done += len(batch)
    listener(Progress("embed", total, total))
    return Embedded(**computed)


def _tell(listener: Listener, before: int, total: int, table: str, done: int, _of: int) -> None:
    listener(Progress("embed", before + done, total, table))


def _embed(embedder: Embedder, table: str, texts: Sequence[Pending], progress: TextsDone) -> FloatArray:
    embed = embedder.embed_passages if table == "passages" else embedder.embed_queries
    vectors = embed([p.text for p in texts], progress)
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
            "passages in it that belong there": (_present(vectors, archive, "passages"), passages),
            "guide questions in the vector store": (questions.count(), guide),
            "guide questions in it that belong there": (_present(questions, archive, "guide"), guide),
            "passages in the lexical index": (len(lexical.identifiers), passages),
        }
        wrong = [f"{found} {what}, not {wanted}" for what, (found, wanted) in expected.items() if found != wanted]
        wrong += archive.faults()
        listener(Progress("verify", 0, _PROBES))
        for done, (passage, language, vector) in enumerate(archive.probes(_PROBES), 1):
            nearest = vectors.query(vector, 1) if len(vector) else []
            if not nearest or nearest[0][1] < _SAME:
                wrong.append(f"passage {passage.id} is not found by its own vector")
            if terms(passage.text, language) and not lexical.search(passage.text[:200], language, 1):
                wrong.append(f"passage {passage.id} is not found by its own words")
            listener(Progress("verify", done, _PROBES))
    if wrong:
        raise BuildFailed(f"The new index does not verify: {'; '.join(wrong)}. Run the reindex again.")


def _present(collection: VectorCollection, archive: Archive, table: str) -> int:
    """How many of a table's ids are in its collection."""
    return sum(collection.present(identifiers) for identifiers in archive.identifiers(table, _LOOKED_UP))
