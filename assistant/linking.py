"""Which act an article belongs to, where a question names several of each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.acts import ActMention, ActNames, NamedActs, Stranger
from assistant.folding import Folded, Token, fold, spelled
from assistant.mentions import Mention
from assistant.vocabulary import all_words, vocabulary

_NEAR = 140  # characters
_STRONG = 1.3  # the cost of what may stand between an article and its act: small words and a comma
_SMALL, _KIND, _WORD, _JOINING, _MARK, _SENTENCE = 0.2, 0.1, 1.0, 2.0, 0.1, 6.0
_SENTENCE_END = re.compile(r"[.;?!](?:\s|$)")
_LOOK_AHEAD = 4  # words: "of the old one"


class _Option(NamedTuple):
    """An act a place may belong to: what stands between, whether it is on the question's usual side, characters."""

    cost: float
    preferred: bool
    distance: int
    anchor: ActMention | Stranger


class Links:
    """The acts of each place. Places in a list share theirs; an act stands behind its articles or before them.

    Where both would do, the order of the whole question decides: after "Article 5 of A and Article 7 of B" every
    article has its act behind it.
    """

    def __init__(self, folded: Folded, places: Sequence[Mention], named: NamedActs) -> None:
        self._folded = folded
        self._places = places
        self._anchors: list[ActMention | Stranger] = sorted(
            [*named.acts, *named.strangers], key=lambda anchor: anchor.start
        )
        first = min((anchor.start for anchor in self._anchors), default=0)
        self._places_first = bool(places) and places[0].start < first
        self._groups = self._grouped()

    def of(self, at: int) -> list[ActMention] | None:
        """The acts of the place `at`; [] if it belongs to none of the catalogue's; None if nothing is named for it."""
        chosen = self._chosen(at)
        if chosen is None:
            return None
        same = [
            a for a in self._anchors if isinstance(a, ActMention) and (a.start, a.end) == (chosen.start, chosen.end)
        ]
        return [] if isinstance(chosen, Stranger) else same

    def turned(self, at: int, celex: str, names: ActNames) -> str:
        """The act meant where only its age is said behind the place: "… with Article 15 of the old one"."""
        last = self._places[self._groups[at][1]]
        for token in self._between(last.end, len(self._folded.original))[:_LOOK_AHEAD]:
            old, new = token.word in vocabulary("old"), token.word in vocabulary("new")
            if old or new:
                return names.turned([celex], old=old, new=new)[0]
            if token.word not in vocabulary("connectors"):
                break
        return celex

    def _chosen(self, at: int) -> ActMention | Stranger | None:
        first, last = self._groups[at]
        start, end = self._places[first].start, self._places[last].end
        left = [anchor for anchor in self._anchors if anchor.end <= start]
        right = [anchor for anchor in self._anchors if anchor.start >= end]
        options = [
            _Option(self._cost(anchor.end, start), not self._places_first, start - anchor.end, anchor)
            for anchor in left[-1:]
        ]
        options += [
            _Option(self._cost(end, anchor.start), self._places_first, anchor.start - end, anchor)
            for anchor in right[:1]
        ]
        strong = [option for option in options if option.cost <= _STRONG]
        if strong:
            return min(strong, key=lambda option: (not option.preferred, option.cost)).anchor
        firm = [anchor for anchor in self._anchors if not (isinstance(anchor, ActMention) and anchor.weak)]
        alone = len({(anchor.start, anchor.end) for anchor in firm}) == 1
        options = [option for option in options if option.anchor in firm and (alone or option.distance <= _NEAR)]
        return min(options, key=lambda option: (option.cost, not option.preferred)).anchor if options else None

    def _cost(self, start: int, end: int) -> float:
        """How much stands between an act and a place, other places left out."""
        gap = self._folded.original[start:end]
        inside = [place for place in self._places if start <= place.start and place.end <= end]
        for place in reversed(inside):
            gap = gap[: place.start - start] + gap[place.end - start :]
        marks = sum(not (c.isalnum() or c.isspace()) for c in gap)
        cost = _SENTENCE if _SENTENCE_END.search(gap) else min(marks, 3) * _MARK
        for token in self._between(start, end):
            if not any(place.start <= token.start < place.end for place in inside):
                cost += _weight(token.word)
        return cost

    def _between(self, start: int, end: int) -> list[Token]:
        tokens = self._folded.tokens
        first = bisect_left(tokens, start, key=lambda token: token.start)
        return tokens[first : bisect_left(tokens, end, key=lambda token: token.start)]

    def _grouped(self) -> list[tuple[int, int]]:
        """For each place the first and last index of the list it stands in."""
        groups: list[list[int]] = []
        for at, place in enumerate(self._places):
            if groups and self._coordinated(self._places[at - 1].end, place.start):
                groups[-1].append(at)
            else:
                groups.append([at])
        return [(group[0], group[-1]) for group in groups for _ in group]

    def _coordinated(self, start: int, end: int) -> bool:
        if any(anchor.start < end and start < anchor.end for anchor in self._anchors):
            return False
        gap = self._folded.original[start:end]
        if _SENTENCE_END.search(gap):
            return False
        return all(t.word in vocabulary("also") or _weight(t.word) < _WORD for t in self._between(start, end))


@lru_cache(maxsize=1 << 12)
def _weight(word: str) -> float:
    if word in vocabulary("joining"):
        return _JOINING
    if len(word) == 1 or any(word in vocabulary(kind) for kind in ("connectors", "union", "conjunctions", "point")):
        return _SMALL
    return _KIND if any(stem in word for stem in _kinds()) else _WORD


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(spelled(fold(stem)) for kind in ("directive", "regulation", "decision") for stem in all_words(kind))
