"""From a fetched file and the repository's record to the source that the library's manifest keeps."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from ingest.infer import detect_language, infer
from ingest.official.celex import folder_name, page_url
from ingest.official.errors import NotThere
from ingest.official.rendition import Record, Rendition
from ingest.readers import read
from ingest.source import Kind, Source

_CONSOLIDATED = re.compile(r"0\d{4}[A-Z]{1,2}\d{4}-(\d{4})(\d{2})(\d{2})")
_NOTICE = re.compile(r"\s*\((?:Text with EEA relevance|Texte présentant de l['’]intérêt pour l['’]EEE)\.?\)\s*$")
_ENOUGH = 500  # letters from which the language of a text can be told
_SAMPLE = 200  # blocks


def source_id(celex: str, language: str) -> str:
    """The id of a work in a language: 32024R1351, 32024R1351-de; the same whatever the format."""
    return folder_name(celex) + ("" if language == "en" else f"-{language}")


def describe(path: Path, found: Rendition, record: Record | None) -> Source:
    """What is known of a fetched document; the file at `path` (which has its final name's ending) is read for it.

    Strongest first: an origin's manifest, the catalogue, the repository's record, the text itself. Raises IngestError
    when it cannot be read, and NotThere when the text is English though another language was asked for.
    """
    reading = read(path, found.language)
    text = " ".join(block.text for block in reading.blocks[:_SAMPLE])
    if found.language != "en" and len(text) > _ENOUGH and detect_language(text) == "en":
        raise NotThere(f"{found.celex} came in English instead of {found.language}; leave this language out.")
    named = f"{folder_name(found.celex)}.{found.language}{found.format.suffix}"
    source = replace(
        infer(Path(named), reading),
        id=source_id(found.celex, found.language),
        celex=found.celex,
        language=found.language,
        url=page_url(found.celex, found.language),
    )
    if consolidated := _CONSOLIDATED.fullmatch(found.celex):
        year, month, day = map(int, consolidated.groups())
        source = replace(source, kind=Kind.CONSOLIDATED, adopted=date(year, month, day))
    return over(merged(source, record), found.source)


def merged(source: Source, record: Record | None) -> Source:
    """A source with what the repository's record adds; what is known already stays, but an official title counts.

    The repository gives the last day of validity, the source the first day without it (repeal "with effect from"). An
    act that ends nowhere and is in force keeps no `repealed_by`: the relation then means a repeal in part.
    """
    if record is None:
        return source
    title = _NOTICE.sub("", record.titles.get(source.language, "")).strip()
    has_ended = record.ends is not None or record.is_in_force is False
    repealed_by = record.repealed_by[-1] if has_ended and record.repealed_by else None
    repealed_on = record.ends + timedelta(days=1) if record.ends else None
    return replace(
        source,
        title=title or source.title,
        adopted=source.adopted or record.adopted,
        in_force=source.in_force or record.in_force,
        repealed_by=source.repealed_by or repealed_by,
        repealed_on=source.repealed_on or repealed_on,
    )


def over(source: Source, given: Source | None) -> Source:
    """A source with the fields that an origin's manifest gives in place of its own; id and address stay."""
    if given is None:
        return source
    kept = {"id", "celex", "language", "url", "layout", "articles", "recitals"}
    values = {f.name: getattr(given, f.name) for f in fields(given) if f.name not in kept}
    return replace(source, **{name: value for name, value in values.items() if value is not None})


def page_kind(url: str, told: Source) -> Kind:
    """The kind of a web page: as its text says, else by the address, for the institutions' news and press pages."""
    if told.celex is None and told.kind != Kind.OTHER:
        return told.kind
    parts = urlsplit(url)
    is_news = (parts.hostname or "").endswith("europa.eu") and re.search(r"(?i)press|/news", parts.path)
    return Kind.PRESS_RELEASE if is_news else Kind.OTHER
