"""One question of a conversation without its widgets: what is shown after each step of answering it.

The conversation itself lives in the reader's browser, which sends the questions before with each new one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer import Answer, Citation, Status
from assistant.question import MAX_CHARACTERS, BadQuestion, clean
from index.errors import IndexingError
from ui.answering import Assistant
from ui.asking import Asking, BadAsking, asking
from ui.dates import BadDay
from ui.evidence import evidence
from ui.render import Html, element
from ui.searching import Searching
from ui.suggestions import Suggestions
from ui.texts import Texts
from ui.turn import Context, answered_turn, failed_turn, waiting_turn

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    """What the page shows: the turn, a problem with what was typed, and the question box (None: as it is)."""

    markup: str = ""
    problem: str = ""
    question: str | None = None


class Conversation:
    """Answers questions; holds nothing of any reader's."""

    def __init__(
        self,
        searching: Searching,
        today: Callable[[], date] = date.today,
        suggestions: Suggestions | None = None,
        unanswered: Callable[[Answer], None] | None = None,
        kept: Callable[[Answer, Asking], None] | None = None,
    ) -> None:
        self._searching = searching
        self._today = today
        self._suggestions = suggestions or Suggestions()
        self._unanswered = unanswered
        self._kept = kept

    def ask(self, question: str | None, sent: str | None) -> Iterator[View]:
        """First what is happening, then the evidence, then sentence by sentence; what was typed is never lost."""
        typed = question or ""
        try:
            asked = asking(sent, self._today())
            _check(asked.t, typed)
        except BadDay as error:
            yield View(problem=problem(str(error), "as-of"))
            return
        except (BadAsking, BadQuestion) as error:
            yield View(problem=problem(str(error), "question"))
            return
        yield from self._answers(typed, asked)

    def _answers(self, typed: str, asked: Asking) -> Iterator[View]:
        shown = typed.strip()
        t = asked.t
        try:
            status = self._searching.status()
            yield View(waiting_turn(t, asked.turn, shown, status.get("documents")), question="")
            with self._searching.assistant(asked) as (assistant, note):
                growing = assistant.stream(typed, as_of=asked.as_of, previous=asked.previous)
                yield from self._shown(growing, assistant, asked, note)
        except BadQuestion as error:
            yield View(problem=problem(str(error), "question"), question=typed)
        except BadAsking as error:
            yield View(problem=problem(str(error), "filters"), question=typed)
        except IndexingError as error:
            said = t(
                "The index cannot be read just now. Your question is back in the box: send it again in a minute. "
                "({details})",
                details=str(error),
            )
            yield View(failed_turn(t, asked.turn, shown, said), question=typed)
        except Exception:  # the page must say so instead of standing still
            _LOGGER.exception("a question could not be answered")
            said = t(
                "Something went wrong while answering; the details are in the program's log. "
                "Your question is back in the box: send it again, or ask it in other words."
            )
            yield View(failed_turn(t, asked.turn, shown, said), question=typed)

    def _shown(self, growing: Iterable[Answer], assistant: Assistant, asked: Asking, note: str) -> Iterator[View]:
        """The evidence with the first sentence, then the rest, then what a model adds: what is there does not move."""
        narrowed = self._searching.narrowed(asked)
        sources = assistant.documents()
        context = Context(asked, len(sources), narrowed=narrowed, note=note)
        beside: Html | None = None
        cited: tuple[Citation, ...] | None = None
        for answer in growing:
            if answer.citations != cited:
                beside = evidence(answer, asked.turn, assistant.document, sources, asked.t)
                if cited is None and len(answer.sentences) > 1:
                    begun = replace(answer, sentences=answer.sentences[:1])
                    yield View(answered_turn(begun, context, beside, writing=True))
                cited = answer.citations
            if answer.pending:
                yield View(answered_turn(answer, context, beside, writing=True))
                continue
            following = () if narrowed else tuple(self._suggestions.next_questions(answer, asked.previous))
            yield View(answered_turn(answer, replace(context, following=following), beside))
            if self._unanswered and answer.status is Status.NOT_IN_DOCUMENTS and not narrowed:
                self._unanswered(answer)
            if self._kept:
                self._kept(answer, asked)


def _check(t: Texts, typed: str) -> None:
    """Refuse what cannot be searched for in the reader's language; the assistant's own words are English."""
    if not typed.strip():
        raise BadQuestion(t("The question is empty: type a question and send it again."))
    try:
        clean(typed)
    except BadQuestion as error:
        length = len(" ".join(typed.split()))
        if length > MAX_CHARACTERS:
            said = t(
                "The question has {count} characters, {most} at most are searched: "
                "shorten it to what you want to know.",
                count=length,
                most=MAX_CHARACTERS,
            )
        else:
            said = t("The question has no words: write what you want to know and send it again.")
        raise BadQuestion(said) from error


def problem(sentence: str, field: str) -> str:
    """A problem with a field as markup that is announced at once."""
    return element("p", sentence, role="alert", class_=f"problem at-{field}")
