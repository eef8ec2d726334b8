"""What the assistant says: sentences, each with citations that are exact spans of documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from index.hit import Hit
from ingest.source import Source


class Status(StrEnum):
    """The three honest outcomes."""

    ANSWERED = "answered"
    NOT_IN_DOCUMENTS = "not_in_documents"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Edition:
    """The passage at a citation's place in an edition of another language: `document.text[start:end] == text`."""

    source: Source
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Citation:
    """A quoted span: `document.text[start:end] == quote`, `n` is its number in the answer.

    `also` are the passages at the same place in the other languages that are indexed.
    """

    n: int
    source: Source
    locator: str
    quote: str
    start: int
    end: int
    url: str
    law_status: str
    also: tuple[Edition, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer: a quotation (`quoted`), a language model's sentence that its citations bear out
    (`written`), or the assistant's own words; and its citation numbers."""

    text: str
    citations: tuple[int, ...] = ()
    quoted: bool = False
    written: bool = False


@dataclass(frozen=True)
class Answer:
    """The answer to one question; `retrieved` are all hits in order, whatever the status.

    `index` says which generation answered (see `assistant.shelf.describe_index`); `seconds` are wall times by stage.
    `model` names the language model that was asked, `withheld` counts its sentences that were not borne out,
    `model_problem` is one plain sentence when it failed; while it still writes the answer is `pending`.
    `confidence` is the probability that the documents answer, by which that was decided; None where nobody judged it.
    """

    question: str
    language: str
    as_of: date
    status: Status
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[Hit, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    resolved_question: str | None = None
    index: Mapping[str, object] = field(default_factory=dict)
    model: str | None = None
    withheld: int = 0
    model_problem: str | None = None
    pending: bool = False
    confidence: float | None = None

    @property
    def text(self) -> str:
        """The sentences with [n] marks."""
        return "\n".join(s.text + "".join(f" [{n}]" for n in s.citations) for s in self.sentences)
