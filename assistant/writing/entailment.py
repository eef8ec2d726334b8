"""Whether a text bears a sentence out. The check is a protocol: a stronger model can be put in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.writing.facts import bound
from assistant.writing.overlap import content, overlap
from assistant.writing.profile import agree, profile
from index.embedder import Embedder
from ingest.termbase import TermMatcher

_SHORTEST, _LONGEST = 0.45, 1.9  # length of a translation as a share of its source


@dataclass(frozen=True)
class Statement:
    """A text with its language."""

    text: str
    language: str


class Entailment(Protocol):
    """Judges whether a source bears a sentence out; a reason in a word or two when it does not, else None."""

    def objection(self, sentence: Statement, source: Statement, context: str) -> str | None:
        """`context` is the title and place of the source: words a sentence may use too."""
        ...


@dataclass(frozen=True)
class WordsAndMeaning:
    """The default, strict and without another model.

    In one language every meaning word of the sentence must be the source's or the context's, in the source's order,
    with its negation, duty, permission and conditions, and near in vector. Between languages the vector must be
    nearer, the legal terms of the termbase the same, and the markers too.
    """

    embedder: Embedder
    terms: TermMatcher
    near: float = 0.84
    near_across: float = 0.9
    ordered: float = 0.75

    def objection(self, sentence: Statement, source: Statement, context: str) -> str | None:
        """See `Entailment.objection`."""
        if sentence.language == source.language:
            return self._by_words(sentence, source, context) or self._far(sentence, source, self.near)
        return self._by_terms(sentence, source) or self._far(sentence, source, self.near_across)

    def _by_words(self, sentence: Statement, source: Statement, context: str) -> str | None:
        language = sentence.language
        ours, theirs = content(sentence.text, language), content(source.text, language)
        found = overlap(ours, theirs, language)
        if found.missing and overlap(found.missing, content(context, language), language).missing:
            return "words"
        if not found.places:
            return "words"
        if found.ordered < self.ordered:
            return "order"
        stretch = _stretch(source.text, [theirs[j].start for j in found.places.values()])
        changed = agree(
            profile(sentence.text, language),
            (profile(stretch, language) - {"condition"}) | (profile(source.text, language) & {"condition"}),
        )
        if changed:
            return changed
        starts = ([word.start for word in ours], [word.start for word in theirs])
        return None if bound(sentence.text, language, source.text, found.places, starts) else "binding"

    def _by_terms(self, sentence: Statement, source: Statement) -> str | None:
        if not _SHORTEST <= len(sentence.text) / max(1, len(source.text)) <= _LONGEST:
            return "length"
        ours = {match.concept.id for match in self.terms.find(sentence.text, sentence.language)}
        theirs = {match.concept.id for match in self.terms.find(source.text, source.language)}
        if ours - theirs:
            return "terms"
        mine, there = profile(sentence.text, sentence.language), profile(source.text, source.language)
        if ("before" in mine) != ("before" in there):
            return "order of time"
        return agree(mine, there)

    def _far(self, sentence: Statement, source: Statement, near: float) -> str | None:
        ours, theirs = self.embedder.embed_passages([sentence.text, source.text])
        return None if float(ours @ theirs) >= near else "meaning"


def _stretch(text: str, starts: list[int], around: int = 24) -> str:
    """The part of a source from the first to the last matched word, with a little around it, cut at spaces."""
    low, high = max(0, min(starts) - around), max(starts) + around
    low = text.rfind(" ", 0, low) + 1 if low else 0
    end = text.find(" ", high)
    return text[low : end if end >= 0 else len(text)]
