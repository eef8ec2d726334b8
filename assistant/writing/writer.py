"""Lets a language model write an answer beside the quotations, and shows of it what the quotations bear out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, Sentence, Status
from assistant.writing.breaker import Breaker
from assistant.writing.cite import Citations
from assistant.writing.drafts import Draft, DraftStream
from assistant.writing.entailment import Entailment
from assistant.writing.judge import doubtful, doubts
from assistant.writing.model import LanguageModel, ModelError
from assistant.writing.offer import numbered, offered
from assistant.writing.prompt import REMINDER, request, rules
from assistant.writing.verify import Verifier

logger = logging.getLogger(__name__)

_MOST_TOKENS = 320
_MOST_SENTENCES = 8
_MOST_REPEATS = 3  # a small model that repeats itself does not come back from it
RESTING = "The language model failed repeatedly and is left alone for a while."


@dataclass(frozen=True)
class Writer:
    """A configured model with what checks it. With `judges` it may doubt that an answer answers, never the other way.

    `seconds` is the time one answer may take in all.
    """

    model: LanguageModel
    entailment: Entailment
    seconds: float = 60.0
    judges: bool = False
    breaker: Breaker = field(default_factory=Breaker)

    def write(self, answer: Answer) -> Iterator[Answer]:
        """Answers that grow by one verified sentence each; there is always one, and the last one is final.

        `answer` is the quote-first answer: its citations and sentences stay, written sentences come before them. A
        model that is down, slow or incoherent leaves what was verified so far, with the reason in `model_problem`.
        """
        if answer.status is not Status.ANSWERED or not answer.citations:
            yield answer
            return
        last = replace(answer, model=self.model.name)
        if not self.breaker.allows():
            yield replace(last, model_problem=RESTING)
            return
        yield replace(last, pending=True)
        try:
            for grown in self._written(last):
                last = grown
                yield replace(last, pending=True)
            self.breaker.succeeded()
        except ModelError as error:
            self.breaker.failed()
            logger.info("%s The quotations stand.", error)
            last = replace(last, model_problem=str(error))
        yield last

    def _written(self, answer: Answer) -> Iterator[Answer]:
        if self.judges and doubts(self.model, answer, self.seconds):
            yield doubtful(answer)
            return
        if not (passages := offered(answer)):
            return
        page = _Page(answer, Verifier(passages, answer.language, self.entailment), Citations(answer.citations))
        asked = request(answer.resolved_question or answer.question, numbered(passages), REMINDER)
        for draft in self._drafts(answer, asked):
            if page.add(draft):
                yield page.shown
            if page.full:
                return

    def _drafts(self, answer: Answer, asked: str) -> Iterator[Draft]:
        stream = DraftStream()
        for piece in self.model.stream(rules(answer.language), asked, _MOST_TOKENS, self.seconds):
            yield from stream.feed(piece)
        yield from stream.finish()


@dataclass
class _Page:
    """The answer as it grows. Not for several threads."""

    shown: Answer
    verifier: Verifier
    citations: Citations
    _written: list[Sentence] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _repeats: int = 0

    def __post_init__(self) -> None:
        self._quoted = self.shown.sentences

    @property
    def full(self) -> bool:
        """Whether more would help nobody: enough is written, or the model only repeats itself."""
        return len(self._written) == _MOST_SENTENCES or self._repeats == _MOST_REPEATS

    def add(self, draft: Draft) -> bool:
        """Puts a new sentence into the answer or counts it as withheld; False for one that was there before."""
        if draft.text in self._seen:
            self._repeats += 1
            return False
        self._seen.add(draft.text)
        checked = self.verifier.check(draft)
        if checked.reason:
            logger.info("withheld (%s): %s", checked.reason, checked.text)
            self.shown = replace(self.shown, withheld=self.shown.withheld + 1)
            return True
        self._written.append(Sentence(checked.text, self.citations.numbers(checked.supports), written=True))
        self.shown = replace(self.shown, sentences=(*self._written, *self._quoted), citations=self.citations.all)
        return True
