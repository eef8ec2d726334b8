"""A small corpus of own-written acts in several editions, an embedder without a model, and an index of both."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.acts import ActNames
from assistant.answerable import Answerability, Logistic
from assistant.assistant import Assistant, Models
from assistant.ranking import Ranking
from assistant.retrieve import Query, Retriever
from assistant.shelf import Shelf
from index.generation import Manifest
from index.guide import GuideEntry
from ingest.document import Document, Passage
from ingest.passages import split
from ingest.readers import read
from ingest.readers.markdown import read_source
from ingest.source import Kind, Source
from ingest.structure import build_document
from ingest.termbase import TermMatcher

TODAY = date(2026, 6, 1)
DIMENSION = 8192
NEW, OLD = "32020R0001", "31990L0001"

_LONG = (
    "1. The harbour master shall register every vessel on the day of its arrival. The register shall be kept in the "
    "office of the port and shall be open to the crew of any vessel that lies there.\n"
    "2. A mooring permit shall be granted within nine months of the application. The keeper of the lighthouse shall "
    "be heard beforehand. Lanterns shall be lit at dusk, and the watch shall be relieved every four hours in winter, "
    "every six hours in summer. The port authority, e.g. The office of the mayor, shall publish the rota on its door. "
    "Sailors who arrive after the rota has been published shall be told of it by the watch, in a language that they "
    "understand. Nothing in this paragraph shall keep a sailor from leaving the port.\n"
)
_ENGLISH: Sequence[tuple[str, str]] = (
    (
        "Definitions",
        (
            "For the purposes of this Regulation:\n(a) ‘vessel’ means a boat with a sail;\n"
            "(b) ‘berth’ means a place at a quay;\n(c) ‘keeper’ means the person in charge of a lighthouse."
        ),
    ),
    ("Registration and permits", _LONG),
    ("Fees", "The fee for a berth shall be 12 euro a night."),
    ("Rescue", "Sailors in distress shall be rescued without delay, whatever their flag."),
    ("Repeal", "Directive 90/1/EEC is repealed with effect from 1 January 2020."),
    ("Beginning", "This Regulation shall enter into force on 6 May 2019.\nIt shall apply from 1 January 2020."),
)
_GERMAN: Sequence[tuple[str, str]] = (
    ("Begriffe", "Ein „Schiff“ ist ein Boot mit Segel."),
    ("Register", "Der Hafenmeister trägt jedes Schiff am Tag der Ankunft ein."),
    ("Gebühren", "Die Gebühr für einen Liegeplatz beträgt 12 Euro je Nacht."),
    ("Rettung", "Seeleute in Not werden unverzüglich gerettet."),
    ("Aufhebung", "Die Richtlinie 90/1/EWG wird mit Wirkung vom 1. Januar 2020 aufgehoben."),
)
_REPEALED: Sequence[tuple[str, str]] = (
    ("Scope", "This Directive is about quays."),
    ("Fees", "The fee for a berth shall be 9 euro."),
)
_BRIEF = (
    "# Harbours in brief\n\n## Who pays\n\nA berth costs the crew a fee; the town pays for the lanterns.\n\n"
    "## Songs\n\nSailors sing shanties in the evening.\n"
)


class HashedWords:
    """A text's vector counts its words in hashed places: the same everywhere, near when words are shared."""

    name = "hashed-words@1"
    dimension = DIMENSION

    def embed_passages(self, texts, progress=None):
        return np.stack([self.embed_query(text) for text in texts])

    def embed_queries(self, texts, progress=None):
        return self.embed_passages(texts)

    def embed_query(self, text):
        vector = np.zeros(DIMENSION, np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % DIMENSION] += 1
        length = np.linalg.norm(vector)
        return vector / length if length else vector


