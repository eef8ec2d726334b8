"""A small assistant over own-written documents, enough to try every page and state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from assistant.answer import Answer, Citation, Sentence, Status
from assistant.law import describe
from assistant.question import clean
from index.errors import NoIndex
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
            return Answer(text, "en", day, Status.NOT_IN_DOCUMENTS, own, (), (self._hit(),))
        if "cake" in text:
            return Answer(text, "en", day, Status.OUT_OF_SCOPE, (Sentence("This is outside what is covered."),), (), ())
        return self._answer(text, day, bool(previous), related="perhaps" in text)

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


@pytest.fixture(scope="session")
def fake() -> type[FakeAssistant]:
    """The class, for tests that keep one assistant for longer than a test."""
    return FakeAssistant


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def act() -> Document:
    return ACT


@pytest.fixture
def brief() -> Document:
    return BRIEF
