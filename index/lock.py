"""One reindex at a time: a lock on the index folder that dies with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BuildInProgress


@contextmanager
def build_lock(home: Path) -> Iterator[None]:
    """Hold the lock of an index folder; BuildInProgress at once when another process or thread has it.

    It is the operating system's lock on an open file (flock), so a killed process cannot leave it behind; that the
    file stays means nothing.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise BuildInProgress(
            f"The index in {home} is being rebuilt by another process. Try again when that has finished."
        ) from error
    try:
        yield
    finally:
        lock.release()
