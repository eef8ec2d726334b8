"""What a new installation is told: only the built-in briefs are there, and which one command fetches the law itself."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from ingest.source import Kind, Source

FETCH = "euma sources sync"
"""The command that fetches the library; nothing is fetched until somebody runs it."""
ONLY_BRIEFS = (
    "Only the built-in briefs of this project are indexed, no official text. To fetch the library of official "
    f"documents from the Publications Office, run: {FETCH}"
)


def only_briefs(documents: Iterable[Source]) -> bool:
    """Whether there are documents, and all of them are briefs of this project."""
    kinds = {source.kind for source in documents}
    return kinds == {Kind.BRIEF}


def indexed_sources(home: Path) -> tuple[Source, ...]:
    """The sources of the published generation, read without opening its searches; none when nothing is published."""
    from index.archive import Archive  # noqa: PLC0415 - `euma --help` needs none of it
    from index.generation import IndexHome  # noqa: PLC0415

    index = IndexHome(home)
    current = index.current_or_none()
    file = index.folder(current) / "documents.sqlite" if current else None
    if file is None or not file.is_file():
        return ()
    with closing(Archive(file)) as archive:
        return tuple(archive.sources.values())
