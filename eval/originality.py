"""Whether questions are our own: near-duplicates of the guide, which the embedder was tuned on, would flatter it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eval.items import EvalItem, ItemKind
from eval.wording import normal
from index.guide import GuideEntry

NEAR = 85.0
"""Similarity (0 to 100) from which two questions count as one; read by hand on the shipped set."""


@dataclass(frozen=True)
class Near:
    """An item and the guide question that is nearest to it; `similarity` from 0 to 100."""

    item: EvalItem
    entry: GuideEntry
    similarity: float

    def __str__(self) -> str:
        return (
            f"{self.item.id}: {self.item.question!r} is {self.similarity:.0f} % {self.entry.question!r}, "
            "a guide question; word it anew."
        )


def near_duplicates(items: Iterable[EvalItem], guide: Sequence[GuideEntry], near: float = NEAR) -> Iterator[Near]:
    """Items whose words are nearly those of a guide question in the same language.

    Similarity is rapidfuzz's `token_sort_ratio`: the normalised edit similarity of the sorted words. Exact references
    ("Article 17 of …") are left out, since there is one way to write them.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only this check needs it

    entries: dict[str, list[GuideEntry]] = defaultdict(list)
    for entry in guide:
        if entry.register != "summary":
            entries[entry.language].append(entry)
    questions = {language: [normal(e.question) for e in known] for language, known in entries.items()}
    for item in items:
        if item.kind is ItemKind.REFERENCE:
            continue
        found = process.extractOne(
            normal(item.question), questions.get(item.language, []), scorer=fuzz.token_sort_ratio, score_cutoff=near
        )
        if found is not None:
            yield Near(item, entries[item.language][found[2]], found[1])