@dataclass
class FakeIndex:
    """An open index in memory; lexical scores are counts of shared words."""

    kept: Mapping[str, Document]
    entries: Sequence[GuideEntry] = ()
    embedder: HashedWords = field(default_factory=HashedWords)

    def __post_init__(self) -> None:
        self._passages = {p.id: p for document in self.kept.values() for p in split(document)}
        self._rows = self.embedder.embed_passages([p.embedded_text for p in self._passages.values()])

    @property
    def manifest(self) -> Manifest:
        counts = (len(self.kept), len(self._passages), len(self.entries))
        return Manifest(
            "g1", "2026-06-01T00:00:00+00:00", self.embedder.name, DIMENSION, *counts, "", {}, "embedded", "0", {}
        )

    def documents(self) -> list[Source]:
        return [document.source for document in self.kept.values()]

    def document(self, document_id: str) -> Document:
        return self.kept[document_id]

    def passages(self, document_id: str) -> list[Passage]:
        return [p for p in self._passages.values() if p.document_id == document_id]

    def dense(self, vector, k):
        found = zip(self._passages, (self._rows @ vector).tolist(), strict=True)
        return sorted(found, key=lambda one: -one[1])[:k]

    def lexical(self, query, language, k):
        asked = set(re.findall(r"\w+", query.casefold()))
        counts = {i: len(asked & set(re.findall(r"\w+", p.text.casefold()))) for i, p in self._passages.items()}
        return sorted(((i, float(n)) for i, n in counts.items() if n), key=lambda one: -one[1])[:k]

    def guided(self):
        return frozenset(entry.celex for entry, _ in self.guide(np.zeros(DIMENSION), 1000))

    def guide(self, vector, k):
        found = [(e, float(self.embedder.embed_query(e.question) @ vector)) for e in self.entries]
        return sorted(found, key=lambda one: -one[1])[:k]

    def vectors(self, passage_ids):
        order = list(self._passages)
        return np.stack([self._rows[order.index(i)] for i in passage_ids])

    @contextmanager
    def use(self) -> Iterator[FakeIndex]:
        yield self


@dataclass
class Harbour:
    """The index with what stands on it."""

    index: FakeIndex
    names: ActNames
    shelf: Shelf
    assistant: Assistant

    def retrieve(self, question: str, language: str = "en", as_of: date = TODAY, limit: int = 20, **more):
        vector = self.index.embedder.embed_query(question)
        query = Query(question, vector, language, as_of, **more)
        return Retriever(self.index, self.shelf, Ranking.packaged()).retrieve(query, limit)


def _act(folder: Path, source: Source, articles: Sequence[tuple[str, str]], word: str = "Article") -> Document:
    parts = [f'<p class="oj-doc-ti">{source.title}</p>']
    for number, (subject, text) in enumerate(articles, 1):
        lines = "".join(f'<p class="oj-normal">{line}</p>' for line in text.strip().split("\n"))
        parts.append(
            f'<div class="eli-subdivision" id="art_{number}"><p class="oj-ti-art">{word} {number}</p>'
            f'<div class="eli-title"><p class="oj-sti-art">{subject}</p></div>{lines}</div>'
        )
    path = folder / f"{source.id}.xhtml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
        f"<body>{''.join(parts)}</body></html>",
        "utf-8",
    )
    return build_document(source, read(path, source.language))


def build_harbour(folder: Path) -> Harbour:
    new = Source(
        "new-en",
        "REGULATION (EU) 2020/1 on harbours",
        Kind.REGULATION,
        celex=NEW,
        short_title="Harbour Regulation",
        layout="oj-xhtml",
        adopted=date(2019, 5, 1),
        applies_from=date(2020, 1, 1),
    )
    german = replace(
        new, id="new-de", title="VERORDNUNG (EU) 2020/1 über Häfen", short_title="Hafenverordnung", language="de"
    )
    old = Source(
        "old-en",
        "DIRECTIVE 90/1/EEC on quays",
        Kind.DIRECTIVE,
        celex=OLD,
        short_title="Quay Directive",
        repealed_by=NEW,
        repealed_on=date(2020, 1, 1),
    )
    brief = Source("brief", "Harbours in brief", Kind.BRIEF, url="https://example.eu/harbours")
    documents = [
        _act(folder, replace(new, id="a-new-en-pdf", layout="pdf"), _ENGLISH),
        _act(folder, new, _ENGLISH),
        _act(folder, german, _GERMAN, "Artikel"),
        _act(folder, old, _REPEALED),
        build_document(brief, read_source(_BRIEF, "brief.md")),
    ]
    entry = GuideEntry(NEW, "4", None, "en", "Somebody fell into the water, what now?")
    index = FakeIndex({d.id: d for d in documents}, (entry,))
    known = {
        NEW: ["Harbour Regulation", "Hafenverordnung"],
        OLD: ["Quay Directive"],
        "32001R0009": ["Canal Regulation"],
    }
    judge = Answerability(
        Logistic({"dense": 20.0}, -5.0), Logistic({"dense": 20.0}, -5.0), 0.5, 0.1, {c: n[0] for c, n in known.items()}
    )
    models = Models(index.embedder, known, {OLD: NEW}, Ranking.packaged(), judge, TermMatcher(()))
    return Harbour(index, ActNames(known, {OLD: NEW}), Shelf(index), Assistant(index, models))


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Harbour:
    return build_harbour(tmp_path_factory.mktemp("harbour"))


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY
