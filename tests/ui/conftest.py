"""A small assistant over own-written documents, enough to try every page and state."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from assistant.answer import Answer, Citation, Sentence, Status
from assistant.law import describe
from assistant.question import clean
from assistant.views import Filter, NothingLeft
from index.errors import NoIndex
from index.guide import GuideEntry
from index.hit import Hit
from ingest.document import Document, Passage, Unit, UnitKind
from ingest.source import Kind, Source

K = UnitKind
TODAY = date(2026, 11, 24)
Line = tuple[UnitKind, int, str, str | None, str | None]

_ACT: list[Line] = [
    (K.TITLE, 0, "Regulation (EU) 2098/7 on reading rooms", None, None),
    (K.RECITAL, 0, "(1) Reading rooms help people who arrive to find their way.", "1", None),
    (K.RECITAL, 0, "(2) Quiet helps everybody.", "2", None),
    (K.DIVISION, 0, "CHAPTER I\nGENERAL RULES", "I", "GENERAL RULES"),
    (K.ARTICLE, 1, "Article 1\nSubject matter", "1", "Subject matter"),
    (K.TEXT, 2, "This Regulation lays down rules for reading rooms.", None, None),
    (K.ARTICLE, 1, "Article 2\nAccess for newcomers", "2", "Access for newcomers"),
    (
        K.PARAGRAPH,
        2,
        "1. Member States shall open a reading room to newcomers no later than six weeks after arrival.",
        "1",
        None,
    ),
    (K.PARAGRAPH, 2, "2. The room shall offer:", "2", None),
    (K.POINT, 3, "(a) a table & a lamp;", "a", None),
    (K.POINT, 3, "(b) books in <several> languages;", "b", None),
    (K.POINT, 3, "(c) silence.", "c", None),
    (K.DIVISION, 0, "CHAPTER II\nFINAL PROVISIONS", "II", "FINAL PROVISIONS"),
    (K.ARTICLE, 1, "Article 3\nEntry into force", "3", "Entry into force"),
    (
        K.TEXT,
        2,
        "This Regulation applies from 1 March 2026. " + "It is read slowly, line by line, by all. " * 60,
        None,
        None,
    ),
]
_BRIEF: list[Line] = [
    (K.HEADING, 0, "Lesesäle vor Ort", None, "Lesesäle vor Ort"),
    (K.TEXT, 1, "Dieser Text erklärt, wie eine Stadt einen Lesesaal einrichtet.", None, None),
    (K.HEADING, 1, "Wer bezahlt", None, "Wer bezahlt"),
    (K.TEXT, 2, "Die Stadt zahlt ein Viertel, der Rest kommt aus dem Lesefonds.", None, None),
]


def write(source: Source, parts: Sequence[Line]) -> Document:
    """A document from (kind, depth, text, number, heading) parts; a part's unit reaches to the next of its depth."""
    texts = [part[2] for part in parts]
    starts = [sum(len(t) + 1 for t in texts[:i]) for i in range(len(texts))]
    units = []
    for i, (kind, depth, _, number, heading) in enumerate(parts):
        last = next((j - 1 for j in range(i + 1, len(parts)) if parts[j][1] <= depth), len(parts) - 1)
        parent = next((j for j in range(i - 1, -1, -1) if parts[j][1] < depth), None) if depth else None
        end = starts[last] + len(texts[last])
        units.append(Unit(kind, starts[i], end, number, heading, depth, parent, anchor=f"art_{number}"))
    return Document(source, "\n".join(texts), tuple(units))


ACT = write(
    Source(
        id="32098R0007",
        title="Regulation (EU) 2098/7 of the Reading Assembly on reading rooms",
        kind=Kind.REGULATION,
        celex="32098R0007",
        short_title="Reading Rooms Regulation",
        url="https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32098R0007",
        adopted=date(2025, 1, 9),
        in_force=date(2025, 2, 1),
        applies_from=date(2026, 3, 1),
        articles=3,
        recitals=2,
    ),
    _ACT,
)
BRIEF = write(
    Source(id="lesesaal/brief", title="Lesesäle vor Ort", kind=Kind.BRIEF, language="de", url="javascript:alert(1)"),
    _BRIEF,
)
OLD = write(
    Source(
        id="32001L0099",
        title="Directive 2001/99/EC on <b>old</b> reading rooms",
        kind=Kind.DIRECTIVE,
        celex="32001L0099",
        adopted=date(2001, 5, 6),
        in_force=date(2001, 6, 1),
        repealed_by="32098R0007",
        repealed_on=date(2026, 3, 1),
    ),
    [
        (K.ARTICLE, 0, "Article 1\nAccess", "1", "Access"),
        (K.TEXT, 1, "A reading room opens after nine weeks.", None, None),
    ],
)


