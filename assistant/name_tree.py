"""Names as a tree of words, and when a word of a question is a word of a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from assistant.folding import fold, spelled
from assistant.vocabulary import vocabulary, words

KEY = 4  # letters that inflections of one word share
SHORT_NAME = 4  # letters: "AVG" is a name only in capitals
_BRIEF = 7  # letters: up to here all but the last must be alike
_LONGEST = 6  # letters of an ending after the whole word: hu "rendeletével"
_COMPOUND = 12  # letters: names that may lose an article at their end, sv "mottagandedirektiv(et)"
_LETTERS_OF_KIND = ("RL", "VO")  # "AufnahmeRL", "DublinVO": what is left without them is an ordinary word
_NAME = re.compile(r"[^\W_]+\+?")
_MUTATED = re.compile(r"(?:([bcdfgmpst])h|(?:d(?=t)|g(?=c)|b(?=p)|n(?=[dg])|m(?=b)))(?=\w)")  # Irish


class Node:
    """What the words up to here are a name of, and the words that can follow, by their first letters.

    A `weak` name counts only beside an article; the last word of an `exact` one has no endings.
    """

    __slots__ = ("celexes", "children", "exact", "weak")

    def __init__(self) -> None:
        self.children: dict[str, list[tuple[str, Node]]] = {}
        self.celexes: tuple[str, ...] = ()
        self.weak = False
        self.exact = False

    def name(self, celex: str, *, weak: bool) -> None:
        """Ends a name of an act here; a name is weak only if it is so for all its acts."""
        self.weak = weak and (self.weak or not self.celexes)
        if celex not in self.celexes:
            self.celexes = (*self.celexes, celex)

    def add(self, name: str, celex: str, *, weak: bool) -> None:
        """Puts a name under this node, compounds also without their hyphens."""
        for variant in {name, name.replace("-", "")}:
            tokens = [spelled(word) for word in _NAME.findall(fold(variant))]
            kept = [token for token in tokens if token in vocabulary("union") or token not in vocabulary("connectors")]
            if kept:
                node = self._path(kept)
                node.exact = len(kept) == 1 and variant.endswith(_LETTERS_OF_KIND)
                node.name(celex, weak=weak)

    def _path(self, tokens: Sequence[str]) -> Node:
        node = self
        for token in tokens:
            branches = node.children.setdefault(token[:KEY], [])
            found = next((child for word, child in branches if word == token), None)
            if found is None:
                found = Node()
                branches.append((token, found))
            node = found
        return node


def is_abbreviation(name: str) -> bool:
    """Whether a name is one word in capitals."""
    return name.isupper() and len(_NAME.findall(name)) == 1


@lru_cache(maxsize=1 << 15)
def same_word(a: str, b: str) -> bool:
    """Whether two folded words are inflections of one: equal, or alike but for the last letters.

    A rough rule that holds across the 24 languages' endings; words under four letters must be equal. The shorter a
    word, the less of it may differ; where its own last letter changes, the other's ending must be short.
    """
    if a == b:
        return True
    if a[:KEY] != b[:KEY] or len(a) < KEY or len(b) < KEY or "+" in a + b:
        return False
    short, long = sorted((len(a), len(b)))
    shared = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), short)
    ending, lost = long - shared, short - shared
    if short <= _BRIEF:
        if lost:
            return lost == 1 and ending <= (1 if short == KEY + 1 else KEY)
        return ending <= min(short - 2, KEY)
    if lost <= 1 and long - short > KEY:
        return ending <= _LONGEST
    return lost <= 2 and ending <= (KEY - 1 if lost == 2 else KEY)  # noqa: PLR2004


def is_compound(name: str, word: str, first: str) -> bool:
    """Whether two words written apart (`word` is both, `first` the first) are a name's compound, but for an ending."""
    return word.startswith(name) and len(first) + 1 < len(name) and len(word) <= len(name) + KEY


def unlike(node: Node, name: str, word: str) -> bool:
    """Whether a name of one word is not safely that word: such names need more than names of several words."""
    if len(name) <= KEY or len(word) < len(name) - (2 if len(name) >= _COMPOUND else 0):
        return name != word
    return node.weak and not (word.startswith(name) and len(word) < len(name) + KEY)


@lru_cache(maxsize=1 << 12)
def other_form(word: str) -> str | None:
    """What a word is without Irish mutation, or what an irregular form ("cărții") comes from; None if it is neither."""
    if word in _irregular():
        return _irregular()[word]
    return _MUTATED.sub(r"\1", word, count=1) if _MUTATED.match(word) else None


@cache
def _irregular() -> dict[str, str]:
    return {spelled(fold(form)): word for word, forms in words()["irregular"].items() for form in forms}
