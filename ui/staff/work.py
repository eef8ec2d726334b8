"""What a run does: plan an addition, carry it out, or ask the evaluation's questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.report import Failure, Note, ReindexReport
from ui.probing import Show
from ui.staff.audit import Audit
from ui.updating import Update, update_index

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.official.outcome import FetchReport


def _fetch(settings: Settings, wanted: Sequence[str], languages: str | None, show: Show, *, sync: bool) -> FetchReport:
    from ingest.official.starter import starter  # noqa: PLC0415
    from ui.fetching import fetch, require_some, sorted_arguments  # noqa: PLC0415

    asked = starter() if sync else sorted_arguments(wanted).wanted
    report = fetch(settings, asked, languages, show, refresh=sync)
    require_some(report, settings)
    return report


def _take_out(settings: Settings, ids: Sequence[str]) -> None:
    from ui.fetching import take_out  # noqa: PLC0415

    take_out(settings, ids)


def _evaluate(settings: Settings, small: int | None, show: Show) -> str:
    from ui.eval_runs import Plan, make_run  # noqa: PLC0415
    from ui.staff.evaluation_report import write_report  # noqa: PLC0415

    made, _ = make_run(settings, Plan(small=small), lambda done, total: show("ask", done, total, ""))
    show("report", 0, 1, "")
    write_report(settings.home, made)
    show("report", 1, 1, "")
    return made.id


@dataclass(frozen=True)
class Parts:
    """What the work is done with; tests put others in."""

    update: Update = update_index
    fetch: Callable[..., FetchReport] = _fetch
    evaluate: Callable[..., str] = _evaluate
    take_out: Callable[..., None] = _take_out


def carry_out(settings: Settings, about: Mapping[str, Any], folder: Path, show: Show, parts: Parts) -> dict[str, Any]:
    """Do the task of a run and return what it ended in; raises what the stages raise."""
    task = about["task"]
    if about["kind"] == "plan":
        return _plan(settings, task, folder, show, parts)
    if about["kind"] == "evaluate":
        made = parts.evaluate(settings, task.get("small"), show)
        Audit(settings.home).note(about["by"], "evaluated", made)
        return {"run": made}
    paths, remove = [Path(path) for path in task["paths"]], task["remove"]
    if remove:
        parts.take_out(settings, remove)  # or the next synchronisation would bring them back
    report = parts.update(settings, paths, show, remove_ids=remove)
    if report.generation:
        Audit(settings.home).note(about["by"], "published", report.generation)
    return {"report": asdict(_shortened(report, settings.home))}


def _plan(settings: Settings, task: Mapping[str, Any], folder: Path, show: Show, parts: Parts) -> dict[str, Any]:
    from ui.source_text import fetch_object  # noqa: PLC0415

    files = sorted((folder / "files").glob("*"))
    wanted, sync = task.get("wanted", []), bool(task.get("sync"))
    fetched = parts.fetch(settings, wanted, task.get("languages"), show, sync=sync) if wanted or sync else None
    library = [settings.home / "library"] if sync and fetched and fetched.files else []
    paths = [*files, *(library or (fetched.files if fetched else ()))]
    if paths or task.get("remove") or task.get("guide"):
        report = parts.update(settings, paths, show, remove_ids=task.get("remove", []), dry_run=True)
        report = _shortened(_shortened(report, folder / "files"), settings.home)
    else:
        report = None
    return {
        "fetched": fetch_object(fetched) if fetched else None,
        "report": asdict(report) if report else None,
        "paths": [str(path) for path in paths if path not in files],
        "files": [file.name for file in files],
    }


def _shortened(report: ReindexReport, folder: Path) -> ReindexReport:
    """A report in which files of a folder have their names alone: where they are kept says nothing to staff."""

    def short(text: str) -> str:
        return text.replace(f"{folder.resolve()}/", "").replace(f"{folder}/", "")

    return replace(
        report,
        failed=tuple(Failure(short(one.path), short(one.reason)) for one in report.failed),
        notes=tuple(Note(short(one.about), short(one.message)) for one in report.notes),
        reasons={identifier: short(reason) for identifier, reason in report.reasons.items()},
    )
