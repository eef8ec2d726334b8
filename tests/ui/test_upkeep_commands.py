"""backup, restore, vacuum and generations as staff type them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from embedders import Flat
from typer.testing import CliRunner, Result

from assistant.settings import Settings
from index.errors import BadBackup
from index.generation import IndexHome
from index.reindex import reindex
from ui import upkeep_commands
from ui.terminal import bar


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(2):
        (folder / "lending.md").write_text(f"# Lending\n\nThe library lends {number + 3} books to newcomers.\n")
        reindex(tmp_path / "home", [folder], Flat())
    return tmp_path / "home"


@pytest.fixture
def euma(home: Path) -> Callable[..., Result]:
    app = typer.Typer()
    settings = Settings(_env_file=None, home=home, keep_generations=1, chroma_url=None)
    upkeep_commands.register(app, lambda: settings, bar)
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def test_a_backup_is_written_checked_and_restored(euma, home, tmp_path):
    file, current = tmp_path / "b.tar.gz", IndexHome(home).current()
    wrote = euma("backup", file)
    assert wrote.exit_code == 0
    assert f"generation {current}, 1 documents, 1 passages. Every checksum was read back." in wrote.output
    assert f"is whole: generation {current}" in euma("restore", file, "--check").output
    restored = euma("restore", file)
    assert restored.exit_code == 0
    assert f"To go back to what was published before: euma rollback {current}" in restored.output
    assert "It was built with the embedding model flat@1, which is not the one that is set." in restored.output
    assert IndexHome(home).current() > current


def test_a_damaged_backup_is_an_error_of_one_sentence(euma, home, tmp_path):
    file, current = tmp_path / "b.tar", IndexHome(home).current()
    euma("backup", file)
    file.write_bytes(file.read_bytes()[:5000])
    for options in ((), ("--check",)):
        ended = euma("restore", file, *options)
        assert isinstance(ended.exception, BadBackup)
        assert "\n" not in str(ended.exception)
    assert IndexHome(home).current() == current


def test_vacuum_says_what_it_would_free_and_frees_it(euma, home):
    (home / "generations" / "20200101T000000000000").mkdir()
    said = euma("vacuum", "--dry-run")
    assert "unfinished builds: 1 (20200101T000000000000), 0 B" in said.output
    assert "old generations: 1" in said.output
    assert "would be freed; nothing was deleted." in said.output
    assert len(IndexHome(home).generations()) == 2
    freed = json.loads(euma("vacuum", "--json").output)
    assert {one["what"]: one["count"] for one in freed["freed"]}["old generations"] == 1
    assert freed["bytes"] > 10_000
    assert len(IndexHome(home).generations()) == 1
    assert euma("vacuum").output == "There is nothing to free.\n"


def test_generations_are_listed_and_checked(euma, home):
    rows = json.loads(euma("generations", "--json").output)
    assert [row["published"] for row in rows] == [False, True]
    assert all(row["bytes"] > 10_000 for row in rows)
    assert euma("generations", "--check").output.count(", whole") == 2
    (home / "generations" / rows[0]["id"] / "lexical" / "passages.json").write_text("[]")
    ended = euma("generations", "--check")
    assert ended.exit_code == 1
    assert ended.output.splitlines()[0].endswith(", damaged")


def test_watching_a_folder_that_is_not_there_is_said(euma, tmp_path):
    ended = euma("watch", tmp_path / "missing")
    assert ended.exit_code == 1
    assert "is no folder" in ended.output
    assert "Watch a folder that does not hold it" in euma("watch", tmp_path).output
