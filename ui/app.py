"""The web application: the chat at "/", library and document pages beside it, and what the chat's buttons ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.resources import files
from typing import Any, cast

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Scope

from index.guide import GuideEntry
from ui.answering import Assistant
from ui.conversation import Conversation
from ui.conversation_store import Conversations
from ui.feedback import Feedback, Opinions
from ui.frame import framed
from ui.notes_page import add_notes
from ui.reading import Reading, add_pages
from ui.searching import Parts, Searching
from ui.security import Frame, Guard
from ui.suggestions import Suggestions


@dataclass(frozen=True)
class Equipment:
    """What the application may have besides an assistant; each part is left out where it is None or empty.

    `guide` gives suggestions, `parts` filters and earlier answers, `opinions` keeps what readers say, `staff` adds the
    staff pages to the application, `conversations` keeps what was asked and answered where that is switched on.
    """

    guide: Iterable[GuideEntry] = ()
    parts: Parts | None = None
    opinions: Opinions | None = None
    staff: Callable[[FastAPI], None] | None = None
    conversations: Conversations | None = None


def build_app(
    assistant: Assistant,
    today: Callable[[], date] = date.today,
    equipment: Equipment | None = None,
) -> FastAPI:
    """The ASGI application that serves `assistant`; importing Gradio is the only slow step (2 to 3 s)."""
    equipment = equipment or Equipment()
    reading = Reading(assistant, today, staff=equipment.staff is not None)
    suggestions = Suggestions(equipment.guide)
    feedback = Feedback(equipment.opinions)
    kept = equipment.conversations if equipment.conversations and equipment.conversations.days else None
    days = kept.days if kept else 0

    def framing(gradio: str, nonce: str, scope: Scope) -> tuple[str, str | None]:
        visit, sources = reading.visit(scope), reading.sources()
        starters = suggestions.starters(visit.t, sources)
        return framed(gradio, nonce, visit, sources, starters, today(), days), visit.cookie

    app = FastAPI(
        title="EU Migration Assistant",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(Guard, not_found=reading.nowhere),
            Middleware(CORSMiddleware),  # allows no other site; with it, Gradio adds no rules of its own
            Middleware(Frame, framing=framing),
        ],
    )
    add_pages(app, reading)
    add_notes(app, reading)
    feedback.add_to(app)
    if equipment.staff:
        equipment.staff(app)
    app.mount("/page", StaticFiles(directory=str(files("ui") / "assets")))
    searching = Searching(assistant, equipment.parts)
    keep = kept.keep if kept else None
    return _mount_chat(app, Conversation(searching, today, suggestions, feedback.unanswered, keep))


def _mount_chat(app: FastAPI, conversation: Conversation) -> FastAPI:
    import gradio as gr  # noqa: PLC0415 - 2 to 3 s

    from ui.chat import build_chat  # noqa: PLC0415 - imports gradio

    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"]
    blocks = _in_a_loop(partial(build_chat, conversation))
    mount = partial(
        gr.mount_gradio_app,
        app,
        blocks,
        "/",
        footer_links=[],
        run_history=False,
        pwa=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        theme=gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
    )
    return cast("FastAPI", _in_a_loop(mount))


def _in_a_loop(make: Callable[[], Any]) -> Any:
    """What `make` returns, made while an event loop runs: without one, Gradio opens five and never closes them."""

    async def made() -> Any:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(made())
    return make()
