"""What an origin of documents gives: one text in one language and format, and what is known of the work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ingest.official.formats import Format
from ingest.source import Source


@dataclass(frozen=True)
class Rendition:
    """A document's text as fetched. `url` is where it came from; `parts` of how many pieces it was joined.

    `fingerprint` is a checksum of the pieces: the same for the same text, however it was joined. `source` is what the
    origin itself says of the document (a mirror's manifest); `language` is ISO 639-1.
    """

    celex: str
    language: str
    format: Format
    body: bytes
    url: str
    fingerprint: str
    parts: int = 1
    source: Source | None = None


@dataclass(frozen=True)
class Record:
    """What the Publications Office knows of a work besides its text.

    `titles` are by language (ISO 639-1). `in_force` is the first day of entry into force, `ends` the last day of
    validity, `is_in_force` what the repository says today. `repealed_by`, `consolidated`, `corrigenda` and `amended_by`
    are CELEX numbers, sorted.
    """

    celex: str
    titles: Mapping[str, str]
    adopted: date | None = None
    in_force: date | None = None
    ends: date | None = None
    is_in_force: bool | None = None
    eli: str | None = None
    repealed_by: tuple[str, ...] = ()
    consolidated: tuple[str, ...] = ()
    corrigenda: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()


class Origin(Protocol):
    """Where documents come from: the repository, or a mirror of it."""

    name: str

    def renditions(self, celex: str, language: str) -> Iterator[Rendition]:
        """The document in every format that there is, the best first, each fetched when it is asked for.

        Raises NotThere when there is none, and other CannotFetch errors.
        """
        ...

    def records(self, celex: Sequence[str], languages: Sequence[str]) -> dict[str, Record]:
        """What is known of works; those of which nothing is known are absent. Raises CannotFetch."""
        ...
