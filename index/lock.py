"""One reindex at a time: a lock on the index folder that dies with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BuildInProgress, IndexingError


@contextmanager
def build_lock(home: Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock of an index folder; BuildInProgress when another process or thread has it for `wait` seconds.

    IndexingError when the folder cannot be written to.

    It is the operating system's lock on an open file (flock), so a killed process cannot leave it behind; that the
    file stays means nothing.
    """
    lock = FileLock(home / "lock", timeout=wait, thread_local=False)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise BuildInProgress(
            f"The index in {home} is being rebuilt by another process. Try again when that has finished."
        ) from error
    except OSError as error:
        raise IndexingError(
            f"The index folder {home} cannot be written to ({error.strerror or error}); what is published there still "
            "answers. Correct its permissions, or choose another folder with EUMA_HOME."
        ) from error
    try:
        yield
    finally:
        lock.release()
