"""BM25 scores of all words in all passages, computed batch by batch: bm25s itself holds every word in memory.

The arrays are those of a sparse matrix by columns, as `bm25s.BM25` keeps them: a column for each word.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75  # Robertson and Zaragoza (2009), section 3.5: the usual values, fit for paragraphs
_BATCH = 4096


class WordSpool:
    """The words of passages as numbers in a file, and what is counted of them on the way."""

    def __init__(self, folder: Path) -> None:
        """Files are made in `folder`, whose owner deletes them."""
        self.vocabulary: dict[str, int] = {}
        self._folder = folder
        self._lengths = array("I")
        self._found_in = array("I")
        self._file = folder / "words"
        self._waiting = array("I")

    @property
    def passages(self) -> int:
        """How many passages were added."""
        return len(self._lengths)

    def add(self, words: Sequence[str]) -> None:
        """Add the words of the next passage."""
        numbers = [self.vocabulary.setdefault(word, len(self.vocabulary)) for word in words]
        self._found_in.extend([0] * (len(self.vocabulary) - len(self._found_in)))
        for number in set(numbers):
            self._found_in[number] += 1
        self._lengths.append(len(numbers))
        self._waiting.extend(numbers)
        if not len(self._lengths) % _BATCH:
            self._flush()

    def scores(self) -> dict[str, Any]:
        """Return bm25s's arrays: data (float32), indices of passages, and where each word's column starts.

        Scores are those of bm25s's method "lucene" (Kamphuis et al. 2020, table 1).
        """
        self._flush()
        found_in = np.frombuffer(self._found_in, np.uint32).astype(np.int64)
        starts = np.concatenate([[0], np.cumsum(found_in)])
        data = self._mapped("scores", np.float32, int(starts[-1]))
        indices = self._mapped("passages", np.int32, int(starts[-1]))
        idf = np.log(1 + (self.passages - found_in + 0.5) / (found_in + 0.5))
        place = starts[:-1].copy()
        for passage, word, score in self._batches(idf):
            order = np.argsort(word, kind="stable")  # within a word, passages stay in order
            words, first, counts = np.unique(word[order], return_index=True, return_counts=True)
            at = np.repeat(place[words] - first, counts) + np.arange(len(order))
            data[at], indices[at] = score[order], passage[order]
            place[words] += counts
        return {"data": data, "indices": indices, "indptr": starts, "num_docs": self.passages}

    def _batches(self, idf: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Any]]:
        """Passage, word and score of each word in each passage, a batch of passages at a time."""
        lengths = np.frombuffer(self._lengths, np.uint32).astype(np.int64)
        average = lengths.mean()
        with self._file.open("rb") as file:
            for start in range(0, len(lengths), _BATCH):
                part = lengths[start : start + _BATCH]
                words = np.fromfile(file, np.uint32, int(part.sum())).astype(np.int64)
                passages = np.repeat(np.arange(len(part)), part)
                pairs, times = np.unique(passages * len(idf) + words, return_counts=True)
                passage, word = np.divmod(pairs, len(idf))
                norm = K1 * (1 - B + B * part[passage] / average)
                yield passage + start, word, idf[word] * times / (norm + times)

    def _flush(self) -> None:
        with self._file.open("ab") as file:
            self._waiting.tofile(file)
        self._waiting = array("I")

    def _mapped(self, name: str, kind: type[np.generic], size: int) -> NDArray[Any]:
        return np.memmap(self._folder / name, kind, "w+", shape=(size,))
