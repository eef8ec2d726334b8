"""Whether every fact of a sentence (number, date, place, act, name) is in what it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.writing.figures import Figure, Placed, figures
from assistant.writing.overlap import same_word
from assistant.writing.profile import limits
from ingest.inflection import fold, normal, spans

_ACRONYM = re.compile(r"\b(?=\w*[^\W\d_a-zà-þ])[A-ZÀ-ÞΑ-ΩА-Я0-9]{2,}\b")
_YEAR = 4
_NOUN_CAPITALS = frozenset({"de"})


def changed_fact(sentence: str, language: str, source: str, source_language: str, context: str) -> str | None:
    """The first fact of the sentence that is not in its source, as a word for the log, or None.

    Places, acts, codes and years may also come from the context: the title and locator of the passage.
    """
    there = figures(source, source_language)
    around = [placed.figure for placed in figures(context, source_language)]
    for placed in figures(sentence, language):
        same = [other for other in there if _is(placed.figure, other.figure)]
        if not same:
            if _from_context(placed.figure) and any(_is(placed.figure, other) for other in around):
                continue
            return placed.figure.kind
        if placed.figure.kind in {"number", "date"} and not _same_limits(
            placed, sentence, language, same, source, source_language
        ):
            return "limit"
    return None


def _is(written: Figure, source: Figure) -> bool:
    if written.kind != source.kind:
        return False
    if written.kind == "date":
        return all(a in ("?", b) for a, b in zip(written.value.split("-"), source.value.split("-"), strict=True))
    if written.kind == "place":
        return source.value == written.value or source.value.startswith(f"{written.value}(")
    return written.value == source.value and written.unit in ("", source.unit)


def _from_context(figure: Figure) -> bool:
    year = figure.kind == "number" and not figure.unit and len(figure.value) == _YEAR
    return year or figure.kind in {"place", "act", "code", "point"}


def _same_limits(
    placed: Placed, sentence: str, language: str, same: Sequence[Placed], source: str, source_language: str
) -> bool:
    said = limits(sentence, placed.start, placed.end, language)
    return any(limits(source, one.start, one.end, source_language) == said for one in same)


def strange_name(sentence: str, language: str, source: str, source_language: str, context: str) -> str | None:
    """A name or acronym of the sentence that neither its source nor the context has, or None.

    Names are words with a capital that do not begin the sentence. German writes every noun so; there, and between
    languages, where most capitals are translated, only acronyms are looked at.
    """
    there = {fold(word) for word, _, _ in spans(f"{source} {context}")}
    for match in _ACRONYM.finditer(sentence):
        if not match[0].isdecimal() and fold(match[0]) not in there:
            return match[0]
    if language in _NOUN_CAPITALS or language != source_language:
        return None
    normals = [normal(word, language) for word in there]
    for word, start, _ in spans(sentence):
        if start == 0 or not word[0].isupper() or sentence[:start].rstrip().endswith((".", ":", "“", "‘")):
            continue
        if not any(same_word(normal(word, language), other, language) for other in normals):
            return word
    return None


def bound(sentence: str, language: str, source: str, places: dict[int, int], starts: Sequence[Sequence[int]]) -> bool:
    """Whether each number stands beside the same word in both: "a fee of 12 euro", not another thing's 12 euro.

    `starts` are the offsets of the meaning words of the sentence and of the source, `places` pairs them.
    """
    there = figures(source, language)
    for placed in figures(sentence, language):
        if placed.figure.kind not in {"number", "date", "code"}:
            continue
        near = sorted(range(len(starts[0])), key=lambda i: abs(starts[0][i] - placed.start))[:4]
        where = [one.start for one in there if _is(placed.figure, one.figure)]
        if where and near and not any(_close(starts[1], places.get(i), at) for i in near for at in where):
            return False
    return True


def _close(starts: Sequence[int], index: int | None, at: int, reach: int = 5) -> bool:
    """Whether the word stands within `reach` meaning words of an offset."""
    if index is None:
        return False
    low, high = sorted((starts[index], at))
    return sum(low < start < high for start in starts) < reach
