"""Reports and comparisons as Markdown that also reads well in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from eval.compare import Change, Comparison
from eval.fidelity import Count, Pair, disagreeing
from eval.gate import Row
from eval.history import KEPT, Point
from eval.measures import measure
from eval.outcome import Outcome
from eval.report import BREAKDOWN, Report, column_name, shown

_CHANGES = 20
_WIDTH = 300


def to_markdown(report: Report) -> str:
    """The summary of a report: headlines, thresholds, change, all measures, and what is wrong."""
    parts = (_head(report), gate_lines(report.rows), _since(report), _table(report), _slices(report), _wrong(report))
    return "\n".join([*(line for part in parts for line in part), ""])


def comparison_markdown(comparison: Comparison) -> str:
    """A comparison: the verdict, every measure, and the items that changed with both answers side by side."""
    a, b = comparison.a, comparison.b
    lines = [f"# {a.id} and {b.id}", "", comparison.verdict, ""]
    if comparison.only_a or comparison.only_b:
        lines += [f"Left out: {comparison.only_a} items only in the first, {comparison.only_b} only in the second.", ""]
    lines += _aligned(
        ["measure", "items", "first", "second", "difference", "95 % interval", "better", "worse", ""],
        [
            [
                comparison.label(d.measure),
                str(d.n),
                f"{d.a:.3f}",
                f"{d.b:.3f}",
                f"{d.mean:+.3f}",
                f"{d.low:+.3f} to {d.high:+.3f}",
                str(d.wins),
                str(d.losses),
                "real" if d in comparison.real else "",
            ]
            for d in comparison.differences
        ],
    )
    lines += ["", f"## Items changed: {len(comparison.changes)}", ""]
    for change in comparison.changes[:_CHANGES]:
        lines.extend(_change(change))
    if len(comparison.changes) > _CHANGES:
        lines.append(f"… and {len(comparison.changes) - _CHANGES} more; --json has them all.")
    return "\n".join([*lines, ""])


def gate_lines(rows: Sequence[Row]) -> list[str]:
    """The thresholds, each with its figure, and under a fallen one the items that pulled it down."""
    if not rows:
        return []
    fell = sum(not row.held for row in rows)
    lines = ["## Thresholds", "", f"{fell} of {len(rows)} fell." if fell else f"All {len(rows)} hold.", ""]
    for row in rows:
        lines.append(f"- {row}")
        lines.extend(f"    - {o.item.id} ({o.item.language}) {o.item.question}" for o in row.culprits)
    return [*lines, ""]


def trend_lines(points: Sequence[Point]) -> list[str]:
    """Runs with their main figures, one a line."""
    rows = [
        [p.made_at[:16].replace("T", " "), str(p.items), p.commit or "", p.generation]
        + [f"{100 * p.values[name]:.1f} %" if name in p.values else "" for name in KEPT]
        + [p.id]
        for p in points
    ]
    return _aligned(["made at", "items", "commit", "generation", *KEPT, "run"], rows)


def _head(report: Report) -> list[str]:
    run = report.run
    lines = [f"# Evaluation {run.id}", ""]
    lines += [f"- {name}: {shown(figure)} of {figure.n} ({meaning})" for name, meaning, figure in report.headlines]
    if report.summary.roc:
        lines.append(f"- telling answerable from unanswerable: AUC {report.summary.roc.auc:.3f}")
    if report.summary.latency:
        lines.append(f"- latency: median {report.summary.latency[50]:.2f} s, p95 {report.summary.latency[95]:.2f} s")
    where = ", ".join(f"{k} {v}" for k, v in run.index.items())
    left = f", {len(run.left_out)} left out (documents not indexed)" if run.left_out else ""
    return [*lines, "", f"{len(run.outcomes)} questions{left}. Index: {where}. Commit: {run.commit or 'unknown'}.", ""]


def _since(report: Report) -> list[str]:
    if report.since is None:
        return []
    lost = [o.item for o in report.worst if o.item.id in report.lost]
    lines = ["## Since the last report", "", report.since.verdict, ""]
    return [*lines, *(f"- was right before: {i.id} ({i.language}) {i.question}" for i in lost[:_CHANGES]), ""]


def _table(report: Report) -> list[str]:
    rows = [[report.label(m), *(shown(cell, m) for cell in cells)] for m, cells in report.table]
    return ["## All measures", "", *_aligned(["measure", *map(column_name, report.columns)], rows), ""]


def _slices(report: Report) -> list[str]:
    measures = [measure(name) for name in BREAKDOWN]
    lines: list[str] = []
    for title, prefix in (("By language", "language:"), ("By kind", "kind:")):
        rows = [
            [name, str(n), *(shown(cell, m) for cell, m in zip(cells, measures, strict=True))]
            for name, n, cells in report.breakdown(prefix)
        ]
        lines += [f"## {title}", "", *_aligned([prefix.strip(":"), "items", *BREAKDOWN], rows), ""]
    return lines


def _wrong(report: Report) -> list[str]:
    wrong = report.worst
    lines = [f"## Not right: {len(wrong)}", ""]
    return [*lines, *(f"- {o.item.id} {o.item.kind} {o.item.language}: {o.item.question}" for o in wrong), ""]


def _change(change: Change) -> Iterator[str]:
    item = change.a.item
    yield f"### {'better' if change.gain > 0 else 'worse'}: {item.id} ({item.kind}, {item.language})"
    yield ""
    yield f"{item.question}"
    yield f"- expected: {item.answer}"
    for name, outcome in (("first", change.a), ("second", change.b)):
        yield f"- {name}: {_told(outcome)}"
    yield ""


def _told(outcome: Outcome) -> str:
    text = " ".join(outcome.text.split())
    cited = "; ".join(f"{c.title}, {c.locator}" for c in outcome.citations)
    short = text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
    return f"[{outcome.status}] {short}" + (f" ({cited})" if cited else "")


def _aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table whose columns line up in a terminal too."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    drawn = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in [head, *rows]]
    rule = ["-" * width for width in widths]
    return [f"| {' | '.join(row)} |" for row in (drawn[0], rule, *drawn[1:])]


def comparison_json(comparison: Comparison) -> str:
    """A comparison for machines: all differences, and all items that changed with both answers."""
    return json.dumps(
        {
            "first": comparison.a.id,
            "second": comparison.b.id,
            "verdict": comparison.verdict,
            "differences": [
                {"measure": d.measure.name, "real": d.real, "better": d.better}
                | {name: getattr(d, name) for name in ("n", "a", "b", "mean", "low", "high", "wins", "losses")}
                for d in comparison.differences
            ],
            "changes": [
                {"id": c.a.item.id, "gain": c.gain, "first": c.a.text, "second": c.b.text} for c in comparison.changes
            ],
        },
        ensure_ascii=False,
    )


def fidelity_lines(pairs: Sequence[Pair], counts: Sequence[Count]) -> list[str]:
    """Editions compared and counts that disagree, for a terminal."""
    rows = [
        [
            p.a.id,
            p.b.id,
            str(len(p.matched)),
            str(len(p.only_a)),
            str(len(p.only_b)),
            f"{100 * p.error_rate:.2f} %",
            _worst(p),
        ]
        for p in pairs
    ]
    head = ["edition", "other edition", "units matched", "only first", "only second", "characters wrong", "worst"]
    lines = [
        "## Editions of one text",
        "",
        *(_aligned(head, rows) if rows else ["No text is there in two formats."]),
        "",
    ]
    wrong = disagreeing(counts)
    promised = sum(count.expected is not None for count in counts)
    lines += ["## Unit counts", "", f"{promised - len(wrong)} of {promised} promised counts agree."]
    return [*lines, *(f"- {c.source.id}: {c.found} {c.kind}, promised {c.expected}" for c in wrong)]


def fidelity_json(pairs: Sequence[Pair], counts: Sequence[Count]) -> str:
    """The same for machines."""
    told = [
        {
            "a": p.a.id,
            "b": p.b.id,
            "matched": len(p.matched),
            "only_a": p.only_a,
            "only_b": p.only_b,
            "character_error_rate": p.error_rate,
        }
        for p in pairs
    ]
    numbers = [{"id": c.source.id, "kind": c.kind, "found": c.found, "expected": c.expected} for c in counts]
    return json.dumps({"pairs": told, "counts": numbers})


def _worst(pair: Pair) -> str:
    return ", ".join(f"{unit.locator} {100 * unit.rate:.0f} %" for unit in pair.worst[:3])
