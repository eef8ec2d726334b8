"""A small part of a question set that keeps its balance: for every change, and after every reindex."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from eval.items import EvalItem


def sample(items: Sequence[EvalItem], size: int) -> list[EvalItem]:
    """At most `size` items, the same ones each time, drawn in turn from every kind and within it every language.

    Adding items changes the sample little: the order in a kind and language comes from the id's own hash.
    """
    kinds: dict[str, dict[str, list[EvalItem]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        kinds[item.kind][item.language].append(item)
    queues = [_in_turn(by_language) for _, by_language in sorted(kinds.items())]
    chosen = [queue[turn] for turn in range(max(map(len, queues), default=0)) for queue in queues if turn < len(queue)]
    kept = {item.id for item in chosen[:size]}
    return [item for item in items if item.id in kept]


def _in_turn(by_language: dict[str, list[EvalItem]]) -> list[EvalItem]:
    columns = [sorted(items, key=_order) for _, items in sorted(by_language.items(), key=lambda pair: _hash(pair[0]))]
    return [column[turn] for turn in range(max(map(len, columns))) for column in columns if turn < len(column)]


def _order(item: EvalItem) -> str:
    return _hash(item.id)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
