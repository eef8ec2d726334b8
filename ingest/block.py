"""What a reader hands on: the file's text as a sequence of typed blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import UnitKind


@dataclass(frozen=True)
class Block:
    """One run of text as the file lays it out: a paragraph, a heading, a list point, a table row.

    `kind` is set where the markup says it (an `oj-ti-art` is an article heading); None leaves it to
    `ingest.structure`, which recognises units by their wording. `number` is the bare number of an article, recital,
    paragraph or point ("17", "1", "a") where the markup gives it. `level` is the depth of a heading (1 = document
    title) or of a point (1 = outermost). `anchor` is the id in the source file to which a deep link can point.
    `page` is the printed page, where the file has pages.
    """

    text: str
    kind: UnitKind | None = None
    number: str | None = None
    level: int = 0
    anchor: str | None = None
    page: int | None = None


@dataclass(frozen=True)
class Reading:
    """All blocks of a file, and what the file says of itself (keys: title, celex, language, date, notes...)."""

    blocks: tuple[Block, ...]
    layout: str
    properties: dict[str, str] = field(default_factory=dict)
