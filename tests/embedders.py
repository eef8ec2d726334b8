"""Embedders without a model, for tests in which vectors say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class Flat:
    """Nearly the same vector for every text, by its length: order comes from words, ranks and references alone."""

    name, dimension = "flat@1", 4

    def load(self) -> Flat:
        return self

    def embed_passages(self, texts: Sequence[str], progress: Any = None) -> Any:
        vectors = np.ones((len(texts), 4), np.float32)
        vectors[:, 0] += [len(text) / 1e4 for text in texts]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    embed_queries = embed_passages

    def embed_query(self, text: str) -> Any:
        return self.embed_passages([text])[0]


class Alike:
    """All texts are alike, so that words and the other checks must hold."""

    name, dimension = "same", 1

    def embed_passages(self, texts: Sequence[str], progress: Any = None) -> Any:
        return np.ones((len(texts), 1), np.float32)

    embed_queries = embed_passages

    def embed_query(self, text: str) -> Any:
        return self.embed_passages([text])[0]
