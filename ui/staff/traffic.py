"""How busy the chat is: an assistant that counts what it is asked."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from threading import Lock

from assistant.answer import Answer
from ingest.document import Document
from ingest.source import Source
from ui.answering import Assistant

_REMEMBERED = 500
_ENOUGH = 5


class Traffic:
    """Counts of questions: being answered now, since the start, and how long the last 500 took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seconds: deque[float] = deque(maxlen=_REMEMBERED)
        self.now = 0
        self.asked = 0

    def begin(self) -> float:
        """Count a question; returns when it began."""
        with self._lock:
            self.now += 1
            self.asked += 1
        return time.perf_counter()

    def end(self, began: float) -> None:
        """Count its answer."""
        with self._lock:
            self.now -= 1
            self._seconds.append(time.perf_counter() - began)

    def seconds(self) -> tuple[float, float] | None:
        """Median and 95th percentile in seconds; None before five answers."""
        with self._lock:
            taken = list(self._seconds)
        if len(taken) < _ENOUGH:
            return None
        return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


class Watched:
    """An assistant that does what another does, counted."""

    def __init__(self, assistant: Assistant, traffic: Traffic) -> None:
        self._assistant = assistant
        self._traffic = traffic

    def ask(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Answer:
        """Answer one question."""
        began = self._traffic.begin()
        try:
            return self._assistant.ask(question, language, as_of, previous)
        finally:
            self._traffic.end(began)

    def stream(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Iterator[Answer]:
        """Answer one question, the answer as it grows."""
        began = self._traffic.begin()
        try:
            yield from self._assistant.stream(question, language, as_of, previous)
        finally:
            self._traffic.end(began)

    def documents(self) -> list[Source]:
        """All indexed sources."""
        return self._assistant.documents()

    def document(self, document_id: str) -> Document:
        """One document; KeyError when there is none."""
        return self._assistant.document(document_id)

    def status(self) -> Mapping[str, object]:
        """The published index."""
        return self._assistant.status()
