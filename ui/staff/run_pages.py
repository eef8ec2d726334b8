"""One run's page: the plan to be confirmed, the stages while it goes on, the report when it has ended."""

from __future__ import annotations

import time
from typing import Any

from starlette.responses import HTMLResponse, Response

from index.errors import IndexingError
from ui.staff.calls import Call
from ui.staff.report import changes, failures, groups, letter, named, notes
from ui.staff.runs import Occupied, Run
from ui.staff.uploads import settle


def run_page(call: Call) -> Response:
    """The page of a run, whatever its state; a page on an unknown one says so."""
    run = _run(call)
    if run is None:
        return _unknown(call)
    t, result = call.t, run.result
    titles = {
        "plan": t("Plan: what would change"),
        "reindex": t("Reindex"),
        "evaluate": t("Evaluation"),
    }
    names = _names(call)
    return call.page(
        "run.html",
        titles.get(run.kind, run.kind),
        run=run,
        **_progress(run),
        groups=groups(result.get("report"), names, t, planned=run.kind == "plan"),
        failures=failures(run),
        notes=notes(result),
        changes=changes(result.get("report")),
        report=result.get("report") or {},
        letter=letter(run, names, t) if run.kind == "reindex" and run.state == "done" else "",
    )


def run_progress(call: Call) -> Response:
    """The stages alone, which the page asks for again and again; 404 for an unknown run."""
    run = _run(call)
    if run is None:
        return HTMLResponse("", 404)
    return HTMLResponse(call.fragment("progress.html", run=run, **_progress(run)))


def start(call: Call) -> Response:
    """Carry a plan out: its files move to where uploads stay, then the reindex begins."""
    desk, t, run = call.desk, call.t, _run(call)
    if run is None or run.kind != "plan" or run.state != "done":
        return _unknown(call)
    report = run.result.get("report") or {}
    if not changes(report):
        return call.to(f"/runs/{run.id}", t("The plan changes nothing, so nothing was started."), good=False)
    if going := desk.runs.current():
        said = t("A run of {name} is going on. Wait until it has ended, then start this one.", name=going.by)
        return call.to(f"/runs/{run.id}", said, good=False)
    left_out = {failure["path"] for failure in report.get("failed", ())}
    paths = [*run.result.get("paths", ()), *settle(run.folder / "files", desk.uploads, left_out)]
    task = {
        "paths": [str(path) for path in paths],
        "remove": run.task.get("remove", []),
        "left_out": [[line.name, line.reason] for line in failures(run)],
    }
    try:
        started = desk.runs.start("reindex", call.by, task)
    except Occupied as error:
        return call.to(f"/runs/{run.id}", call.t.told(error), good=False)
    desk.runs.discard(run.id)
    desk.audit.note(call.by, "started a reindex", started.id)
    return call.to(f"/runs/{started.id}")


def again(call: Call) -> Response:
    """Begin a run anew that failed or was stopped; what was embedded before is not embedded twice."""
    run = _run(call)
    if run is None or run.state not in {"failed", "lost"} or run.kind == "plan":
        return _unknown(call)
    try:
        started = call.desk.runs.start(run.kind, call.by, run.task)
    except Occupied as error:
        return call.to(f"/runs/{run.id}", call.t.told(error), good=False)
    call.desk.runs.discard(run.id)
    call.desk.audit.note(call.by, "started again", f"{run.kind} {started.id}")
    return call.to(f"/runs/{started.id}")


def discard(call: Call) -> Response:
    """Forget a run that has ended, with the files that were uploaded for it."""
    run = _run(call)
    if run is None:
        return _unknown(call)
    call.desk.runs.discard(run.id)
    call.desk.audit.note(call.by, "discarded", f"{run.kind} {run.id}")
    back = "/evaluation" if run.kind == "evaluate" else "/documents"
    return call.to(back, call.t("Discarded. The published index is as it was."))


def stop(call: Call) -> Response:
    """Ask a run to end."""
    run = _run(call)
    if run is None:
        return _unknown(call)
    call.desk.runs.stop(run.id)
    call.desk.audit.note(call.by, "stopped", f"{run.kind} {run.id}")
    return call.to(f"/runs/{run.id}", call.t("It was asked to stop. The published index stays as it is."))


def _run(call: Call) -> Run | None:
    try:
        return call.desk.runs.find(call.request.path_params["id"])
    except KeyError:
        return None


def _unknown(call: Call) -> Response:
    said = call.t("There is no such run any more. It was discarded, or carried out already.")
    return call.problem(call.t("Not found"), said, 404)


def _progress(run: Run) -> dict[str, Any]:
    return {"steps": run.steps, "now": time.time(), "ended": run.state != "running"}


def _names(call: Call) -> dict[str, str]:
    try:
        return named(call.desk.assistant.documents())
    except IndexingError:
        return {}
