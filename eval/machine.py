"""On what machine and with which program a figure was made."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_PACKAGES = ("eu-migration-assistant", "llama-index-core", "chromadb", "sentence-transformers", "torch")


def machine() -> dict[str, Any]:
    """Processor, cores, system, Python and the versions of the packages that answers depend on."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def commit() -> str | None:
    """The commit of this program, with "+" when files differ from it; None outside a git checkout."""
    git, here = shutil.which("git"), Path(__file__).resolve().parents[1]
    if git is None:
        return None
    try:
        head = _git(git, here, "rev-parse", "--short=12", "HEAD")
        return f"{head}+" if _git(git, here, "status", "--porcelain", "--untracked-files=no") else head
    except (OSError, subprocess.SubprocessError):
        return None


def _git(git: str, folder: Path, *words: str) -> str:
    command = [git, "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()  # noqa: S603


def _processor() -> str:
    """The processor's name; Linux tells it only in /proc."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
