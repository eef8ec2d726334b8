"""OpenID Connect as another way to sign in: the authorisation code flow with PKCE (RFC 7636), state and nonce.

Settings: EUMA_OIDC_ISSUER, EUMA_OIDC_CLIENT_ID, EUMA_OIDC_CLIENT_SECRET, and EUMA_OIDC_STAFF, which says who may come
in: e-mail addresses, or @domain for everybody of it. Whom the provider knows but this list does not is turned away.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from ui.texts import Told, later

if TYPE_CHECKING:
    from assistant.settings import Settings

_FLOW_SECONDS = 600
_MOST_FLOWS = 1000
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_TIMEOUT = 10


class OidcError(Told):
    """Signing in with the provider did not work; the message is one plain sentence."""


@dataclass(frozen=True)
class Flow:
    """One visit to the provider: what must come back, and the staff page that was wanted."""

    state: str
    nonce: str
    verifier: str
    redirect: str
    next: str
    began: float


class Oidc:
    """One provider. Discovery is read when it is first needed, and again after it has failed."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, staff: str) -> None:
        self._issuer, self._client, self._secret = issuer.rstrip("/"), client_id, client_secret
        self._staff = tuple(part.strip().casefold() for part in staff.split(",") if part.strip())
        self._flows: OrderedDict[str, Flow] = OrderedDict()
        self._lock = Lock()
        self._found: dict[str, Any] = {}

    def admits(self, name: str) -> bool:
        """Whether a verified e-mail address may come in."""
        folded = name.casefold()
        return any(folded == one or (one.startswith("@") and folded.endswith(one)) for one in self._staff)

    def leave(self, redirect: str, back: str) -> tuple[str, str]:
        """The provider's address to go to, and the key of the flow for the browser's cookie."""
        from authlib.common.security import generate_token  # noqa: PLC0415 - the extra `oidc`

        flow = Flow(generate_token(32), generate_token(32), generate_token(64), redirect, back, time.monotonic())
        with self._client_for(redirect) as client:
            url, _ = client.create_authorization_url(
                self._provider()["authorization_endpoint"],
                state=flow.state,
                nonce=flow.nonce,
                code_verifier=flow.verifier,
            )
        key = secrets.token_urlsafe(24)
        with self._lock:
            self._flows[key] = flow
            while len(self._flows) > _MOST_FLOWS:
                self._flows.popitem(last=False)
        return str(url), key

    def come_back(self, key: str | None, query: dict[str, str]) -> tuple[str, str]:
        """Who came back from the provider (an e-mail address), and the staff page that was wanted; OidcError."""
        with self._lock:
            flow = self._flows.pop(key or "", None)  # once only
        if flow is None or time.monotonic() - flow.began > _FLOW_SECONDS:
            raise OidcError(later("The sign-in took too long, or was begun in another browser. Begin it again."))
        if not hmac.compare_digest(query.get("state", "").encode(), flow.state.encode()):
            raise OidcError(later("The answer of the sign-in service does not belong to this sign-in. Begin it again."))
        if "code" not in query:
            reason = query.get("error_description") or query.get("error") or "no reason given"
            said = later("The sign-in service refused ({reason}). Begin again, or ask who runs the service.")
            raise OidcError(said, reason=reason[:200])
        claims = self._claims(flow, query["code"])
        email = str(claims.get("email") or "")
        if not email or claims.get("email_verified") is False:
            raise OidcError(
                later("The sign-in service names no verified e-mail address. Ask who runs it to release it.")
            )
        if not self.admits(email):
            said = later("{address} is not on the list of staff. Ask who runs this server to add it.")
            raise OidcError(said, address=email)
        return email, flow.next

    def _claims(self, flow: Flow, code: str) -> dict[str, Any]:
        """The verified claims of the ID token (OpenID Connect Core 1.0, 3.1.3.7)."""
        import httpx  # noqa: PLC0415
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - the extra `oidc`
        from joserfc.errors import JoseError  # noqa: PLC0415

        provider = self._provider()
        try:
            with self._client_for(flow.redirect) as client:
                token = client.fetch_token(
                    provider["token_endpoint"], code=code, code_verifier=flow.verifier, grant_type="authorization_code"
                )
            keys = httpx.get(provider["jwks_uri"], timeout=_TIMEOUT).raise_for_status().json()
            return self._verified(token["id_token"], keys, provider["issuer"], flow.nonce)
        except (httpx.HTTPError, AuthlibBaseError) as error:
            said = later("The sign-in service did not answer ({reason}). Begin again in a minute.")
            raise OidcError(said, reason=error) from error
        except (JoseError, KeyError, ValueError, TypeError) as error:
            said = later("The answer of the sign-in service cannot be trusted ({reason}). Begin again.")
            raise OidcError(said, reason=error) from error

    def _verified(self, token: str, keys: Any, issuer: str, nonce: str) -> dict[str, Any]:
        from joserfc import jwt  # noqa: PLC0415 - the extra `oidc`
        from joserfc.jwk import KeySet  # noqa: PLC0415

        decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
        registry = jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._client},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(decoded.claims)
        return dict(decoded.claims)

    def _provider(self) -> dict[str, Any]:
        """The provider's description of itself (OpenID Connect Discovery 1.0)."""
        import httpx  # noqa: PLC0415

        if not self._found:
            address = f"{self._issuer}/.well-known/openid-configuration"
            try:
                found = httpx.get(address, timeout=_TIMEOUT).raise_for_status().json()
                if found["issuer"].rstrip("/") != self._issuer:
                    raise OidcError(f"{address} names the issuer {found['issuer']}. Correct EUMA_OIDC_ISSUER.")
                self._found = {n: found[n] for n in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")}
            except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                raise OidcError(
                    f"The sign-in service cannot be reached at {address} ({error}). Try again, or check "
                    "EUMA_OIDC_ISSUER."
                ) from error
        return self._found

    def _client_for(self, redirect: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - the extra `oidc`

        return OAuth2Client(
            self._client,
            self._secret,
            scope="openid email",
            redirect_uri=redirect,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )


def oidc_of(settings: Settings) -> Oidc | None:
    """The configured provider, None without one. OidcError when a setting or the package is missing."""
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    if not (settings.oidc_client_id and settings.oidc_staff):
        raise OidcError("EUMA_OIDC_ISSUER is set; EUMA_OIDC_CLIENT_ID and EUMA_OIDC_STAFF are needed too.")
    try:
        import authlib  # noqa: F401, PLC0415
    except ModuleNotFoundError as error:
        raise OidcError("EUMA_OIDC_ISSUER is set, but Authlib is missing. Install it: pip install '.[oidc]'") from error
    return Oidc(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_staff)
