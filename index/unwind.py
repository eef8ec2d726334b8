"""When a build fails: what it leaves is deleted, and one sentence says why."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import BuildFailed, IndexingError
from index.generation import IndexHome
from index.vector_place import VectorPlace

logger = logging.getLogger(__name__)

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_FULL = ("disk is full", "No space left")
_SCARCE = 8_000_000
"""Bytes free below which a failure is taken for a full disk."""


@contextmanager
def nothing_left_behind(home: IndexHome, place: VectorPlace, generation: str) -> Iterator[None]:
    """Delete an unfinished generation when building it fails, and raise BuildFailed with the reason.

    IndexingError passes, as its sentence is the reason; so do Ctrl-C and the like.
    """
    try:
        yield
    except BaseException as error:
        full = _is_full(error, home.path)  # looked at before anything is deleted
        if home.current_or_none() != generation:  # Ctrl-C may come right after publishing
            shutil.rmtree(home.folder(generation), ignore_errors=True)
            with suppress(IndexingError):
                place.sweep(m.id for m in home.generations())
        if not isinstance(error, Exception) or (isinstance(error, IndexingError) and not full):
            raise
        logger.debug("the build of %s failed", generation, exc_info=True)
        reason = _reason(error, home.path, full=full)
        raise BuildFailed(f"The new index was not published: {reason} The published one answers as before.") from error


def _reason(error: Exception, home: Path, *, full: bool) -> str:
    if full:
        return f"the disk with {home} is full. Make room and run the reindex again; it goes on from here."
    if isinstance(error, MemoryError):
        return "memory ran out. Stop other programs or give fewer files at once; what was done is kept."
    if isinstance(error, OSError) and error.errno in _READ_ONLY:
        return f"{error.filename or home} cannot be written ({error.strerror}). Correct that and run the reindex again."
    said = str(error).rstrip(".")
    return f"{type(error).__name__}{f': {said}' if said else ''}. Run the reindex again."


def _is_full(error: BaseException, home: Path) -> bool:
    """Whether the disk is full. Chroma does not say so, hence the look at what is free."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return True
    if any(sign in str(error) for sign in _FULL):
        return True
    return not isinstance(error, IndexingError | KeyboardInterrupt) and shutil.disk_usage(home).free < _SCARCE
