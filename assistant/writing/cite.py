"""Citations of written sentences: the exact spans that bear them out, joined to those of the quotations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answer import Citation
from assistant.writing.verify import Support


class Citations:
    """The citations of an answer, growing. A span inside one that is there takes its number."""

    def __init__(self, quoted: Sequence[Citation]) -> None:
        self._all = list(quoted)

    @property
    def all(self) -> tuple[Citation, ...]:
        """All citations, numbered from 1 in order."""
        return tuple(self._all)

    def numbers(self, supports: Iterable[Support]) -> tuple[int, ...]:
        """The numbers under which the spans of these supports are cited; new ones are added behind the others."""
        found = [self._number(support, span) for support in supports for span in support.spans]
        return tuple(dict.fromkeys(found))

    def _number(self, support: Support, span: tuple[int, int]) -> int:
        given, (start, end) = support.given, span
        for citation in self._all:
            if citation.source.id == given.source.id and citation.start <= start and end <= citation.end:
                return citation.n
        n = len(self._all) + 1
        self._all.append(replace(given.cited, n=n, quote=given.cut(span), start=start, end=end))
        return n
