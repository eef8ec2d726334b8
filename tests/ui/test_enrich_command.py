from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from embedders import Flat
from typer.testing import CliRunner, Result

from assistant.compose import guide, reading
from index.reindex import reindex
from ui import enrich_command

CELEX = "32098R0007"
LAW = """<html xmlns="http://www.w3.org/1999/xhtml"><body>
<p class="oj-doc-ti">Regulation (EU) 2098/7 on reading rooms</p>
<div class="eli-subdivision" id="art_1"><p class="oj-ti-art">Article 1</p>
<div class="eli-title"><p class="oj-sti-art">Lamps</p></div>
<p class="oj-normal">Reading rooms shall have one lamp for each desk.</p></div>
<div class="eli-subdivision" id="art_2"><p class="oj-ti-art">Article 2</p>
<div class="eli-title"><p class="oj-sti-art">Silence</p></div>
<p class="oj-normal">Nobody shall sing in a reading room after eight in the evening.</p></div>
</body></html>"""


class Scripted:
    name = "scripted"

    def stream(self, system: str, user: str, most_tokens: int, seconds: float) -> Iterator[str]:
        yield (
            "May my children sing here tonight?\nNo question at all.\n"
            if "Silence" in user or "sing" in user
            else "How many lamps do we need?\n"
        )


@dataclass
class Staff:
    home: Path
    llm_timeout: float = 5.0

    def run(self, *arguments: str) -> Result:
        @contextmanager
        def bar(*, quiet: bool = False) -> Iterator[Any]:
            yield lambda *step: None

        app = typer.Typer()
        enrich_command.register(app, lambda: self, bar)
        app.command("other")(lambda: None)  # with one command alone typer would take its name for an argument
        return CliRunner().invoke(app, ["enrich", *arguments])


@pytest.fixture
def staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Staff:
    file = tmp_path / "in" / f"{CELEX}.xhtml"
    file.parent.mkdir()
    file.write_text(LAW, "utf-8")
    home = tmp_path / "home"
    reindex(home, [file.parent], Flat(), reading())
    monkeypatch.setattr("assistant.compose.language_model", lambda settings: Scripted())
    monkeypatch.setattr("assistant.compose.guide", lambda home=None: guide(home)[-50:] if home else ())
    return Staff(home)


def test_drafts_count_only_once_they_are_accepted(staff: Staff) -> None:
    drafted = staff.run(CELEX)
    assert drafted.exit_code == 0, drafted.stderr
    assert "Article 1: How many lamps do we need?" in drafted.stdout
    file = staff.home / "guide" / "drafts" / f"{CELEX}.jsonl"
    lines = file.read_text("utf-8").splitlines()
    assert [json.loads(line)["draft"] for line in lines] == [True, True]
    assert all(entry.celex != CELEX for entry in guide(staff.home))
    file.write_text(lines[1] + "\n", "utf-8")  # a person found the first one wrong
    accepted = staff.run(CELEX, "--accept")
    assert accepted.exit_code == 0, accepted.stderr
    assert "1 added" in accepted.stdout
    mine = [entry for entry in guide(staff.home) if entry.celex == CELEX]
    assert [(entry.article, entry.question) for entry in mine] == [("2", "May my children sing here tonight?")]
    assert not file.exists()


def test_a_draft_that_was_spoilt_is_named_and_kept(staff: Staff) -> None:
    staff.run(CELEX)
    file = staff.home / "guide" / "drafts" / f"{CELEX}.jsonl"
    file.write_text('{"celex": "32098R0007", "article": "9"}\nnonsense\n' + file.read_text("utf-8"), "utf-8")
    accepted = staff.run(CELEX, "--accept")
    assert "2 added" in accepted.stdout
    assert "line 1:" in accepted.stdout
    assert "line 2:" in accepted.stdout
    assert file.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("32099R0001",), "is not indexed"),
        ((CELEX, "--language", "xx"), "not an official EU language"),
        ((CELEX, "--accept"), "There are no drafts"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(staff: Staff, arguments: tuple[str, ...], said: str) -> None:
    failed = staff.run(*arguments)
    assert failed.exit_code == 1
    assert said in failed.stderr
    assert failed.stderr.count("\n") == 1


def test_without_a_model_it_says_what_to_set(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.compose.language_model", lambda settings: None)
    failed = staff.run(CELEX)
    assert failed.exit_code == 1
    assert "EUMA_LLM" in failed.stderr
