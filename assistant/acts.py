"""How a question names an act: by CELEX, by number, by COM number, or by one of its names in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.act_numbers import ActNumbers, Numbered
from assistant.folding import Folded, Token
from assistant.name_index import Named, NameIndex
from assistant.vocabulary import all_words, vocabulary

_BETWEEN = re.compile(r"[\s(\[–-]*(?:\(?[^\W\d_]{2,3}\)?\s*)?(?:n[or°º]?\.?[°º]?\s*)?", re.IGNORECASE)
_ELSEWHERE = ""  # stands for the CELEX number of what has none
_YEAR = 4  # digits
_FAR = 3  # small words between a name and its year: "aus dem Jahr 2013"


@dataclass(frozen=True)
class ActMention:
    """An act named in a question, with offsets. `exact` when named by a number rather than a title.

    A `weak` one counts only beside an article: "Article 18 of the Charter".
    """

    celex: str
    start: int
    end: int
    exact: bool
    weak: bool = False


@dataclass(frozen=True)
class Stranger:
    """What an article may belong to that no catalogue has: a convention, national law, an unknown number."""

    start: int
    end: int


@dataclass(frozen=True)
class NamedActs:
    """What a question names: known acts, strangers, and all that it names by number."""

    acts: tuple[ActMention, ...]
    strangers: tuple[Stranger, ...]
    numbered: tuple[Numbered, ...]


class ActNames:
    """The acts of the catalogue by all their names.

    `names` maps a CELEX number to its names in any language; `repealed` maps a repealed act to its successor.
    """

    def __init__(self, names: Mapping[str, Iterable[str]], repealed: Mapping[str, str]) -> None:
        self._repealed = dict(repealed)
        self._celexes = set(names)
        self._numbers = ActNumbers(self._celexes)
        self._index = NameIndex({**names, _ELSEWHERE: all_words("elsewhere")})

    def find(self, question: str) -> list[ActMention]:
        """The acts named in a question, in order; a longer name wins over a shorter one inside it."""
        return [mention for mention in self.read(Folded.of(question)).acts if not mention.weak]

    def read(self, folded: Folded) -> NamedActs:
        """All that a question names, weakly too."""
        numbered = self._numbers.find(folded)
        acts = [ActMention(one.celex, one.start, one.end, exact=True) for one in numbered if one.celex]
        strangers = [Stranger(one.start, one.end) for one in numbered if one.celex is None]
        exact = list(acts)
        for named in self._index.search(folded):
            start, end = folded.tokens[named.first].start, folded.tokens[named.last - 1].end
            if any(start < one.end and one.start < end for one in numbered) or _numbers_itself(end, exact, folded):
                continue
            if named.celexes == (_ELSEWHERE,):
                strangers.append(Stranger(start, end))
            else:
                chosen = self._meant(named, folded.tokens)
                acts.extend(ActMention(celex, start, end, exact=False, weak=named.weak) for celex in chosen)
        acts.sort(key=lambda mention: mention.start)
        return NamedActs(tuple(acts), tuple(strangers), tuple(numbered))

    def _meant(self, named: Named, tokens: Sequence[Token]) -> list[str]:
        """Of the acts that share a name the one meant: by the year if said, the repealed one if "old" is said."""
        said = set(_around(named, tokens))
        celexes = [celex for celex in named.celexes if celex != _ELSEWHERE]
        dated = [celex for celex in celexes if celex[1:5] in said]
        if dated and len(celexes) > 1:
            return dated
        old = any(word in vocabulary("old") for word in said)
        new = any(word in vocabulary("new") for word in said)
        return self.turned(celexes, old=old, new=new)

    def turned(self, celexes: Sequence[str], *, old: bool = False, new: bool = False) -> list[str]:
        """The current ones of acts that share a name; with `old` what they replaced, with `new` what replaced them."""
        current = [celex for celex in celexes if self._repealed.get(celex) not in celexes]
        if new and old:
            return [*(self._before(celex) for celex in current), *(self._after(celex) for celex in current)]
        if new:
            return [self._after(celex) for celex in current]
        return [self._before(celex, celexes) for celex in current] if old else current

    def _after(self, celex: str) -> str:
        successor = self._repealed.get(celex)
        return successor if successor in self._celexes else celex

    def _before(self, celex: str, among: Sequence[str] = ()) -> str:
        """The act replaced by this one, from `among` if it is there; a repealed act is the old one itself."""
        if celex in self._repealed:
            return celex
        replaced = [old for old, successor in self._repealed.items() if successor == celex and old in self._celexes]
        return next((old for old in replaced if old in among), replaced[0] if replaced else celex)

    @property
    def celexes(self) -> set[str]:
        """All known CELEX numbers."""
        return self._celexes


def _numbers_itself(end: int, exact: Sequence[ActMention], folded: Folded) -> bool:
    """Whether an act's number stands right behind its name, and so says which one is meant."""
    following = next((one.start for one in exact if one.start >= end), None)
    return following is not None and bool(_BETWEEN.fullmatch(folded.original, end, following))


def _around(named: Named, tokens: Sequence[Token]) -> Iterator[str]:
    """The years and words like "old" and "new" that belong to a name: right before, inside, right after it."""
    yield from (token.word for token in tokens[named.first : named.last])
    at = named.first - 1
    while at >= 0 and _qualifies(tokens[at].word):
        yield tokens[at].word
        at -= 1
        at = _over_conjunction(at, tokens)
    for distance, token in enumerate(tokens[named.last : named.last + _FAR + 1]):
        if (distance == 0 and _turns(token.word)) or (token.word.isdecimal() and len(token.word) == _YEAR):
            yield token.word
            return
        if token.word not in vocabulary("connectors") and token.word not in vocabulary("year"):
            return


def _over_conjunction(at: int, tokens: Sequence[Token]) -> int:
    """Goes on to "old" in "old and new", "the old and the new"; `at` unchanged if it is another thing."""
    for small in (0, 1):
        joint = at - small
        if joint > 0 and tokens[joint].word in vocabulary("conjunctions") and _turns(tokens[joint - 1].word):
            return joint - 1
        if tokens[at].word not in vocabulary("connectors"):
            return at
    return at


def _turns(word: str) -> bool:
    return word in vocabulary("old") or word in vocabulary("new")


def _qualifies(word: str) -> bool:
    return _turns(word) or word in vocabulary("union") or (word.isdecimal() and len(word) == _YEAR)
