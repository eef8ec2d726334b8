"""Questions that ask for old law beside new law."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.correlation import Correlations
from assistant.question import Question
from assistant.references import Reference
from assistant.turn_words import has

_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d\d(?![\d/])")


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
