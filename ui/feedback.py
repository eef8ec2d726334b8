""" "Was this right?": what a reader says of an answer, kept for staff with nothing about who said it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from threading import Lock
from time import monotonic
from typing import Any, Protocol

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from assistant.answer import Answer
from ui.note import BadNote, Note, note
from ui.record import record_of

_LOGGER = logging.getLogger(__name__)
_A_MINUTE, _MOST_A_MINUTE = 60.0, 60


class Opinions(Protocol):
    """Where opinions are kept (`ui.feedback_store.FeedbackStore` is one)."""

    def add(
        self,
        question: str,
        language: str,
        as_of: date,
        status: str,
        answer: str,
        citations: Sequence[Mapping[str, Any]],
        generation: str,
        right: bool | None,
        reason: str = "",
    ) -> None:
        """Keep one; raises an error when it could not be kept."""
        ...


class Feedback:
    """Takes opinions from the page and questions without an answer, at most 60 opinions a minute in all."""

    def __init__(self, opinions: Opinions | None) -> None:
        self._opinions = opinions
        self._lock = Lock()
        self._times: list[float] = []

    def unanswered(self, answer: Answer) -> None:
        """Keep a question that got no answer; a failure is logged, never shown."""
        if self._opinions is None:
            return
        try:
            self._keep(note(record_of(answer)), None, "")
        except Exception:  # an answer must not fail because nothing can be written
            _LOGGER.exception("a question without an answer could not be kept")

    def add_to(self, app: FastAPI) -> None:
        """Add the address that the page's buttons send to."""

        @app.post("/feedback")
        async def feedback(request: Request) -> JSONResponse:
            try:
                sent = await request.json()
                right, reason = sent["right"], sent.get("reason", "")
                if not isinstance(right, bool) or not isinstance(reason, str):
                    raise BadNote("right is true or false, reason is text")
                said = note(sent["record"])
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                return JSONResponse({"kept": False}, 400)
            if self._opinions is None or not self._in_time():
                return JSONResponse({"kept": False}, 503)
            try:
                await run_in_threadpool(self._keep, said, right, reason[:1000])
            except Exception:  # the page says that nothing was kept
                _LOGGER.exception("an opinion could not be kept")
                return JSONResponse({"kept": False}, 503)
            return JSONResponse({"kept": True})

    def _keep(self, said: Note, right: bool | None, reason: str) -> None:
        if self._opinions is not None:
            answer = "\n".join(sentence.text for sentence in said.sentences)
            citations = [dict(citation) for citation in said.citations]
            self._opinions.add(
                said.question,
                said.language,
                said.as_of,
                said.status,
                answer,
                citations,
                said.generation,
                right,
                reason,
            )

    def _in_time(self) -> bool:
        now = monotonic()
        with self._lock:
            self._times = [moment for moment in self._times if now - moment < _A_MINUTE]
            if len(self._times) >= _MOST_A_MINUTE:
                return False
            self._times.append(now)
            return True
