"""Reports and comparisons as pages for a browser: no script, no request to anywhere, everything escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eval import pictures
from eval.compare import Comparison
from eval.measures import measure
from eval.report import BREAKDOWN, Report, column_name, shown

if TYPE_CHECKING:
    from jinja2 import Environment

_WORST = 60


def to_html(report: Report) -> str:
    """The page of a report."""
    page = _environment().get_template("report.html")
    return page.render(
        report=report,
        pictures=_pictures(report),
        worst=report.worst[:_WORST],
        more=max(0, len(report.worst) - _WORST),
        shown=shown,
        column=column_name,
        breakdown=[measure(name) for name in BREAKDOWN],
    )


def comparison_html(comparison: Comparison) -> str:
    """The page of a comparison: the verdict, every measure, and what changed with both answers side by side."""
    page = _environment().get_template("comparison.html")
    return page.render(comparison=comparison)


def _pictures(report: Report) -> dict[str, str]:
    summary, drawn = report.summary, {}
    for prefix, title in (("language:", "Right answers by language"), ("kind:", "Right answers by kind of question")):
        names = [s for s in summary.slices(prefix) if (s, "right") in summary.figures and s != "language:other"]
        if names:
            figures = [summary.figures[s, "right"] for s in names]
            drawn[prefix.rstrip(":")] = pictures.bars(figures, [s.removeprefix(prefix) for s in names], title)
    if summary.roc:
        drawn["roc"] = pictures.curve(summary.roc, "ROC curve of the answerability score")
    seconds = [o.seconds["total"] for o in report.run.outcomes if "total" in o.seconds]
    if seconds:
        drawn["latency"] = pictures.waits(seconds, "How long answers took")
    if len(report.trend) > 1:
        drawn["trend"] = pictures.trend(report.trend, "Main figures over the runs")
    return drawn


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only for reports

    folder = Path(__file__).with_name("templates")
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
