"""Looks for known names in a question: inflected, with small words between, whatever the case and accents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from assistant.folding import Folded, fold, spelled
from assistant.name_tree import KEY, SHORT_NAME, Node, is_abbreviation, is_compound, other_form, same_word, unlike
from assistant.vocabulary import vocabulary, words

_SKIPPED = 4  # small words between two words of a name: "maidir leis an"
_JOINED = 9  # letters of a compound that may be written as two words
_ENDING = 4  # small letters after a name in capitals: "AMIFi", "GDPRs"
_STOP = re.compile(r"[.;?!]")


@dataclass(frozen=True)
class Named:
    """A name found: the tokens from `first` up to `last` stand for one of `celexes`.

    `weight` is the length of the name. A `weak` one counts only beside an article ("Charter, Article 18").
    """

    first: int
    last: int
    weight: int
    celexes: tuple[str, ...]
    weak: bool = False


class NameIndex:
    """A tree of names, word by word. `names` maps CELEX numbers to names in any language."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._root = Node()
        self._capitals: dict[str, Node] = {}
        beside = words()["with_place"]
        weak = {(celex, fold(name)) for celex, some in beside.items() for name in some}
        for celex, known in names.items():
            for name in (*known, *beside.get(celex, ())):
                self._add(name, celex, weak=(celex, fold(name)) in weak)
        self._small = {fold(name)[:KEY] for some in beside.values() for name in some if name[0].islower()}
        self._proper = {c: {spelled(fold(name)) for name in some} for c, some in words()["capitalised"].items()}

    def _add(self, name: str, celex: str, *, weak: bool) -> None:
        if is_abbreviation(name):
            self._capitals.setdefault(fold(name), Node()).name(celex, weak=weak)
            if len(name) <= SHORT_NAME:
                return
        self._root.add(name, celex, weak=weak)

    def search(self, folded: Folded) -> list[Named]:
        """All names in a question; where they overlap, the longest."""
        found = [named for at in range(len(folded.tokens)) for named in self._from(folded, at)]
        found.sort(key=lambda named: (-named.weight, named.first))
        kept: list[Named] = []
        for named in found:
            if not any(named.first < other.last and other.first < named.last for other in kept):
                kept.append(named)
        return sorted(kept, key=lambda named: named.first)

    def _from(self, folded: Folded, at: int) -> Iterator[Named]:
        word, _, _, written = folded.tokens[at]
        if written[0].isupper() and (run := _capital_run(written)) and (node := self._capitals.get(fold(run))):
            lost = folded.shouting and len(run) <= SHORT_NAME
            if not _refused(folded, at, at + 1):
                yield Named(at, at + 1, len(run), node.celexes, weak=node.weak or lost)
        if word[:KEY] not in self._root.children and other_form(word) is None:
            return
        ends: list[tuple[int, int, Node]] = []
        self._walk(folded, self._root, at, 0, ends)
        for last, weight, node in ends:
            weak = node.weak and not self._is_proper(folded, at, last, node)
            if not _refused(folded, at, last) and not (weak and self._is_common(folded, at)):
                yield Named(at, last, weight, node.celexes, weak=weak)

    def _walk(self, folded: Folded, node: Node, at: int, weight: int, ends: list[tuple[int, int, Node]]) -> None:
        """Collects the ends of names that go on from `node` at token `at`: index after, letters, node."""
        tokens = folded.tokens
        for at_word in range(at, min(at + _SKIPPED + 1, len(tokens))):
            if weight and _broken(folded, at_word):
                return
            for name, child, form, width in _steps(folded, node, at_word):
                if child.celexes and (weight or width > 1 or not unlike(child, name, form)):
                    ends.append((at_word + width, weight + len(name), child))
                if child.children:
                    self._walk(folded, child, at_word + width, weight + len(name), ends)
            if not weight or not _skippable(tokens[at_word].word):
                return

    def _is_common(self, folded: Folded, at: int) -> bool:
        """Whether a word that is a name only with a capital is written small: "carta", a letter, a map."""
        written = folded.tokens[at].written
        return written[0].islower() and fold(written)[:KEY] not in self._small

    def _is_proper(self, folded: Folded, at: int, last: int, node: Node) -> bool:
        """Whether a capital in mid-sentence makes a proper name of it: "does the Charter say"."""
        token = folded.tokens[at]
        if last != at + 1 or folded.shouting or at == 0 or not token.written[0].isupper():
            return False
        return any(same_word(token.word, name) for celex in node.celexes for name in self._proper.get(celex, ()))


def _steps(folded: Folded, node: Node, at: int) -> Iterator[tuple[str, Node, str, int]]:
    """The words of names that token `at` can be: as it is, in another form, or joined with the next.

    With each the branch, the form read and its width in tokens.
    """
    word, _, end, _ = folded.tokens[at]
    for form in (word, other_form(word)):
        for name, child in node.children.get(form[:KEY], ()) if form else ():
            if form and (name == form or (not child.exact and same_word(name, form))):
                yield name, child, form, 1
    bucket = node.children.get(word[:KEY])
    if bucket and at + 1 < len(folded.tokens) and len(word) >= KEY:
        following = folded.tokens[at + 1]
        if following.start == end + 1 and len(word) + len(following.word) >= _JOINED:
            for name, child in bucket:
                if is_compound(name, word + following.word, word):
                    yield name, child, name, 2


def _capital_run(written: str) -> str:
    """The capitals that a word begins with, if it is them with at most a short ending; else nothing."""
    run = "".join(takewhile(lambda c: c.isupper() or c.isdigit() or c == "+", written))
    rest = written[len(run) :]
    return run if len(run) > 1 and len(rest) <= _ENDING and not any(c.isupper() for c in rest) else ""


def _broken(folded: Folded, at: int) -> bool:
    start, end = folded.tokens[at - 1].end, folded.tokens[at].start
    return end - start > 1 and bool(_STOP.search(folded.original, start, end))


@lru_cache(maxsize=1 << 12)
def _skippable(word: str) -> bool:
    return any(word in vocabulary(kind) for kind in ("connectors", "union", "old", "new")) or word.isdecimal()


def _refused(folded: Folded, first: int, last: int) -> bool:
    """Whether the word next to it makes it another thing: "charter flight", "CPR-nummer", "Niebieska Karta"."""
    tokens = folded.tokens
    before = tokens[first - 1].word if first else ""
    following = tokens[last].word if last < len(tokens) else ""
    ends = (("not_before", tokens[last - 1].word, following), ("not_after", tokens[first].word, before))
    return any(
        name.startswith(fold(word)) and other in vocabulary(key, word)
        for key, name, other in ends
        for word in words()[key]
    )
