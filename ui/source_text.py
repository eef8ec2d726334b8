"""What fetching did, or would do, as text and as JSON for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ingest.official.outcome import FetchReport


def fetch_object(report: FetchReport) -> dict[str, Any]:
    """A fetch report as JSON: the documents with outcome and reason, notes, and why the run ended early."""
    documents = [
        {**asdict(one), "outcome": one.outcome.value, "path": str(one.path) if one.path else None}
        for one in report.documents
    ]
    return {"documents": documents, "notes": list(report.notes), "stopped": report.stopped}


def fetch_text(report: FetchReport) -> str:
    """A fetch report for people, a line for each document that is not just as it was."""
    lines = [
        f"{one.outcome.value}: {f'{one.name} {one.language}'.strip()}{f' ({one.reason})' if one.reason else ''}"
        for one in report.documents
        if one.outcome != "unchanged"
    ]
    unchanged = sum(one.outcome == "unchanged" for one in report.documents)
    lines += [f"unchanged at the source: {unchanged}"] if unchanged else []
    lines += [f"note: {note}" for note in report.notes]
    lines += [f"Ended early: {report.stopped} Run the command again later; nothing is lost."] if report.stopped else []
    return "\n".join(lines)


def planned_text(plan: Sequence[dict[str, Any]]) -> str:
    """What a sync would ask for, for people."""
    lines = [f"{'update' if one['here'] else 'fetch'}: {one['name']} {one['language']}".strip() for one in plan]
    return "\n".join([*lines, f"{len(plan)} documents would be asked for. Nothing was fetched (dry run)."])
