"""What is said besides the quotations: which law counts, what an answer rests on, why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Sentence, Status
from assistant.language import foreign_name
from assistant.law import Standing, day, standing
from assistant.messages import say
from assistant.premise import Premise
from assistant.question import Question
from assistant.shelf import Shelf
from assistant.territory import country_name
from ingest.names import load_names
from ingest.source import Source

if TYPE_CHECKING:
    from assistant.answerable import Verdict
    from assistant.searching import Found

_IN_THEIR_WORDS = {
    "uk": "Цей помічник не відповідає українською; відповідь англійською.",
    "ru": "Этот помощник не отвечает по-русски; ответ на английском языке.",
    "ar": "لا يجيب هذا المساعد بالعربية؛ الإجابة بالإنجليزية.",
    "tr": "Bu yardımcı Türkçe yanıt vermez; yanıt İngilizcedir.",
}
_RECENT = 730
"""Days: for so long after an act replaced another it is said which, since people still know the old one."""

_RESTS_ON = {
    Standing.PRESS: "press_only",
    Standing.POLICY: "policy_only",
    Standing.BRIEF: "brief_only",
    Standing.PROPOSAL: "proposal_only",
}


def notes(asked: Question, citations: Sequence[Citation], shelf: Shelf) -> tuple[str, ...]:
    """Notes under an answer: the day it holds for where the question names one, repealed or not yet applicable acts,
    and what is not law when nothing cited is."""
    said = [say("as_of", asked.language, date=day(asked.as_of, asked.language))] if asked.names_its_day else []
    states = [standing(c.source, asked.as_of) for c in citations]
    for citation, state in zip(citations, states, strict=True):
        if state is not Standing.APPLIES:
            said.extend(_stands(asked, citation.source, shelf))
    if states and all(state is states[0] for state in states) and states[0] in _RESTS_ON:
        said.append(say(_RESTS_ON[states[0]], asked.language))
    said.extend(_changes(asked, citations, states, shelf))
    return tuple(dict.fromkeys(said))


def _changes(asked: Question, citations: Sequence[Citation], states: Sequence[Standing], shelf: Shelf) -> Iterator[str]:
    """From when the acts that are quoted apply and what they replaced, or until when and what replaces them."""
    cited = {citation.source.work for citation in citations}
    for citation, state in zip(citations, states, strict=True):
        source = citation.source
        if state is not Standing.APPLIES:
            continue
        if source.repealed_by and source.repealed_on:
            yield say(
                "replaced_later",
                asked.language,
                name=called(source, asked.language),
                successor=_name(source.repealed_by, shelf, asked.language),
                date=day(source.repealed_on, asked.language),
            )
        starts = source.applies_from or source.in_force
        old = next((s for s in shelf.sources.values() if s.repealed_by == source.work and s.work not in cited), None)
        if old and starts and (asked.as_of - starts).days < _RECENT:
            yield say(
                "replaces",
                asked.language,
                name=called(source, asked.language),
                old=called(old, asked.language),
                date=day(starts, asked.language),
            )


def _stands(asked: Question, source: Source, shelf: Shelf) -> Iterator[str]:
    """Since when an act applies, from when it will, or what repealed it; nothing for what is not law."""
    state, language = standing(source, asked.as_of), asked.language
    values = {"name": called(source, language)}
    starts = source.applies_from or source.in_force
    if state is Standing.REPEALED and source.repealed_by:
        values["successor"] = _name(source.repealed_by, shelf, language)
        if source.repealed_on:
            yield say("repealed", language, **values, date=day(source.repealed_on, language))
        else:
            yield say("repealed_undated", language, **values)
    elif state in {Standing.APPLIES, Standing.NOT_YET} and starts:
        key = "applies_since" if state is Standing.APPLIES else "not_yet"
        yield say(key, language, **values, date=day(starts, language))


def called(source: Source, language: str) -> str:
    """An act's name in a language where the catalogue has one, else its own."""
    if language == source.language:
        return source.name
    return next(iter(load_names().get(source.work, {}).get(language, ())), source.name)


def _name(work: str, shelf: Shelf, language: str) -> str:
    return next((called(source, language) for source in shelf.works.get(work, ())), work)


def opening(
    asked: Question, found: Found, shelf: Shelf, premise: Premise | None, *, has_quotes: bool
) -> tuple[str, ...]:
    """The assistant's own sentences before the quotations: for a language that is not official, in which the answer is;
    that orders were not followed; how an act stands that is asked after; what the question takes for granted."""
    said = [*unsupported(asked), *not_followed(asked)]
    if found.status and found.status.source:
        said.extend(_stands(asked, found.status.source, shelf))
    if premise and has_quotes:
        said.append(_set_right(premise, shelf, asked.language))
    if found.pasted and has_quotes:
        said.append(say("stands_in", asked.language))
    return tuple(said)


def _set_right(premise: Premise, shelf: Shelf, language: str) -> str:
    """What a question assumes beside what the text quoted below says."""
    if premise.outside:
        country = country_name(premise.outside.country, language)
        return say("not_bound", language, country=country, name=_name(premise.outside.work, shelf, language))
    if premise.misplaced:
        place, nearer = premise.misplaced.place, premise.misplaced.nearer.passage.article
        return say("misplaced", language, place=place, subject=premise.misplaced.subject, other=nearer)
    claim = premise.claim.quantity.written if premise.claim else ""
    if premise.said:
        return say("instead", language, claim=claim, said=", ".join(premise.said))
    return say("not_said", language, claim=claim) if claim else say("assumed", language)


def unsupported(asked: Question) -> tuple[str, ...]:
    """Names the language of a question that is in none of the 24, in that language where we have the words."""
    if asked.foreign is None:
        return ()
    line = (
        f"Your question is in {foreign_name(asked.foreign)}, which this assistant does not speak; "
        "it answers in English. Ask in one of the 24 official languages of the EU for an answer in that language."
    )
    return tuple(filter(None, (_IN_THEIR_WORDS.get(asked.foreign), line)))


def not_followed(asked: Question) -> tuple[str, ...]:
    """Says that an order in the question was not followed."""
    return (say("order", asked.language),) if asked.typed else ()


def declined(asked: Question) -> Answer:
    """The reply to what holds nothing but orders to the assistant: nothing is searched for."""
    said = (*unsupported(asked), *not_followed(asked), say("out_of_scope", asked.language))
    sentences = tuple(map(Sentence, said))
    return Answer(
        asked.typed,
        asked.language,
        asked.as_of,
        Status.OUT_OF_SCOPE,
        sentences,
        citations=(),
        retrieved=(),
        confidence=0.0,
    )


def refusal(
    asked: Question, shelf: Shelf, verdict: Verdict, premise: Premise | None = None, *, has_quotes: bool
) -> tuple[str, ...]:
    """The assistant's own sentences when the documents do not answer."""
    if verdict.status is Status.OUT_OF_SCOPE:
        return (*unsupported(asked), *not_followed(asked), say("out_of_scope", asked.language))
    said = [*unsupported(asked), *not_followed(asked), say("not_in_documents", asked.language)]
    said.extend(say("not_indexed", asked.language, name=name) for name in verdict.not_indexed)
    said.extend(say("no_such_place", asked.language, name=name, place=place) for name, place in verdict.no_such_place)
    if premise and premise.outside and has_quotes:
        return (*said, _set_right(premise, shelf, asked.language))
    said.append(say("related" if has_quotes else "nothing_near", asked.language))
    return tuple(said)
