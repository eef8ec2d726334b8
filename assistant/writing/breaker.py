"""A circuit breaker: after repeated failures the model is left alone for a while, then tried once."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Breaker:
    """Closed at first; open for `rest` seconds after `failures` in a row; then one caller may try. Thread-safe."""

    def __init__(self, failures: int = 3, rest: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._failed = 0
        self._again_at = 0.0
        self._lock = Lock()

    def allows(self) -> bool:
        """Whether the model may be called now. After the rest the first caller is let through, others wait for it."""
        with self._lock:
            if self._failed < self._most:
                return True
            now = self._clock()
            if now < self._again_at:
                return False
            self._again_at = now + self._rest
            return True

    def succeeded(self) -> None:
        """Closes the breaker."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """Counts a failure; the last one allowed, and each one after, opens the breaker."""
        with self._lock:
            self._failed += 1
            self._again_at = self._clock() + self._rest
