"""Which addresses may be asked: web servers on the public internet, and those that the configuration itself names.

Without this, an address typed by staff, or a redirect from a page, could make this machine read services of its own
network (server-side request forgery, OWASP A10:2021).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.official.errors import Refused, Unreachable

Resolve = Callable[[str, int], Sequence[str]]
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host by the system's name service, IPv4 first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in sorted(found, key=lambda entry: entry[0] != socket.AF_INET)]


def origin(url: str) -> str:
    """Scheme, host and port of an address: what a trusted server is named by ("http://127.0.0.1:8000")."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return f"{scheme}://{(parts.hostname or '').lower()}:{_port(url) or 0}"


@dataclass(frozen=True)
class Guard:
    """Decides what may be asked. `trusted` origins may be anywhere; all others must be on the public internet.

    `by_proxy`: names are resolved by a proxy, so only literal addresses and local names can be refused here.
    """

    trusted: frozenset[str] = frozenset()
    by_proxy: bool = False
    resolve: Resolve = resolve

    def addresses(self, url: str) -> tuple[str, ...]:
        """The addresses to connect to, already checked; empty where the connection may look the name up itself.

        The caller must connect to just these: looking the name up again could give another answer (DNS rebinding).
        Raises Refused, and Unreachable when the name has no address.
        """
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower().rstrip("."), _port(url)
        if parts.scheme.lower() not in _PORTS or not host or port is None:
            raise Refused(f"{url} is no web address; give one that begins with https:// or http://.")
        if parts.username or parts.password:
            raise Refused(f"The address of {host} carries a user name or password; give it without.")
        if origin(url) in self.trusted:
            return ()
        if host == _LOCAL_NAMES[0] or host.endswith(_LOCAL_NAMES[1:]):
            raise Refused(_refusal(host))
        literal = _literal(host)
        if self.by_proxy and literal is None:
            return ()
        found = (literal,) if literal else self._looked_up(host, port)
        if not all(_is_public(address) for address in found):
            raise Refused(_refusal(host))
        return found

    def _looked_up(self, host: str, port: int) -> tuple[str, ...]:
        try:
            found = tuple(dict.fromkeys(self.resolve(host, port)))
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"The name {host} cannot be looked up ({error}).") from error
        if not found:
            raise Unreachable(f"The name {host} has no address.")
        return found


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    try:
        return parts.port or _PORTS.get(parts.scheme.lower())
    except ValueError:
        return None


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return None


def _is_public(address: str) -> bool:
    """Whether an address is on the public internet, also where it carries another one inside."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(str(inner))
    return found.is_global and not found.is_multicast


def _refusal(host: str) -> str:
    return (
        f"{host} is not on the public internet and is not asked for safety; save the page as a file and add the file."
    )
