"""Who reads a page and where: the language, the address, the state of the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.types import Scope

from assistant.language import OFFICIAL
from ui.texts import Texts, chosen, texts

COOKIE = "euma_language"
"""Set only when a reader chooses a language; holds the language and nothing else."""
_YEAR = 31_536_000


@dataclass(frozen=True)
class Visit:
    """One request for a page. `choice` is the language that the reader has chosen just now, if any."""

    t: Texts
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()
    status: Mapping[str, object] | None = None
    choice: str | None = None
    staff: bool = False

    def address(self, language: str) -> str:
        """This page in another language."""
        kept = [pair for pair in self.query if pair[0] != "lang"]
        return f"{quote(self.path, safe='/:@!$,;=~*+') or '/'}?{urlencode([*kept, ('lang', language)])}"

    @property
    def cookie(self) -> str | None:
        """The Set-Cookie header that keeps the reader's choice; None when nothing was chosen."""
        return f"{COOKIE}={self.choice}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly" if self.choice else None


def visit(scope: Scope, status: Mapping[str, object] | None, *, staff: bool = False) -> Visit:
    """The visit that an ASGI request is: the language of its address, its cookie or its browser, in this order."""
    headers = Headers(scope=scope)
    raw = scope.get("query_string", b"")[:4000].decode("latin-1")
    query = tuple(parse_qsl(raw, errors="replace"))
    asked = next((value for name, value in query if name == "lang" and value in OFFICIAL), None)
    language = chosen([asked, _kept(headers.get("cookie"))], headers.get("accept-language"))
    return Visit(texts(language), scope["path"], query, status, asked, staff)


def _kept(header: str | None) -> str | None:
    try:
        return SimpleCookie(header)[COOKIE].value if header else None
    except (CookieError, KeyError):
        return None
