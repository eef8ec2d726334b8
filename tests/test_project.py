"""The project as a whole: its packages are its own, its layers hold, its gates are green, its README is true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("assistant", "eval", "index", "ingest", "ui")


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)


@pytest.mark.parametrize("name", FOLDERS)
def test_package_names_are_provided_by_this_distribution_alone(name: str) -> None:
    provided = set(packages_distributions().get(name, ["eu-migration-assistant"]))
    assert provided == {"eu-migration-assistant"}
    module = __import__(name)
    assert Path(module.__file__ or "").parent == ROOT / name


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "ruff", "check", "."),
        ("-m", "mypy"),
        ("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"),
    ],
    ids=["format", "lint", "types", "layers"],
)
def test_gates_are_green(command: tuple[str, ...]) -> None:
    done = _run(sys.executable, *command)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_readme_names_only_commands_and_settings_that_exist() -> None:
    from assistant.settings import Settings

    readme = (ROOT / "README.md").read_text("utf-8")
    helped = _run(sys.executable, "-m", "ui", "--help").stdout
    for command in set(re.findall(r"euma (\w+)", readme)):
        assert re.search(rf"\b{command}\b", helped), command
    fields = {f"EUMA_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"EUMA_[A-Z_]+", readme)) <= fields
    targets = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make (serve|test|check|bench|eval)\b", readme)):
        assert re.search(rf"^{target}:", targets, re.M), target


def test_readme_links_lead_somewhere() -> None:
    for file in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"):
        text = (ROOT / file).read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (ROOT / target).exists(), f"{file}: {target}"


def test_constraints_pin_every_dependency() -> None:
    pinned = {
        line.split("==")[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    declared = re.findall(r'^  "([a-z0-9.-]+)[=><"]', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    named = [name for name in declared if name not in {"error"}]
    assert [name for name in named if name not in pinned] == []


def test_nothing_of_this_machine_is_in_the_project() -> None:
    listed = _run("git", "ls-files").stdout.split()
    if not listed:
        pytest.skip("not a git checkout")
    needle = os.sep + "work" + os.sep
    for name in listed:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".json"} and path.is_file():
            assert needle not in path.read_text("utf-8", "replace"), name
