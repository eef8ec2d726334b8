"""`euma sources list`: the indexed documents, the versions of each act with their validity, and its corrigenda."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.law import day
from ingest.source import Source
from ingest.versions import Version, corrigenda, versions

Row = tuple[Source, int, Path]
"""A document, how many passages it has, the file it was read from."""


def register(sources_app: typer.Typer, read_settings: Callable[[], Any]) -> None:
    """Put `list` into the group `euma sources`."""

    @sources_app.command("list")
    def sources_list(
        json_output: Annotated[bool, typer.Option("--json", help="Print one JSON list instead of text.")] = False,
    ) -> None:
        """List the indexed documents, and from when until when each version of an act is valid."""
        from index.reader import OpenIndex  # noqa: PLC0415
        from ui.plain import sources_text  # noqa: PLC0415

        with OpenIndex.open(read_settings().home) as index:
            rows = [(source, len(index.passages(source.id)), index.path(source.id)) for source in index.documents()]
        if json_output:
            typer.echo(json.dumps(list_object(rows), ensure_ascii=False))
        else:
            typer.echo("\n".join([sources_text(rows), *versions_text([source for source, *_ in rows])]))


def list_object(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The documents as JSON, with `valid_from` and `valid_until` (first day without) for acts in several versions."""
    from ui.plain import source_object  # noqa: PLC0415

    known = {version.source.id: version for version in _several([source for source, *_ in rows])}
    found = []
    for row in rows:
        version = known.get(row[0].id)
        start, end = (version.start, version.end) if version else (None, None)
        days = {"valid_from": start and start.isoformat(), "valid_until": end and end.isoformat()}
        found.append(source_object(*row) | (days if version else {}))
    return found


def versions_text(sources: Sequence[Source]) -> Iterator[str]:
    """Lines for the acts that are there in several versions, or with corrigenda; none when there is no such act."""
    several = list(_several(sources))
    if several:
        yield "\nVersions of an act (questions with --as-of use the one that is valid on the day)"
        yield from (f"  {version.source.id}: {validity(version)}" for version in several)
    corrected = sorted({source.corrects for source in sources if source.corrects})
    if corrected:
        yield "\nCorrigenda"
        yield from (f"  {act}: {', '.join(one.id for one in corrigenda(act, sources))}" for act in corrected)


def validity(version: Version) -> str:
    """The days of a version in words: "valid from 4 May 2016 until the day before 1 January 2020"."""
    words = [f"from {day(version.start)}"] if version.start else []
    words += [f"until the day before {day(version.end)}"] if version.end else []
    return f"valid {' '.join(words)}" if words else "valid on all days"


def _several(sources: Sequence[Source]) -> Iterator[Version]:
    """The versions of acts that have more than one start, language by language."""
    groups: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in sources:
        if source.celex:
            groups[source.work, source.language].append(source)
    for group in groups.values():
        found = versions(group)
        if len({version.start for version in found}) > 1:
            yield from found
