"""Where the gold places of an item are in the indexed documents, as character spans of every edition."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from eval.items import EvalItem, Gold
from eval.wording import find
from ingest.document import Document
from ingest.locators import article_locator, locator
from ingest.source import Source


class Corpus(Protocol):
    """Access to indexed documents; an open index and an assistant both give it."""

    def documents(self) -> list[Source]:
        """All sources."""

    def document(self, document_id: str) -> Document:
        """One document with its text and units; KeyError when there is none."""


@dataclass(frozen=True)
class Span:
    """`document.text[start:end]` of the document with this id."""

    document_id: str
    start: int
    end: int

    def overlaps(self, document_id: str, start: int, end: int) -> bool:
        """Whether the two share a character."""
        return self.document_id == document_id and start < self.end and self.start < end


@dataclass(frozen=True)
class Place:
    """One gold place resolved: the whole article or section around it, and the words that hold the answer.

    `evidence` are the spans of the key phrases inside the unit that is named; in editions where none is found (another
    language), the unit itself. Both lists hold spans of all editions.
    """

    fact: int
    article: tuple[Span, ...]
    evidence: tuple[Span, ...]


class Places:
    """Resolves gold places; keeps the locators of documents it has seen."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._units: dict[str, dict[str, tuple[int, int]]] = {}
        self._articles: dict[str, list[tuple[str, int, int]]] = {}

    @cached_property
    def editions(self) -> dict[str, list[Source]]:
        """The sources of each work, under its document ids, its CELEX number and its work."""
        editions: dict[str, list[Source]] = defaultdict(list)
        for source in self._corpus.documents():
            for name in {source.id, source.celex, source.work} - {None}:
                editions[name or ""].append(source)
        return editions

    def document(self, document_id: str) -> Document:
        """One document."""
        return self._corpus.document(document_id)

    def unit(self, document_id: str, place: str) -> tuple[int, int] | None:
        """The span of all units with this locator in a document, None when it has none."""
        if document_id not in self._units:
            self._read(document_id)
        return self._units[document_id].get(place)

    def locators(self, document_id: str) -> list[str]:
        """All locators of a document, in reading order."""
        if document_id not in self._units:
            self._read(document_id)
        return list(self._units[document_id])

    def resolve(self, item: EvalItem) -> list[Place]:
        """The places of an item that are indexed, one for each gold place that is in at least one edition."""
        return [place for gold in item.gold if (place := self.place(gold)).article]

    def place(self, gold: Gold) -> Place:
        """One gold place in all editions; without spans when no edition has it."""
        articles: list[Span] = []
        evidence: list[Span] = []
        for source in self.editions.get(gold.work, ()):
            found = self.unit(source.id, gold.locator)
            if found is None:
                continue
            articles.append(self._around(source.id, found))
            evidence.extend(self._evidence(gold, source.id, found))
        return Place(gold.fact, tuple(articles), tuple(evidence))

    def _evidence(self, gold: Gold, document_id: str, unit: tuple[int, int]) -> list[Span]:
        start, end = unit
        text = self._corpus.document(document_id).text[start:end]
        spans = [Span(document_id, start + a, start + b) for phrase in gold.phrases for a, b in find(text, phrase)]
        return spans or [Span(document_id, start, end)]

    def _around(self, document_id: str, unit: tuple[int, int]) -> Span:
        holding = [(a, b) for _, a, b in self._articles[document_id] if a <= unit[0] and unit[1] <= b]
        start, end = min(holding, key=lambda span: span[1] - span[0], default=unit)
        return Span(document_id, start, end)

    def _read(self, document_id: str) -> None:
        document = self._corpus.document(document_id)
        units: dict[str, tuple[int, int]] = {}
        articles: dict[str, tuple[int, int]] = {}
        for index, unit in enumerate(document.units):
            _widen(units, locator(document, index), unit.start, unit.end)
            _widen(articles, article_locator(document, index), unit.start, unit.end)
        self._units[document_id] = units
        self._articles[document_id] = [(name, a, b) for name, (a, b) in articles.items()]


def _widen(spans: dict[str, tuple[int, int]], name: str, start: int, end: int) -> None:
    a, b = spans.get(name, (start, end))
    spans[name] = (min(a, start), max(b, end))
