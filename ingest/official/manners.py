"""How politely and how patiently servers are asked: pace, retries, limits. Every wait goes through here."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_ASKED = 120.0  # seconds: a server that asks for more is asked again in a later run


@dataclass(frozen=True)
class Manners:
    """Times in seconds. One request per `between`; a failed one is repeated after `pause`, doubled each time.

    `attempts` count answers that may get better (202, 5xx, cut off), `connects` attempts to reach the server at all.
    `timeout` is for one silence, `deadline` for one whole answer, so a server that drips cannot hold a run.
    """

    between: float = 1.0
    attempts: int = 5
    connects: int = 2
    pause: float = 1.0
    longest: float = 30.0
    timeout: float = 30.0
    deadline: float = 300.0
    max_bytes: int = 100_000_000
    max_redirects: int = 10


@dataclass
class Pace:
    """Spaces requests and retries. `jitter` gives a factor from 0 to 1, so that many clients do not retry in step."""

    manners: Manners = field(default_factory=Manners)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    _next: float = 0.0

    def take_turn(self) -> None:
        """Wait until the next request may go out."""
        wait = self._next - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._next = self.clock() + self.manners.between

    def back_off(self, attempt: int, asked: float | None = None) -> None:
        """Wait before another attempt (counted from 0): as long as the server asked, else doubling, with jitter."""
        limit = min(self.manners.longest, self.manners.pause * 2**attempt)
        self.sleep(min(asked, _LONGEST_ASKED) if asked is not None else limit * (0.5 + 0.5 * self.jitter()))


def asked_wait(retry_after: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date (RFC 9110, section 10.2.3); None without."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
