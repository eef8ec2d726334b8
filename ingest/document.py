"""A document as normalised text with its units: the only text that offsets ever point into."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.source import Source


class UnitKind(StrEnum):
    """The parts of a document, as EU drafting rules name them (Interinstitutional Style Guide)."""

    TITLE = "title"
    CITATION = "citation"
    RECITAL = "recital"
    DIVISION = "division"  # part, title, chapter, section, subsection
    ARTICLE = "article"
    SUBJECT = "subject"  # the heading under an article's number; folded into Unit.heading, never a unit of its own
    PARAGRAPH = "paragraph"
    SUBPARAGRAPH = "subparagraph"
    POINT = "point"
    ANNEX = "annex"
    PROTOCOL = "protocol"  # numbers its articles anew
    HEADING = "heading"
    TEXT = "text"
    TABLE = "table"
    FOOTNOTE = "footnote"


@dataclass(frozen=True)
class Unit:
    """A part of a document: `document.text[start:end]`, children included.

    Units are in reading order, parents before children; `parent` is an index into `Document.units`. `heading` is an
    article's subject, a division's or section's title. `anchor` and `page` lead back to the source file.
    """

    kind: UnitKind
    start: int
    end: int
    number: str | None = None
    heading: str | None = None
    level: int = 0
    parent: int | None = None
    anchor: str | None = None
    page: int | None = None


@dataclass(frozen=True)
class Document:
    """A source with its normalised text (blocks joined by newlines) and its units."""

    source: Source
    text: str
    units: tuple[Unit, ...]

    @property
    def id(self) -> str:
        """The source's id."""
        return self.source.id

    def ancestors(self, index: int) -> list[int]:
        """Indexes from the outermost parent down to the unit itself."""
        path: list[int] = []
        at: int | None = index
        while at is not None:
            path.append(at)
            at = self.units[at].parent
        return path[::-1]

    def count(self, kind: UnitKind) -> int:
        """How many units of a kind there are outside annexes and protocols (which number anew)."""
        outside = {UnitKind.ANNEX, UnitKind.PROTOCOL}
        return sum(
            unit.kind == kind and not any(self.units[a].kind in outside for a in self.ancestors(i)[:-1])
            for i, unit in enumerate(self.units)
        )


@dataclass(frozen=True)
class Passage:
    """What is embedded, found and quoted: one span inside one article, recital or section.

    `document.text[start:end] == text`, always. `locator` is where it stands ("Article 17(1)", "Recital 12",
    "Annex II", a section's heading), `article` the locator of the whole unit that is shown around it ("Article 17").
    `context` is put before the text when it is embedded, and never quoted. `id` is stable: it depends on document id,
    locator and text only.
    """

    id: str
    document_id: str
    locator: str
    article: str
    start: int
    end: int
    text: str
    context: str
    anchor: str | None = None
    page: int | None = None

    @property
    def embedded_text(self) -> str:
        """What the embedder sees: context, then text."""
        return f"{self.context}\n{self.text}" if self.context else self.text
