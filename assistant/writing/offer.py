"""Which passages a model is given: those that the quotations come from, whole where they are not too long."""

from __future__ import annotations

from assistant.answer import Answer, Citation
from assistant.writing.candidates import Given
from assistant.writing.hostile import gives_orders
from assistant.writing.prompt import Numbered
from index.hit import Hit

_MOST = 5
_LONGEST = 2400
"""Characters of a passage; a longer one is given by its quotation alone."""


def offered(answer: Answer) -> list[Given]:
    """The passages of an answer's citations in order, numbered from 1, without those that speak to a model."""
    found: dict[tuple[str, int], Given] = {}
    for citation in answer.citations:
        hit = _hit_of(citation, answer.retrieved)
        whole = hit is not None and len(hit.passage.text) <= _LONGEST
        text, start = (hit.passage.text, hit.passage.start) if hit and whole else (citation.quote, citation.start)
        if (citation.source.id, start) in found or gives_orders(text) or len(found) == _MOST:
            continue
        source = citation.source
        parts = (
            source.title,
            source.short_title or "",
            source.celex or "",
            citation.locator,
            hit.passage.context if hit else "",
        )
        found[source.id, start] = Given(len(found) + 1, citation, text[:_LONGEST], start, " ; ".join(parts))
    return list(found.values())


def numbered(passages: list[Given]) -> list[Numbered]:
    """The passages as the prompt shows them."""
    return [Numbered(p.n, f"{p.cited.locator}, {p.source.name}", p.text) for p in passages]


def _hit_of(citation: Citation, hits: tuple[Hit, ...]) -> Hit | None:
    for hit in hits:
        passage = hit.passage
        if hit.source.id == citation.source.id and passage.start <= citation.start and citation.end <= passage.end:
            return hit
    return None
