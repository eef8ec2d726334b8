"""A small part of a question set that keeps its balance: for every change, and after every reindex."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from eval.items import EvalItem


def sample(items: Sequence[EvalItem], size: int) -> list[EvalItem]:
    """At most `size` items, the same ones each time, drawn in turn from every kind; in each kind English and others.

    Adding items changes the sample little: the order within a kind comes from hashes of languages and ids.
    """
    kinds: dict[str, list[EvalItem]] = defaultdict(list)
    for item in items:
        kinds[item.kind].append(item)
    queues = [_in_turn(kind, members) for kind, members in sorted(kinds.items())]
    kept = {item.id for item in list(_alternating(queues))[:size]}
    return [item for item in items if item.id in kept]


def _in_turn(kind: str, items: Sequence[EvalItem]) -> list[EvalItem]:
    """English, another language, English, yet another language, …; each language's items in the order of their hash."""
    languages: dict[str, list[EvalItem]] = defaultdict(list)
    for item in sorted(items, key=lambda item: _hash(item.id)):
        languages[item.language].append(item)
    english = languages.pop("en", [])
    others = _alternating([found for _, found in sorted(languages.items(), key=lambda pair: _hash(kind + pair[0]))])
    return list(_alternating([english, list(others)]))


def _alternating(queues: Sequence[Sequence[EvalItem]]) -> Iterator[EvalItem]:
    """The first of every queue, then the second of every queue, and so on."""
    for turn in range(max(map(len, queues), default=0)):
        yield from (queue[turn] for queue in queues if turn < len(queue))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
