"""One page that says how good the assistant is, to people who have never seen it; the same in Markdown and in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import pictures
from eval.compare import Comparison
from eval.gate import Row
from eval.history import Point
from eval.measures import MEASURES, Measure
from eval.outcome import Outcome
from eval.run import Run
from eval.summary import ALL, Figure, Summary

if TYPE_CHECKING:
    from jinja2 import Environment

_TEST = "split:test"
_COLUMNS = (ALL, _TEST, "split:tune", "language:en", "language:other")
_WORST = 60
HEADLINES = (
    ("right", _TEST, "right answers", "answered from the right act, refused, or set right, as each question expects"),
    ("article R@5", "test:en", "English: article found", "the right article or section is among the first five"),
    ("article R@5", "test:other", "other languages: article found", "the same, asked in another language"),
    ("verbatim", ALL, "quotes verbatim", "every quote is the document's own text at its place"),
    ("refusal", _TEST, "rightly refused", "of the questions that the documents do not answer"),
    ("false refusal", _TEST, "wrongly refused", "of the questions that they do answer"),
)


@dataclass(frozen=True)
class Report:
    """A run with its figures, the thresholds, what changed since `since`, and the runs before it."""

    run: Run
    summary: Summary
    rows: tuple[Row, ...] = ()
    since: Comparison | None = None
    trend: tuple[Point, ...] = ()

    @property
    def headlines(self) -> list[tuple[str, str, Figure]]:
        """The figures to begin with: name, meaning, figure; over all items where a slice is not in the run."""
        found = []
        for measure, slice_name, name, meaning in HEADLINES:
            figures = self.summary.figures
            figure = figures.get((slice_name, measure)) or (
                figures.get((ALL, measure)) if slice_name == _TEST else None
            )
            if figure:
                found.append((name, meaning, figure))
        return found

    @property
    def lost(self) -> frozenset[str]:
        """The ids of items that were right in the last report and are not any more."""
        changes = self.since.changes if self.since else ()
        return frozenset(
            c.b.item.id for c in changes if c.a.scores.get("right") == 1.0 and c.b.scores.get("right") == 0.0
        )

    @property
    def worst(self) -> list[Outcome]:
        """Outcomes that are not right, those that went wrong since the last report first."""
        wrong = [o for o in self.run.outcomes if o.scores.get("right") == 0.0]
        return sorted(
            wrong, key=lambda o: (o.item.id not in self.lost, o.scores.get("evidence recall", 0.0), o.item.id)
        )

    @property
    def table(self) -> list[tuple[Measure, list[Figure | None]]]:
        """Every measure with its figure in each column of `columns`."""
        rows = [(m, [self.summary.figures.get((c, m.name)) for c in self.columns]) for m in MEASURES]
        return [(measure, cells) for measure, cells in rows if any(cells)]

    @property
    def columns(self) -> list[str]:
        """The slices that the table shows."""
        return [column for column in _COLUMNS if any(s == column for s, _ in self.summary.figures)]


def to_html(report: Report) -> str:
    """The page: no script, no request to anywhere; everything from documents and questions is escaped."""
    page = _environment().get_template("report.html")
    return page.render(
        report=report,
        pictures=_pictures(report),
        worst=report.worst[:_WORST],
        more=max(0, len(report.worst) - _WORST),
        shown=shown,
        column=_column_name,
    )


def to_json(report: Report) -> str:
    """All figures for machines."""
    figures = [asdict(figure) for figure in report.summary.figures.values()]
    rows: dict[str, Any] = {
        "run": report.run.id,
        "made_at": report.run.made_at,
        "system": report.run.system,
        "index": report.run.index,
        "settings": report.run.settings,
        "commit": report.run.commit,
        "machine": report.run.machine,
        "items": len(report.run.outcomes),
        "left_out": list(report.run.left_out),
        "figures": figures,
        "auc": report.summary.roc.auc if report.summary.roc else None,
        "latency": report.summary.latency,
        "gate": [{**asdict(r.rule), "value": r.value, "held": r.held} for r in report.rows],
        "wrong": [o.item.id for o in report.worst],
    }
    return json.dumps(rows, ensure_ascii=False, indent=1)


def shown(figure: Figure | None, measure: Measure | None = None) -> str:
    """A figure as people read it: a percentage, words, or seconds."""
    if figure is None:
        return ""
    if measure is not None and measure.unit == "words":
        return f"{figure.value:.0f}"
    if measure is not None and measure.unit == "seconds":
        return f"{figure.value:.2f} s"
    if measure is not None and (measure.name.endswith(" RR") or "nDCG" in measure.name):
        return f"{figure.value:.3f}"
    return f"{100 * figure.value:.1f} %"


def _column_name(column: str) -> str:
    names = {ALL: "all", _TEST: "test split", "split:tune": "tune split", "language:en": "English"}
    return names.get(column, "other languages")


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


def write(report: Report, folder: Path) -> Sequence[Path]:
    """Writes `report.html`, `report.md` and `report.json` into a folder, which is made; returns the files."""
    from eval.markdown import to_markdown  # noqa: PLC0415 - which shows figures as this file does

    folder.mkdir(parents=True, exist_ok=True)
    texts = {"report.html": to_html(report), "report.md": to_markdown(report), "report.json": to_json(report)}
    files = []
    for name, text in texts.items():
        file = folder / name
        file.write_text(text, "utf-8")
        files.append(file)
    return files
