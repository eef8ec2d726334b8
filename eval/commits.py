"""The questions put to the program as it was at another commit, on today's index."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from assistant.settings import Settings
from eval.items import own_questions
from eval.run import BadRun, Run, load_run, rescored
from eval.systems import UnknownSystem

_START = "import sys; sys.path.insert(0, '.'); from ui.cli import main; main()"
_LONGEST = 3600
"""Seconds after which a run of an older program is given up."""


def run_at(commit: str, settings: Settings, questions: Path | None, small: int | None = None) -> Run:
    """A run by the program of a commit over the published index, scored by today's measures.

    The commit's files are unpacked beside the checkout, which stays as it is; the packages are those installed now. The
    other program keeps its run in `settings.home` too, so that should be a view of the real one. Raises UnknownSystem
    when there is no such commit here, BadRun when its program cannot do it; its last words say why.
    """
    with tempfile.TemporaryDirectory(prefix="euma-commit-") as folder:
        tree = Path(folder)
        full = _unpack(commit, tree)
        words = ["--questions", str(questions or own_questions()), "--only-indexed", "--json"]
        words += ["--small", str(small)] if small else []
        command = [sys.executable, "-c", _START, "eval", "run", *words]
        done = subprocess.run(  # noqa: S603 - this interpreter, with files of this repository
            command,
            cwd=tree,
            env=os.environ | _environment(settings),
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise BadRun(f"The program of {commit} could not run the questions: {said[-1]}")
    made = load_run(settings.home / "eval" / "runs" / f"{json.loads(done.stdout)['run']}.json")
    return replace(rescored(made), commit=full[:12])


def _environment(settings: Settings) -> dict[str, str]:
    """The settings as the other program reads them; it passes over those that it does not know."""
    plain = {n: v.get_secret_value() if isinstance(v, SecretStr) else v for n, v in settings.model_dump().items()}
    return {f"EUMA_{name.upper()}": str(value) for name, value in plain.items() if value is not None}


def _unpack(commit: str, folder: Path) -> str:
    """Puts a commit's files into a folder; returns its full hash."""
    git, here = shutil.which("git"), Path(__file__).resolve().parents[1]
    if git is None or not (here / ".git").exists():
        raise UnknownSystem("Commits can be compared only in a git checkout of this program, with git installed.")
    named = [git, "-C", str(here), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}"]
    found = subprocess.run(named, capture_output=True, text=True, check=False)  # noqa: S603
    if found.returncode:
        raise UnknownSystem(f"There is no commit {commit!r} in this checkout; see git log.")
    full, packed = found.stdout.strip(), folder / "files.tar"
    archive = [git, "-C", str(here), "archive", "--format=tar", f"--output={packed}", full]
    subprocess.run(archive, capture_output=True, check=True)  # noqa: S603
    with tarfile.open(packed) as files:
        files.extractall(folder, filter="data")
    packed.unlink()
    return full
