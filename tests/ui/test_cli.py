from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ui import cli


class Run:
    """Runs the command line in this process, with its data in a folder of the test."""

    def __init__(self, home: Path, capsys, monkeypatch) -> None:
        self.home = home
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["euma", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self._capsys.readouterr()
        assert "Traceback" not in out + err
        code = ended.value.code
        return (code if isinstance(code, int) else 0), out, err


@pytest.fixture
def euma(tmp_path: Path, capsys, monkeypatch) -> Run:
    for name in ("EUMA_PORT", "EUMA_CHROMA_URL", "EUMA_EMBEDDING_MODEL", "EUMA_KEEP_GENERATIONS", "EUMA_LLM"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE"):
        monkeypatch.setenv(name, "1")  # put back after the test, since main() sets them
    monkeypatch.setenv("EUMA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)  # no .env of the checkout
    return Run(tmp_path / "home", capsys, monkeypatch)


def sentence(err: str) -> str:
    """The one line an expected error prints."""
    line = err.strip()
    assert "\n" not in line, err
    assert line.startswith("euma: ")
    return line


def test_status_without_an_index_says_what_to_run(euma: Run) -> None:
    code, out, _err = euma("status")
    assert code == 1
    assert "Nothing is indexed yet. Run: euma reindex" in out
    code, out, _ = euma("status", "--json")
    assert code == 1
    assert json.loads(out)["current"] is None
    assert not euma.home.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "May they work?"),
        ("ask", "May they work?", "--json"),
        ("rollback",),
        ("sources", "list"),
        ("sources", "remove", "x"),
    ],
)
def test_without_an_index_every_command_says_so(euma: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = euma(*arguments)
    assert (code, out) == (1, "")
    assert "Nothing is indexed in" in sentence(err)
    assert "Run: euma reindex PATH" in err


@pytest.mark.parametrize("arguments", [("reindex",), ("sources", "add")])
def test_a_missing_path_is_listed_and_nothing_is_published(euma: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = euma(*arguments, str(euma.home / "nowhere.pdf"))
    assert code in {1, 4}
    assert re.search(r"nowhere.pdf (does not exist|is no file or folder that exists)", out + err)
    assert euma("status")[0] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("EUMA_PORT", "abc"), ("EUMA_PORT", "99999"), ("EUMA_KEEP_GENERATIONS", "0"), ("EUMA_LLM_TIMEOUT", "-1")],
)
def test_a_bad_setting_is_named(euma: Run, monkeypatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    code, out, err = euma("status")
    assert (code, out) == (1, "")
    assert f"A setting cannot be used: {name}: " in sentence(err)
    assert err.strip().endswith("Correct it and try again.")


@pytest.mark.parametrize(
    "arguments",
    [("ask",), ("ask", "q", "--batch", "q.jsonl", "--out", "a.jsonl"), ("ask", "--batch", "q.jsonl")],
)
def test_ask_takes_one_question_or_one_file_with_a_place_for_the_answers(euma: Run, arguments: tuple[str, ...]) -> None:
    code, _, err = euma(*arguments)
    assert code == 1
    assert "--batch questions.jsonl --out answers.jsonl" in sentence(err)


def test_a_day_that_is_none(euma: Run) -> None:
    code, _, err = euma("ask", "May they work?", "--as-of", "tomorrow")
    assert code == 1
    assert "'tomorrow' is not a day: write it like 2026-06-12." in sentence(err)


def test_a_home_that_is_a_file(euma: Run) -> None:
    euma.home.write_text("x")
    for arguments in (("status",), ("rollback",), ("reindex", str(euma.home))):
        code, out, err = euma(*arguments)
        assert code == 1
        assert out.startswith("Data:") or sentence(err)


def test_unknown_commands_and_options_are_usage_errors(euma: Run) -> None:
    assert euma("askk")[0] == 2
    assert euma("status", "--nope")[0] == 2


def test_help_names_every_command(euma: Run) -> None:
    code, out, _ = euma("--help")
    assert code == 0
    assert all(command in out for command in ("ask", "reindex", "sources", "status", "rollback", "serve"))


@pytest.fixture
def opened(assistant, monkeypatch):
    monkeypatch.setattr("assistant.compose.open_assistant", lambda settings: assistant)
    return assistant


def test_ctrl_c_is_a_sentence_too(euma: Run, opened) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    opened.pause = stop
    code, _, err = euma("ask", "rooms?")
    assert code == 130
    assert sentence(err) == "euma: Stopped. The published index is as it was."


def test_exit_codes_tell_whether_it_was_answered(euma: Run, opened) -> None:
    assert euma("ask", "rooms?")[0] == 0
    assert euma("ask", "the moon?")[0] == 3
    assert euma("ask", "cake?")[0] == 3


def test_json_is_one_object_on_standard_output(euma: Run, opened) -> None:
    code, out, err = euma("ask", "rooms?", "--json", "--previous", "before?")
    assert (code, err) == (0, "")
    assert json.loads(out)["status"] == "answered"
    assert len(out.splitlines()) == 1
    assert opened.asked[-1][2] == ("before?",)


@pytest.mark.parametrize("question", ["", "?!", "x" * 20_000, "\x01\x02"])
def test_a_question_that_cannot_be_asked_is_one_sentence(euma: Run, opened, question: str) -> None:
    code, out, err = euma("ask", question)
    assert (code, out) == (1, "")
    assert "The question " in sentence(err)


def test_batch_says_where_the_answers_are_and_that_some_are_errors(euma: Run, opened, tmp_path: Path) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text('{"id": 1, "question": "rooms?"}\n')
    assert euma("ask", "--batch", str(questions), "--out", str(out))[0] == 0
    questions.write_text('{"id": 1, "question": "rooms?"}\nnonsense\n')
    code, said, _ = euma("ask", "--batch", str(questions), "--out", str(out))
    assert code == 4
    assert f"Answers are in {out}. 1 could not be asked" in said.replace("\n", "")
    assert len(out.read_text().splitlines()) == 2


@pytest.mark.parametrize("out", ["a.jsonl", "nowhere/a.jsonl"])
def test_a_batch_that_cannot_be_read_or_written(euma: Run, opened, tmp_path: Path, out: str) -> None:
    if out.startswith("nowhere"):
        (tmp_path / "q.jsonl").write_text('{"question": "rooms?"}')
    code, _, err = euma("ask", "--batch", str(tmp_path / "q.jsonl"), "--out", str(tmp_path / out))
    assert code == 1
    assert "No such file or directory" in sentence(err)


def test_the_installed_command_ends_plainly(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "ui", "rollback"],
        env={"EUMA_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.returncode == 1
    assert found.stderr.startswith("euma: Nothing is indexed in")
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_mirror_and_languages_of_the_environment_hold(euma: Run, monkeypatch, tmp_path: Path) -> None:
    for language in ("en", "fr"):
        (tmp_path / "mirror" / "32098R0007").mkdir(parents=True, exist_ok=True)
        text = f"Regulation (EU) 2098/7\n\nArticle 1\n\nRooms are open, in {language}.\n"
        (tmp_path / "mirror" / "32098R0007" / f"{language}.txt").write_text(text)
    monkeypatch.setenv("EUMA_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("EUMA_LANGUAGES", "en,fr")
    code, out, err = euma("sources", "add", "32098R0007", "--fetch-only", "--json")
    assert code == 0, err
    assert [one["outcome"] for one in json.loads(out)["fetched"]["documents"]] == ["added", "added"]
    monkeypatch.setenv("EUMA_MIRROR", str(tmp_path / "gone"))
    code, out, err = euma("sources", "sync")
    assert (code, out) == (1, "")
    assert "gone is no folder; correct the setting" in sentence(err)


def test_the_page_on_official_documents_names_real_commands_and_options() -> None:
    from typer.main import get_command

    page = (Path(__file__).parents[2] / "docs" / "official-documents.md").read_text("utf-8")
    lines = [line.split("#")[0].split() for line in page.splitlines() if line.startswith("euma ")]
    assert len(lines) > 8
    for line in lines:
        command, words = get_command(cli.app), line[1:]
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        assert not hasattr(command, "commands"), line
        assert {word for word in words if word.startswith("--")} <= options, line


@pytest.mark.slow
def test_the_built_in_briefs_from_first_build_to_rollback(euma: Run, monkeypatch) -> None:
    code, out, err = euma("reindex", "--json")
    assert code == 0, err
    built = json.loads(out)
    assert built["embedded"] > 50
    assert not built["failed"]

    again = json.loads(euma("reindex", "--json")[1])
    assert (again["embedded"], again["guide_embedded"], again["generation"]) == (0, 0, None)
    assert again["seconds"] < 5
    assert sorted(again["unchanged"]) == sorted(built["added"])

    _check_answer(euma, "What is integration as a two-way process?", "en", {"answered"})
    _check_answer(
        euma, "Welche Mittel der EU gibt es für die Integration vor Ort?", "de", {"answered", "not_in_documents"}
    )
    code, out, _ = euma("ask", "How do I bake a sponge cake with lemon icing?", "--json")
    assert code == 3
    assert json.loads(out)["status"] != "answered"

    one = built["added"][0]
    removed = json.loads(euma("sources", "remove", one, "--json")[1])
    assert removed["removed"] == [one]
    assert removed["embedded"] == 0
    code, out, err = euma("rollback", "--json")
    assert code == 0, err
    assert json.loads(out)["generation"] == built["generation"]
    assert one in {source["id"] for source in json.loads(euma("sources", "list", "--json")[1])}
    assert euma("status")[0] == 0
    assert "There is no earlier generation" in sentence(euma("rollback")[2])


def _check_answer(euma: Run, question: str, language: str, statuses: set[str]) -> None:
    from index.reader import OpenIndex

    code, out, err = euma("ask", question, "--json")
    assert code in {0, 3}, err
    found = json.loads(out)
    assert (found["language"], found["status"] in statuses) == (language, True)
    assert len(found["retrieved"]) >= 10
    assert found["citations"]
    with OpenIndex.open(euma.home) as index:
        for citation in found["citations"]:
            text = index.document(citation["document"]["id"]).text
            assert text[citation["start"] : citation["end"]] == citation["quote"]
