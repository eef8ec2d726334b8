"""A first version of an item from an answer, for staff to correct: from a question, or from feedback in the chat."""

from __future__ import annotations

import hashlib
import re

from assistant.answer import Answer, Citation
from eval.items import SCHEMA, EvalItem, Expected, Gold, ItemKind, Split
from eval.wording import find

_WORDS = 4


def draft(answer: Answer, previous: tuple[str, ...] = ()) -> EvalItem:
    """The item that an answer would be right for: its first citation as gold, a few words of it as the phrase.

    A refusal becomes an unanswerable item. The id comes from the question, so that one question gives one id.
    """
    digest = hashlib.sha256("\n".join([*previous, answer.question]).encode()).hexdigest()[:8]
    first = answer.citations[0] if answer.citations and answer.status == "answered" else None
    golds = (_gold(first),) if first else ()
    return EvalItem(
        schema=SCHEMA,
        id=f"own-{digest}",
        question=answer.question,
        language=answer.language,
        kind=(ItemKind.FOLLOW_UP if previous else ItemKind.FACTOID) if first else ItemKind.UNANSWERABLE,
        split=Split.TEST,
        answer=first.quote if first and len(first.quote.split()) <= _WORDS else "",
        expected=Expected.ANSWER if first else Expected.ABSTAIN,
        gold=golds,
        must_contain=golds[0].phrases if golds else (),
        as_of=answer.as_of,
        previous=previous,
    )


def _gold(citation: Citation) -> Gold:
    source = citation.source
    locator = citation.locator.partition("(")[0].partition(",")[0].strip() or citation.locator
    place = locator if locator.startswith(("Article", "Recital", "Annex")) else citation.locator
    phrases = (_few_words(citation.quote),)
    return Gold(place, celex=source.work, phrases=phrases) if source.celex else Gold(place, source.id, phrases=phrases)


def _few_words(quote: str) -> str:
    """Four words that are found in the quote: around its first number, which answers most questions, else the first."""
    words = quote.split()
    number = next((i for i, word in enumerate(words) if re.search(r"\d", word) and len(word) > 1 and i > 0), None)
    start = max(0, (number or 1) - 1)
    few = " ".join(words[start : start + _WORDS]).strip(" .,;:()[]‘’“”")
    return few if find(quote, few) else words[start]
