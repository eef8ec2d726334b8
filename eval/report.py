"""One page that says how good the assistant is, to people who have never seen it; the same in Markdown and in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.compare import Comparison
from eval.gate import Row
from eval.history import Point
from eval.measures import JUDGED, MEASURES, Measure
from eval.outcome import Outcome
from eval.run import Run
from eval.summary import ALL, UNTUNED, Figure, Summary

_TEST = "split:test"
_NAMES = {
    ALL: "all",
    _TEST: "test split",
    UNTUNED: "test split, untuned documents",
    "split:tune": "tune split",
    "language:en": "English",
    "language:other": "other languages",
    "test:en": "test split, English",
    "test:other": "test split, other languages",
}
_COLUMNS = (ALL, _TEST, UNTUNED, "split:tune", "language:en", "language:other")
BREAKDOWN = (
    "right", "article R@1", "article R@5", "article R@10", "article RR", "article nDCG@10", "passage R@5", "passage RR",
    "evidence recall", "refusal", "false refusal",
)  # fmt: skip
"""The measures that are shown for each language and each kind of question."""
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
        for measured, slice_name, name, meaning in HEADLINES:
            figures = self.summary.figures
            figure = figures.get((slice_name, measured)) or (
                figures.get((ALL, measured)) if slice_name == _TEST else None
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

    def breakdown(self, prefix: str) -> list[tuple[str, int, list[Figure | None]]]:
        """For each slice of one sort ("language:", "kind:"): its name, its number of items, and BREAKDOWN's figures."""
        figures = self.summary.figures
        return [
            (name.removeprefix(prefix), figures[name, "right"].n, [figures.get((name, m)) for m in BREAKDOWN])
            for name in self.summary.slices(prefix)
            if (name, "right") in figures and name != "language:other"
        ]

    def label(self, measure: Measure) -> str:
        """A measure's name, with the judge's where a language model made it."""
        return f"{measure.name} (judge: {self.run.judge})" if measure.name.startswith(JUDGED) else measure.name

    @property
    def columns(self) -> list[str]:
        """The slices that the table shows."""
        return [column for column in _COLUMNS if any(s == column for s, _ in self.summary.figures)]


def to_json(report: Report) -> str:
    """All figures for machines."""
    figures = [asdict(figure) for figure in report.summary.figures.values()]
    rows: dict[str, Any] = {
        "run": report.run.id,
        "judge": report.run.judge,
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


def column_name(column: str) -> str:
    """What a slice of the questions is called where people read it."""
    return _NAMES.get(column) or column.replace(":", ": ")


def write(report: Report, folder: Path) -> Sequence[Path]:
    """Writes `report.html`, `report.md` and `report.json` into a folder, which is made; returns the files."""
    from eval.markdown import to_markdown  # noqa: PLC0415 - both show figures as this file does
    from eval.page import to_html  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    texts = {"report.html": to_html(report), "report.md": to_markdown(report), "report.json": to_json(report)}
    files = []
    for name, text in texts.items():
        file = folder / name
        file.write_text(text, "utf-8")
        files.append(file)
    return files