ACT_FR = write(
    replace(ACT.source, id="32098R0007-fr", language="fr"),
    [
        (K.TITLE, 0, "Règlement (UE) 2098/7 relatif aux salles de lecture", None, None),
        (K.RECITAL, 0, "(1) Les salles de lecture aident ceux qui arrivent.", "1", None),
        (K.ARTICLE, 0, "Article 2\nAccès des nouveaux arrivants", "2", "Accès des nouveaux arrivants"),
        (
            K.PARAGRAPH,
            1,
            "1. Les États membres ouvrent une salle de lecture au plus tard six semaines après l'arrivée.",
            "1",
            None,
        ),
        (K.PARAGRAPH, 1, "2. La salle offre une table et une lampe.", "2", None),
    ],
)
GUIDE = (
    GuideEntry("32098R0007", "2", None, "en", "When must a reading room open for newcomers?", "lay"),
    GuideEntry("32098R0007", "2", None, "de", "Wann muss ein Lesesaal öffnen?", "lay"),
    GuideEntry("32098R0007", "3", None, "en", "From which day does it apply?", "plain"),
    GuideEntry("32098R0007", "2", None, "en", "A summary is not a question.", "summary"),
)


def cite(n: int, document: Document, quote: str, locator: str) -> Citation:
    """A citation of words that stand in a document."""
    start = document.text.index(quote)
    source = document.source
    return Citation(n, source, locator, quote, start, start + len(quote), source.url or "", describe(source, TODAY))


