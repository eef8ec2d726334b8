"""How far a written sentence is made of the words of its source, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.writing.lexicon import function_words, marker, neutral, number_words
from index.terms import terms
from ingest.inflection import distance, fold, normal, spans

_VERBAL = frozenset(("", "s", "es", "e", "ed", "d", "ing", "y", "ies", "ied", "ying"))
_STEM = 4  # letters that English forms of a verb share at least ("grant", "granted", "granting")
_MODAL = ("must", "may", "should", "condition", "exception", "only", "most", "least")
_SMALL = ("not", "before")
_SHORT = 5  # letters: "not", "cannot" is longer but means no more


@dataclass(frozen=True)
class Word:
    """A word that carries meaning: folded, with its place in the text."""

    token: str
    written: str
    start: int


def content(text: str, language: str) -> list[Word]:
    """The words of a text that carry meaning; markers (`profile`) and numbers (`figures`) are checked elsewhere."""
    weak = function_words(language) | (neutral() if language == "en" else frozenset())
    numbers = number_words(language)
    return [
        Word(normal(written, language), written, start)
        for written, start, _ in spans(text)
        if not written.isdecimal()
        and len(written) > 1
        and fold(written) not in weak
        and fold(written) not in numbers
        and not _is_marker(fold(written), language)
    ]


@lru_cache(maxsize=1 << 14)
def _is_marker(word: str, language: str) -> bool:
    """Whether a word only says what `profile` compares; a long negation ("prohibited") carries meaning as well."""
    return any(marker(kind, language).fullmatch(word) for kind in _MODAL) or (
        len(word) <= _SHORT and any(marker(kind, language).fullmatch(word) for kind in _SMALL)
    )


@lru_cache(maxsize=1 << 16)
def same_word(a: str, b: str, language: str) -> bool:
    """Whether two normal words are forms of one word: by the endings of their language, or by their stem.

    English stems are not trusted: they make "employer" and "employment" one.
    """
    if a == b:
        return True
    if distance(a, b, language) is not None or distance(b, a, language) is not None:
        return True
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    if language == "en":
        return any(n >= _STEM and a[n:] in _VERBAL and b[n:] in _VERBAL for n in (shared, shared - 1))
    return shared >= _STEM and terms(a, language) == terms(b, language)


@dataclass(frozen=True)
class Overlap:
    """Words of the sentence that the source has not, how many follow its order, and where in the source they stand."""

    missing: tuple[Word, ...]
    ordered: float
    places: dict[int, int]


def overlap(sentence: Sequence[Word], source: Sequence[Word], language: str) -> Overlap:
    """`ordered` is the longest run of matched words in the source's order, as a share of the matched ones (1 without).

    `places` maps a sentence word's index to the index of the source word in that order.
    """
    matches = [[same_word(a.token, b.token, language) for b in source] for a in sentence]
    missing = tuple(word for word, row in zip(sentence, matches, strict=True) if not any(row))
    matched = len(sentence) - len(missing)
    places = _longest(matches)
    return Overlap(missing, len(places) / matched if matched else 1.0, places)


def _longest(matches: Sequence[Sequence[bool]]) -> dict[int, int]:
    """The longest common subsequence as pairs of indexes."""
    rows, columns = len(matches), len(matches[0]) if matches else 0
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = best[i + 1][j + 1] + 1 if matches[i][j] else max(best[i + 1][j], best[i][j + 1])
    pairs: dict[int, int] = {}
    i = j = 0
    while i < rows and j < columns:
        if matches[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
