"""To the OpenID Connect provider and back."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from ui.staff.calls import Call
from ui.staff.oidc import Oidc, OidcError
from ui.staff.signing import is_ours, signed_in

_FLOW = "euma_oidc"


def leave(call: Call) -> Response:
    """Go to the provider."""
    request, back = call.request, call.request.query_params.get("next", "")
    redirect = f"{request.url.scheme}://{request.url.netloc}/staff/oidc/back"
    try:
        address, key = _provider(call).leave(redirect, back if is_ours(back) else "")
    except OidcError as error:
        return call.problem(call.t("That did not work"), call.t.told(error), 502)
    response = RedirectResponse(address, 303)
    secure = request.url.scheme == "https"
    response.set_cookie(_FLOW, key, max_age=600, path="/staff/oidc", secure=secure, httponly=True, samesite="lax")
    return response


def come_back(call: Call) -> Response:
    """Come back from the provider and open a session."""
    request = call.request
    try:
        name, back = _provider(call).come_back(request.cookies.get(_FLOW), dict(request.query_params))
    except OidcError as error:
        return call.problem(call.t("That did not work"), call.t.told(error), 403)
    response = signed_in(call, name, "oidc", back)
    response.delete_cookie(_FLOW, path="/staff/oidc")
    return response


def _provider(call: Call) -> Oidc:
    if call.desk.oidc is None:
        raise OidcError("No sign-in service is configured.")
    return call.desk.oidc
