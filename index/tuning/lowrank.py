"""From tuned weights to a small adapter: the difference of each linear layer, cut to a given rank."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, NDArray[np.float32]]


def factor(before: Weights, after: Weights, rank: int) -> tuple[dict[str, NDArray[np.float16]], float]:
    """Low-rank pairs `<layer>.A` (rank, in) and `<layer>.B` (out, rank) with B @ A near after - before.

    By truncated singular value decomposition, the best approximation of a given rank in the Frobenius norm (Eckart
    and Young 1936). Returns the pairs in fp16 and the share of the squared difference they keep (0..1). Weights are
    named `encoder.layer.N….weight`, shape (out, in).
    """
    pairs: dict[str, NDArray[np.float16]] = {}
    kept = whole = 0.0
    for name in sorted(after):
        u, s, vt = np.linalg.svd(after[name] - before[name], full_matrices=False)
        root = np.sqrt(s[:rank])
        layer = name.removesuffix(".weight")
        pairs[f"{layer}.B"] = (u[:, :rank] * root).astype(np.float16)
        pairs[f"{layer}.A"] = (root[:, None] * vt[:rank]).astype(np.float16)
        kept += float((s[:rank] ** 2).sum())
        whole += float((s**2).sum())
    return pairs, kept / whole if whole else 1.0


def save(folder: Path, pairs: dict[str, NDArray[np.float16]], card: Mapping[str, Any]) -> None:
    """Writes `adapter.safetensors` and `adapter.json` (how it was trained, on what, with which gain)."""
    from safetensors.numpy import save_file  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    save_file(dict(pairs), folder / "adapter.safetensors")
    (folder / "adapter.json").write_text(json.dumps(dict(card), indent=1, ensure_ascii=False) + "\n", "utf-8")
