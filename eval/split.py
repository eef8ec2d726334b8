"""The two splits: thresholds are tuned on one and reported on the other, so no place may serve both."""

from __future__ import annotations

from collections.abc import Iterable

from eval.items import EvalItem, Gold

Topic = tuple[str, str]
"""A work and the article, recital or section in it."""


def topic(gold: Gold) -> Topic:
    """The article or section that a gold place belongs to: that of "Article 17(3)" is "Article 17"."""
    return gold.work, gold.locator.partition("(")[0].strip() if gold.locator.startswith("Article") else gold.locator


def topics(item: EvalItem) -> set[Topic]:
    """All topics of an item."""
    return {topic(gold) for gold in item.gold}


def shared(items: Iterable[EvalItem]) -> dict[str, tuple[str, Topic]]:
    """For each item with a topic that the other split has too: an id from there and the topic."""
    first: dict[Topic, EvalItem] = {}
    found: dict[str, tuple[str, Topic]] = {}
    for item in items:
        for one in sorted(topics(item)):
            owner = first.setdefault(one, item)
            if owner.split != item.split:
                found.setdefault(item.id, (owner.id, one))
    return found
