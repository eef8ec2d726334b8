"""Serves the web application on one address until it is stopped."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Iterable
from itertools import groupby
from threading import Thread
from typing import TYPE_CHECKING

from assistant.settings import Settings
from ui.answering import Assistant
from ui.staff.traffic import Traffic, Watched

if TYPE_CHECKING:
    from index.guide import GuideEntry
    from ui.app import Equipment

logger = logging.getLogger(__name__)

_LAST_WORDS = 3


class CannotServe(Exception):
    """The address cannot be used; the message is one plain sentence with the next step."""


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860, settings: Settings | None = None) -> None:
    """Serve the chat on http://host:port until Ctrl-C; raises CannotServe when the address is taken or not ours.

    `settings` say which home folder the assistant's index is in; without them the chat answers and nothing else:
    no suggestions, filters, earlier answers, opinions and staff pages.
    """
    with listen(host, port) as listening:
        import uvicorn  # noqa: PLC0415 - only the server needs it

        from ui.app import build_app  # noqa: PLC0415 - imports gradio, 2 to 3 s

        _one_thread_a_question()
        traffic = Traffic()
        equipment = _equipment(assistant, settings, traffic) if settings else None
        config = uvicorn.Config(
            build_app(Watched(assistant, traffic), equipment=equipment),
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_LAST_WORDS,  # open pages hold a connection; they must not keep the server alive
        )
        if equipment:
            Thread(target=warm, args=(assistant, equipment.guide), name="warm", daemon=True).start()
        uvicorn.Server(config).run(sockets=[listening])


def warm(assistant: Assistant, guide: Iterable[GuideEntry]) -> None:
    """Ask the shortest and the longest question of each language, so that the first readers do not wait.

    What tells languages apart, word stems of a language and the arithmetic for a length of text are made ready when
    first needed, which takes a second in all. And looking for garbage among the texts of the whole corpus stopped all
    questions for 0.4 s now and then, so what is there by then is left out of that search.
    """
    asked = sorted((entry.language, len(entry.question), entry.question) for entry in guide)
    for _, questions in groupby(asked, key=lambda entry: entry[0]):
        lengths = list(questions)
        for _, _, question in (lengths[0], lengths[-1]):
            try:
                assistant.ask(question)  # its language is to be found
            except Exception:  # a reader who asks the same is told what is wrong
                logger.exception("the assistant could not be warmed up")
                return
    gc.collect()
    gc.freeze()


def _one_thread_a_question() -> None:
    """Keep the arithmetic of a question on one core: questions are answered side by side.

    OpenBLAS takes all cores for products of 384 numbers and spins while it waits: four at a time on two cores, a
    question took 94 ms of processor time so, 53 ms on one core each.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - looks at every loaded library

    threadpool_limits(1, user_api="blas")


def _equipment(assistant: Assistant, settings: Settings, traffic: Traffic) -> Equipment:
    from assistant.assistant import Assistant as Answering  # noqa: PLC0415 - the index stack
    from assistant.compose import guide  # noqa: PLC0415
    from assistant.views import Views  # noqa: PLC0415
    from ui.app import Equipment  # noqa: PLC0415
    from ui.conversation_store import Conversations  # noqa: PLC0415
    from ui.staff.app import add_staff  # noqa: PLC0415
    from ui.staff.desk import open_desk  # noqa: PLC0415
    from ui.staff.oidc import OidcError  # noqa: PLC0415

    try:
        desk = open_desk(settings, assistant, traffic)
    except OidcError as error:
        raise CannotServe(str(error)) from error
    return Equipment(
        guide=guide(settings.home),
        parts=Views(assistant, settings.home) if isinstance(assistant, Answering) else None,
        opinions=desk.feedback,
        staff=lambda app: add_staff(app, desk),
        conversations=Conversations(settings.home, settings.keep_conversations),
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, before anything slow is done: who connects meanwhile waits; raises CannotServe."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        raise CannotServe(
            f"Cannot listen on {host}, port {port} ({error}). Stop the program that uses it, or choose another port."
        ) from error
    return listening
