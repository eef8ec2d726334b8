"""Conversations of open tabs, so that a reload, the back button or a broken connection loses none."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ui.conversation import Turn

LARGEST = 30_000_000
"""Characters of markup kept in all; an answer has about 15,000, so this is the last 2,000 answers."""


class Memory:
    """Turns by the key of a browser tab, in this program's memory only; the longest unused go first."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._kept: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def recall(self, key: str) -> tuple[Turn, ...]:
        """The turns of a tab; () for a new one."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key, ())

    def keep(self, key: str, turns: tuple[Turn, ...]) -> None:
        """Replace the turns of a tab; () forgets it."""
        with self._lock:
            self._size -= _size(self._kept.pop(key, ()))
            if turns:
                self._kept[key] = turns
                self._size += _size(turns)
            while self._size > self._largest and len(self._kept) > 1:
                self._size -= _size(self._kept.popitem(last=False)[1])


def _size(turns: tuple[Turn, ...]) -> int:
    return sum(len(turn.markup) + len(turn.question) for turn in turns)
