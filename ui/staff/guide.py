"""The guide page: staff teach the search that a question in everyday words belongs to an article."""

from __future__ import annotations

from functools import cache, lru_cache

from starlette.responses import Response

from assistant.compose import guide as whole_guide
from index.generation import IndexHome
from index.guide import GuideEntry, guide_fingerprint
from ui.languages import LANGUAGES
from ui.staff.calls import Call
from ui.staff.guide_entries import BadEntry, add_entry, own_entries, remove_entry
from ui.staff.runs import Occupied


def guide_page(call: Call) -> Response:
    """The form, filled in from the address where another page leads here, and the entries made so far."""
    return _page(call)


def _page(call: Call, problem: str = "", status: int = 200) -> Response:
    desk = call.desk
    given = (
        dict(call.request.query_params) if call.request.method == "GET" else {n: call.text(n, 2000) for n in _FIELDS}
    )
    own = own_entries(desk.home)
    acts = {source.celex: source.name for source in desk.assistant.documents() if source.celex}
    return call.page(
        "guide.html",
        call.t("Guide"),
        status,
        problem=problem,
        given={name: given.get(name, "") for name in _FIELDS},
        languages={code: language.name for code, language in LANGUAGES.items()},
        acts=sorted(acts.items(), key=lambda pair: pair[1].casefold()),
        names=acts,
        entries=list(reversed(own)),
        waits=_waits(call, own),
        packaged=len(_packaged()),
    )


_FIELDS = ("question", "language", "celex", "article", "paragraph")


@cache
def _packaged() -> tuple[GuideEntry, ...]:
    """The packaged guide, which does not change while the server runs; reading it takes half a second."""
    return whole_guide()


@lru_cache(maxsize=4)
def _fingerprint(own: tuple[GuideEntry, ...]) -> str:
    return guide_fingerprint((*_packaged(), *own))


def _waits(call: Call, own: tuple[GuideEntry, ...]) -> bool:
    """Whether the published index was built with another guide than there is now."""
    home = IndexHome(call.desk.home)
    current = home.current_or_none()
    return bool(current) and home.manifest(current or "").guide_sha256 != _fingerprint(own)


def add(call: Call) -> Response:
    """Keep an entry, after checking it."""
    desk, t = call.desk, call.t
    question, language, celex, article, paragraph = (call.text(name, 2000) for name in _FIELDS)
    if not (question and celex and article):
        return _page(call, t("Type the question, choose the act, and give the number of the article."), 400)
    bare = article if article.lower().startswith("annex") else article.removeprefix("Article").strip()
    entry = GuideEntry(celex, bare, paragraph or None, language or "en", question, "staff")
    try:
        add_entry(entry, desk.assistant, (*_packaged(), *own_entries(desk.home)), desk.home)
    except BadEntry as error:
        return _page(call, call.t.told(error), 400)
    desk.audit.note(call.by, "added a guide entry", f"{celex} {entry.locator}: {question}")
    return call.to("/guide", t("Added. It is used from the next reindex on."))


def remove(call: Call) -> Response:
    """Take an entry out again."""
    gone = remove_entry(call.text("id", 100), call.desk.home)
    if gone is None:
        return call.to("/guide", call.t("The entry is not there any more."), good=False)
    call.desk.audit.note(call.by, "removed a guide entry", f"{gone.celex} {gone.locator}: {gone.question}")
    return call.to("/guide", call.t("Removed. The search forgets it with the next reindex."))


def reindex(call: Call) -> Response:
    """Build the index anew with the guide as it is now; documents stay as they are."""
    try:
        run = call.desk.runs.start("reindex", call.by, {"paths": [], "remove": []})
    except Occupied as error:
        return _page(call, call.t.told(error), 409)
    call.desk.audit.note(call.by, "started a reindex", run.id)
    return call.to(f"/runs/{run.id}")
