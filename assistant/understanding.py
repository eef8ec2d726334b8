"""From what is typed to a question that can be searched for: checked, in a language, with what the turns before add."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.acts import ActNames
from assistant.compound import asks, story_of
from assistant.day_words import said_day
from assistant.follow_up import follows, topic_of
from assistant.language import OFFICIAL, detect, foreign
from assistant.orders import without_orders
from assistant.question import BadQuestion, Question, clean, expectation
from ingest.termbase import TermMatcher


def understand(
    question: str,
    language: str | None,
    as_of: date | None,
    previous: Sequence[str],
    names: ActNames,
    terms: TermMatcher | None = None,
) -> Question:
    """Checks and classifies a question, resolves a follow-up and takes apart what asks several things.

    A day that the question names counts where `as_of` is today or None, since that is what pages and scripts send when
    nobody chose one. Raises BadQuestion. A language that is not official is answered in English; `Question.foreign`
    names it. Orders to the assistant are taken out first.
    """
    plea = without_orders(clean(question))
    text = plea.question or plea.order
    if language is not None and language not in OFFICIAL:
        raise BadQuestion(f"{language!r} is not an official EU language code: use one of {', '.join(OFFICIAL)}.")
    earlier = tuple(filter(None, (without_orders(clean(p)).question for p in previous if p.strip())))
    other = None if language else foreign(text)
    spoken = language or ("en" if other else detect(text, default=detect(earlier[-1]) if earlier else "en"))

    def alone(asked: str) -> bool:
        topical = bool(terms and terms.find(asked, spoken))
        return not follows(asked, spoken, names_an_act=bool(names.find(asked)), has_topic=topical)

    today = date.today()
    said = said_day(text, spoken, today)
    undated = said.rest if said else text
    topic = "" if not earlier or alone(text) else topic_of(earlier, alone)
    resolved = f"{topic} {undated}" if topic else story_of(undated, spoken)
    return Question(
        text,
        spoken,
        said.day if said and as_of in {None, today} else as_of or today,
        resolved,
        expectation(text),
        earlier,
        topic=topic,
        parts=() if topic else asks(undated, spoken),
        foreign=other,
        undated=undated,
        typed=plea.order,
        only_orders=not plea.question,
    )
