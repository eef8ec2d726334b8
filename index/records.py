"""Sources, documents and passages as rows, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from ingest.document import Document, Passage, Unit, UnitKind
from ingest.errors import IngestError
from ingest.source import Kind, Source

_DATES = ("adopted", "in_force", "applies_from", "repealed_on")

PASSAGE_COLUMNS = "id, document_id, locator, article, start, end, text, context, anchor, page"


def source_to_json(source: Source) -> str:
    """Return a source as JSON, dates in ISO form, unset fields left out."""
    fields = {name: value for name, value in asdict(source).items() if value is not None}
    return json.dumps(fields | {n: fields[n].isoformat() for n in _DATES if n in fields}, ensure_ascii=False)


def source_from_json(text: str) -> Source:
    """Return the source that `source_to_json` wrote."""
    fields: dict[str, Any] = json.loads(text)
    fields["kind"] = Kind(fields["kind"])
    fields |= {name: date.fromisoformat(fields[name]) for name in _DATES if name in fields}
    return Source(**fields)


def units_to_json(units: tuple[Unit, ...]) -> str:
    """Return units as compact JSON: one list each, in field order."""
    rows = [[u.kind, u.start, u.end, u.number, u.heading, u.level, u.parent, u.anchor, u.page] for u in units]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def document_from_row(source: str, text: str, units: str) -> Document:
    """Return the document of a row (source JSON, text, units JSON)."""
    parts = tuple(Unit(UnitKind(kind), *rest) for kind, *rest in json.loads(units))
    return Document(source_from_json(source), text, parts)


def passage_to_row(passage: Passage, document: Document) -> tuple[Any, ...]:
    """Return a passage in the order of PASSAGE_COLUMNS; IngestError when it is not a span of its document."""
    if passage.document_id != document.id or document.text[passage.start : passage.end] != passage.text:
        raise IngestError(
            f"The passage {passage.locator} of {document.id!r} is not its text {passage.start}:{passage.end}. "
            "This is a fault of the program: please report it with the file."
        )
    p = passage
    return (p.id, p.document_id, p.locator, p.article, p.start, p.end, p.text, p.context, p.anchor, p.page)


def passage_from_row(row: tuple[Any, ...]) -> Passage:
    """Return the passage of a row in the order of PASSAGE_COLUMNS."""
    return Passage(*row)
