"""Which assistant answers: on the whole published index, on a part of it, or on the one that answered a link before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol

from assistant.views import Filter, NothingLeft
from index.errors import IndexingError
from ui.answering import Assistant
from ui.asking import Asking, BadAsking
from ui.editions import original_first
from ui.page import built


class Parts(Protocol):
    """Narrower and earlier assistants (`assistant.views.Views` is one)."""

    def narrowed(self, wanted: Filter) -> Assistant:
        """An assistant that searches only what the filter keeps."""
        ...

    def earlier(self, generation: str, wanted: Filter) -> AbstractContextManager[Assistant]:
        """An assistant on a kept generation; IndexingError when it is not kept."""
        ...


class Searching:
    """Chooses the assistant for a question by its filters and the generation it asks for."""

    def __init__(self, assistant: Assistant, parts: Parts | None = None) -> None:
        self._assistant = assistant
        self._parts = parts

    def status(self) -> Mapping[str, object]:
        """The published index; raises IndexingError."""
        return self._assistant.status()

    @contextmanager
    def assistant(self, asked: Asking) -> Iterator[tuple[Assistant, str]]:
        """The assistant for a question, and what to say about the index it answers from ("" for the published one)."""
        wanted, status = Filter(asked.law_only, asked.document), self.status()
        if not asked.generation or asked.generation == status.get("generation"):
            yield self._part(asked, wanted), ""
            return
        with ExitStack() as stack:
            try:
                if self._parts is None:
                    raise IndexingError("No earlier generation can be opened.")
                earlier = stack.enter_context(self._parts.earlier(asked.generation, wanted))
            except IndexingError:
                gone = asked.t(
                    "The index that gave this answer is no longer kept. This is the answer of today's index."
                )
                yield self._part(asked, wanted), gone
                return
            day = built(asked.t, earlier.status().get("built_at"))
            yield earlier, asked.t("This is the answer of the index of {date}, as it was.", date=day)

    def _part(self, asked: Asking, wanted: Filter) -> Assistant:
        if not wanted or self._parts is None:
            return self._assistant
        try:
            part = self._parts.narrowed(wanted)
            part.status()
        except NothingLeft:
            sources = self._assistant.documents()
            if wanted.work and not any(source.work == wanted.work for source in sources):
                said = asked.t("The chosen document is not indexed any more: choose another one, or all documents.")
            else:
                said = asked.t(
                    "The filters leave no document to search in: choose another document, or “Law and policy”."
                )
            raise BadAsking(said) from None
        return part

    def narrowed(self, asked: Asking) -> str:
        """The filters of a question in words, "" when everything is searched."""
        said = [asked.t("Law only")] if asked.law_only else []
        if asked.document:
            named = sorted((s for s in self._assistant.documents() if s.work == asked.document), key=original_first)
            names = [source.name for source in named]
            said.append(names[0] if names else asked.document)
        return " · ".join(said)
