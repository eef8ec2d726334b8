"""What the pages need from the assistant: the one door between `ui/` and the stages before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from assistant.answer import Answer
from ingest.document import Document
from ingest.source import Source


class Assistant(Protocol):
    """An opened index that answers questions; all methods may be called from several threads at once."""

    def ask(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Answer:
        """Answer one question; `previous` are the questions before it, oldest first.

        Raises an error whose message is one plain sentence when the question cannot be taken (empty, too long).
        """
        ...

    def stream(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is final, one with `pending` is followed by another. Errors as `ask`."""
        ...

    def documents(self) -> list[Source]:
        """All indexed sources."""
        ...

    def document(self, document_id: str) -> Document:
        """The document with that id; KeyError when it is not indexed."""
        ...

    def status(self) -> Mapping[str, object]:
        """The index: generation, built_at, embedding_model, documents, passages."""
        ...
