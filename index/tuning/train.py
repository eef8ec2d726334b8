"""The training loop: contrastive, in-batch negatives plus one mined one, on two CPU cores in bf16."""

from __future__ import annotations

import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.tuning.pairs import Pair

logger = logging.getLogger(__name__)

_FORWARD = 4
"""Texts in one forward pass: measured on one core in bf16, 48 passages forward and back take 4.7 s in fours, 5.3 s in
eights and 5.9 s in twenty-fours, beyond which activations leave the cache."""
_PAD = 32
"""Token counts are multiples of this, since every new shape costs the library a compilation."""


@dataclass(frozen=True)
class Recipe:
    """All that decides the outcome besides the data; `hard` of each batch's questions bring a mined negative."""

    epochs: int = 1
    batch: int = 24
    hard: int = 16
    rate: float = 4e-5
    scale: float = 25.0
    passage_tokens: int = 112
    question_tokens: int = 48
    question_weight: float = 0.5
    seed: int = 17


def train(
    model: Any, pairs: Sequence[Pair], texts: Sequence[str], recipe: Recipe, progress: Callable[[int, int, float], None]
) -> None:
    """Tunes the linear weights of `model`'s encoder in place.

    `model` is a SentenceTransformer; `texts` are the passages as embedded (context and text), by row. The loss is
    InfoNCE (van den Oord et al. 2018) over cosine times `scale`: question against all passages of the batch, and,
    weighed by `question_weight`, question against another question on the same article. Places that appear twice in
    a batch are masked. Embeddings, biases and norms stay as they are, so that the difference is low-rank exportable.
    """
    import torch  # noqa: PLC0415 - heavy, only for tuning

    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)  # noqa: S311 - shuffling, not secrecy
    for name, parameter in model.named_parameters():
        parameter.requires_grad = ".encoder.layer." in name and name.endswith("weight") and "LayerNorm" not in name
    trained = [p for p in model.parameters() if p.requires_grad]
    steps = recipe.epochs * (len(pairs) // recipe.batch)
    optimiser = torch.optim.AdamW(trained, lr=recipe.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=recipe.rate, total_steps=steps, pct_start=0.1)
    partners = _partners(pairs)
    model.train()
    step, began = 0, time.monotonic()
    for _ in range(recipe.epochs):
        for batch in _batches(pairs, recipe.batch, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = _loss(model, batch, texts, partners, recipe, rng)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            progress(step, steps, float(loss.detach()))
    model.eval()
    logger.info("%d steps in %.0f s", step, time.monotonic() - began)


def _batches(pairs: Sequence[Pair], size: int, rng: random.Random) -> Iterator[list[Pair]]:
    order = list(pairs)
    rng.shuffle(order)
    for at in range(0, len(order) - size + 1, size):
        yield order[at : at + size]


def _partners(pairs: Sequence[Pair]) -> dict[tuple[str, str], list[str]]:
    by_place: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair in pairs:
        by_place[pair.place].append(pair.question)
    return by_place


def _loss(
    model: Any,
    batch: list[Pair],
    texts: Sequence[str],
    partners: dict[tuple[str, str], list[str]],
    recipe: Recipe,
    rng: random.Random,
) -> Any:
    import torch  # noqa: PLC0415

    negatives = [rng.choice(pair.negatives) for pair in batch[: recipe.hard]]
    passages = [texts[p.positive] for p in batch] + [texts[n] for n in negatives]
    others = [rng.choice([q for q in partners[p.place] if q != p.question] or [p.question]) for p in batch]
    questions = _encode(model, [f"query: {p.question}" for p in batch], recipe.question_tokens)
    found = _encode(model, [f"passage: {text}" for text in passages], recipe.passage_tokens)
    asked = _encode(model, [f"query: {text}" for text in others], recipe.question_tokens)
    places = [p.place for p in batch]
    same = torch.tensor([[i != j and a == b for j, b in enumerate(places)] for i, a in enumerate(places)])
    clash = torch.cat([same, torch.zeros(len(batch), len(negatives), dtype=torch.bool)], dim=1)
    target = torch.arange(len(batch))
    to_passage = (questions @ found.T * recipe.scale).masked_fill(clash, -1e4)
    to_question = (questions @ asked.T * recipe.scale).masked_fill(same, -1e4)
    entropy = torch.nn.functional.cross_entropy
    return entropy(to_passage.float(), target) + recipe.question_weight * entropy(to_question.float(), target)


def _encode(model: Any, texts: list[str], tokens: int) -> Any:
    """Unit vectors with gradients, shape (texts, d); short texts first so that little is padded."""
    import torch  # noqa: PLC0415

    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    half = (len(order) + 1) // 2
    parts = []
    for rows in (order[:half], order[half:]):
        if rows:
            batch = model.tokenizer(
                [texts[i] for i in rows], padding=True, truncation=True, max_length=tokens, return_tensors="pt"
            )
            parts.append(model(dict(batch))["sentence_embedding"])
    vectors = torch.nn.functional.normalize(torch.cat(parts).float(), dim=1)
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return vectors[back]
