"""An assistant on a part of the index (law only, one text), or on an earlier generation that is still kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant, Current
from assistant.shelf import Searchable
from index.errors import IndexingError
from index.generation import IndexHome, Manifest, check_model
from index.guide import GuideEntry
from index.reader import OpenIndex
from ingest.document import Document, Passage
from ingest.source import Source

_MOST_VIEWS = 8
_WIDER = 25
"""How many times more lexical and guide hits are looked at, since those outside the view are dropped."""


@dataclass(frozen=True)
class Filter:
    """What to search in: `law_only` leaves out policy, press releases and briefs; `work` is one text ("" for all)."""

    law_only: bool = False
    work: str = ""

    def __bool__(self) -> bool:
        return self.law_only or bool(self.work)

    def keeps(self, source: Source) -> bool:
        """Whether a document is searched."""
        return (source.kind.is_law or not self.law_only) and self.work in {"", source.work}


class Views:
    """Narrower and earlier assistants that share everything but the index with one; safe to use from many threads.

    `home` is the index folder, None where earlier generations cannot be opened.
    """

    def __init__(self, assistant: Assistant, home: Path | None = None) -> None:
        self._assistant = assistant
        self._home = IndexHome(home) if home else None
        self._narrowed: OrderedDict[Filter, Assistant] = OrderedDict()
        self._lock = Lock()
        self._one = Lock()
        self._earlier: tuple[OpenIndex, Assistant] | None = None

    def narrowed(self, wanted: Filter) -> Assistant:
        """An assistant that searches only what the filter keeps."""
        with self._lock:
            found = self._narrowed.pop(wanted, None) or self._on(_Part(self._assistant._current, wanted))
            self._narrowed[wanted] = found
            while len(self._narrowed) > _MOST_VIEWS:
                self._narrowed.popitem(last=False)
        return found

    @contextmanager
    def earlier(self, generation: str, wanted: Filter) -> Iterator[Assistant]:
        """An assistant on a kept generation, one at a time; raises IndexingError when it is not kept or not usable."""
        with self._one:
            if self._earlier is None or self._earlier[0].manifest.id != generation:
                self._open(generation)
            if self._earlier is None:
                raise IndexingError(f"Generation {generation} is not kept.")
            index, assistant = self._earlier
            yield self._on(_Part(_Fixed(index), wanted)) if wanted else assistant

    def _open(self, generation: str) -> None:
        if self._home is None:
            raise IndexingError(f"Generation {generation} is not kept.")
        manifest = self._home.manifest(generation)
        check_model(manifest, self._assistant._models.embedder.name)
        index = OpenIndex(self._home, manifest)
        if self._earlier:
            self._earlier[0].close()
        self._earlier = (index, self._on(_Fixed(index)))

    def _on(self, current: Current) -> Assistant:
        """The same assistant on another index."""
        other = copy(self._assistant)
        other._current, other._opened = current, None
        return other


class _Fixed:
    """One generation for good."""

    def __init__(self, index: Searchable) -> None:
        self._index = index

    @contextmanager
    def use(self) -> Iterator[Searchable]:
        yield self._index


class _Part:
    """The part of the published index that a filter keeps; follows what is published."""

    def __init__(self, current: Current, wanted: Filter) -> None:
        self._current = current
        self._wanted = wanted
        self._part: Narrowed | None = None

    @contextmanager
    def use(self) -> Iterator[Searchable]:
        with self._current.use() as index:
            part = self._part
            if part is None or part.whole is not index:
                part = self._part = Narrowed(index, self._wanted.keeps)
            yield part


class Narrowed:
    """An open index of which only some documents can be found; `whole` is all of it."""

    def __init__(self, whole: Any, keep: Callable[[Source], bool]) -> None:
        self.whole = whole
        self._sources = [source for source in whole.documents() if keep(source)]
        if not self._sources:
            raise NothingLeft("The filter leaves no document to search in.")
        self._ids = {source.id for source in self._sources}
        self._works = {source.work for source in self._sources}
        self._passages = {p.id for source in self._sources for p in whole.passages(source.id)}

    @property
    def manifest(self) -> Manifest:
        """What the generation is."""
        manifest: Manifest = self.whole.manifest
        return manifest

    def documents(self) -> list[Source]:
        """The sources of this part."""
        return self._sources

    def document(self, document_id: str) -> Document:
        """A document with its text."""
        found: Document = self.whole.document(document_id)
        return found

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document in reading order."""
        found: list[Passage] = self.whole.passages(document_id)
        return found

    def dense(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The `k` passages of this part nearest to a unit vector, best first."""
        where = {"document_id": {"$in": sorted(self._ids)}}
        found: list[tuple[str, float]] = self.whole.dense(vector, min(k, len(self._passages)), where)
        return found

    def lexical(self, query: str, language: str, k: int) -> list[tuple[str, float]]:
        """The `k` best passages of this part by BM25, best first."""
        found = self.whole.lexical(query, language, k * _WIDER)
        return [(passage, score) for passage, score in found if passage in self._passages][:k]

    def guide(self, vector: NDArray[np.float32], k: int) -> list[tuple[GuideEntry, float]]:
        """The `k` nearest guide questions on texts of this part, best first."""
        found = self.whole.guide(vector, k * _WIDER)
        return [(entry, cosine) for entry, cosine in found if entry.celex in self._works][:k]

    def guided(self) -> frozenset[str]:
        """The works of this part that have a guide question at all."""
        found: frozenset[str] = self.whole.guided()
        return found & self._works

    def vectors(self, passage_ids: Iterable[str]) -> NDArray[np.float32]:
        """The stored vectors of passages, one row each."""
        found: NDArray[np.float32] = self.whole.vectors(passage_ids)
        return found


class NothingLeft(IndexingError):
    """A filter that keeps no document."""
