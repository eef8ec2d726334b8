"""The questions page: what had no answer or was not right, grouped; from there to evaluation items and the guide."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response, StreamingResponse

from assistant.language import OFFICIAL
from eval.items import staff_questions
from ui.dates import BadDay
from ui.staff.calls import Call
from ui.staff.grouping import grouped
from ui.staff.items import BadItem, Wanted, make_item

_SHOWN = 30


def questions_page(call: Call) -> Response:
    """The groups that wait, the largest first."""
    return _page(call)


def _page(call: Call, problem: str = "", at: str = "", status: int = 200) -> Response:
    """The page; a problem is shown at the group with the ids `at`, with what was typed there."""
    groups = grouped(call.desk.feedback.unsettled())
    sources = sorted(call.desk.assistant.documents(), key=lambda source: source.name)
    return call.page(
        "questions.html",
        call.t("Questions"),
        status,
        groups=groups[:_SHOWN],
        more=max(0, len(groups) - _SHOWN),
        counts=call.desk.feedback.counts(),
        works=list({source.celex or source.id: source.name for source in sources}.items()),
        kept=_kept(call),
        conversations=next(call.desk.conversations.lines(), None) is not None,
        problem=problem,
        at=at,
        typed=lambda name, otherwise: call.text(name) if at else otherwise,
    )


def _kept(call: Call) -> int:
    file = staff_questions(call.desk.home)
    return len(file.read_text("utf-8").splitlines()) if file.is_file() else 0


def make(call: Call) -> Response:
    """Make an evaluation item of a group and settle it."""
    t, ids = call.t, _ids(call)
    if not ids:
        return call.to("/questions", t("These questions are not there any more."), good=False)
    at = call.text("ids", 20_000)
    answered = call.text("right") == "answer"
    language = call.text("language", 2)
    try:
        wanted = Wanted(
            call.text("question", 2000),
            language if language in OFFICIAL else "en",
            _day(call.text("as_of", 10)),
            *([call.text(name, 300) for name in ("work", "locator", "words")] if answered else []),
        )
        if answered and not (wanted.work and wanted.locator and wanted.words):
            raise BadItem(t("Name the document, the place in it, and a few words that stand there."))
        item = make_item(wanted, call.desk.assistant, call.desk.home)
    except (BadItem, BadDay) as error:
        return _page(call, call.t.told(error), at, 400)
    call.desk.feedback.settle(ids, "item", call.by)
    call.desk.audit.note(call.by, "made an evaluation item", item.id)
    said = t("Made the evaluation item {id}. The next evaluation asks it.", id=item.id)
    return call.to("/questions", said)


def dismiss(call: Call) -> Response:
    """Put a group away; its entries stay in the file."""
    ids = _ids(call)
    call.desk.feedback.settle(ids, "dismissed", call.by)
    call.desk.audit.note(call.by, "dismissed questions", ", ".join(map(str, ids)))
    return call.to("/questions", call.t("Put away."))


def conversations(call: Call) -> Response:
    """What the server keeps of conversations, as a file of JSON lines."""
    call.desk.audit.note(call.by, "took the conversations")
    headers = {"content-disposition": 'attachment; filename="conversations.jsonl"'}
    return StreamingResponse(call.desk.conversations.lines(), media_type="application/jsonl", headers=headers)


def _ids(call: Call) -> list[int]:
    given = [part for part in call.text("ids", 20_000).split(",") if part.isdigit() and len(part) < 16]  # noqa: PLR2004
    return [entry.id for entry in call.desk.feedback.find([int(part) for part in given[:600]])]


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise BadDay(f"“{typed}” is not a date. Write it as {date.today().isoformat()}.") from error
