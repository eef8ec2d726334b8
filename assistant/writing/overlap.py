"""Whether a written sentence is made of the words of its source, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.writing.figures import Figure, figures, is_figure
from assistant.writing.lexicon import function_words, marker, neutral, unit_of
from index.terms import terms
from ingest.inflection import distance, fold, normal, spans

_VERBAL = frozenset(("", "s", "es", "e", "ed", "d", "ing", "y", "ies", "ied", "ying"))
_STEM = 4  # letters that English forms of a verb share at least ("grant", "granted", "granting")
_MODAL = ("must", "may", "should", "condition", "exception", "only", "most", "least")
_SMALL = ("not", "before")
_SHORT = 5  # letters: "not", "cannot" is longer but means no more


@dataclass(frozen=True)
class Word:
    """A word that carries meaning, or a figure: its normal form, and where it begins in the text."""

    token: str
    start: int
    figure: Figure | None = None


@lru_cache(maxsize=1 << 12)
def content(text: str, language: str) -> tuple[Word, ...]:
    """The words of a text that carry meaning, and its figures, in order; markers are `profile`'s."""
    weak = function_words(language) | (neutral() if language == "en" else frozenset())
    placed = figures(text, language)
    words = [Word(p.figure.value, p.start, p.figure) for p in placed if p.figure.kind != "point"]
    for written, start, end in spans(text):
        folded = fold(written)
        within = any(p.start < end and start < p.end for p in placed)
        money = unit_of(written) in {"euro", "percent"}
        if within or money or len(written) == 1 or folded in weak or _is_marker(folded, language):
            continue
        words.append(Word(normal(written, language), start))
    return tuple(sorted(words, key=lambda word: word.start))


@lru_cache(maxsize=1 << 14)
def _is_marker(word: str, language: str) -> bool:
    """Whether a word only says what `profile` compares; a long negation ("prohibited") carries meaning as well."""
    return any(marker(kind, language).fullmatch(word) for kind in _MODAL) or (
        len(word) <= _SHORT and any(marker(kind, language).fullmatch(word) for kind in _SMALL)
    )


def matches(ours: Word, theirs: Word, language: str) -> bool:
    """Whether a sentence's word is the source's: a form of the same word, or the same figure."""
    if ours.figure or theirs.figure:
        return ours.figure is not None and theirs.figure is not None and is_figure(ours.figure, theirs.figure)
    return same_word(ours.token, theirs.token, language)


@lru_cache(maxsize=1 << 16)
def same_word(a: str, b: str, language: str) -> bool:
    """Whether two normal words are forms of one word: by the endings of their language, or by their stem.

    English stems are not trusted: they make "employer" and "employment" one.
    """
    if a == b:
        return True
    if distance(a, b, language) is not None or distance(b, a, language) is not None:
        return True
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if language == "en":
        return any(n >= _STEM and a[n:] in _VERBAL and b[n:] in _VERBAL for n in (shared, shared - 1))
    return shared >= _STEM and terms(a, language) == terms(b, language)


def missing(sentence: Sequence[Word], source: Sequence[Word], language: str) -> tuple[Word, ...]:
    """The words of the sentence that the source has not."""
    return tuple(word for word in sentence if not any(matches(word, other, language) for other in source))


def in_order(
    sentence: Sequence[Word], source: Sequence[Word], language: str, widest: int, *, turns: bool
) -> list[int] | None:
    """The indexes of the source's words that the sentence takes in turn, or None when it does not follow the source.

    With `turns` the end may come first ("Within six months, they shall …"). Between two words that follow
    each other at most `widest` of the source's words are left out: more would join what the source keeps apart.
    """
    for cut in range(len(sentence) if turns else 1):
        turned = [*sentence[cut:], *sentence[:cut]]
        found = _follow(turned, source, language, widest, seam=len(sentence) - cut)
        if found is not None:
            return found
    return None


def _follow(
    sentence: Sequence[Word], source: Sequence[Word], language: str, widest: int, seam: int
) -> list[int] | None:
    """Depth first, since the nearest match may be a dead end; a gap at the seam of a moved part is free."""
    reached: list[tuple[int, ...]] = [(j,) for j, word in enumerate(source) if matches(sentence[0], word, language)]
    for i, word in enumerate(sentence[1:], 1):
        furthest: dict[int, tuple[int, ...]] = {}
        for path in reached:
            end = len(source) if i == seam else min(len(source), path[-1] + widest + 2)
            for j in range(path[-1] + 1, end):
                if j not in furthest and matches(word, source[j], language):
                    furthest[j] = (*path, j)
        reached = list(furthest.values())
        if not reached:
            return None
    return list(reached[0])
