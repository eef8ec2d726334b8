"""The pages that are read without the chat: the library, documents, and passages in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.types import Scope

from index.errors import IndexingError
from ingest.document import Document
from ingest.source import Source
from ui.answering import Assistant
from ui.editions import counterpart
from ui.excerpt import excerpt_html
from ui.languages import language_name
from ui.library import library_main
from ui.page import page
from ui.render import element, join
from ui.viewer import BadSpan, Wanted, document_main, span
from ui.visit import Visit, visit

ROBOTS = "User-agent: *\n" + "".join(
    f"Disallow: {path}\n" for path in ("/staff", "/gradio_api/", "/config", "/note", "/feedback", "/passage/")
)


class Reading:
    """What the pages read from: the published index, for readers of any language."""

    def __init__(self, assistant: Assistant, today: Callable[[], date], *, staff: bool = False) -> None:
        self._assistant = assistant
        self.today = today
        self._staff = staff

    def visit(self, scope: Scope) -> Visit:
        """Who reads, and what the index says of itself."""
        return visit(scope, self._status(), staff=self._staff)

    def sources(self) -> Sequence[Source]:
        """All indexed documents; none where there is no index."""
        try:
            return self._assistant.documents()
        except IndexingError:
            return ()

    def document(self, document_id: str) -> Document | None:
        """An indexed document, None when there is none of that id."""
        try:
            return self._assistant.document(document_id)
        except (KeyError, IndexingError):
            return None

    def _status(self) -> Mapping[str, object] | None:
        try:
            return self._assistant.status()
        except IndexingError:
            return None

    def nowhere(self, scope: Scope) -> str:
        """The page for an address that there is not."""
        seen = self.visit(scope)
        return sorry(seen, seen.t("There is no such page."))


def sorry(visit: Visit, what: str) -> str:
    """A page that says what is not there and where to go on."""
    t = visit.t
    ways = element("a", t("Open the library"), href="/library"), " · ", element("a", t("Ask a question"), href="/")
    main = join(element("h1", t("Not found")), element("p", what), element("p", *ways))
    return page(t("Not found"), main, visit)


def _sent(content: str, visit: Visit, status: int = 200) -> HTMLResponse:
    return HTMLResponse(content, status, headers={"set-cookie": visit.cookie} if visit.cookie else None)


def add_pages(app: FastAPI, reading: Reading) -> None:
    """Add the library, the document pages, /healthz and what search engines may read."""

    @app.get("/library", response_class=HTMLResponse)
    def library(request: Request) -> HTMLResponse:
        visit = reading.visit(request.scope)
        main = library_main(reading.sources(), reading.today(), visit.t)
        return _sent(page(visit.t("Library"), main, visit), visit)

    @app.get("/document/{document_id:path}", response_class=HTMLResponse)
    def document(
        request: Request,
        document_id: str,
        start: str | None = None,
        end: str | None = None,
        find: str = "",
        beside: str = "",
    ) -> HTMLResponse:
        visit = reading.visit(request.scope)
        found = reading.document(document_id)
        if found is None:
            return _sent(sorry(visit, visit.t("There is no document of that name in the index.")), visit, 404)
        try:
            quoted = span(found, start, end, visit.t)
        except BadSpan as error:
            return _sent(sorry(visit, str(error)), visit, 400)
        other = reading.document(beside) if beside else None
        wanted = Wanted(quoted, find[:200], other, reading.sources())
        return _sent(page(found.source.name, document_main(found, wanted, reading.today(), visit.t), visit), visit)

    @app.get("/passage/{document_id:path}", response_class=HTMLResponse)
    def passage(
        request: Request, document_id: str, start: str | None = None, end: str | None = None, beside: str = ""
    ) -> HTMLResponse:
        """The same place in another edition, as a piece of a page."""
        t = reading.visit(request.scope).t
        found, other = reading.document(document_id), reading.document(beside)
        try:
            quoted = span(found, start, end, t) if found else None
        except BadSpan as error:
            return HTMLResponse(element("p", str(error)), 400)
        place = counterpart(found, *quoted, other) if found and other and quoted else None
        if other is None or place is None:
            return HTMLResponse(element("p", t("There is no document of that name in the index.")), 404)
        language = other.source.language
        name = element("p", language_name(language), class_="line tongue", lang=language)
        excerpt = excerpt_html(other, *place)
        return HTMLResponse(element("div", name, excerpt, lang=language, dir="auto", class_="other-edition"))

    @app.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        return "ok"

    @app.get("/robots.txt", response_class=PlainTextResponse)
    def robots() -> str:
        return ROBOTS
