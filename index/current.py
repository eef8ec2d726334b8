"""The published generation, followed: a server answers from the new one as soon as it is there."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from index.errors import IndexingError
from index.generation import IndexHome
from index.reader import OpenIndex

logger = logging.getLogger(__name__)

_CHECK_SECONDS = 2.0


class CurrentIndex:
    """Hands out the published generation and swaps it when another is published.

    Whoever entered `use` keeps the generation they got until they leave; an old one is closed when its last user has
    left. A new generation that cannot be opened (another model, damaged) leaves the old one answering.
    """

    def __init__(
        self,
        home: Path,
        embedder_name: str | None = None,
        vectors: str | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the published generation; raises what OpenIndex.open raises."""
        self._home = IndexHome(home)
        self._arguments = (home, embedder_name, vectors)
        self._clock = clock
        self._lock = Lock()
        self._swapping = Lock()
        self._users: dict[int, int] = {}
        self._seen = self._stamp()
        self._index = OpenIndex.open(*self._arguments)
        self._checked = clock()
        self._closed = False

    @contextmanager
    def use(self) -> Iterator[OpenIndex]:
        """Give the published generation for the length of one question."""
        self._follow()
        with self._lock:
            index = self._index
            self._users[id(index)] = self._users.get(id(index), 0) + 1
        try:
            yield index
        finally:
            with self._lock:
                self._users[id(index)] -= 1
                last = not self._users[id(index)] and (index is not self._index or self._closed)
                if not self._users[id(index)]:
                    del self._users[id(index)]
            if last:
                index.close()

    def close(self) -> None:
        """Close the generation, once nobody uses it."""
        with self._lock:
            idle = not self._closed and id(self._index) not in self._users
            self._closed = True
        if idle:
            self._index.close()

    def _follow(self) -> None:
        """Swap to another published generation, looking at most every two seconds; one thread does, others go on."""
        if self._clock() - self._checked < _CHECK_SECONDS or not self._swapping.acquire(blocking=False):
            return
        try:
            self._checked = self._clock()
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                self._swap()
        finally:
            self._swapping.release()

    def _swap(self) -> None:
        try:
            if self._home.current() == self._index.manifest.id:
                return
            fresh = OpenIndex.open(*self._arguments)
        except IndexingError as error:
            logger.error("still answering from generation %s: %s", self._index.manifest.id, error)
            return
        with self._lock:
            old, self._index = self._index, fresh
            idle = id(old) not in self._users
        logger.info("answering from generation %s", fresh.manifest.id)
        if idle:
            old.close()

    def _stamp(self) -> tuple[int, int]:
        try:
            status = self._home.current_file.stat()
        except FileNotFoundError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)
