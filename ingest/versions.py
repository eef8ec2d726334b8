"""The texts that one act comes in: the Official Journal's, consolidations by day, corrigenda; and one text's formats.

A consolidated text is named after the day from which it is valid (02016R0679-20160504) and stays valid until the next
one; before the first the text as adopted counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.source import Kind, Source

_RANKS = "pdf:5 text:4 markdown:4 rtf:4 mail:4 docx:3 odt:3 formex:2 plain:1"
_BY_LAYOUT = tuple((mark, int(rank)) for mark, rank in (pair.split(":") for pair in _RANKS.split()))
_BY_SUFFIX = {
    ".html": 1, ".htm": 1, ".xml": 2, ".fmx": 2, ".docx": 3, ".md": 4, ".markdown": 4, ".txt": 4, ".pdf": 5,
    ".odt": 3, ".rtf": 4, ".eml": 4, ".mht": 4, ".mhtml": 4,
}  # fmt: skip
_PLAIN = "plain text"


@dataclass(frozen=True)
class Version:
    """A text of an act and the days on which it is valid: from `start` (None: from the beginning) to before `end`."""

    source: Source
    start: date | None
    end: date | None

    def is_valid(self, day: date) -> bool:
        """Whether this is the text of that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def format_rank(source: Source) -> int:
    """How well a text's format keeps its structure, 0 best: HTML with classes, without, Formex, DOCX, text, PDF."""
    layout = (source.layout or "").casefold()
    if layout.startswith(_PLAIN):  # "plain text of the OJ page", whatever page that was
        return 4
    return next((rank for mark, rank in _BY_LAYOUT if mark in layout), 0)


def suffix_rank(path: Path) -> int:
    """The same by a file's ending, for files that are not read yet."""
    return _BY_SUFFIX.get(path.suffix.lower(), 0)


def versions(sources: Iterable[Source]) -> tuple[Version, ...]:
    """The versions of one act in one language, oldest first: the text as adopted, then each consolidation.

    Corrigenda are none. Of texts with the same start all are given, the Official Journal's and better formats first.
    """
    texts = [source for source in sources if source.corrects is None]
    days = sorted({source.version for source in texts if source.version})
    found = [
        Version(source, start, next((day for day in days if start is None or day > start), None))
        for source in texts
        for start in [source.version]
    ]
    return tuple(sorted(found, key=_order))


def version_on(sources: Iterable[Source], day: date) -> Version | None:
    """The version of one act that is valid on a day; the first one where none at hand goes back so far."""
    known = versions(sources)
    return next((version for version in known if version.is_valid(day)), known[0] if known else None)


def lesser_formats(sources: Iterable[Source]) -> tuple[tuple[Source, Source], ...]:
    """Pairs of (lesser, better): the same text in one language in two formats; documents need a CELEX number."""
    same: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in sources:
        if source.celex:
            same[source.celex, source.language].append(source)
    pairs = []
    for texts in same.values():
        best, *others = sorted(texts, key=lambda source: (format_rank(source), source.id))
        pairs += [(other, best) for other in others]
    return tuple(pairs)


def _order(version: Version) -> tuple[date, bool, int, str]:
    source = version.source
    return version.start or date.min, source.kind is Kind.CONSOLIDATED, format_rank(source), source.id


def corrigenda(act: str, sources: Sequence[Source]) -> tuple[Source, ...]:
    """The corrigenda to an act (CELEX number), by id."""
    return tuple(sorted((s for s in sources if s.corrects == act), key=lambda source: source.id))
