"""Signing in and out, and changing one's password."""

from __future__ import annotations

import logging

from starlette.responses import RedirectResponse, Response

from ui.accounts import BadAccount
from ui.staff.calls import COOKIE, Call
from ui.staff.sessions import LONGEST

logger = logging.getLogger(__name__)


def sign_in_page(call: Call) -> Response:
    """The form; without any account, how to make one."""
    return _form(call, call.request.query_params.get("next", ""))


def sign_in(call: Call) -> Response:
    """Check name and password; after failures one must wait, longer each time."""
    desk, t = call.desk, call.t
    name, given = call.text("name", 100), call.form.get("password")
    back = call.text("next", 500)
    address = call.request.client.host if call.request.client else ""
    if wait := max(desk.by_name.wait(name), desk.by_address.wait(address)):
        said = t("Too many attempts. Wait {time}, then try again.", time=t.lasting(wait))
        return _form(call, back, name, said, 429)
    account = desk.accounts.verify(name, given if isinstance(given, str) else "")
    if account is None:
        desk.by_name.failed(name)
        desk.by_address.failed(address)
        logger.warning("a sign-in from %s failed", address)
        return _form(call, back, name, t("The name or the password is wrong. Check both and try again."), 403)
    desk.by_name.succeeded(name)
    return signed_in(call, account.name, account.password, back)


def signed_in(call: Call, name: str, proof: str, back: str = "") -> Response:
    """Open a session, note it, and lead to the page that was wanted."""
    desk, request = call.desk, call.request
    desk.sessions.end(request.cookies.get(COOKIE))
    token = desk.sessions.begin(name, proof)
    desk.audit.note(name, "signed in")
    response = RedirectResponse(back if is_ours(back) else "/staff/documents", 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LONGEST),
        path="/staff",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def is_ours(path: str) -> bool:
    """Whether an address is one of the staff pages."""
    return path.startswith("/staff/") and not set(path) & set("\\\r\n\t") and "//" not in path


def sign_out_page(call: Call) -> Response:
    """Asks once, since a link alone must not change anything."""
    return call.page("sign_out.html", call.t("Sign out"))


def sign_out(call: Call) -> Response:
    """Close the session."""
    call.desk.sessions.end(call.request.cookies.get(COOKIE))
    response = RedirectResponse("/staff/sign-in", 303)
    response.delete_cookie(COOKIE, path="/staff")
    return response


def password_page(call: Call) -> Response:
    """The form for another password."""
    return call.page("password.html", call.t("Password"), problem="")


def password(call: Call) -> Response:
    """Change the password of who is signed in; the old one must be given."""
    desk, t = call.desk, call.t
    old, new, again = (call.form.get(name) for name in ("old", "new", "again"))
    wait = desk.by_name.wait(call.by)
    problem = t("Too many attempts. Wait {time}, then try again.", time=t.lasting(wait)) if wait else ""
    if not problem and new != again:
        problem = t("The two new passwords are not the same. Type the new one twice.")
    if not problem and desk.accounts.verify(call.by, str(old)) is None:
        desk.by_name.failed(call.by)
        problem = t("The old password is wrong. Try again.")
    if not problem:
        try:
            desk.accounts.set_password(call.by, str(new))
        except BadAccount as error:
            problem = call.t.told(error)
    if problem or call.session is None:
        return call.page("password.html", t("Password"), 400, problem=problem)
    account = desk.accounts.get(call.by)
    call.session.proof = account.password if account else ""  # this session stays; others of the account end
    desk.audit.note(call.by, "changed the password")
    return call.to("/documents", t("Your password is changed."))


def _form(call: Call, back: str, name: str = "", problem: str = "", status: int = 200) -> Response:
    desk = call.desk
    return call.page(
        "sign_in.html",
        call.t("Sign in"),
        status,
        accounts=bool(desk.accounts.all()),
        oidc=desk.oidc,
        next=back if is_ours(back) else "",
        name=name,
        problem=problem,
    )
