"""What the server lets in and out: only the addresses that the pages use, and strict headers on every answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Framing = Callable[[str, str, Scope], tuple[str, str | None]]
"""Makes the start page of Gradio's page, a nonce and the request: the page, and a cookie to set."""

LARGEST_REQUEST = 1_000_000
"""Bytes of a request's body; a question of 20,000 characters has at most 240,000."""
LARGEST_UPLOAD = 200_000_000
"""Bytes of a request to the staff pages, which check who sends and each file's size themselves."""

_OURS = ("/library", "/document/", "/page/", "/passage/", "/staff")
# Gradio answers on some sixty addresses (uploads, files, proxies, code editing); its page asks for these.
_GRADIO = ("/assets/", "/static/", "/gradio_api/heartbeat/")
_GRADIO_EXACT = frozenset(
    {
        "/",
        "/note",
        "/feedback",
        "/robots.txt",
        "/theme.css",
        "/config",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/cancel",
        "/gradio_api/reset",
        "/gradio_api/app_id",
        "/gradio_api/startup-events",
    }
)
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def chat_policy(nonce: str) -> str:
    """The Content Security Policy of Gradio's page.

    Scripts: our server's own and those with the nonce, no evaluation of strings (so `gr.HTML` and `js=`, which need
    it, are not used). Styles: Gradio writes style attributes and style elements, hence 'unsafe-inline' for styles.
    """
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


class Guard:
    """ASGI middleware: 404 for addresses that no page uses, 413 for large bodies, security headers on everything."""

    def __init__(self, app: ASGIApp, not_found: Callable[[Scope], str]) -> None:
        self._app = app
        self._not_found = not_found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        answer = self._refusal(scope) or self._app
        await answer(scope, _limited(receive, _largest(scope["path"])), _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not allowed(scope["path"]):
            return HTMLResponse(self._not_found(scope), 404)
        if scope["method"] == "POST" and headers.get("sec-fetch-site") == "cross-site":
            return PlainTextResponse("Another site may not ask here. Open this page itself and ask there.", 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _largest(scope["path"]):
            return PlainTextResponse("The request is too large. Shorten it and send it again.", 413)
        return None


def allowed(path: str) -> bool:
    """Whether the pages use an address."""
    return path in _GRADIO_EXACT or path == "/healthz" or path.startswith(_OURS) or path.startswith(_GRADIO)


def _largest(path: str) -> int:
    return LARGEST_UPLOAD if path.startswith("/staff/") else LARGEST_REQUEST


def _limited(receive: Receive, largest: int) -> Receive:
    """Cuts the connection of a body that grows beyond the limit without having announced it."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > largest else message

    return limited


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_ALWAYS)
            headers.setdefault("content-security-policy", _POLICY)
        await send(message)

    return guarded


class Frame:
    """ASGI middleware that puts Gradio's start page into our frame, under a policy with a fresh nonce."""

    def __init__(self, app: ASGIApp, framing: Framing) -> None:
        self._app = app
        self._framing = framing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        # Gradio compresses by itself; the page must be readable here.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        started: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            started.update(message) if message["type"] == "http.response.start" else body.extend(
                message.get("body", b"")
            )

        await self._app({**scope, "headers": plain}, receive, collect)
        if started["status"] != 200:  # noqa: PLR2004 - anything but the page goes on as it is
            await send(started)
            await send({"type": "http.response.body", "body": bytes(body)})
            return
        nonce = secrets.token_urlsafe(18)
        headers = {"content-security-policy": chat_policy(nonce), "cache-control": "no-store"}
        page, cookie = self._framing(body.decode(), nonce, scope)
        if cookie:
            headers["set-cookie"] = cookie
        await HTMLResponse(page, headers=headers)(scope, receive, send)
