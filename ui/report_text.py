"""What a reindex did, or would do, as text for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from index.report import ReindexReport

_MANY = 60
"""Unchanged documents that are still named one by one; above, their number says more."""
_WIDTH = 100


def report_text(report: ReindexReport, *, dry_run: bool) -> str:
    """A line for each document that is not just as it was, with the reason; then failures, notes and the outcome."""
    lines = [*_documents(report), *([_unchanged(report.unchanged)] if report.unchanged else [])]
    lines += [f"failed: {failure.path}: {failure.reason}" for failure in report.failed]
    lines += [f"note: {note.message}" for note in report.notes]
    if dry_run:
        lines.append("Nothing was changed (dry run).")
    elif report.generation:
        lines.append(
            f"Published generation {report.generation}: {report.embedded} passages embedded, {report.reused} reused."
        )
    elif report.failed:
        lines.append("Nothing was published: the published index answers as before.")
    else:
        lines.append("Nothing to do: the published index is up to date.")
    return "\n".join(lines) + f"\n{report.seconds:.1f} s"


def _documents(report: ReindexReport) -> Iterator[str]:
    for label, ids in (
        ("added", report.added),
        ("changed", report.changed),
        ("removed", report.removed),
        ("unchanged, moved", report.renamed),
    ):
        for identifier in ids:
            why = report.reasons.get(identifier)
            yield f"{label}: {identifier}{f' ({why})' if why else ''}"


def _unchanged(ids: tuple[str, ...]) -> str:
    count = f"unchanged: {len(ids)}"
    if len(ids) > _MANY:
        return count
    return textwrap.fill(f"{count} ({', '.join(ids)})", _WIDTH, subsequent_indent="  ", break_on_hyphens=False)
