"""Conversations that the server keeps where it was told to: what was asked and answered, with nothing about who asked.

One file a day in the home folder (`conversations/2026-11-24.jsonl`, a turn a line); files older than the days that were
set go. The time of day is not kept, and e-mail addresses and telephone numbers are blotted out.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Lock

from assistant.answer import Answer
from ui.asking import Asking
from ui.feedback_store import bounded
from ui.record import record

FOLDER = "conversations"
_LONGEST = 20_000
_MOST_BYTES = 50_000_000
"""Bytes a day: about 10,000 turns; what comes after is answered and not kept."""
_LOGGER = logging.getLogger(__name__)


class Conversations:
    """The kept conversations of one home folder; `days` 0 keeps none and says so."""

    def __init__(self, home: Path, days: int, today: Callable[[], date] = date.today) -> None:
        self.folder = home / FOLDER
        self.days = days
        self._today = today
        self._lock = Lock()

    def keep(self, answer: Answer, asked: Asking) -> None:
        """Keep one turn; a failure is logged and never shown, since the answer is there."""
        if not self.days:
            return
        try:
            with self._lock:
                self._write(_line(answer, asked))
        except OSError:
            _LOGGER.exception("a turn of a conversation could not be kept")

    def lines(self) -> Iterator[bytes]:
        """All kept turns, the oldest first, as JSON lines."""
        self._forget()
        for file in self._files():
            with file.open("rb") as stream:
                yield from stream

    def _write(self, line: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.folder / f"{self._today().isoformat()}.jsonl"
        if not file.exists():
            self._forget()
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_size < _MOST_BYTES:
                os.write(descriptor, line)
        finally:
            os.close(descriptor)

    def _forget(self) -> None:
        oldest = (self._today() - timedelta(days=self.days)).isoformat()
        for file in self._files():
            if file.stem <= oldest:
                file.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("????-??-??.jsonl"))


def _line(answer: Answer, asked: Asking) -> bytes:
    """A turn: the conversation's random name, its number, question, answer, what was cited, index."""
    made = json.loads(record(answer, asked))
    turn = {name: made[name] for name in ("turn", "language", "as_of", "status", "generation")}
    turn |= {"conversation": asked.conversation, "question": bounded(answer.question, _LONGEST)}
    turn["answer"] = bounded("\n".join(sentence["text"] for sentence in made["sentences"]), _LONGEST)
    turn["citations"] = [{name: c[name] for name in ("n", "id", "celex", "locator")} for c in made["citations"]]
    return (json.dumps(turn, ensure_ascii=False) + "\n").encode("utf-8", "replace")
