"""Lexical search: BM25 over the words of passages and their heading paths, one index for all languages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import bm25s
import numpy as np

from index.terms import terms
from index.words import K1, B, WordSpool

_IDS = "passages.json"


def write_lexical(folder: Path, passages: Iterable[tuple[str, str, str]]) -> int:
    """Index passages, each (id, language, embedded text), into a folder; returns how many there were.

    Memory holds the vocabulary and a few bytes a passage; the words of all passages wait on disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="building-", dir=folder) as building:
        words = WordSpool(Path(building))
        with (folder / _IDS).open("w", encoding="utf-8") as identifiers:
            for number, (identifier, language, text) in enumerate(passages):
                identifiers.write(f"{',' if number else '['}\n{json.dumps(identifier)}")
                words.add(terms(text, language))
            identifiers.write("]" if words.passages else "[]")
        if words.vocabulary:  # an index without a single word has nothing to save
            index = bm25s.BM25(k1=K1, b=B, method="lucene")
            index.scores = words.scores()
            index.vocab_dict, index.nonoccurrence_array = words.vocabulary, None
            index.save(folder, show_progress=False)
        return words.passages


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
