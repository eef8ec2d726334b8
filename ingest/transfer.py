"""Found files and documents as JSON and back: all that passes between a run and the worker that reads for it.

JSON, not pickle: a reader that a hostile file has taken over must not be able to run anything in the other process.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from ingest.collect import FoundFile
from ingest.document import Document, Unit, UnitKind
from ingest.source import Kind, Source

_DATES = ("adopted", "in_force", "applies_from", "repealed_on")


def found_to_fields(found: FoundFile) -> dict[str, Any]:
    """A found file as JSON values."""
    source = _source_fields(found.source) if found.source else None
    return {"path": str(found.path), "sha256": found.sha256, "size": found.size, "source": source}


def found_from_fields(fields: dict[str, Any]) -> FoundFile:
    """The found file of `found_to_fields`."""
    source = _source(fields["source"]) if fields["source"] else None
    return FoundFile(Path(fields["path"]), fields["sha256"], fields["size"], source)


def document_to_fields(document: Document) -> dict[str, Any]:
    """A document as JSON values, each unit as a list in the order of its fields."""
    units = [[u.kind, u.start, u.end, u.number, u.heading, u.level, u.parent, u.anchor, u.page] for u in document.units]
    return {"source": _source_fields(document.source), "text": document.text, "units": units}


def document_from_fields(fields: dict[str, Any]) -> Document:
    """The document of `document_to_fields`; ValueError, TypeError or KeyError where it is none."""
    text = fields["text"]
    if not isinstance(text, str):
        raise TypeError("a document's text is a string")
    units = tuple(Unit(UnitKind(kind), int(start), int(end), *rest) for kind, start, end, *rest in fields["units"])
    for place, unit in enumerate(units):
        if not (0 <= unit.start <= unit.end <= len(text) and (unit.parent is None or 0 <= unit.parent < place)):
            raise ValueError(f"unit {place} is outside its document")
    return Document(_source(fields["source"]), text, units)


def dumped(fields: dict[str, Any]) -> bytes:
    """JSON on one line."""
    return json.dumps(fields, separators=(",", ":")).encode("ascii")


def _source_fields(source: Source) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(source).items() if value is not None}
    return fields | {name: fields[name].isoformat() for name in _DATES if name in fields}


def _source(fields: dict[str, Any]) -> Source:
    fields = fields | {name: date.fromisoformat(fields[name]) for name in _DATES if name in fields}
    return Source(**{**fields, "kind": Kind(fields["kind"])})
