"""Long work for staff, each in a program of its own, one at a time: the chat answers all the while.

`staff/runs/<id>/` holds the task (`task.json`), its steps, what it ended in (`result.json`) and what it said (`log`).
The program is not ended with the server: a page may be left and opened again, and a server started anew finds it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from filelock import FileLock, Timeout

from ui.staff.steps import Step, read_steps
from ui.texts import Told, later

COMMAND = (sys.executable, "-m", "ui.staff.worker")
_KEPT = 50
_NICE = 10
_STARTING = 20.0
"""Seconds in which a program that a former server started must have taken its lock."""


class Occupied(Told):
    """Another run goes on; the message is one plain sentence."""


@dataclass(frozen=True)
class Run:
    """One piece of long work as a page shows it; `state` is running, done, failed or lost (it ended without a word)."""

    id: str
    kind: str
    by: str
    at: str
    folder: Path
    task: Mapping[str, Any]
    state: str
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def steps(self) -> list[Step]:
        """Its stages."""
        return read_steps(self.folder, self.kind)

    @property
    def log(self) -> str:
        """The end of what it said on its error stream."""
        try:
            return (self.folder / "log").read_text("utf-8", "replace")[-2000:].strip()
        except OSError:
            return ""


class Runs:
    """The runs of one home folder. `environment` is added to that of the programs; `command` is for tests."""

    def __init__(
        self, home: Path, environment: Mapping[str, str] | None = None, command: Sequence[str] = COMMAND
    ) -> None:
        self.folder = home / "staff" / "runs"
        self._environment = dict(environment or {})
        self._command = tuple(command)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = Lock()

    def prepare(self) -> Path:
        """A new folder for a run, in which files may be put before it starts."""
        folder = self.folder / datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        folder.mkdir(parents=True)
        return folder

    def start(self, kind: str, by: str, task: Mapping[str, Any], folder: Path | None = None) -> Run:
        """Start a run and return at once; Occupied when another goes on."""
        with self._lock:
            if going := self.current():
                said = later("A run of {name} is going on. Wait until it has ended, or stop it; then try again.")
                raise Occupied(said, name=going.by)
            folder = folder or self.prepare()
            about = {"kind": kind, "by": by, "at": datetime.now(UTC).isoformat(timespec="seconds"), "task": dict(task)}
            (folder / "task.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")
            with (folder / "log").open("wb") as log:
                child = subprocess.Popen(  # noqa: S603 - our own program
                    [*self._command, str(folder)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    env={**os.environ, **self._environment},
                    start_new_session=True,
                    preexec_fn=_step_back,  # noqa: PLW1509 - one system call, safe after a fork
                )
            self._children[folder.name] = child
            Thread(target=child.wait, daemon=True).start()  # so that it does not stay as a zombie
            self._forget()
        return self.find(folder.name)

    def find(self, identifier: str) -> Run:
        """The run with that id; KeyError when there is none."""
        folder = self.folder / identifier
        if Path(identifier).name != identifier or not (folder / "task.json").is_file():
            raise KeyError(identifier)
        about = json.loads((folder / "task.json").read_text("utf-8"))
        result = _result(folder)
        if result is None and not self._lives(folder, about["at"]):
            result = _result(folder)  # it may have ended between the two looks
            state = "lost"
        else:
            state = "running"
        if result is not None:
            state = "done" if result.get("ok") else "failed"
        return Run(identifier, about["kind"], about["by"], about["at"], folder, about["task"], state, result or {})

    def recent(self, kind: str | None = None) -> list[Run]:
        """The kept runs, newest first."""
        names = sorted((f.parent.name for f in self.folder.glob("*/task.json")), reverse=True)
        found = (self.find(name) for name in names)
        return [run for run in found if kind is None or run.kind == kind]

    def current(self) -> Run | None:
        """The run that goes on."""
        return next((run for run in self.recent() if run.state == "running"), None)

    def stop(self, identifier: str) -> None:
        """Ask a run to end; it leaves the published index as it is. Nothing happens when it has ended."""
        run = self.find(identifier)
        if run.state != "running":
            return
        try:
            os.kill(int((run.folder / "pid").read_text()), signal.SIGINT)
        except (OSError, ValueError):
            if child := self._children.get(identifier):  # it has not said its number yet
                child.terminate()

    def discard(self, identifier: str) -> None:
        """Delete a run that has ended, with the files that were put into it."""
        if self.find(identifier).state != "running":
            shutil.rmtree(self.folder / identifier, ignore_errors=True)

    def drop(self, folder: Path) -> None:
        """Delete a prepared folder whose run did not start."""
        if not (folder / "task.json").exists():
            shutil.rmtree(folder, ignore_errors=True)

    def wait(self, seconds: float) -> None:
        """Wait for the programs that were started here to end, at most so long each; for tests and shutting down."""
        for child in list(self._children.values()):
            child.wait(seconds)

    def _lives(self, folder: Path, at: str) -> bool:
        if child := self._children.get(folder.name):
            return child.poll() is None
        if time.time() - datetime.fromisoformat(at).timestamp() < _STARTING:
            return True
        lock = FileLock(folder / "lock", timeout=0)
        try:
            with lock:
                return False
        except Timeout:
            return True

    def _forget(self) -> None:
        for old in self.recent()[_KEPT:]:
            self.discard(old.id)
            self._children.pop(old.id, None)


def _step_back() -> None:
    os.nice(_NICE)  # answers come first where both need the processor


def _result(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / "result.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
