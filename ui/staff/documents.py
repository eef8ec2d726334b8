"""The documents page: what is indexed, adding and removing, generations and rollback, who did what."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from index.errors import IndexingError
from index.generation import IndexHome
from ingest.collect import READABLE
from ingest.official.errors import NotUnderstood
from ui.fetching import sorted_arguments
from ui.security import LARGEST_UPLOAD
from ui.staff.calls import Call
from ui.staff.runs import Occupied
from ui.staff.uploads import LARGEST, BadUpload, stage

_DEEDS = 40


def documents_page(call: Call) -> Response:
    """Everything about the index in one page."""
    return _page(call)


def _page(call: Call, problem: str = "", typed: str = "", languages: str = "", status: int = 200) -> Response:
    desk, home = call.desk, IndexHome(call.desk.home)
    runs = desk.runs.recent()
    sources = sorted(_sources(call), key=lambda source: source.name.casefold())
    return call.page(
        "documents.html",
        call.t("Documents"),
        status,
        problem=problem,
        typed=typed,
        languages=languages,
        kinds=",".join(sorted(READABLE)),
        most=LARGEST,
        most_together=LARGEST_UPLOAD,
        running=next((run for run in runs if run.state == "running"), None),
        waiting=[run for run in runs if run.kind == "plan" and run.state == "done"],
        runs=[run for run in runs if run.kind == "reindex"][:5],
        sources=sources,
        current=home.current_or_none(),
        generations=[(m, desk.audit.maker_of(m.id)) for m in reversed(home.generations())],
        deeds=desk.audit.newest()[:_DEEDS],
    )


def _sources(call: Call) -> list[Any]:
    try:
        return list(call.desk.assistant.documents())
    except IndexingError:
        return []


def plan(call: Call) -> Response:
    """Take uploads, CELEX numbers and addresses, and begin to plan what they would change."""
    desk, t = call.desk, call.t
    typed, languages = call.text("wanted"), call.text("languages", 100)
    wanted, files = typed.split(), call.files("files")
    if not wanted and not files:
        said = t("Nothing was chosen. Choose files, or type a CELEX number or a web address.")
        return _page(call, said, typed, languages, 400)
    folder = desk.runs.prepare()
    try:
        if asked := sorted_arguments(wanted).paths:
            raise NotUnderstood(t("{path} is a path of this machine. Upload the file instead.", path=asked[0].name))
        names = stage(files, folder / "files", t)
        run = desk.runs.start("plan", call.by, {"wanted": wanted, "languages": languages or None}, folder)
    except (BadUpload, NotUnderstood, Occupied) as error:
        desk.runs.drop(folder)
        return _page(call, call.t.told(error), typed, languages, 400)
    desk.audit.note(call.by, "planned an addition", ", ".join([*names, *wanted]))
    return call.to(f"/runs/{run.id}")


def sync(call: Call) -> Response:
    """Plan what the official sources have newer than the library."""
    return _begin(call, {"sync": True}, "planned a synchronisation")


def remove(call: Call) -> Response:
    """Plan to remove the documents that were ticked."""
    ids = call.texts("id")
    if not ids:
        return _page(call, call.t("No document was ticked. Tick those that are to be removed."), status=400)
    return _begin(call, {"remove": ids}, "planned a removal", ", ".join(ids))


def _begin(call: Call, task: dict[str, Any], what: str, on: str = "") -> Response:
    try:
        run = call.desk.runs.start("plan", call.by, task)
    except Occupied as error:
        return _page(call, call.t.told(error), status=409)
    call.desk.audit.note(call.by, what, on)
    return call.to(f"/runs/{run.id}")


def rollback(call: Call) -> Response:
    """Publish an older generation; the chat follows within seconds."""
    t = call.t
    try:
        manifest = IndexHome(call.desk.home).rollback(call.text("generation", 100))
    except IndexingError as error:
        return _page(call, call.t.told(error), status=409)
    call.desk.audit.note(call.by, "rolled back to", manifest.id)
    said = t.many(
        "Published index {generation} again, with {count} document. Nothing was deleted.",
        "Published index {generation} again, with {count} documents. Nothing was deleted.",
        manifest.documents,
        generation=manifest.id,
    )
    return call.to("/documents", said)
