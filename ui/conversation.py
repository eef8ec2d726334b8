"""A conversation without its widgets: what is shown after each step of answering a question."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.question import BadQuestion
from index.errors import IndexingError
from ui.answering import Assistant
from ui.dates import BadDay, parse_day
from ui.render import element
from ui.turn import answered_turn, failed_turn, waiting_turn

_LOGGER = logging.getLogger(__name__)
_MOST_TURNS = 20
_UNKNOWN = (
    "Something went wrong while answering; the details are in the program's log. "
    "Your question is back in the box: send it again, or ask it in other words."
)


@dataclass(frozen=True)
class Turn:
    """A question that was asked, and its markup; `answered` when later questions may refer to it."""

    number: int
    question: str
    markup: str
    answered: bool = False


@dataclass(frozen=True)
class View:
    """What the page shows: the turns, a problem with what was typed, and the question box (None: as it is).

    `waiting` while the last turn is still being answered.
    """

    turns: tuple[Turn, ...] = ()
    problem: str = ""
    question: str | None = None
    waiting: bool = False

    @property
    def markup(self) -> str:
        """All turns, each a Markdown block of its own: Gradio then leaves the earlier ones untouched."""
        return "\n\n".join(turn.markup for turn in self.turns)


class Conversation:
    """Answers questions turn by turn; holds no state of a reader's, which is the `turns` handed in and out."""

    def __init__(self, assistant: Assistant, today: Callable[[], date] = date.today) -> None:
        self._assistant = assistant
        self._today = today

    def ask(self, question: str | None, as_of: str | None, turns: tuple[Turn, ...]) -> Iterator[View]:
        """First what is happening, then the answer; what was typed comes back when it cannot be answered."""
        typed = question or ""
        try:
            day = parse_day(as_of, self._today())
        except BadDay as error:
            yield View(turns, problem(str(error), "as-of"))
            return
        if not typed.strip():
            yield View(turns, problem("The question is empty: type a question and send it again.", "question"))
            return
        number = turns[-1].number + 1 if turns else 1
        before = turns[1 - _MOST_TURNS :]
        indexed = self._indexed()
        waiting = Turn(number, typed, waiting_turn(number, typed.strip(), indexed))
        yield View((*before, waiting), question="", waiting=True)
        yield self._answer(waiting, day, before, indexed)

    def _answer(self, asked: Turn, day: date, before: tuple[Turn, ...], indexed: object) -> View:
        previous = [turn.question for turn in before if turn.answered]
        try:
            answer = self._assistant.ask(asked.question, as_of=day, previous=previous)
            markup = answered_turn(asked.number, answer, indexed, self._assistant.document)
        except BadQuestion as error:
            return View(before, problem(str(error), "question"), asked.question)
        except IndexingError as error:
            return View((*before, _failed(asked, str(error))), question=asked.question)
        except Exception:  # the page must say so instead of standing still
            _LOGGER.exception("a question could not be answered")
            return View((*before, _failed(asked, _UNKNOWN)), question=asked.question)
        return View((*before, replace(asked, markup=markup, answered=True)))

    def _indexed(self) -> object:
        try:
            return self._assistant.status().get("documents")
        except IndexingError:
            return None


def _failed(asked: Turn, what: str) -> Turn:
    return replace(asked, markup=failed_turn(asked.number, asked.question.strip(), what))


def problem(sentence: str, field: str) -> str:
    """A problem with a field as markup that is announced at once."""
    return element("p", sentence, role="alert", class_=f"problem at-{field}")
