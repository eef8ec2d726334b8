"""Whether a text bears a sentence out. The check is a protocol: a stronger model can be put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from assistant.writing.lexicon import opposites
from assistant.writing.overlap import content, in_order, missing
from assistant.writing.profile import agree, profile, restrictions
from index.embedder import Embedder
from ingest.termbase import TermMatcher

_SHORTEST, _LONGEST = 0.45, 1.9  # length of a translation as a share of its source
_UNSURE = 0.04  # how much nearer it must be where no opposites are known
_MOST_TURNED = 8
_MORE_SHARED = 2  # legal terms shared for each that is not; the termbase finds one too many now and then
_OF_AN_INTRODUCTION, _OF_A_PART = 0.25, 0.7


@dataclass(frozen=True)
class Statement:
    """A text with its language, and where its sentences begin when it is a source."""

    text: str
    language: str
    parts: tuple[int, ...] = (0,)


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
    near: float = 0.7
    near_across: float = 0.82
    widest: int = 4

    def objection(self, sentence: Statement, source: Statement, context: str) -> str | None:
        """See `Entailment.objection`."""
        if sentence.language == source.language:
            return self._by_words(sentence, source, context) or self._far(sentence, source)
        return self._by_terms(sentence, source) or self._far_across(sentence, source)

    def _by_words(self, sentence: Statement, source: Statement, context: str) -> str | None:
        language = sentence.language
        ours, theirs = content(sentence.text, language), content(source.text, language)
        foreign = missing(ours, theirs, language)
        if missing(foreign, content(context, language), language):
            return "words"
        own = [word for word in ours if word not in foreign]
        taken = in_order(own, theirs, language, self.widest, turns=len(source.parts) == 1) if own else None
        if taken is None:
            return "order"
        if not _whole([theirs[j].start for j in taken], [word.start for word in theirs], source):
            return "joined"
        if restrictions(source.text, language) - restrictions(sentence.text, language):
            return "condition"
        stretch = _stretch(source.text, [theirs[j].start for j in taken])
        there = profile(stretch, language) | (profile(source.text, language) & {"condition", "exception", "only"})
        return agree(profile(sentence.text, language), there)

    def _by_terms(self, sentence: Statement, source: Statement) -> str | None:
        if not _SHORTEST <= len(sentence.text) / max(1, len(source.text)) <= _LONGEST:
            return "length"
        ours = {match.concept.id for match in self.terms.find(sentence.text, sentence.language)}
        theirs = {match.concept.id for match in self.terms.find(source.text, source.language)}
        if _MORE_SHARED * len(ours - theirs) > len(ours & theirs):
            return "terms"
        mine, there = profile(sentence.text, sentence.language), profile(source.text, source.language)
        if ("before" in mine) != ("before" in there):
            return "order of time"
        return agree(mine, there)

    def _far(self, sentence: Statement, source: Statement) -> str | None:
        ours, theirs = self.embedder.embed_passages([sentence.text, source.text])
        return None if float(ours @ theirs) >= self.near else "meaning"

    def _far_across(self, sentence: Statement, source: Statement) -> str | None:
        """Besides being near, the sentence must be nearer to its source than to the source with a word turned round."""
        turned = _turned(source)
        ours, theirs, *others = self.embedder.embed_passages([sentence.text, source.text, *turned])
        likeness = float(ours @ theirs)
        if likeness < self.near_across + (0.0 if opposites(source.language) else _UNSURE):
            return "meaning"
        return "opposite" if any(float(ours @ other) > likeness for other in others) else None


def _turned(source: Statement) -> list[str]:
    found = [pattern.sub(other, source.text) for pattern, other in opposites(source.language)]
    return [text for text in found if text != source.text][:_MOST_TURNED]


def _whole(taken: Sequence[int], starts: Sequence[int], source: Statement) -> bool:
    """Whether a sentence takes most of each sentence that it joins; of one alone it may take any part.

    `taken` and `starts` are the offsets of the words it takes and of all; of a line that introduces a list a quarter
    will do.
    """
    if len(source.parts) == 1:
        return True
    for begin, end in pairwise((*source.parts, len(source.text))):
        there = sum(begin <= start < end for start in starts)
        share = _OF_AN_INTRODUCTION if source.text[begin:end].rstrip().endswith(":") else _OF_A_PART
        if there and sum(begin <= start < end for start in taken) < share * there:
            return False
    return True


def _stretch(text: str, starts: list[int], around: int = 24) -> str:
    """The part of a source from the first to the last matched word, with a little around it, cut at spaces."""
    low, high = max(0, min(starts) - around), max(starts) + around
    low = text.rfind(" ", 0, low) + 1 if low else 0
    end = text.find(" ", high)
    return text[low : end if end >= 0 else len(text)]
