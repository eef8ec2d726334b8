"""The evaluation's report of one kept run, written once into `eval/reports/<run>`."""

from __future__ import annotations

from pathlib import Path

from eval.run import Run


def report_folder(home: Path, run: str) -> Path:
    """Where the report of a run is."""
    return home / "eval" / "reports" / run


def write_report(home: Path, run: Run) -> Path:
    """Write a run's report (some seconds of bootstrap intervals); returns its folder."""
    from eval.compare import compare  # noqa: PLC0415 - scipy and matplotlib, only for reports
    from eval.gate import is_partial, judge, packaged_gate, read_rules  # noqa: PLC0415
    from eval.report import Report, write  # noqa: PLC0415
    from eval.store import RunStore  # noqa: PLC0415
    from eval.summary import summarise  # noqa: PLC0415

    store, summary, folder = RunStore(home), summarise(run), report_folder(home, run.id)
    before = store.before(run)
    rows = judge(run, read_rules(packaged_gate(), partial=is_partial(run)), summary)
    since = compare(before, run) if before else None
    write(Report(run, summary, tuple(rows), since, store.trend(run)), folder)
    return folder
