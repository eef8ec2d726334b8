"""Signing in by OpenID Connect, against a small provider on this machine that speaks the protocol."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("authlib", reason="the extra `oidc` is not installed")

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from assistant.settings import Settings
from ui.serve import CannotServe, serve
from ui.staff.oidc import Oidc, OidcError, oidc_of

_spec = importlib.util.spec_from_file_location("staff_bench", Path(__file__).with_name("staff_bench.py"))
assert _spec
assert _spec.loader
bench: Any = sys.modules.setdefault("staff_bench", importlib.util.module_from_spec(_spec))
if not hasattr(bench, "build_home"):
    _spec.loader.exec_module(bench)
CLIENT, SECRET = "euma", "s3cret"


class Provider:
    """An OpenID Connect provider: discovery, keys, authorisation by code with PKCE, signed ID tokens."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.signs_with = self.key
        self.email: str | None = "anna@town.example"
        self.claims: dict[str, Any] = {}
        self.issuer_said: str | None = None
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens_asked = 0
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(*provider.get(urlsplit(self.path).path))

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                basic = self.headers.get("authorization", "")
                self._send(*provider.token({name: values[0] for name, values in form.items()}, basic))

            def _send(self, status: int, body: dict[str, Any]) -> None:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        if path == "/keys":
            return 200, KeySet([self.key]).as_dict(private=False)
        if path != "/.well-known/openid-configuration":
            return 404, {}
        return 200, {
            "issuer": self.issuer_said or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def authorize(self, address: str) -> dict[str, str]:
        """What a person does at the provider: agree. Returns the query that the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        self.tokens_asked += 1
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or challenge != asked["code_challenge"] or basic != expected:
            return 400, {"error": "invalid_grant"}
        if form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.url, "aud": CLIENT, "sub": "u1", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "email": self.email, "email_verified": True,
        } | self.claims  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.signs_with)
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": token}


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def oidc(provider: Provider) -> Oidc:
    return Oidc(provider.url, CLIENT, SECRET, "anna@town.example, @council.example")


BACK = "http://127.0.0.1/staff/oidc/back"


def come_in(oidc: Oidc, provider: Provider) -> tuple[str, str]:
    address, key = oidc.leave(BACK, "/staff/health")
    return oidc.come_back(key, provider.authorize(address))


def test_whom_the_provider_knows_and_the_list_names_comes_in(oidc: Oidc, provider: Provider) -> None:
    assert come_in(oidc, provider) == ("anna@town.example", "/staff/health")
    provider.email = "Otto@Council.example"
    assert come_in(oidc, provider)[0] == "Otto@Council.example"


@pytest.mark.parametrize("email", ["eve@evil.example", "anna@town.example.evil.example", "x@evilcouncil.example"])
def test_whom_the_list_does_not_name_is_turned_away(oidc: Oidc, provider: Provider, email: str) -> None:
    provider.email = email
    with pytest.raises(OidcError, match="is not on the list of staff"):
        come_in(oidc, provider)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"aud": "other"}, "cannot be trusted"),
        ({"iss": "http://evil.example"}, "cannot be trusted"),
        ({"nonce": "replayed"}, "cannot be trusted"),
        ({"exp": 1_000_000_000}, "cannot be trusted"),
        ({"email_verified": False}, "no verified e-mail address"),
        ({"email": None}, "no verified e-mail address"),
    ],
)
def test_a_token_that_is_not_for_us_is_refused(
    oidc: Oidc, provider: Provider, claims: dict[str, Any], said: str
) -> None:
    provider.claims = claims
    with pytest.raises(OidcError, match=said):
        come_in(oidc, provider)


def test_a_token_that_another_key_signed_is_refused(oidc: Oidc, provider: Provider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
    with pytest.raises(OidcError, match="cannot be trusted"):
        come_in(oidc, provider)


def test_only_the_browser_that_left_comes_back_once_and_with_its_own_state(oidc: Oidc, provider: Provider) -> None:
    address, key = oidc.leave(BACK, "")
    query = provider.authorize(address)
    with pytest.raises(OidcError, match="in another browser"):
        oidc.come_back("other", query)
    with pytest.raises(OidcError, match="does not belong"):
        oidc.come_back(key, query | {"state": "forged"})
    with pytest.raises(OidcError, match="in another browser"):
        oidc.come_back(key, query)  # used up
    assert provider.tokens_asked == 0


def test_a_refusal_of_the_provider_is_told(oidc: Oidc, provider: Provider) -> None:
    address, key = oidc.leave(BACK, "")
    state = provider.authorize(address)["state"]
    with pytest.raises(OidcError, match="refused \\(access_denied\\)"):
        oidc.come_back(key, {"state": state, "error": "access_denied"})


def test_a_code_that_the_provider_does_not_know_is_told(oidc: Oidc, provider: Provider) -> None:
    address, key = oidc.leave(BACK, "")
    query = provider.authorize(address)
    with pytest.raises(OidcError, match=r"did not answer .*invalid_grant"):
        oidc.come_back(key, query | {"code": "stolen"})


def test_a_provider_that_cannot_be_reached_is_told_and_asked_again_later(provider: Provider) -> None:
    nowhere = Oidc("http://127.0.0.1:9", CLIENT, SECRET, "anna@town.example")
    with pytest.raises(OidcError, match=r"cannot be reached at http://127\.0\.0\.1:9/\.well-known"):
        nowhere.leave(BACK, "")
    provider.issuer_said = "http://other.example"
    oidc = Oidc(provider.url, CLIENT, SECRET, "anna@town.example")
    with pytest.raises(OidcError, match=r"names the issuer http://other\.example"):
        oidc.leave(BACK, "")
    provider.issuer_said = None
    assert come_in(oidc, provider)[0] == "anna@town.example"


def test_settings_that_are_not_whole_are_told(tmp_path: Path) -> None:
    assert oidc_of(Settings(home=tmp_path)) is None
    with pytest.raises(OidcError, match="EUMA_OIDC_CLIENT_ID and EUMA_OIDC_STAFF are needed"):
        oidc_of(Settings(home=tmp_path, oidc_issuer="https://login.example"))


def test_the_server_does_not_start_with_half_a_provider(tmp_path: Path, fake: Any) -> None:
    with pytest.raises(CannotServe, match="EUMA_OIDC_STAFF are needed"):
        serve(fake(), port=0, settings=Settings(home=tmp_path, oidc_issuer="https://login.example"))


def test_through_the_pages(provider: Provider, tmp_path: Path, fake: Any) -> None:
    settings = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    desk = bench.desk_of(tmp_path, fake(), **settings, oidc_staff="anna@town.example")
    object.__setattr__(desk, "assistant", fake())
    visitor = bench.Visitor(desk)
    assert "Sign in with your organisation’s account" in visitor.get("/sign-in?next=/staff/health").text
    leaving = visitor.get("/oidc?next=/staff/health")
    assert leaving.headers["location"].startswith(f"{provider.url}/authorize?")
    assert "HttpOnly" in leaving.headers["set-cookie"]
    query = provider.authorize(leaving.headers["location"])
    back = visitor.get("/oidc/back", params=query)
    assert (back.status_code, back.headers["location"]) == (303, "/staff/health")
    page = visitor.get("/questions")
    assert "Signed in as anna@town.example." in page.text
    assert 'href="/staff/password"' not in page.text
    again = visitor.get("/oidc/back", params=query)
    assert again.status_code == 403
    assert "Begin it again." in again.text
