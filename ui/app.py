"""The web application: the chat at "/", the library and the document pages beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from importlib.resources import files
from typing import Any, cast

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from index.errors import IndexingError
from ui.answering import Assistant
from ui.conversation import Conversation
from ui.library import library_main
from ui.memory import Memory
from ui.page import page
from ui.render import element, join
from ui.security import Frame, Guard
from ui.viewer import BadSpan, document_main, span

Status = Mapping[str, object] | None


def build_app(assistant: Assistant, today: Callable[[], date] = date.today) -> FastAPI:
    """The ASGI application that serves `assistant`; importing Gradio is the only slow step (2 to 3 s)."""
    status = _status_of(assistant)
    app = FastAPI(
        title="EU Migration Assistant",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(Guard, not_found=lambda: _sorry("There is no such page.", status())),
            Middleware(CORSMiddleware),  # allows no other site; with it, Gradio adds no rules of its own
            Middleware(Frame, status=status),
        ],
    )
    _add_pages(app, assistant, status, today)
    app.mount("/page", StaticFiles(directory=str(files("ui") / "assets")))
    return _mount_chat(app, assistant, today)


def _mount_chat(app: FastAPI, assistant: Assistant, today: Callable[[], date]) -> FastAPI:
    import gradio as gr  # noqa: PLC0415 - 2 to 3 s

    from ui.chat import build_chat  # noqa: PLC0415 - imports gradio

    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"]
    blocks = _in_a_loop(partial(build_chat, Conversation(assistant, today), Memory(), today))
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


def _status_of(assistant: Assistant) -> Callable[[], Status]:
    def status() -> Status:
        try:
            return assistant.status()
        except IndexingError:
            return None

    return status


def _add_pages(app: FastAPI, assistant: Assistant, status: Callable[[], Status], today: Callable[[], date]) -> None:
    @app.get("/library", response_class=HTMLResponse)
    def library() -> HTMLResponse:
        try:
            sources = assistant.documents()
        except IndexingError:
            sources = ()
        return HTMLResponse(page("Library", library_main(sources, today()), status(), "/library"))

    @app.get("/document/{document_id:path}", response_class=HTMLResponse)
    def document(document_id: str, start: str | None = None, end: str | None = None) -> HTMLResponse:
        try:
            found = assistant.document(document_id)
            main = document_main(found, span(found, start, end), today())
        except (KeyError, IndexingError):
            return HTMLResponse(_sorry("There is no document of that name in the index.", status()), 404)
        except BadSpan as error:
            return HTMLResponse(_sorry(str(error), status()), 400)
        return HTMLResponse(page(found.source.name, main, status()))

    @app.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        return "ok"


def _sorry(what: str, status: Status) -> str:
    library, ask = element("a", "library", href="/library"), element("a", "ask a question", href="/")
    ways = element("p", "Choose a document from the ", library, " or ", ask, ".")
    return page("Not found", join(element("h1", "Not found"), element("p", what), ways), status)
