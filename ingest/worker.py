"""The worker that reads files for `ingest.isolation`: an interpreter of its own, bounded in memory and time.

It takes requests on its standard input and answers on its standard output, one JSON object a frame (a length of eight
bytes before it). What libraries print goes nowhere. A file's alarm ends it even inside a library's C code, also when
the process that asked is gone; without a file in hand it ends when its input does.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

from ingest.collect import FoundFile
from ingest.errors import IngestError, TooLarge
from ingest.load import Limits, load
from ingest.transfer import document_to_fields, dumped, found_from_fields

FRAME = struct.Struct(">Q")
ALARM_AFTER = 10.0
"""Seconds after the time limit at which the worker ends itself, where nobody has ended it before."""
_MAX_WRITTEN = 500_000_000  # bytes a file; only text recognition writes any
_SPENT = 2 / 3  # of its memory: a worker that holds more after a file is not given another one


def serve(memory: int) -> None:
    """Answer requests until the input ends; `memory` is the limit in bytes."""
    requests, answers = _private_streams()
    _limit(memory)
    records = _Records()
    logging.getLogger().addHandler(records)
    answers.write(_framed({"ready": True}))
    answers.flush()
    while request := _read_frame(requests):
        answer = _answer(json.loads(request), memory)
        answers.write(_framed(answer | {"log": records.taken()}))
        answers.flush()


def _answer(request: dict[str, Any], memory: int) -> dict[str, Any]:
    found = found_from_fields(request["found"])
    _alarm(request["seconds"] + ALARM_AFTER)
    try:
        return _read(found, request, memory)
    except MemoryError:
        sentence = f"{found.path.name} needs more than {memory // 1_000_000} MB of memory to read"
        return {"error": TooLarge.__name__, "message": f"{sentence}; split it and add the parts.", "spent": True}
    finally:
        _alarm(0)


def _read(found: FoundFile, request: dict[str, Any], memory: int) -> dict[str, Any]:
    try:
        document = load(found, Limits(request["max_bytes"], request["seconds"]), request["ocr"])
        return {"document": document_to_fields(document), "spent": _used() > memory * _SPENT}
    except IngestError as error:
        if isinstance(error.__cause__, MemoryError):
            raise error.__cause__ from None
        return {"error": type(error).__name__, "message": str(error), "spent": _used() > memory * _SPENT}


class _Records(logging.Handler):
    """Keeps what the readers log, to be logged where the run logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._kept: list[list[Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self._kept.append([record.name, record.levelno, self.format(record)])

    def taken(self) -> list[list[Any]]:
        """All that was logged since the last time: name, level, text."""
        kept, self._kept = self._kept, []
        return kept


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes; descriptors 0 to 2 lead nowhere from now on."""
    requests = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return requests, answers


def _limit(memory: int) -> None:
    """Bound memory and files written, and leave no core dump; a system without such limits has the time limit only."""
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return
    wanted = {"RLIMIT_AS": memory, "RLIMIT_FSIZE": _MAX_WRITTEN, "RLIMIT_CORE": 0}
    for name, value in wanted.items():
        kind = getattr(resource, name)
        _, most = resource.getrlimit(kind)
        bound = value if most == resource.RLIM_INFINITY else min(value, most)
        try:
            resource.setrlimit(kind, (bound, bound))
        except (OSError, ValueError):  # macOS has no limit on address space
            continue


def _used() -> int:
    """Address space that this process holds, in bytes; 0 where the system does not say (it is not bounded there)."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):  # Unix; the signal's default is to end the process
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _read_frame(stream: BinaryIO) -> bytes:
    head = stream.read(FRAME.size)
    return stream.read(FRAME.unpack(head)[0]) if len(head) == FRAME.size else b""


def _framed(fields: dict[str, Any]) -> bytes:
    body = dumped(fields)
    return FRAME.pack(len(body)) + body
