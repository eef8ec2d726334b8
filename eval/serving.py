"""A server of its own for a measurement: started on a free port over an index, asked under load, ended."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx

from eval.load import WITHIN, measure

COMMAND = (sys.executable, "-m", "ui", "serve", "--port")
_STARTING = 120.0
"""Seconds in which a server must show its first page; 8 s is usual on an idle machine."""
_ENDING = 20.0


class NotStarted(Exception):
    """The server did not answer in time or ended; the message is one plain sentence."""


@contextmanager
def running(home: Path, command: Sequence[str] = COMMAND) -> Iterator[tuple[str, int]]:
    """The address and process number of a server over the index in `home`, ended on leaving; NotStarted."""
    port = _free_port()
    child = subprocess.Popen(  # noqa: S603 - our own program
        [*command, str(port)], env={**os.environ, "EUMA_HOME": str(home)}, stdin=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, child)
        yield url, child.pid
    finally:
        child.terminate()
        try:
            child.wait(_ENDING)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def load_figures(
    home: Path, people: int, sessions: int, questions: int, *, command: Sequence[str] = COMMAND, within: float = WITHIN
) -> dict[str, Any]:
    """What a running server does under load (`eval.load.LoadReport`), seconds and megabytes to three decimals."""
    with running(home, command) as (url, pid):
        found = asyncio.run(measure(url, pid, people, sessions, questions, within=within))
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(found).items()}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(url: str, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTING
    with httpx.Client(trust_env=False, timeout=_STARTING) as client:
        while time.monotonic() < until:
            if child.poll() is not None:
                raise NotStarted(f"The server ended at once (code {child.returncode}); see what it said above.")
            try:
                client.get(url).raise_for_status()
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
    raise NotStarted(f"The server did not answer within {_STARTING:.0f} seconds; end other programs and try again.")
