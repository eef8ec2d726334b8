"""Watching folders: when their documents have changed and then been left alone, the index is brought up to date."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType

from ingest.collect import READABLE

logger = logging.getLogger(__name__)

QUIET, LONGEST, AGAIN = 2.0, 600.0, 60.0
"""Seconds: how long nothing may change before the index is built; how long a change waits at most while others go on
(a large copy); after what time a failed build is tried again."""

_TEMPORARY = (".tmp", ".temp", ".part", ".crdownload", ".download", ".swp", ".swx", ".bak", "~")
_LAST_WORDS = 30
DONE = (0, 4)
"""Exit codes of a build that published what could be published."""


class NotWatchable(Exception):
    """A folder that cannot be watched; the message is one plain sentence with the next step."""


def is_document(path: Path) -> bool:
    """Whether a change of this file can change the index: no hidden, half-written or editor's own files."""
    name = path.name.lower()
    if name.startswith((".", "~$", "#")) or name.endswith(_TEMPORARY):
        return False
    return path.suffix.lower() in READABLE or name == "manifest.json" or not path.suffix


def check_folders(folders: Iterable[Path], home: Path) -> list[Path]:
    """The folders resolved; raises NotWatchable where there is none, or where a build itself would be a change."""
    found = []
    for folder in folders:
        if not folder.is_dir():
            raise NotWatchable(f"{folder} is no folder. Make it, or check the path.")
        if home.resolve().is_relative_to(folder.resolve()):
            raise NotWatchable(f"The index itself is in {folder} ({home}). Watch a folder that does not hold it.")
        found.append(folder.resolve())
    return found


def changes(folders: Sequence[Path], quiet: float, stop: Event, *, poll: bool = False) -> Iterator[set[Path]]:
    """Documents that changed, each time they were then left alone for `quiet` seconds; empty sets while all is quiet.

    Where changes never pause they come after ten minutes. `poll` looks at the files instead of waiting to be told, for
    network drives. Ends when `stop` is set; Ctrl-C raises KeyboardInterrupt.
    """
    from watchfiles import watch  # noqa: PLC0415 - only this command needs it

    waiting: set[Path] = set()
    since = time.monotonic()
    every = max(50, int(quiet * 1000))
    told = watch(
        *folders,
        watch_filter=lambda _, path: is_document(Path(path)),
        debounce=every,
        step=min(50, every),
        rust_timeout=every,
        yield_on_timeout=True,
        stop_event=stop,
        force_polling=poll or None,
    )
    for batch in told:
        if batch and not waiting:
            since = time.monotonic()
        waiting |= {Path(path) for _, path in batch}
        if not batch or time.monotonic() - since > LONGEST:
            yield waiting
            waiting = set()


def keep_current(
    folders: Sequence[Path],
    build: Callable[[], int],
    say: Callable[[str], None],
    *,
    quiet: float = QUIET,
    poll: bool = False,
    stop: Event | None = None,
    again: float = AGAIN,
) -> None:
    """Build once, then after every change, until `stop` is set or Ctrl-C.

    `build` returns an exit code; one not among DONE is tried again after `again` seconds. Anything it raises is said
    and does not end the watching.
    """
    failed_at: float | None = None
    begun = False
    for changed in changes(folders, quiet, stop or Event(), poll=poll):
        if not begun:  # only now are changes noticed, also those that come during the first build
            begun = True
            failed_at = _tried(build, say)
            say(f"Watching {', '.join(map(str, folders))} (stop with Ctrl-C)")
            continue
        if changed:
            say(f"{_names(changed)} changed")
        elif failed_at is None or time.monotonic() - failed_at < again:
            continue
        failed_at = _tried(build, say)


def _tried(build: Callable[[], int], say: Callable[[str], None]) -> float | None:
    """Build; returns when that failed, else None."""
    try:
        failed = build() not in DONE
    except Exception as error:
        logger.debug("the build failed", exc_info=True)
        say(f"{type(error).__name__}: {error}")
        failed = True
    if failed:
        say("Not indexed; it is tried again in a minute, or when something changes.")
    return time.monotonic() if failed else None


def _names(changed: Iterable[Path], most: int = 3) -> str:
    names = sorted({path.name for path in changed})
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def build_apart(folders: Sequence[Path]) -> int:
    """Run `euma reindex FOLDER…` in a process of its own and return its exit code.

    Memory that Chroma and the embedder take is given back, and a file that brings the process down ends no watching.
    """
    command = [sys.executable, "-P", "-m", "ui", "reindex", *map(str, folders)]
    with subprocess.Popen(command) as child:  # noqa: S603 - our own program
        try:
            return child.wait()
        except BaseException:
            child.send_signal(signal.SIGINT)  # from a terminal it has one already, and two do no harm
            try:
                child.wait(_LAST_WORDS)
            except subprocess.TimeoutExpired:
                child.kill()
            raise


@contextmanager
def stopped_by_terminate() -> Iterator[None]:
    """Let SIGTERM, which systemd sends, end the watching as Ctrl-C does."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
