"""Whether every fact of a sentence (number, date, place, act, name) is in what it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.writing.figures import Figure, Placed, figures, is_figure
from assistant.writing.lexicon import unit_of
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
        same = [other for other in there if is_figure(placed.figure, other.figure)]
        if not same:
            if _from_context(placed.figure) and any(is_figure(placed.figure, other) for other in around):
                continue
            return placed.figure.kind
        if placed.figure.kind in {"number", "date"} and not _same_limits(
            placed, sentence, language, same, source, source_language
        ):
            return "limit"
    return None


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
        if not match[0].isdecimal() and not unit_of(match[0]) and fold(match[0]) not in there:
            return match[0]
    if language in _NOUN_CAPITALS or language != source_language:
        return None
    normals = [normal(word, language) for word in there]
    for word, start, _ in spans(sentence):
        if (
            start == 0
            or not word[0].isupper()
            or unit_of(word)
            or sentence[:start].rstrip().endswith((".", ":", "“", "‘"))
        ):
            continue
        if not any(same_word(normal(word, language), other, language) for other in normals):
            return word
    return None
