"""The vector store: Chroma, written through llama-index so that any llama-index program can open the collections.

Embedded Chroma must have one owner: a folder is opened by the process that builds it, closed, and then only read.
Importing this loads chromadb and llama-index (2 s).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError
from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.cache import FloatArray
from index.errors import IndexingError

_ADD = 1000
"""Vectors in one insert, which is also after how many Chroma writes its graph to disk."""
_HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 800,
    "max_neighbors": 32,
    "sync_threshold": _ADD,
    "batch_size": _ADD,
}
"""Measured on 7,900 e5 vectors of passages and 60 questions: recall@20 1.0, recall@200 .9985, 2.7 ms a query, 6 s to
add all; ef_search 400 loses 1 % of the first 200, half the neighbours another 1 %."""
_DATABASE = "chroma.sqlite3"
_FAILURES = (ChromaError, httpx.HTTPError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True)
class Entry:
    """A vector with its id, text, flat metadata, and the document it is from, if any.

    The document can be filtered on as "document_id", a name that llama-index claims.
    """

    id: str
    text: str
    vector: FloatArray
    metadata: dict[str, str]
    document_id: str | None = None

    def node(self) -> BaseNode:
        """The same for llama-index."""
        node = TextNode(id_=self.id, text=self.text, metadata=self.metadata, embedding=self.vector.tolist())
        if self.document_id:
            node.relationships[NodeRelationship.SOURCE] = RelatedNodeInfo(node_id=self.document_id)
        return node


class VectorCollection:
    """Vectors of one kind under cosine similarity."""

    def __init__(self, store: ChromaVectorStore) -> None:
        self._store = store

    @property
    def llama_index(self) -> ChromaVectorStore:
        """The same collection as llama-index knows it."""
        return self._store

    def add(self, entries: Sequence[Entry]) -> None:
        """Add vectors under new ids."""
        for start in range(0, len(entries), _ADD):
            self._store.add([entry.node() for entry in entries[start : start + _ADD]])

    def query(self, vector: FloatArray, k: int, where: dict[str, Any] | None = None) -> list[tuple[str, float]]:
        """Return the ids of the `k` nearest vectors with their cosines, best first.

        `where` is Chroma's filter on metadata, e.g. {"document_id": "32024L1346"}; it costs ten times the time.
        """
        # Asked directly: through llama-index every node is rebuilt from JSON, 14 ms for 200.
        found = self._store.client.query(
            query_embeddings=[vector.tolist()], n_results=k, where=where or None, include=["distances"]
        )
        return [(i, 1.0 - d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def delete(self, identifiers: Sequence[str]) -> None:
        """Delete vectors."""
        for start in range(0, len(identifiers), _ADD):
            self._store.delete_nodes(list(identifiers[start : start + _ADD]))

    def present(self, identifiers: Sequence[str]) -> int:
        """How many of some ids there are."""
        return len(self._store.client.get(ids=list(identifiers), include=[])["ids"])

    def count(self) -> int:
        """How many vectors there are."""
        return int(self._store.client.count())

    def vectors(self, identifiers: Sequence[str]) -> FloatArray:
        """Return the stored vectors (n, dimension) in the order of their ids; KeyError for an unknown one."""
        found = self._store.client.get(ids=list(identifiers), include=["embeddings"])
        by_id = dict(zip(found["ids"], found["embeddings"], strict=True))
        return np.asarray([by_id[identifier] for identifier in identifiers], np.float32)


class VectorStore:
    """Collections of one generation: in a folder of its own, or under a prefix on a Chroma server."""

    def __init__(self, client: ClientAPI, prefix: str = "") -> None:
        self._client = client
        self._prefix = prefix
        self._temporary: TemporaryDirectory[str] | None = None

    @classmethod
    def embedded(cls, folder: Path) -> VectorStore:
        """Open or make a folder; only one process at a time may have it open."""
        try:
            return cls(chromadb.PersistentClient(str(folder), settings=_settings()))
        except (*_FAILURES, AttributeError) as error:  # AttributeError: how chromadb 1.5 fails the second time
            raise IndexingError(f"The vector store in {folder} cannot be opened: {error}.") from error

    @classmethod
    def copied(cls, folder: Path) -> VectorStore:
        """Open a temporary copy of a folder, deleted on closing; what embedded() and copying raise."""
        temporary = TemporaryDirectory(prefix="euma-vectors-", ignore_cleanup_errors=True)
        try:
            copy_folder(folder, Path(temporary.name) / "chroma")
            store = cls.embedded(Path(temporary.name) / "chroma")
        except BaseException:
            temporary.cleanup()
            raise
        store._temporary = temporary
        return store

    @classmethod
    def server(cls, url: str, prefix: str) -> VectorStore:
        """Use a Chroma server, e.g. http://127.0.0.1:8000; collections are named <prefix><name> there."""
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise IndexingError(f"{url!r} is no address of a Chroma server. Use http://HOST:PORT.")
        try:
            port = parts.port or (443 if secure else 80)
            client = chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=_settings())
        except _FAILURES as error:
            raise IndexingError(
                f"The Chroma server {url} does not answer ({error}). Start it, or unset EUMA_CHROMA_URL."
            ) from error
        return cls(client, prefix)

    def __enter__(self) -> VectorStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def create(self, name: str) -> VectorCollection:
        """Make an empty collection."""
        made = self._client.create_collection(
            self._prefix + name,
            embedding_function=None,
            configuration={"hnsw": _HNSW},
        )
        return VectorCollection(ChromaVectorStore(chroma_collection=made))

    def open(self, name: str) -> VectorCollection:
        """Open a collection; IndexingError when it is not there."""
        try:
            found = self._client.get_collection(self._prefix + name, embedding_function=None)
        except (NotFoundError, ValueError) as error:
            raise IndexingError(
                f"The vector store has no collection {self._prefix + name}. Run: euma reindex with your documents."
            ) from error
        return VectorCollection(ChromaVectorStore(chroma_collection=found))

    def names(self) -> list[str]:
        """Names of the collections under the prefix, without it."""
        names = (collection.name for collection in self._client.list_collections(limit=10_000))
        return sorted(name.removeprefix(self._prefix) for name in names if name.startswith(self._prefix))

    def delete(self, names: Iterable[str]) -> None:
        """Delete collections."""
        for name in names:
            self._client.delete_collection(self._prefix + name)

    def close(self) -> None:
        """Give up the folder or the connection."""
        # chromadb 1.5 leaves its own and its inner client's connections to a server open.
        clients = (self._client, getattr(self._client, "_admin_client", None))
        sessions = [getattr(getattr(client, "_server", None), "_session", None) for client in clients]
        self._client.close()  # type: ignore[attr-defined]
        for session in sessions:
            if isinstance(session, httpx.Client):
                session.close()
        if self._temporary:
            self._temporary.cleanup()


def _settings() -> Settings:
    return Settings(anonymized_telemetry=False)


def copy_folder(source: Path, target: Path) -> None:
    """Copy a closed embedded store, or one that others only read."""
    for part in source.iterdir():
        if part.is_dir():
            shutil.copytree(part, target / part.name)
    target.mkdir(parents=True, exist_ok=True)
    # SQLite's own copying, because a reader may have the file open.
    with (
        closing(sqlite3.connect(f"{(source / _DATABASE).resolve().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target / _DATABASE)) as new,
    ):
        old.backup(new)
