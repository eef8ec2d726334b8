"""Questions that ask for old law beside new law: whether one does, which acts it means, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.acts import ActNames
from assistant.correlation import Correlations
from assistant.folding import Folded, fold, spelled
from assistant.question import Question
from assistant.references import Reference
from assistant.turn_words import has
from assistant.vocabulary import all_words, vocabulary

_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d\d(?![\d/])")
_ENOUGH = 4  # words left that still say what a question is about


def asks_for_change(asked: Question, references: Sequence[Reference], correlations: Correlations) -> bool:
    """Whether a question wants an act and the one that replaced it side by side.

    It names both; or it names the repealed one and says "now", "changed", "difference" or the newer act's year; or it
    names the new one and says "changed"; or it says "now" and either "before" or the year of a repealed act. Which act
    replaced which is no such question.
    """
    then = has("then", asked.text, asked.language) or of_its_years(asked.text, correlations)
    if then and has("now", asked.text, asked.language):
        return True
    named = {reference.celex for reference in references if reference.celex}
    olds = {work: correlations.successor(work) for work in named if correlations.successor(work)}
    if any(new in named for new in olds.values()):
        return True
    changed = has("changes", asked.text, asked.language)
    if olds:
        years = any(new and new[1:5] in asked.text for new in olds.values())
        return changed or asked.expected.comparison or has("now", asked.text, asked.language) or years
    return changed and any(correlations.predecessors(work) for work in named)


def of_its_years(text: str, correlations: Correlations) -> list[str]:
    """The repealed acts of the years that a text names: "the directive of 2013"."""
    years = set(_YEAR.findall(text))
    return [work for work in correlations.replaced if work[1:5] in years]


def pairs_meant(
    text: str, references: Sequence[Reference], correlations: Correlations, found: Sequence[str]
) -> list[tuple[str, str]]:
    """The repealed acts and those in their place that a question can mean.

    Those it names; else those of the years and the kinds ("the directive of 2013, the regulation now") it says; else
    all, if one of the works `found` for it is among them.
    """
    pairs = list(correlations.replaced.items())
    named = {reference.celex for reference in references}
    chosen = [p for p in pairs if p[0] in named] or [p for p in pairs if p[1] in named]
    if chosen:
        return chosen
    of_years = [(old, correlations.replaced[old]) for old in of_its_years(text, correlations)]
    if not of_years and not any(work in pair for pair in pairs for work in found):
        return []
    of_years = of_years or pairs
    return [p for p in of_years if _of_kinds(p, _kinds(text))] or of_years


def about(text: str, names: ActNames) -> str:
    """A question without the words that name an act or tell old from new, which say where but not what about."""
    folded = Folded.of(text)
    named = names.read(folded)
    spans = [(act.start, act.end) for act in named.acts] + [(act.start, act.end) for act in named.numbered]
    rest = list(text)
    for token in folded.tokens:
        if any(start <= token.start < end for start, end in spans) or names_law(token.word):
            rest[token.start : token.end] = " " * (token.end - token.start)
    words = "".join(rest).split()
    return " ".join(words) if len(words) >= _ENOUGH else text


def names_law(word: str) -> bool:
    """Whether a word is a year, an act's kind or its age: "2013", "directive", "rules", "old"."""
    word = spelled(fold(word))
    if _YEAR.fullmatch(word) or word in vocabulary("old") or word in vocabulary("new") or word in vocabulary("rules"):
        return True
    return any(stem in word for kind in ("directive", "regulation") for stem in _stems(kind))


def _kinds(text: str) -> frozenset[str]:
    """Directive ("L") and regulation ("R") as far as a text speaks of them."""
    plain = [token.word for token in Folded.of(text).tokens]
    kinds = (("directive", "L"), ("regulation", "R"))
    return frozenset(letter for kind, letter in kinds if any(stem in word for word in plain for stem in _stems(kind)))


def _of_kinds(pair: tuple[str, str], kinds: frozenset[str]) -> bool:
    letters = {pair[0][5:6], pair[1][5:6]}
    return letters == kinds if len(kinds) > 1 else kinds <= letters


@cache
def _stems(kind: str) -> tuple[str, ...]:
    return tuple(spelled(fold(stem)) for stem in all_words(kind))
