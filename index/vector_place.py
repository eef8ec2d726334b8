"""Where the vectors of a home's generations are: a Chroma folder in each, or collections on one Chroma server."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from index.errors import IndexingError
from index.generation import EMBEDDED, IndexHome

if TYPE_CHECKING:
    from index.vectors import VectorStore

logger = logging.getLogger(__name__)


class VectorPlace:
    """Opens a generation's vector store; `location` is EMBEDDED or a server's address."""

    def __init__(self, home: IndexHome, location: str = EMBEDDED) -> None:
        self._home = home
        self.location = location

    def open(self, generation: str) -> VectorStore:
        """Open the store of one generation; IndexingError when it or the server is not there."""
        from index.vectors import VectorStore  # noqa: PLC0415  loads chromadb and llama-index

        if self.location == EMBEDDED:
            return VectorStore.embedded(self._home.folder(generation) / "chroma")
        return VectorStore.server(self.location, f"{self._prefix}{generation}-")

    def read(self, generation: str) -> VectorStore:
        """Open the store of one generation for searching only, also where its folder cannot be written to.

        Chroma writes to a folder on opening it. Where it cannot, on a read-only medium or a full disk, a copy in the
        system's folder for temporary files is opened, which goes when the store is closed.
        """
        try:
            return self.open(generation)
        except IndexingError:
            from index.vectors import VectorStore  # noqa: PLC0415

            folder = self._home.folder(generation) / "chroma"
            if self.location != EMBEDDED or not folder.is_dir():
                raise
            try:
                store = VectorStore.copied(folder)
            except (IndexingError, OSError, sqlite3.Error):
                logger.debug("a copy of %s cannot be opened either", folder, exc_info=True)
            else:
                logger.warning("%s cannot be written to; searching a temporary copy of it", folder)
                return store
            raise

    def sweep(self, generations: Iterable[str]) -> list[str]:
        """Delete this home's collections of all other generations from the server (folders go with theirs)."""
        if self.location == EMBEDDED:
            return []
        strays = self.strays(generations)
        with self._server() as store:
            store.delete(strays)
        return strays

    def strays(self, generations: Iterable[str]) -> list[str]:
        """This home's collections of all other generations on the server; none where there is no server."""
        if self.location == EMBEDDED:
            return []
        kept = tuple(f"{generation}-" for generation in generations)
        with self._server() as store:
            return [name for name in store.names() if not name.startswith(kept)]

    def _server(self) -> VectorStore:
        from index.vectors import VectorStore  # noqa: PLC0415

        return VectorStore.server(self.location, self._prefix)

    @property
    def _prefix(self) -> str:
        return f"euma-{self._home.label()}-"
