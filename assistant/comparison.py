"""Questions that ask for old law beside new law."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.correlation import Correlations
from assistant.question import Question
from assistant.references import Reference
from assistant.turn_words import has


def asks_for_change(asked: Question, references: Sequence[Reference], correlations: Correlations) -> bool:
    """Whether a question wants an act and the one that replaced it side by side.

    It names both; or it names the repealed one and says "now", "changed", "replaced" or "difference"; or it names the
    new one, says that, and says "old" too or asks "what changed".
    """
    named = {reference.celex for reference in references if reference.celex}
    if any(correlations.successor(work) in named for work in named):
        return True
    changes = has("changes", asked.text, asked.language) or asked.expected.comparison
    if not changes:
        return False
    return any(correlations.successor(work) for work in named) or (
        any(correlations.predecessors(work) for work in named)
        and (asked.expected.old or has("changes", asked.text, asked.language))
    )
