"""What was asked and what came back, kept so that every measure can be computed again from the file alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.answer import Status
from eval.items import EvalItem
from eval.places import Place, Span


@dataclass(frozen=True)
class Found:
    """One retrieved passage: its rank from 1, its place, and how many words it has (for equal context)."""

    rank: int
    work: str
    locator: str
    span: Span
    words: int


@dataclass(frozen=True)
class Cited:
    """One citation of the answer.

    `verbatim`: the quote is the document's text at the span. `standing` is that of the document on the asked day
    (`assistant.law.Standing`), `title` its name.
    """

    n: int
    work: str
    title: str
    locator: str
    language: str
    span: Span
    quote: str
    verbatim: bool
    standing: str
    url: str = ""


@dataclass(frozen=True)
class Said:
    """One sentence of the answer with the numbers of its citations; `quoted` when it is a quotation."""

    text: str
    citations: tuple[int, ...] = ()
    quoted: bool = False


@dataclass(frozen=True)
class Outcome:
    """One item, the answer to it, and its scores by measure.

    `places` are the item's gold places in the index that was asked. `answerability` is the probability the assistant
    gave that the documents answer. `seconds` are those of the assistant (retrieve, compose, total). `judged` are the
    measures that a language model made, which cannot be computed again from here.
    """

    item: EvalItem
    places: tuple[Place, ...]
    status: Status
    language: str
    sentences: tuple[Said, ...]
    notes: tuple[str, ...]
    citations: tuple[Cited, ...]
    retrieved: tuple[Found, ...]
    answerability: float | None
    seconds: dict[str, float] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    judged: dict[str, float] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether the assistant gave an answer."""
        return self.status is Status.ANSWERED

    @property
    def text(self) -> str:
        """Everything that was said: sentences, then notes."""
        return "\n".join([*(said.text for said in self.sentences), *self.notes])

    @property
    def facts(self) -> dict[int, list[Place]]:
        """The gold places by fact; every fact of the item is there, without places if none is indexed."""
        facts: dict[int, list[Place]] = {fact: [] for fact in self.item.facts}
        for place in self.places:
            facts[place.fact].append(place)
        return facts


def in_article(place: Place, span: Span) -> bool:
    """Whether a span lies in the article or section of a place, in whichever edition."""
    return any(own.overlaps(span.document_id, span.start, span.end) for own in place.article)


def in_evidence(place: Place, span: Span) -> bool:
    """Whether a span shares a character with the words that hold the answer, in whichever edition."""
    return any(own.overlaps(span.document_id, span.start, span.end) for own in place.evidence)
