"""`euma eval` as staff run it: exit codes mean something, errors are one plain sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pond import PondAssistant, pond_items, row
from typer.testing import CliRunner, Result

import eval.systems
import index.reader
from eval.items import to_line
from eval.run import System
from ui.eval_command import app


class Desk:
    """A command line whose assistant is the pond's; `pond` can be exchanged between calls."""

    def __init__(self, home: Path) -> None:
        self.pond = PondAssistant()
        self.questions = home / "pond.jsonl"
        self.questions.write_text("\n".join(map(to_line, pond_items())), "utf-8")

    def call(self, *words: str, code: int = 0) -> Result:
        told = CliRunner().invoke(app, list(words))
        assert told.exit_code == code, (told.output, told.stderr, told.exception)
        return told

    def run(self, *words: str) -> str:
        return str(json.loads(self.call("run", "--questions", str(self.questions), "--json", *words).stdout)["run"])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("EUMA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path)

    @contextmanager
    def open_pond(name: str, settings: object) -> Iterator[tuple[str, System]]:
        yield name, desk.pond

    @contextmanager
    def open_index(home: Path) -> Iterator[PondAssistant]:
        yield desk.pond

    monkeypatch.setattr(eval.systems, "open_system", open_pond)
    monkeypatch.setattr(index.reader.OpenIndex, "open", open_index)
    return desk


def test_checking_good_questions(desk: Desk) -> None:
    assert desk.call("check", str(desk.questions)).stdout == "5 questions, 0 faults.\n"


def test_checking_bad_questions_names_lines_and_fails(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text("{\n" + json.dumps(row(language="xx")) + "\n", "utf-8")
    told = desk.call("check", str(file), code=1).stdout
    assert "bad.jsonl:1: not JSON" in told
    assert "bad.jsonl:2: duck: the language 'xx'" in told
    assert "1 questions, 2 faults." in told
    assert json.loads(desk.call("check", str(file), "--json", code=1).stdout)["items"] == 1


def test_the_shipped_questions_are_left_out_where_their_documents_are_not_indexed(desk: Desk) -> None:
    told = json.loads(desk.call("check", "--json").stdout)
    assert told["faults"] == []
    assert len(told["left_out"]) > 250


def test_a_run_is_kept_and_its_figures_printed(desk: Desk, tmp_path: Path) -> None:
    told = desk.call("run", "--questions", str(desk.questions)).stdout
    assert "right answers: 100.0 %" in told
    [file] = (tmp_path / "eval" / "runs").glob("*.json")
    assert str(file) in told
    assert len((tmp_path / "eval" / "history.jsonl").read_text("utf-8").splitlines()) == 1


def test_the_latest_run_is_the_assistants_and_none_that_the_comparison_makes(desk: Desk, tmp_path: Path) -> None:
    desk.call("run", "--questions", str(desk.questions))
    [file] = (tmp_path / "eval" / "runs").glob("*.json")
    baseline = json.loads(file.read_text("utf-8")) | {"id": "29990101T000000000000-dense", "system": "dense"}
    (file.parent / f"{baseline['id']}.json").write_text(json.dumps(baseline), "utf-8")
    told = desk.call("report", "--out", str(tmp_path / "out")).stdout
    assert "dense" not in (tmp_path / "out" / "report.md").read_text("utf-8").splitlines()[0], told
    compared = desk.call("compare", "assistant", "latest", "--questions", str(desk.questions)).stdout
    assert compared.splitlines()[0].endswith(f"and {file.stem}")


def test_bad_questions_are_not_half_run(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "half.jsonl"
    file.write_text("\n".join([*map(to_line, pond_items()), "{"]), "utf-8")
    told = desk.call("run", "--questions", str(file), code=1)
    assert "so none was asked" in told.stderr
    assert "half.jsonl:6" in told.stderr
    assert not (tmp_path / "eval").exists()


def test_one_split_and_a_small_part(desk: Desk) -> None:
    tune = json.loads(desk.call("run", "--questions", str(desk.questions), "--json", "--split", "tune").stdout)
    assert tune["items"] == 1
    small = json.loads(desk.call("run", "--questions", str(desk.questions), "--json", "--small", "3").stdout)
    assert small["items"] == 3
    assert "There is no split 'x'" in desk.call("run", "--split", "x", code=1).stderr


def test_comparing_says_better_same_and_worse_by_exit_code(desk: Desk) -> None:
    good = desk.run()
    assert "No difference: all 5 answers score alike." in desk.call("compare", good, desk.run()).stdout
    desk.pond = PondAssistant(broken=True)
    bad = desk.run()
    assert "worse in right" in desk.call("compare", good, bad, code=5).stdout
    told = json.loads(desk.call("compare", bad, good, "--json").stdout)
    assert {change["id"] for change in told["changes"]} >= {"duck", "swan"}


def test_a_system_can_be_compared_by_name(desk: Desk) -> None:
    told = desk.call("compare", "lexical", "assistant", "--questions", str(desk.questions)).stdout
    assert "-lexical" in told
    assert "No difference" in told


def test_the_gate_fails_with_the_rows_that_fell(desk: Desk, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text('{"rules": [{"measure": "right", "slice": "all", "at_least": 0.9}]}', "utf-8")
    words = ("gate", "--rules", str(rules), "--questions", str(desk.questions))
    assert "All 1 hold." in desk.call(*words).stdout
    desk.pond = PondAssistant(broken=True)
    told = desk.call(*words, code=5).stdout
    assert "FELL right (all)" in told
    assert "swan (en) Swans?" in told
    rows = json.loads(desk.call(*words, "--json", code=5).stdout)["rows"]
    assert rows[0]["held"] is False
    assert "swan" in rows[0]["items"]


def test_the_report_says_what_changed_since_the_run_before(desk: Desk, tmp_path: Path) -> None:
    desk.run()
    desk.pond = PondAssistant(broken=True)
    desk.run()
    out = tmp_path / "page"
    told = desk.call("report", "--out", str(out)).stdout
    assert f"Wrote {out / 'report.html'}" in told
    page = (out / "report.html").read_text("utf-8")
    assert "were right and are not any more" in page
    assert "Main figures over the runs" in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report",), "There is no run 'latest': 0 are kept"),
        (("report", "nothing"), "'nothing' is no kept run"),
        (("gate", "latest~4"), "There is no run 'latest~4'"),
        (("gate", "--rules", "none.json"), "The thresholds none.json cannot be read"),
        (("run", "--questions", "none.jsonl"), "does not exist"),
        (("run", "--generation", "20200101T000000000000"), "There is no generation '20200101T000000000000'"),
    ],
)
def test_errors_are_one_plain_sentence(desk: Desk, words: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 1
    assert told in result.stderr + str(result.exception)  # errors of the index are told by ui.cli
    assert "Traceback" not in result.stderr


def test_fidelity_without_two_formats_says_so(desk: Desk) -> None:
    assert "No text is there in two formats." in desk.call("fidelity").stdout


def test_the_trend_lists_the_runs(desk: Desk) -> None:
    assert "No run of assistant is kept. Run: euma eval run" in desk.call("trend").stdout
    first, second = desk.run(), desk.run()
    told = desk.call("trend").stdout
    assert told.index(first) < told.index(second)
    assert [p["id"] for p in json.loads(desk.call("trend", "--json").stdout)] == [first, second]
    assert json.loads(desk.call("trend", "--json", "--system", "dense").stdout) == []


def test_a_comparison_is_a_page_too(desk: Desk, tmp_path: Path) -> None:
    good = desk.run()
    desk.pond = PondAssistant(broken=True)
    page = tmp_path / "page.html"
    desk.call("compare", good, desk.run(), "--html", str(page), code=5)
    text = page.read_text("utf-8")
    assert "Worse in the second: 5" in text
    assert "Better in the second: 0" in text
    assert text.count('<div class="pair">') == 5
    assert "Swans?" in text


def test_a_changed_setting_is_kept_with_the_run_and_in_its_name(desk: Desk, tmp_path: Path) -> None:
    name = desk.run("--system", "assistant,adapter=false")
    kept = json.loads((tmp_path / "eval" / "runs" / f"{name}.json").read_text("utf-8"))
    assert name.endswith("-assistant,adapter=false")
    assert kept["settings"]["adapter"] is False
    assert "There is no setting 'luck'" in desk.call("run", "--system", "assistant,luck=1", code=1).stderr


def test_answers_are_handed_out_and_scores_taken_back(desk: Desk, tmp_path: Path) -> None:
    name = desk.run()
    out, scores = tmp_path / "answers.jsonl", tmp_path / "scores.jsonl"
    assert "Wrote 4 answers" in desk.call("export", "--out", str(out)).stdout
    ids = [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()]
    scores.write_text("".join(json.dumps({"id": i, "faithfulness": 1}) + "\n" for i in ids), "utf-8")
    assert name in desk.call("adopt", str(scores), "--judge", "ragas with m").stdout
    desk.call("report", "--out", str(tmp_path / "page"))
    assert "judged faithfulness (judge: ragas with m)" in (tmp_path / "page" / "report.md").read_text("utf-8")
    assert "There is no form 'x'" in desk.call("export", "--out", str(out), "--form", "x", code=1).stderr
