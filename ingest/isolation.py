"""Reading in a worker process: a file that hangs, eats memory or makes a library crash is left out alone.

The worker is a fresh interpreter with the readers only (no torch), started for the first file and kept for the run;
nothing is forked from the process that asks. It is started anew after a file that it did not outlive.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ingest import errors
from ingest.collect import MAX_BYTES, FoundFile
from ingest.document import Document
from ingest.errors import IngestError, ReaderStopped
from ingest.transfer import document_from_fields, dumped, found_to_fields
from ingest.worker import FRAME

logger = logging.getLogger(__name__)

# The limits of threads come before any import: each thread of OpenBLAS reserves address space, which is bounded.
_START = """
import json, os, sys
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"), "1")
sys.path[:] = json.loads(sys.argv[1])
from ingest.worker import serve
serve(int(sys.argv[2]))
"""
_MAX_ANSWER = 800_000_000  # bytes; the largest file that is read has an eighth of that in text
_MAX_MESSAGE = 500  # characters of a sentence about a file
_STARTING = 60.0  # seconds


@dataclass(frozen=True)
class Bounds:
    """What one file may cost: bytes on disk, seconds, bytes of memory; seconds where its text must be recognised."""

    max_bytes: int = MAX_BYTES
    seconds: float = 180.0
    memory: int = 2_000_000_000
    ocr_seconds: float = 3_600.0


class _Gone(Exception):
    """The worker ended before it answered; `slow` if it was ended for its time."""

    def __init__(self, code: int, *, slow: bool) -> None:
        super().__init__(code)
        self.code, self.slow = code, slow


class IsolatedLoader:
    """`ingest.load.load` in a worker process. Use as a context, or close it; threads take turns.

    `ocr` allows text recognition for scans (see `ingest.ocr`).
    """

    def __init__(self, bounds: Bounds | None = None, *, ocr: bool = False) -> None:
        self._bounds = bounds or Bounds()
        self._ocr = ocr
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def __enter__(self) -> IsolatedLoader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; another file would start one anew."""
        with self._lock:
            self._drop()

    def load(self, found: FoundFile) -> Document:
        """The document of a file; raises IngestError with one sentence, ReaderStopped where the worker was lost."""
        seconds = self._bounds.ocr_seconds if self._ocr else self._bounds.seconds
        request = {
            "found": found_to_fields(found),
            "max_bytes": self._bounds.max_bytes,
            "seconds": seconds,
            "ocr": self._ocr,
        }
        with self._lock:
            try:
                answer = self._started().ask(dumped(request), seconds)
            except _Gone as gone:
                self._drop()
                raise ReaderStopped(_why(found.path.name, gone, seconds)) from gone
            except BaseException:  # Ctrl-C while it reads: what it answers later would be taken for the next file's
                self._drop()
                raise
            if answer.get("spent"):
                self._drop()
        return _result(found, answer)

    def _started(self) -> _Worker:
        """The worker, a new one where there is none or the last has ended between two files."""
        if self._worker is not None and self._worker.ended():
            self._drop()
        if self._worker is None:
            self._worker = _Worker(self._bounds.memory)
        return self._worker

    def _drop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()


class _Worker:
    """A running worker."""

    def __init__(self, memory: int) -> None:
        paths = json.dumps([path or os.getcwd() for path in sys.path])  # noqa: PTH109 - a string is wanted
        command = [sys.executable or "python3", "-I", "-c", _START, paths, str(memory)]
        try:
            self._child = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the run, which then ends its worker
            )
        except OSError as error:
            raise IngestError(
                f"No file can be read, as {command[0]} could not be started ({error.strerror}); check the installation."
            ) from error
        self._end = weakref.finalize(self, _end, self._child)
        try:
            self._receive(_STARTING)
        except _Gone as gone:
            self.close()
            raise IngestError(
                f"No file can be read, as the reading worker did not start (code {gone.code}). "
                "Free some memory, or install the program anew."
            ) from gone

    def ended(self) -> bool:
        """Whether the worker is gone."""
        return self._child.poll() is not None

    def close(self) -> None:
        """End the worker and whatever it started."""
        self._end()

    def ask(self, request: bytes, seconds: float) -> dict[str, Any]:
        """The answer to a request; raises _Gone."""
        pipe = self._child.stdin
        try:
            if pipe is not None:
                pipe.write(FRAME.pack(len(request)) + request)
                pipe.flush()
        except OSError as error:
            raise _Gone(self._child.wait(), slow=False) from error
        return self._receive(seconds)

    def _receive(self, seconds: float) -> dict[str, Any]:
        overdue = threading.Event()
        timer = threading.Timer(seconds, _kill, (self._child, overdue))
        timer.daemon = True
        timer.start()
        try:
            return self._frame()
        except (EOFError, ValueError, TypeError, OSError) as error:
            _kill(self._child)
            raise _Gone(self._child.wait(), slow=overdue.is_set()) from error
        finally:
            timer.cancel()

    def _frame(self) -> dict[str, Any]:
        pipe = self._child.stdout
        head = pipe.read(FRAME.size) if pipe is not None else b""
        if pipe is None or len(head) < FRAME.size:
            raise EOFError
        (size,) = FRAME.unpack(head)
        if size > _MAX_ANSWER:
            raise ValueError(size)
        body = pipe.read(size)
        if len(body) < size:
            raise EOFError
        answer = json.loads(body)
        if not isinstance(answer, dict):
            raise TypeError(type(answer))
        return answer


def _kill(child: subprocess.Popen[bytes], overdue: threading.Event | None = None) -> None:
    """End a worker and what it started (its session), at once."""
    if overdue is not None:
        overdue.set()
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    except (ProcessLookupError, PermissionError):
        return


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        _kill(child)
        child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # bytes that nobody took
                continue


def _result(found: FoundFile, answer: dict[str, Any]) -> Document:
    for name, level, text in answer.get("log", ()):
        logging.getLogger(str(name)).log(int(level), "%s", text)
    if "document" in answer:
        try:
            return document_from_fields(answer["document"])
        except (KeyError, ValueError, TypeError) as error:
            raise ReaderStopped(f"{found.path.name} was not read rightly ({error}); save it anew.") from error
    kind = getattr(errors, str(answer.get("error")), IngestError)
    message = " ".join(str(answer.get("message")).split())[:_MAX_MESSAGE]
    raise (kind if isinstance(kind, type) and issubclass(kind, IngestError) else IngestError)(message)


def _why(name: str, gone: _Gone, seconds: float) -> str:
    if gone.slow:
        return f"{name} took longer than {seconds:.0f} s to read and was left out; split it and add the parts."
    try:
        how = signal.Signals(-gone.code).name
    except ValueError:
        how = f"code {gone.code}"
    return (
        f"{name} made its reader stop ({how}) and was left out; it is damaged or hostile: save it anew, or remove it."
    )
