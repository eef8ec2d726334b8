"""Runs are programs of their own: one at a time, watched, stopped, found again, and told plainly when they are lost."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ui.staff.runs import Occupied, Run, Runs
from ui.staff.steps import Step, Steps, read_steps

_SCRIPT = """
import json, os, sys, time
from pathlib import Path
from filelock import FileLock
folder = Path(sys.argv[1])
task = json.loads((folder / "task.json").read_text())["task"]
with FileLock(folder / "lock"):
    (folder / "pid").write_text(str(os.getpid()))
    print("said on the way", file=sys.stderr, flush=True)
    try:
        time.sleep(task.get("seconds", 0))
        result = {"ok": not task.get("fails"), "error": "It failed." if task.get("fails") else None}
    except KeyboardInterrupt:
        result = {"ok": False, "error": "Stopped."}
    if not task.get("silent"):
        (folder / "result.json").write_text(json.dumps(result))
"""


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    script = tmp_path / "work.py"
    script.write_text(_SCRIPT)
    runs = Runs(tmp_path, {}, (sys.executable, str(script)))
    yield runs
    while going := runs.current():
        runs.stop(going.id)
        time.sleep(0.05)
    runs.wait(20)


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def ended(runs: Runs, run: Run) -> Run:
    until(lambda: runs.find(run.id).state != "running")
    return runs.find(run.id)


def test_a_run_goes_through_and_leaves_its_result(runs: Runs) -> None:
    run = runs.start("plan", "anna", {})
    assert (run.kind, run.by, run.state) == ("plan", "anna", "running")
    done = ended(runs, run)
    assert done.state == "done"
    assert done.log == "said on the way"
    assert [r.id for r in runs.recent()] == [run.id]
    assert runs.recent("reindex") == []


def test_one_at_a_time(runs: Runs) -> None:
    first = runs.start("reindex", "anna", {"seconds": 30})
    with pytest.raises(Occupied, match=r"A run of anna is going on\. Wait"):
        runs.start("plan", "otto", {})
    until((first.folder / "pid").exists)
    runs.stop(first.id)
    assert ended(runs, first).result["error"] == "Stopped."
    assert ended(runs, runs.start("plan", "otto", {})).state == "done"


def test_another_server_finds_it_going_on(runs: Runs, tmp_path: Path) -> None:
    run = runs.start("reindex", "anna", {"seconds": 30})
    until((run.folder / "pid").exists)
    other = Runs(tmp_path)
    assert other.find(run.id).state == "running"
    other.stop(run.id)
    until(lambda: other.find(run.id).state == "failed")


def test_a_killed_run_is_lost_and_frees_the_place(runs: Runs) -> None:
    run = runs.start("reindex", "anna", {"seconds": 30})
    until((run.folder / "pid").exists)
    os.kill(int((run.folder / "pid").read_text()), signal.SIGKILL)
    assert ended(runs, run).state == "lost"
    assert runs.current() is None


def test_one_that_ends_without_a_word_is_lost(runs: Runs, tmp_path: Path) -> None:
    run = runs.start("reindex", "anna", {"silent": True})
    assert ended(runs, run).state == "lost"
    about = json.loads((run.folder / "task.json").read_text())
    (run.folder / "task.json").write_text(json.dumps({**about, "at": "2026-01-01T00:00:00+00:00"}))
    assert Runs(tmp_path).find(run.id).state == "lost"  # also for a server that did not start it


def test_failed_runs_are_told_and_discarded_ones_are_gone(runs: Runs) -> None:
    run = ended(runs, runs.start("plan", "anna", {"fails": True}))
    assert (run.state, run.result["error"]) == ("failed", "It failed.")
    runs.discard(run.id)
    with pytest.raises(KeyError):
        runs.find(run.id)


@pytest.mark.parametrize("identifier", ["", ".", "..", "../x", "nothing", "a/b"])
def test_only_runs_are_found(runs: Runs, identifier: str) -> None:
    runs.folder.mkdir(parents=True)
    (runs.folder.parent / "task.json").write_text("{}")
    with pytest.raises(KeyError):
        runs.find(identifier)


def test_a_run_that_goes_on_is_not_discarded(runs: Runs) -> None:
    run = runs.start("reindex", "anna", {"seconds": 30})
    runs.discard(run.id)
    assert runs.find(run.id).state == "running"


def test_steps_are_written_with_rate_and_remaining_time(tmp_path: Path) -> None:
    now = [100.0]
    steps = Steps(tmp_path, lambda: now[0])
    steps.show("read", 0, 40, "a.pdf")
    now[0] = 110.0
    steps.show("read", 20, 40, "b.pdf")
    read = {step.stage: step for step in read_steps(tmp_path, "reindex")}["read"]
    assert (read.done, read.total, read.detail, read.seconds, read.rate) == (20, 40, "b.pdf", 10.0, 2.0)
    assert read.remaining(110.0) == 10.0
    assert read.remaining(114.0) == 6.0
    assert read.remaining(999.0) == 0.0
    now[0] = 120.0
    steps.show("read", 40, 40)
    done = {step.stage: step for step in read_steps(tmp_path, "reindex")}["read"]
    assert done.is_done
    assert done.remaining(120.0) is None


def test_stages_that_have_not_begun_are_there_in_order_and_unknown_ones_too(tmp_path: Path) -> None:
    Steps(tmp_path).show("polish", 1, 1)
    found = read_steps(tmp_path, "reindex")
    assert [step.stage for step in found][:3] == ["collect", "read", "embed"]
    assert found[-1].stage == "polish"
    assert found[0] == Step("collect", 0, 0, "", 0.0, 0.0)


def test_steps_are_not_written_more_often_than_they_are_looked_at(tmp_path: Path) -> None:
    now = [100.0]
    steps = Steps(tmp_path, lambda: now[0])
    for done in range(100):
        now[0] += 0.001
        steps.show("read", done, 1000)
    assert {step.stage: step for step in read_steps(tmp_path, "plan")}["read"].done == 0


@pytest.mark.parametrize("content", ["", "[", "{}", "[[]]", '[{"stage": 1}]'])
def test_a_file_of_steps_that_cannot_be_read_shows_nothing_done(tmp_path: Path, content: str) -> None:
    (tmp_path / "steps.json").write_text(content)
    assert not any(step.began for step in read_steps(tmp_path, "plan"))
