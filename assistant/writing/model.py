"""A language model as the rest of the program sees it: text in, pieces of text out, an end in sight."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from queue import Empty, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

logger = logging.getLogger(__name__)

_LETTERS_A_TOKEN = 12
"""More than any language needs: a text that is longer comes from something that does not count tokens."""


class ModelError(RuntimeError):
    """The model could not be asked or did not finish; the message is one plain sentence."""


class LanguageModel(Protocol):
    """Something that writes. `name` is shown to readers."""

    @property
    def name(self) -> str:
        """The model's name as configured."""
        ...

    def stream(self, system: str, user: str, most_tokens: int, seconds: float) -> Iterator[str]:
        """Pieces of the answer as they arrive; ModelError when it fails or is not done after `seconds`."""
        ...


class ChatModel:
    """A llama-index chat model with a deadline that holds whatever the endpoint does. Safe for many threads."""

    def __init__(self, connect: Callable[[], AbstractContextManager[LLM]], name: str, keeps: object = None) -> None:
        """`connect` opens a client for one request; `keeps` must live as long (the server of a local file)."""
        self._connect = connect
        self.name = name
        self._keeps = keeps

    def stream(self, system: str, user: str, most_tokens: int, seconds: float) -> Iterator[str]:
        """See `LanguageModel.stream`. The caller may stop reading at any time; the request is then given up."""
        pieces: Queue[str | Exception | None] = Queue()
        stopped = Event()
        Thread(target=self._feed, args=(system, user, most_tokens, pieces, stopped), daemon=True).start()
        deadline = time.monotonic() + seconds
        length = 0
        try:
            while True:
                piece = _next(pieces, deadline, self.name, seconds)
                if piece is None:
                    return
                length += len(piece)
                if length > most_tokens * _LETTERS_A_TOKEN:
                    raise ModelError(f"The language model {self.name} did not stop writing.")
                yield piece
        finally:
            stopped.set()

    def _feed(
        self, system: str, user: str, most_tokens: int, pieces: Queue[str | Exception | None], stopped: Event
    ) -> None:
        from llama_index.core.base.llms.types import ChatMessage, MessageRole  # noqa: PLC0415 - 1.2 s

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=user),
        ]
        try:
            with self._connect() as llm:
                for response in llm.stream_chat(messages, max_tokens=most_tokens):
                    if stopped.is_set():
                        return
                    if response.delta:
                        pieces.put(response.delta)
            pieces.put(None)
        except Exception as error:  # whatever a client raises, the reader has the quotations
            logger.info("the language model %s failed: %r", self.name, error)
            pieces.put(error)


def _next(pieces: Queue[str | Exception | None], deadline: float, name: str, seconds: float) -> str | None:
    try:
        piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise ModelError(f"The language model {name} was not done after {seconds:g} seconds.") from None
    if isinstance(piece, Exception):
        raise ModelError(f"The language model {name} could not be asked: {_said(piece)}.") from piece
    return piece


def _said(error: Exception) -> str:
    """What went wrong, in a few words without addresses or keys."""
    status = getattr(error, "status_code", None)
    if status in {401, 403}:
        return "it refused the key"
    if status == 404:  # noqa: PLR2004 - HTTP
        return "it does not know this model or address"
    if status:
        return f"it answered with status {status}"
    name = type(error).__name__
    if "Timeout" in name:
        return "it did not answer in time"
    if "Connect" in name:
        return "nothing answers at its address"
    return "its answer cannot be read"
