"""The bench report holds the figures of a load on a server that it starts and ends itself."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eval import bench
from eval.serving import NotStarted, load_figures, running

SERVED = (sys.executable, "-W", "ignore", str(Path(__file__).with_name("served_pond.py")))


def test_a_server_of_its_own_is_asked_under_load_and_ended(tmp_path: Path) -> None:
    found = load_figures(tmp_path, people=3, sessions=4, questions=8, command=SERVED, within=0.4)
    assert (found["at_once"], found["sessions"], found["questions"], found["failed"]) == (3, 4, 8, 0)
    assert 0 < found["first_p50"] <= found["first_p95"] <= found["whole_p95"] + 0.5
    assert found["page_p95"] > 0
    assert found["processor_seconds"] > 0
    assert all(found[f"memory_{when}"] > 50 for when in ("before", "halfway", "after"))


def test_the_server_is_gone_when_the_measurement_fails(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(tmp_path))
    numbers = []

    def fail() -> None:
        with running(tmp_path, command) as (_, number):
            numbers.append(number)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with pytest.raises(ProcessLookupError):
        os.kill(numbers[0], 0)


def test_a_server_that_ends_at_once_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(NotStarted, match="ended at once \\(code 3\\)"),
        running(tmp_path, (sys.executable, "-c", "raise SystemExit(3)")),
    ):
        pass


def test_the_report_has_the_load_and_how_idle_the_machine_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked: list[tuple[Any, ...]] = []
    report = SimpleNamespace(
        added=["a"], changed=[], embedded=1, reused=0, guide_embedded=0, seconds=1.0, failed=[], unchanged=[]
    )
    monkeypatch.setattr(bench, "update", lambda *_: report)
    monkeypatch.setattr(bench, "embedding_rates", lambda _: {"embedder": 1.0})
    monkeypatch.setattr(bench, "latencies", lambda _: {"questions": 1})
    monkeypatch.setattr(bench, "start_up", lambda _: 1.0)
    monkeypatch.setattr(bench, "load_figures", lambda *values: asked.append(values) or {"first_p95": 0.5})
    monkeypatch.setattr(bench, "CORPUS", tmp_path)
    assert bench.main(["--questions", "20"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["load"] == {"first_p95": 0.5}
    assert len(printed["load_average"]) == 3
    assert asked[0][1:] == (10, 50, 20)
