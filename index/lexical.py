"""Lexical search: BM25 over the words of passages and their heading paths, one index for all languages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import bm25s
import numpy as np

from index.terms import terms

_K1, _B = 1.2, 0.75  # Robertson and Zaragoza (2009), section 3.5: the usual values, fit for paragraphs
_IDS = "passages.json"


def write_lexical(folder: Path, passages: Iterable[tuple[str, str, str]]) -> int:
    """Index passages, each (id, language, embedded text), into a folder; returns how many there were."""
    identifiers: list[str] = []
    vocabulary: dict[str, int] = {}
    rows: list[list[int]] = []
    for identifier, language, text in passages:
        identifiers.append(identifier)
        rows.append([vocabulary.setdefault(term, len(vocabulary)) for term in terms(text, language)])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _IDS).write_text(json.dumps(identifiers), "utf-8")
    if vocabulary:  # an index without a single word has nothing to save
        index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        index.index((rows, vocabulary), show_progress=False)
        index.save(folder, show_progress=False)
    return len(identifiers)


class LexicalIndex:
    """A saved index, its scores mapped from disk. Safe for any number of threads."""

    def __init__(self, folder: Path) -> None:
        self.identifiers: list[str] = json.loads((folder / _IDS).read_text("utf-8"))
        saved = (folder / "params.index.json").exists()
        self._index = bm25s.BM25.load(folder, mmap=True) if saved else None

    def search(self, query: str, language: str, k: int) -> list[tuple[str, float]]:
        """Return up to `k` passage ids with their BM25 scores (above 0), best first; equal scores in reading order."""
        if self._index is None:
            return []
        tokens = self._index.get_tokens_ids(terms(query, language))
        if not tokens:
            return []
        scores = self._index.get_scores_from_ids(tokens)
        top = np.argpartition(-scores, min(k, len(scores)) - 1)[:k]
        top = top[np.lexsort((top, -scores[top]))]
        return [(self.identifiers[i], float(scores[i])) for i in top if scores[i] > 0]
