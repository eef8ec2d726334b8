"""The stages of a build after reading: embed what is new, store vectors and words, verify."""

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
from index.guide import GuideEntry
from index.lexical import LexicalIndex, write_lexical
from index.report import Listener, Progress
from index.store import Pending, StoreBuilder
from index.terms import terms
from index.vector_place import VectorPlace
from ingest.document import Passage
from ingest.source import Source

_EMBED = 128
"""Texts embedded between two writes to the cache: what a killed build loses at most (4 s)."""
_STORE = 1000
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


def write_searches(archive: Archive, folder: Path, place: VectorPlace, listener: Listener) -> None:
    """Fill the generation's vector store and lexical index from its finished documents.sqlite."""
    from index.vectors import Entry  # noqa: PLC0415  loads chromadb and llama-index

    sources, total = archive.sources, archive.count("passages") + archive.count("guide")
    done = 0
    with place.open(folder.name) as store:
        passages, guide = store.create("passages"), store.create("guide")
        for batch in archive.embedded(_STORE):
            listener(Progress("store", done, total))
            passages.add([Entry(i, text, vector, _metadata(sources[doc]), doc) for i, doc, text, vector in batch])
            done += len(batch)
        for batch in archive.embedded_guide(_STORE):
            listener(Progress("store", done, total))
            entries = archive.guide
            guide.add([Entry(i, text, vector, _guide_metadata(entries[i])) for i, _, text, vector in batch])
            done += len(batch)
    rows = itertools.chain.from_iterable(archive.embedded(_STORE))
    write_lexical(folder / "lexical", ((i, sources[doc].language, text) for i, doc, text, _ in rows))
    listener(Progress("store", total, total))


def verify(archive: Archive, folder: Path, place: VectorPlace, listener: Listener) -> None:
    """Open what was built as a reader would and compare: counts, integrity, and searches for known passages.

    BuildFailed says what does not agree.
    """
    passages, guide = archive.count("passages"), archive.count("guide")
    lexical = LexicalIndex(folder / "lexical")
    with place.open(folder.name) as store:
        vectors, questions = store.open("passages"), store.open("guide")
        expected = {
            "passages without a vector": (archive.missing_vectors(), 0),
            "passages in the vector store": (vectors.count(), passages),
            "guide questions in the vector store": (questions.count(), guide),
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


def _metadata(source: Source) -> dict[str, str]:
    return {
        "language": source.language,
        "kind": source.kind.value,
        "work": source.work,
    }


def _guide_metadata(entry: GuideEntry) -> dict[str, str]:
    return {
        "celex": entry.celex,
        "article": entry.article,
        "paragraph": entry.paragraph or "",
        "language": entry.language,
    }
