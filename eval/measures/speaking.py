"""The language of an answer."""

from __future__ import annotations

from assistant.language import detect
from eval.outcome import Outcome


def language(outcome: Outcome) -> float | None:
    """1 when the question's language was understood and the assistant's own sentences are in it.

    Quotations keep the language of their document and do not count.
    """
    own = " ".join([*(said.text for said in outcome.sentences if not said.quoted), *outcome.notes])
    asked = outcome.item.language
    return float(outcome.language == asked and (not own.strip() or detect(own, default=asked) == asked))