@dataclass
class FakeAssistant:
    """Answers by key words; remembers what it was asked."""

    kept: Mapping[str, Document] = field(default_factory=lambda: {d.id: d for d in (ACT, BRIEF, OLD)})
    asked: list[tuple[str, date | None, tuple[str, ...]]] = field(default_factory=list)
    pause: Callable[[], None] = lambda: None

    def ask(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Answer:
        text = clean(question)
        self.asked.append((text, as_of, tuple(previous)))
        self.pause()
        if "no index" in text:
            raise NoIndex("Nothing is indexed yet: run euma reindex first.")
        if "crash" in text:
            raise RuntimeError("a secret of the machine")
        day = as_of or TODAY
        if "moon" in text:
            own = (Sentence("The indexed documents do not answer this."), Sentence("Nothing near it was found."))
            return Answer(text, "en", day, Status.NOT_IN_DOCUMENTS, own, (), (self._hit(),), index=self.status())
        if "cake" in text:
            return Answer(text, "en", day, Status.OUT_OF_SCOPE, (Sentence("This is outside what is covered."),), (), ())
        return self._answer(text, day, bool(previous), related="perhaps" in text)

    def stream(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Iterator[Answer]:
        answer = self.ask(question, language, as_of, previous)
        if "model" in question:
            yield replace(answer, pending=True)
            written = Sentence("A reading room opens within six weeks.", (1,), written=True)
            answer = replace(answer, sentences=(written, *answer.sentences), withheld=1, model="small")
        yield answer

    def _answer(self, text: str, day: date, follows: bool, related: bool) -> Answer:
        citations = (
            cite(1, ACT, "no later than six weeks after arrival", "Article 2(1)"),
            cite(
                2,
                ACT,
                "2. The room shall offer:\n(a) a table & a lamp;\n(b) books in <several> languages;\n(c) silence.",
                "Article 2(2)",
            ),
            cite(3, BRIEF, "Die Stadt zahlt ein Viertel", "Wer bezahlt"),
            cite(4, OLD, "A reading room opens after nine weeks.", "Article 1"),
        )
        own = (Sentence("Related, but it may not answer your question:"),) if related else ()
        quotes = tuple(Sentence(c.quote, (c.n,), quoted=True) for c in citations)
        return Answer(
            text,
            "en",
            day,
            Status.NOT_IN_DOCUMENTS if related else Status.ANSWERED,
            (*own, *quotes),
            citations,
            (self._hit(),),
            {"total": 0.04},
            () if related else ("Directive 2001/99/EC no longer applies: it was repealed on 1 March 2026.",),
            f"By when? {text}" if follows else None,
            self.status(),
        )

    def _hit(self) -> Hit:
        start = ACT.text.index("2. The room")
        passage = Passage("p", ACT.id, "Article 2(2)", "Article 2", start, start + 24, ACT.text[start : start + 24], "")
        return Hit(passage, ACT.source, 0.5)

    def documents(self) -> list[Source]:
        return [document.source for document in self.kept.values()]

    def document(self, document_id: str) -> Document:
        return self.kept[document_id]

    def status(self) -> dict[str, object]:
        return {
            "generation": "g1",
            "built_at": "2026-11-23T10:00:00+00:00",
            "embedding_model": "none",
            "documents": len(self.kept),
            "passages": 9,
        }


@dataclass
class FakeParts:
    """Filters and earlier generations over one fake; remembers what was asked for."""

    assistant: FakeAssistant
    filters: list[Filter] = field(default_factory=list)
    kept: tuple[str, ...] = ("g0",)

    def narrowed(self, wanted: Filter) -> FakeAssistant:
        self.filters.append(wanted)
        if not any(wanted.keeps(document.source) for document in self.assistant.kept.values()):
            raise NothingLeft("nothing is left")
        return self.assistant

    @contextmanager
    def earlier(self, generation: str, wanted: Filter) -> Iterator[FakeAssistant]:
        if generation not in self.kept:
            raise NoIndex("not kept")
        yield self.assistant


@dataclass
class FakeOpinions:
    """Keeps opinions in a list; fails when told to."""

    kept: list[tuple[Any, ...]] = field(default_factory=list)
    broken: bool = False

    def add(self, *said: Any) -> None:
        if self.broken:
            raise OSError("the disk is full")
        self.kept.append(said)


@pytest.fixture(scope="session")
def fake() -> type[FakeAssistant]:
    """The class, for tests that keep one assistant for longer than a test."""
    return FakeAssistant


@pytest.fixture
def parts(assistant: FakeAssistant) -> FakeParts:
    return FakeParts(assistant)


@pytest.fixture
def opinions() -> FakeOpinions:
    return FakeOpinions()


@pytest.fixture
def guide() -> tuple[GuideEntry, ...]:
    return GUIDE


@pytest.fixture
def act_fr() -> Document:
    return ACT_FR


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def act() -> Document:
    return ACT


@pytest.fixture
def brief() -> Document:
    return BRIEF


DESK = {"width": 1280, "height": 800}
HERE = "http://127.0.0.1:"


@dataclass
class Running:
    """The application on a free port with fakes behind it."""

    address: str
    assistant: FakeAssistant
    parts: FakeParts
    opinions: FakeOpinions


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """The application with a fake assistant, served for all browser tests."""
    import uvicorn

    from ui.app import Equipment, build_app
    from ui.serve import listen

    assistant = FakeAssistant({d.id: d for d in (ACT, ACT_FR, BRIEF, OLD)})
    parts, opinions = FakeParts(assistant), FakeOpinions()
    listening: socket.socket = listen("127.0.0.1", 0)
    app = build_app(assistant, equipment=Equipment(GUIDE, parts, opinions))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield Running(f"{HERE}{listening.getsockname()[1]}", assistant, parts, opinions)
    server.should_exit = True
    thread.join(timeout=10)
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium for the tests of one file: two of Playwright's loops cannot run side by side in a thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(running: Running, browser: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Opens a page of a given size; fails on outside requests, script errors and refused content; keeps a picture.

    `running` comes before `browser`: once Playwright's event loop runs in this thread, Gradio would bind what it opens
    to that loop, which is gone before it is closed.
    """
    opened: list[Any] = []
    faults: list[str] = []

    def visit(path: str = "/", *, size: dict[str, int] = DESK, expect_faults: bool = False, **options: Any) -> Any:
        context = browser.new_context(viewport=size, **options)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda r: faults.extend([] if r.url.startswith((HERE, "data:", "blob:")) else [r.url]))
        if not expect_faults:
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: faults.extend([said.text] if said.type == "error" else []))
        page.goto(running.address + path)
        if re.match("/(?:[?#]|$)", path) and options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]")
        opened.append(page)
        return page

    yield visit
    pictures = request.config.rootpath / "artefacts" / "ui"
    pictures.mkdir(parents=True, exist_ok=True)
    for n, page in enumerate(opened):
        name = request.node.name.replace("/", "-").replace("[", "-").replace("]", "")
        page.screenshot(path=pictures / f"{name}{f'-{n}' if n else ''}.png")
        page.context.close()
    assert not faults
