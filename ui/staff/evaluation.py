"""The evaluation page: how good the answers are, whether they get better, and a button that measures it again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from eval.history import Point, history
from eval.items import staff_questions
from eval.run import BadRun
from eval.store import RunStore
from ui.staff.calls import Call
from ui.staff.evaluation_report import report_folder, write_report
from ui.staff.runs import Occupied

_SHOWN = 20
_SMALL = 60
_ALIKE = 0.8
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Tile:
    """One figure with its meaning, and how it compares with the run before (percentage points; None without one)."""

    name: str
    meaning: str
    value: float
    since: float | None


def evaluation_page(call: Call) -> Response:
    """The newest figures, the trend, and the form that starts a run."""
    return _page(call)


def _page(call: Call, problem: str = "", status: int = 200) -> Response:
    home = call.desk.home
    points = [point for point in history(home / "eval") if point.system == "assistant"]
    runs = call.desk.runs.recent()
    return call.page(
        "evaluation.html",
        call.t("Evaluation"),
        status,
        problem=problem,
        tiles=_tiles(call, points),
        newest=points[-1] if points else None,
        points=list(reversed(points))[:_SHOWN],
        has_trend=len(_alike(points)) > 1,
        running=next((run for run in runs if run.state == "running"), None),
        failed=next((run for run in runs[:1] if run.kind == "evaluate" and run.state in {"failed", "lost"}), None),
        small=_SMALL,
        kept=staff_questions(home).is_file(),
        generation=call.desk.assistant.status().get("generation"),
    )


def _tiles(call: Call, points: list[Point]) -> list[Tile]:
    if not points:
        return []
    t, newest = call.t, points[-1]
    before = next((p for p in reversed(points[:-1]) if p.items == newest.items), None)
    meanings = {
        "right": (t("Right answers"), t("answered from the right act, refused or set right, as each question expects")),
        "article R@5": (t("Article found"), t("the right article is among the first five passages")),
        "verbatim": (t("Quotes verbatim"), t("every quotation is the document's own text at its place")),
        "refusal": (t("Rightly refused"), t("of the questions that the documents do not answer")),
        "false refusal": (t("Wrongly refused"), t("of the questions that they do answer; less is better")),
    }
    return [
        Tile(*words, newest.values[name], _since(before, newest, name))
        for name, words in meanings.items()
        if name in newest.values
    ]


def _since(before: Point | None, newest: Point, name: str) -> float | None:
    return 100 * (newest.values[name] - before.values[name]) if before and name in before.values else None


def _alike(points: list[Point]) -> list[Point]:
    """The runs that asked about as many questions as the newest: a small sample would look like a fall or a leap."""
    return [p for p in points if p.items >= _ALIKE * points[-1].items and _ALIKE * p.items <= points[-1].items]


def start(call: Call) -> Response:
    """Begin a run over all questions, or a balanced sample."""
    small = _SMALL if call.text("size") == "small" else None
    try:
        run = call.desk.runs.start("evaluate", call.by, {"small": small})
    except Occupied as error:
        return _page(call, call.t.told(error), 409)
    call.desk.audit.note(call.by, "started an evaluation", run.id)
    return call.to(f"/runs/{run.id}")


def report(call: Call) -> Response:
    """The whole report of a run, a page of its own without scripts."""
    name = call.request.path_params["run"]
    home = call.desk.home
    file = report_folder(home, Path(name).name) / "report.html"
    if not file.is_file():
        try:
            found = RunStore(home).find(Path(name).name.removesuffix(".json"))
        except BadRun as error:
            return call.problem(call.t("Not found"), call.t.told(error), 404)
        file = write_report(home, found) / "report.html"
    return HTMLResponse(file.read_text("utf-8"), headers={"content-security-policy": REPORT_POLICY})


def trend(call: Call) -> Response:
    """The main figures over the runs, as a picture."""
    from eval.pictures import trend as drawn  # noqa: PLC0415 - matplotlib

    points = [point for point in history(call.desk.home / "eval") if point.system == "assistant"]
    if len(points) < 2:  # noqa: PLR2004 - a line needs two ends
        return Response("", 404)
    picture = drawn(_alike(points), call.t("Main figures over the runs"))
    return Response(picture, media_type="image/svg+xml")
