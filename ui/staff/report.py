"""What a run ended in: lists for a page, and a text that can be copied into an e-mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.staff.runs import Run
from ui.staff.texts import StaffTexts


@dataclass(frozen=True)
class Line:
    """A document: its name (or id, where it is not indexed), its id, and why it is in its list."""

    name: str
    id: str
    reason: str = ""


@dataclass(frozen=True)
class Group:
    """Documents to which the same happens, under a heading like "Added"."""

    heading: str
    lines: tuple[Line, ...]


def groups(report: Mapping[str, Any] | None, names: Mapping[str, str], t: StaffTexts, *, planned: bool) -> list[Group]:
    """The documents of a reindex report (as JSON) that change, by what happens to them."""
    if not report:
        return []
    headings = {
        "added": t("To be added") if planned else t("Added"),
        "changed": t("To be read again") if planned else t("Read again"),
        "removed": t("To be removed") if planned else t("Removed"),
        "renamed": t("Moved files"),
    }
    reasons = report.get("reasons") or {}
    found = [
        Group(heading, tuple(Line(names.get(i, i), i, _reason(reasons.get(i))) for i in report.get(key) or ()))
        for key, heading in headings.items()
    ]
    return [group for group in found if group.lines]


def failures(run: Run) -> list[Line]:
    """What could not be had or read, also when it was planned, each with the sentence that says what to do."""
    fetched, report = run.result.get("fetched") or {}, run.result.get("report") or {}
    planned = [Line(name, name, reason) for name, reason in run.task.get("left_out", ())]
    unfetched = [
        Line(f"{one['name']} {one['language']}".strip(), one["name"], one.get("reason") or "")
        for one in fetched.get("documents", ())
        if one["outcome"] in {"failed", "missing"}
    ]
    return (
        planned
        + unfetched
        + [Line(f["path"].rsplit("/", 1)[-1], f["path"], f["reason"]) for f in report.get("failed", ())]
    )


def notes(result: Mapping[str, Any]) -> list[str]:
    """Further sentences: why fetching ended early, notes of fetching and reading."""
    fetched, report = result.get("fetched") or {}, result.get("report") or {}
    said = [fetched["stopped"]] if fetched.get("stopped") else []
    said += list(fetched.get("notes") or ())
    return said + [note["message"] if isinstance(note, dict) else str(note) for note in report.get("notes") or ()]


def changes(report: Mapping[str, Any] | None) -> int:
    """How many documents a plan would change."""
    return sum(len((report or {}).get(key) or ()) for key in ("added", "changed", "removed", "renamed"))


def letter(run: Run, names: Mapping[str, str], t: StaffTexts) -> str:
    """The report of a reindex as plain text for an e-mail."""
    report = run.result.get("report") or {}
    lines = [t("Reindex of {moment}, started by {name}", moment=t.moment(run.at), name=run.by), ""]
    if report.get("generation"):
        lines.append(t("Published: index {generation}.", generation=report["generation"]))
        counts = t(
            "{embedded} passages were embedded and {reused} reused, in {time}.",
            embedded=report.get("embedded", 0),
            reused=report.get("reused", 0),
            time=t.lasting(report.get("seconds", 0)),
        )
        lines.append(counts)
    else:
        lines.append(t("Nothing changed: the published index is up to date."))
    for group in groups(report, names, t, planned=False):
        lines += ["", f"{group.heading} ({len(group.lines)}):", *(_bullet(line) for line in group.lines)]
    if failed := failures(run):
        lines += ["", t("Not indexed ({count}):", count=len(failed)), *(_bullet(line) for line in failed)]
    if said := notes(run.result):
        lines += ["", t("Notes:"), *(f"- {note}" for note in said)]
    return "\n".join(lines) + "\n"


def _bullet(line: Line) -> str:
    name = line.name if line.name == line.id or "/" in line.id else f"{line.name} ({line.id})"
    return f"- {name}: {line.reason}" if line.reason else f"- {name}"


def _reason(reason: object) -> str:
    return str(reason) if reason else ""


def named(sources: Sequence[Any]) -> dict[str, str]:
    """Names of documents by id."""
    return {source.id: source.name for source in sources}
