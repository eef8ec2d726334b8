"""What a reindex tells of the probe questions, and that it asks them only when something was published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import assistant.compose
import eval.drift
from assistant.settings import Settings
from eval.drift import Drift
from index.report import Note, ReindexReport
from ui.probing import with_probes
from ui.report_text import report_text

PUBLISHED = ReindexReport(added=("a",), generation="g2", notes=(Note("a", "A table was left out."),))
Shown = tuple[str, int, int, str]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Homes that were probed; the assistant is none, and the probing is told what to find."""
    homes: list[Path] = []

    def probe(system: object, home: Path, progress: Any) -> Drift:
        homes.append(home)
        progress(1, 2)
        return Drift("g2", 2, 1, (), first=False)

    monkeypatch.setattr(assistant.compose, "open_assistant", lambda settings: None)
    monkeypatch.setattr(eval.drift, "probe", probe)
    return homes


def test_a_published_generation_is_probed_and_the_report_says_so(asked: list[Path], tmp_path: Path) -> None:
    shown: list[Shown] = []
    report = with_probes(Settings(home=tmp_path), PUBLISHED, lambda *step: shown.append(step))
    assert asked == [tmp_path]
    assert shown == [("probe", 1, 2, "")]
    text = report_text(report, dry_run=False)
    assert "note: A table was left out." in text
    assert "note: Probe questions: 1 of 2 right, none worse than before." in text


def test_where_nothing_was_published_nothing_is_asked(asked: list[Path], tmp_path: Path) -> None:
    nothing = ReindexReport(unchanged=("a",))
    assert with_probes(Settings(home=tmp_path), nothing, lambda *_: None) is nothing
    assert asked == []


def test_a_probing_that_fails_does_not_make_the_reindex_fail(
    asked: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Drift:
        raise RuntimeError("no memory left")

    monkeypatch.setattr(eval.drift, "probe", fail)
    report = with_probes(Settings(home=tmp_path), PUBLISHED, lambda *_: None)
    assert report.generation == "g2"
    assert "could not be asked (no memory left)" in report.notes[-1].message
