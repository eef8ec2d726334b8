"""One HTTP request to one address: guarded, bounded in size and time, no redirects followed, no second try."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import certifi
import httpx

from ingest.official.addresses import Guard
from ingest.official.errors import Refused, TooMuch, Unreachable
from ingest.official.manners import Manners

AGENT = "eu-migration-assistant (fetches official documents; one request at a time)"
_MEGABYTE = 1_000_000
_LOST = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Interrupted(Exception):
    """The server was reached but its answer did not come whole; asking again may help. The text says what happened."""


@dataclass(frozen=True)
class Answer:
    """What a server answered at `url` (after redirects). Header names are small letters; the body is decoded."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_cached: bool = False


class Connection:
    """Opens one connection per request; a context manager. The environment's proxy variables are not read.

    Certificates are checked against the system's list and, for systems without one, certifi's.
    """

    def __init__(self, guard: Guard, manners: Manners | None = None, proxy: str | None = None) -> None:
        self._guard, self._manners = guard, manners or Manners()
        self._hint = "" if proxy is None else f" through the proxy {_without_password(proxy)}"
        trust = ssl.create_default_context()
        trust.load_verify_locations(certifi.where())
        try:
            self._client = httpx.Client(
                proxy=proxy,
                verify=trust,
                trust_env=False,
                timeout=self._manners.timeout,
                # Pinned addresses make connections to two names on one address look the same; reuse would mix them up.
                limits=httpx.Limits(max_keepalive_connections=0),
                headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            raise Refused(f"The proxy setting cannot be used ({error}); write it like http://proxy:3128.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def ask(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Answer:
        """GET an address, or POST a form to it.

        Raises Refused (guard), Unreachable, Interrupted (worth another try), TooMuch.
        """
        addresses = self._guard.addresses(url)
        lost: httpx.HTTPError | None = None
        for address in addresses or (None,):
            try:
                return self._ask(self._request(url, address, headers, form), url)
            except _LOST as error:
                lost = error
            except httpx.TimeoutException as error:
                raise Interrupted(f"no answer within {self._manners.timeout:.0f} seconds") from error
            except (httpx.HTTPError, httpx.StreamError) as error:
                raise Interrupted(str(error) or type(error).__name__) from error
        raise Unreachable(f"{urlsplit(url).hostname} cannot be reached{self._hint} ({_words(lost)})") from lost

    def _request(
        self, url: str, address: str | None, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> httpx.Request:
        try:
            target = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise Refused(f"{url} is no web address ({error}); correct it.") from error
        sent = {**headers, "Host": target.netloc.decode("ascii")}
        method = "GET" if form is None else "POST"
        extensions = {"sni_hostname": target.host} if target.scheme == "https" else {}
        pinned = target.copy_with(host=address) if address else target
        return self._client.build_request(method, pinned, headers=sent, data=form, extensions=extensions)

    def _ask(self, request: httpx.Request, url: str) -> Answer:
        limit, until = self._manners.max_bytes, time.monotonic() + self._manners.deadline
        response = self._client.send(request, stream=True)
        try:
            promised = response.headers.get("content-length", "0")
            if promised.isdecimal() and int(promised) > limit:
                raise TooMuch(f"{url} has {int(promised) // _MEGABYTE} MB, more than {limit // _MEGABYTE} MB allowed.")
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > limit:
                    raise TooMuch(f"{url} has more than the {limit // _MEGABYTE} MB allowed.")
                if time.monotonic() > until:
                    raise TooMuch(f"{url} took longer than {self._manners.deadline:.0f} seconds; try again later.")
        finally:
            response.close()
        return Answer(url, response.status_code, dict(response.headers), bytes(body))


def _words(error: Exception | None) -> str:
    """What a connection error says, without the class of the library."""
    return (str(error) or type(error).__name__).strip().rstrip(".")


def _without_password(proxy: str) -> str:
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.hostname}:{parts.port}" if parts.username else proxy
