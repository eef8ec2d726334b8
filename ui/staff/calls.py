"""One request to a staff page: who asks, what was sent, and the answer in the site's frame."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.errors import IndexingError
from ui.accounts import BadAccount
from ui.feedback_store import FeedbackError
from ui.render import Html, clean
from ui.staff.desk import Desk
from ui.staff.frame import framed
from ui.staff.sessions import Session
from ui.staff.texts import StaffTexts, staff_texts
from ui.visit import Visit, visit

if TYPE_CHECKING:
    from jinja2 import Environment

COOKIE = "euma_staff"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_FIELDS = 400
_FIELD_BYTES = 100_000


@dataclass
class Call:
    """A request with its session and its form; handlers run in a thread and return a response."""

    desk: Desk
    request: Request
    visit: Visit
    t: StaffTexts
    session: Session | None = None
    form: FormData = field(default_factory=FormData)

    @property
    def by(self) -> str:
        """The name that is signed in."""
        return self.session.name if self.session else ""

    def text(self, name: str, most: int = 4000) -> str:
        """A text field without outer space, cut; "" when it was not sent."""
        value = self.form.get(name)
        return clean(value).strip()[:most] if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """All values of a field that may occur several times."""
        return [clean(value).strip() for value in self.form.getlist(name) if isinstance(value, str)]

    def files(self, name: str) -> list[UploadFile]:
        """The files of a field; browsers send one without a name for none."""
        return [f for f in self.form.getlist(name) if isinstance(f, UploadFile) and f.filename]

    def fragment(self, template: str, **context: Any) -> Html:
        """A template filled in; everything in it is escaped."""
        page = _environment().get_template(template)
        csrf = self.session.csrf if self.session else ""
        return Html(page.render(t=self.t, csrf=csrf, by=self.by, **context))

    def page(self, template: str, title: str, status: int = 200, **context: Any) -> Response:
        """A whole page; sentences that wait in the session are shown on it once."""
        notices = list(self.session.notices) if self.session else []
        local = self.session is not None and self.session.proof != "oidc"
        if self.session:
            self.session.notices.clear()
        main = self.fragment(template, title=title, notices=notices, **context)
        return HTMLResponse(framed(self.visit, self.t, title, main, self.by, has_password=local), status)

    def problem(self, title: str, sentence: str, status: int = 400) -> Response:
        """A page that says what is wrong and leads back."""
        return self.page("problem.html", title, status, sentence=sentence)

    def to(self, path: str, notice: str | None = None, *, good: bool = True) -> Response:
        """Lead to another staff page (a path below /staff), with a sentence to show there."""
        if notice and self.session:
            self.session.notices.append((notice, good))
        return RedirectResponse(f"/staff{path}", 303)


Handler = Callable[[Call], Response]
logger = logging.getLogger(__name__)


def endpoint(desk: Desk, handler: Handler, *, signed_in: bool = True, seen: bool = True) -> Callable[..., Any]:
    """The ASGI endpoint of a handler. Without a session it leads to the sign-in; forms must come from our own pages.

    `seen` False is for requests that a page makes by itself: they do not keep a session open.
    """

    async def answer(request: Request) -> Response:
        call = await run_in_threadpool(_call, desk, request, seen)
        if signed_in and call.session is None:
            return _away(request)
        if request.method == "POST" and (refused := await _read_form(call, signed_in)):
            return refused
        try:
            response = await run_in_threadpool(_guarded, handler, call)
        finally:
            await call.form.close()
        if call.visit.cookie:
            response.headers.append("set-cookie", call.visit.cookie)
        return response

    return _with_headers(answer)


def _call(desk: Desk, request: Request, seen: bool) -> Call:
    try:
        status = dict(desk.assistant.status())
    except IndexingError:
        status = None
    around = visit(request.scope, status, staff=True)
    session = desk.sessions.find(request.cookies.get(COOKIE), seen=seen)
    if session and not desk.holds(session):
        desk.sessions.end(request.cookies.get(COOKIE))
        session = None
    return Call(desk, request, around, staff_texts(around.t.language), session)


async def _read_form(call: Call, signed_in: bool) -> Response | None:
    """Read what was sent; a page that says no where it did not come from one of ours."""
    t = call.t
    if not _same_origin(call.request):
        return call.problem(t("Not accepted"), t("Another site may not send this. Use the form on this page."), 403)
    call.form = await call.request.form(max_fields=_FIELDS, max_files=100, max_part_size=_FIELD_BYTES)
    if signed_in and not (call.session and call.session.may_post(call.form.get("csrf"))):
        await call.form.close()
        return call.problem(
            t("Not accepted"), t("The form is too old. Go back, reload the page and send it again."), 403
        )
    return None


def _guarded(handler: Handler, call: Call) -> Response:
    """Expected errors of the stores become a page with one sentence."""
    try:
        return handler(call)
    except (IndexingError, FeedbackError, BadAccount) as error:
        return call.problem(call.t("That did not work"), call.t.told(error), 409)
    except OSError as error:
        logger.warning("a staff page failed: %s", error)
        what = f"{error.strerror or error}: {Path(error.filename).name if error.filename else ''}".rstrip(": ")
        sentence = call.t("{what}. Check the permissions and the free disk space, then try again.", what=what)
        return call.problem(call.t("That did not work"), sentence, 500)
    except Exception:  # whoever works here must not see a bare error
        logger.exception("a staff page failed")
        sentence = call.t("The program has a fault. Nothing was changed on this page; the server's log says more.")
        return call.problem(call.t("That did not work"), sentence, 500)


def _same_origin(request: Request) -> bool:
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _away(request: Request) -> Response:
    """To the sign-in, which leads back to a page (not to a form's address)."""
    back = request.url.path if request.method == "GET" else "/staff"
    return RedirectResponse(f"/staff/sign-in?next={quote(back)}", 303)


def _with_headers(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        response = await answer(request)
        response.headers.setdefault("content-security-policy", POLICY)
        response.headers.setdefault("cache-control", "no-store")
        return response

    return guarded


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only for staff

    folder = Path(__file__).with_name("templates")
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
