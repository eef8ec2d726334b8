"""What is said besides the quotations: which law counts, what an answer rests on, why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answer import Citation, Status
from assistant.law import Standing, day, standing
from assistant.messages import say
from assistant.question import Question
from assistant.shelf import Shelf

if TYPE_CHECKING:
    from assistant.answerable import Verdict

_RESTS_ON = {
    Standing.PRESS: "press_only",
    Standing.POLICY: "policy_only",
    Standing.BRIEF: "brief_only",
    Standing.PROPOSAL: "proposal_only",
}


def notes(asked: Question, citations: Sequence[Citation], shelf: Shelf) -> tuple[str, ...]:
    """Notes under an answer: repealed or not yet applicable acts, and what is not law when nothing cited is."""
    said: list[str] = []
    states = [standing(c.source, asked.as_of) for c in citations]
    for citation, state in zip(citations, states, strict=True):
        source = citation.source
        if state is Standing.REPEALED and source.repealed_by:
            successor = next((s.name for s in shelf.works.get(source.repealed_by, ())), source.repealed_by)
            if source.repealed_on:
                said.append(
                    say(
                        "repealed",
                        asked.language,
                        name=source.name,
                        successor=successor,
                        date=day(source.repealed_on, asked.language),
                    )
                )
            else:
                said.append(say("repealed_undated", asked.language, name=source.name, successor=successor))
        elif state is Standing.NOT_YET and (starts := source.applies_from or source.in_force):
            said.append(say("not_yet", asked.language, name=source.name, date=day(starts, asked.language)))
    if states and all(state is states[0] for state in states) and states[0] in _RESTS_ON:
        said.append(say(_RESTS_ON[states[0]], asked.language))
    return tuple(dict.fromkeys(said))


def refusal(asked: Question, verdict: Verdict, *, has_nearest: bool) -> tuple[str, ...]:
    """The assistant's own sentences when the documents do not answer."""
    if verdict.status is Status.OUT_OF_SCOPE:
        return (say("out_of_scope", asked.language),)
    said = [say("not_in_documents", asked.language)]
    said.extend(say("not_indexed", asked.language, name=name) for name in verdict.not_indexed)
    said.extend(say("no_such_place", asked.language, name=name, place=place) for name, place in verdict.no_such_place)
    said.append(say("related" if has_nearest else "nothing_near", asked.language))
    return tuple(said)
