"""The check every written sentence passes before a reader sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.language import detect
from assistant.writing.candidates import Candidate, Given, candidates
from assistant.writing.drafts import Draft
from assistant.writing.entailment import Entailment, Statement
from assistant.writing.facts import changed_fact, strange_name
from assistant.writing.overlap import content, missing

_LONGEST = 600  # characters; a written sentence that is longer is no sentence
_SURE_LANGUAGE = 5  # words from which the language of a sentence is asked for
_TRIED = 4
"""Candidates that are looked at closely for each cited passage: those that share most with the sentence."""


@dataclass(frozen=True)
class Support:
    """Where a passage bears a sentence out: spans of the document, in reading order."""

    given: Given
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Checked:
    """A sentence with what bears it out, or with the reason why it is withheld."""

    text: str
    supports: tuple[Support, ...] = ()
    reason: str | None = None


@dataclass
class Verifier:
    """Checks the sentences of one answer against the passages it was written from. Not for several threads."""

    passages: Sequence[Given]
    language: str
    entailment: Entailment
    _candidates: dict[int, list[Candidate]] = field(default_factory=dict)

    def check(self, draft: Draft) -> Checked:
        """Withholds a sentence that cites nothing or a number that was not given, that is in another language, or
        that none of its cited passages bears out by itself."""
        known: Mapping[int, Given] = {given.n: given for given in self.passages}
        if not draft.cited or not draft.text:
            return Checked(draft.text, reason="no citation")
        if any(n not in known for n in draft.cited):
            return Checked(draft.text, reason="no such passage")
        if len(draft.text) > _LONGEST:
            return Checked(draft.text, reason="length")
        if len(draft.text.split()) >= _SURE_LANGUAGE and detect(draft.text, self.language) != self.language:
            return Checked(draft.text, reason="language")
        supports, reason = [], "support"
        for n in draft.cited:
            found, objection = self._support(draft.text, known[n])
            if found:
                supports.append(found)
            reason = objection or reason
        return Checked(draft.text, tuple(supports), None if supports else reason)

    def _support(self, text: str, given: Given) -> tuple[Support | None, str | None]:
        first, written = None, Statement(text, self.language)
        for candidate in self._nearest(text, given):
            arguments = (text, self.language, candidate.text, given.source.language, given.context)
            objection = (
                changed_fact(*arguments)
                or strange_name(*arguments)
                or self.entailment.objection(
                    written, Statement(candidate.text, given.source.language, candidate.parts), given.context
                )
            )
            if objection is None:
                return Support(given, candidate.spans), None
            first = first or objection
        return None, first

    def _nearest(self, text: str, given: Given) -> list[Candidate]:
        """The candidates that share most with the sentence; between languages those of about its length."""
        if given.n not in self._candidates:
            self._candidates[given.n] = candidates(given)
        known = self._candidates[given.n]
        if given.source.language != self.language:
            return sorted(known, key=lambda one: abs(len(one.text) - len(text)))[: 2 * _TRIED]
        ours = content(text, self.language)

        def lacking(one: Candidate) -> tuple[int, int]:
            return len(missing(ours, content(one.text, self.language), self.language)), len(one.text)

        return sorted(known, key=lacking)[:_TRIED]
