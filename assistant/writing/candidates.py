"""The stretches of a passage that a written sentence may rest on, shortest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.sentences import is_point, split_sentences
from ingest.source import Source

_LONGEST = 1600  # characters of a list with its introduction
_MOST = 40  # sentences of one passage
_MOST_POINTS = 6  # of a list, in one sentence


@dataclass(frozen=True)
class Given:
    """A passage that the model was given as number `n`; `cited` is the citation of the quotation that comes from it.

    `text` begins at `start` of its document; `context` is where it stands: titles, headings, locator.
    """

    n: int
    cited: Citation
    text: str
    start: int
    context: str

    @property
    def source(self) -> Source:
        """The document's record."""
        return self.cited.source

    def cut(self, span: tuple[int, int]) -> str:
        """The text of a span of the document that lies in this passage."""
        return self.text[span[0] - self.start : span[1] - self.start]


@dataclass(frozen=True)
class Candidate:
    """Spans of one passage in reading order, their text, and where in that text each of its sentences begins."""

    spans: tuple[tuple[int, int], ...]
    text: str
    parts: tuple[int, ...] = (0,)


def candidates(given: Given) -> list[Candidate]:
    """Sentences, points with the line that introduces them, pairs of neighbours, whole lists; the shortest first."""
    spans = split_sentences(given.text, given.start)[:_MOST]
    made = [_candidate(given, parts) for parts in dict.fromkeys(_stretches(given, spans))]
    return sorted(made, key=lambda one: len(one.text))


def _candidate(given: Given, spans: tuple[tuple[int, int], ...]) -> Candidate:
    text = " ".join(given.cut(span) for span in spans)
    return Candidate(spans, text, tuple(start for start, _ in split_sentences(text)))


def _stretches(given: Given, spans: list[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], ...]]:
    introduction: tuple[int, int] | None = None
    points: list[tuple[int, int]] = []
    for at, span in enumerate(spans):
        text = given.cut(span)
        if is_point(text) and introduction and not text.rstrip().endswith(":"):
            points.append(span)
            yield introduction, span
        else:
            yield from _list(introduction, points)
            introduction, points = (span if text.rstrip().endswith((":", "—", "–")) else None), []
            yield (span,)
        if at and len(text) + len(given.cut(spans[at - 1])) <= _LONGEST:
            yield ((spans[at - 1][0], span[1]),)
    yield from _list(introduction, points)


def _list(introduction: tuple[int, int] | None, points: list[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], ...]]:
    """The line that introduces a list with any two or more points that follow each other."""
    for first in range(len(points) - 1):
        for last in range(first + 1, min(len(points), first + _MOST_POINTS)):
            if introduction and points[last][1] - points[first][0] <= _LONGEST:
                yield introduction, (points[first][0], points[last][1])
