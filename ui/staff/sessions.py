"""Who is signed in, and how long somebody who guesses passwords must wait: both in this program's memory only."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

IDLE, LONGEST = 2 * 3600.0, 12 * 3600.0
"""Seconds after which a session ends: without a page opened, and in all (OWASP session management)."""
_MOST = 1000
Clock = Callable[[], float]


@dataclass
class Session:
    """One signed-in browser.

    `proof` is what must still be true of the account (its password's hash, or "oidc"); `csrf` goes into every form;
    `notices` are sentences for the next page, each with whether it is good news.
    """

    name: str
    proof: str
    csrf: str
    began: float
    seen: float
    notices: list[tuple[str, bool]] = field(default_factory=list)

    def may_post(self, given: object) -> bool:
        """Whether a form came from a page of this session."""
        return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), self.csrf.encode())


class Sessions:
    """Open sessions by the hash of their cookie; the longest unused go first."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._open: OrderedDict[str, Session] = OrderedDict()
        self._lock = Lock()

    def begin(self, name: str, proof: str) -> str:
        """Open a session and return what its cookie holds."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._open[_hash(token)] = Session(name, proof, secrets.token_urlsafe(24), now, now)
            while len(self._open) > _MOST:
                self._open.popitem(last=False)
        return token

    def find(self, token: str | None, *, seen: bool = True) -> Session | None:
        """The session of a cookie, None when it has ended; `seen` False leaves its idle time running."""
        now, key = self._clock(), _hash(token or "")
        with self._lock:
            session = self._open.get(key)
            if session is None:
                return None
            if now - session.began > LONGEST or now - session.seen > IDLE:
                del self._open[key]
                return None
            if seen:
                session.seen = now
                self._open.move_to_end(key)
            return session

    def end(self, token: str | None) -> None:
        """Close a session."""
        with self._lock:
            self._open.pop(_hash(token or ""), None)

    def count(self) -> int:
        """How many are open."""
        with self._lock:
            return len(self._open)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Brake:
    """Makes who fails to sign in wait, longer each time: 30 s after `free` failures, then twice as long, to 15 min."""

    def __init__(
        self, free: int = 5, first: float = 30.0, longest: float = 900.0, clock: Clock = time.monotonic
    ) -> None:
        self._free, self._first, self._longest, self._clock = free, first, longest, clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str) -> int:
        """Seconds that a name or an address must still wait; 0 when it may try."""
        with self._lock:
            count, last = self._failures.get(key, (0, 0.0))
        if count < self._free:
            return 0
        pause = min(self._longest, self._first * 2.0 ** min(count - self._free, 30))
        return max(0, math.ceil(last + pause - self._clock()))

    def failed(self, key: str) -> None:
        """Count a failure; failures are forgotten a day after the last."""
        now = self._clock()
        with self._lock:
            count, last = self._failures.pop(key, (0, now))
            self._failures[key] = (1 if now - last > 86_400 else count + 1, now)  # noqa: PLR2004
            while len(self._failures) > 10 * _MOST:
                self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the failures of a name or an address."""
        with self._lock:
            self._failures.pop(key, None)
