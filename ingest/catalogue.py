"""The works that the assistant knows by name, whether they are at hand or not: `catalogue.json`.

Dates are the acts' own: those of acts in the corpus were read in their final articles, the others in EUR-Lex's document
information. `applies_from` of a directive is the day by which national law must comply with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from ingest.source import Kind, Source

_CONSOLIDATED = re.compile(r"0(\d{4}[A-Z]\d{4})(?:-\d{8})?$")
_DATES = ("adopted", "in_force", "applies_from", "repealed_on")


@dataclass(frozen=True)
class Work:
    """A text as such, whatever its editions. `names` are its short titles and abbreviations in English.

    From `repealed_on` the work `repealed_by` (a CELEX number) stands in its place. `note`: what the dates leave out.
    """

    celex: str
    kind: Kind
    title: str
    short_title: str
    names: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    adopted: date | None = None
    in_force: date | None = None
    applies_from: date | None = None
    repealed_by: str | None = None
    repealed_on: date | None = None
    note: str | None = None


@cache
def works() -> dict[str, Work]:
    """All known works by CELEX number."""
    entries = json.loads((files("ingest") / "catalogue.json").read_text(encoding="utf-8"))
    return {entry["celex"]: _work(entry) for entry in entries}


def work(celex: str | None) -> Work | None:
    """The work of a CELEX number; a consolidated text (02016R0679-20160504) gives its base act."""
    if celex is None:
        return None
    consolidated = _CONSOLIDATED.match(celex)
    return works().get(f"3{consolidated.group(1)}" if consolidated else celex)


def names(celex: str) -> tuple[str, ...]:
    """Short titles and abbreviations of a work, the short title first; empty for an unknown one."""
    known = work(celex)
    return tuple(dict.fromkeys((known.short_title, *known.names))) if known else ()


def not_indexed(indexed: Collection[str]) -> tuple[Work, ...]:
    """Known works of which no edition is indexed, those in force first; `indexed` are CELEX numbers."""
    at_hand = {found.celex for celex in indexed if (found := work(celex))}
    missing = [entry for celex, entry in works().items() if celex not in at_hand]
    return tuple(sorted(missing, key=lambda entry: (entry.repealed_by is not None, entry.celex)))


def completed(source: Source) -> Source:
    """A source with what the catalogue knows of its work: dates, repeal, short title, publisher. What it has, it keeps.

    A full English title replaces one that is only the short title.
    """
    known = work(source.celex)
    if known is None:
        return source
    fields = ("short_title", "publisher", "in_force", "applies_from", "repealed_by", "repealed_on", "url", "adopted")
    missing = {name: getattr(known, name) for name in fields if getattr(source, name) is None}
    if source.language == "en" and source.title == source.short_title and source.kind != Kind.CONSOLIDATED:
        missing["title"] = known.title
    return replace(source, **missing)


def _work(entry: dict[str, object]) -> Work:
    dates = {name: date.fromisoformat(str(entry[name])) for name in _DATES if name in entry}
    listed = entry.get("names", ())
    given = tuple(str(name) for name in listed) if isinstance(listed, list) else ()
    texts = {name: str(value) for name, value in entry.items() if name not in {*_DATES, "names", "kind"}}
    return Work(**texts, **dates, kind=Kind(str(entry["kind"])), names=given)  # type: ignore[arg-type]
