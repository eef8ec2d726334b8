"""A trained low-rank correction of the packaged embedder: W + B @ A for each linear layer it names.

`adapter.json` says what it was trained for and on; `adapter.safetensors` holds, for a linear layer
`encoder.layer.0.attention.self.query` with weight W of shape (out, in), the matrices `….query.A` of shape (rank, in)
and `….query.B` of shape (out, rank).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderError

PACKAGED = Path(__file__).parent / "adapter"
_WEIGHTS, _CARD = "adapter.safetensors", "adapter.json"


@dataclass(frozen=True)
class Adapter:
    """Low-rank pairs by layer name; `sha256` is that of the weights file and names the adapter everywhere."""

    sha256: str
    pairs: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]

    def merged(self, layer: str, weight: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the weight (out, in) of a layer with its correction, or as it is when the adapter has none."""
        if layer not in self.pairs:
            return weight
        a, b = self.pairs[layer]
        if (b.shape[0], a.shape[1]) != weight.shape or a.shape[0] != b.shape[1]:
            raise EmbedderError(
                f"The adapter's pair for {layer} has shapes {b.shape} and {a.shape}, which do not fit {weight.shape}. "
                "It was trained for another model."
            )
        corrected: NDArray[np.float32] = weight + b @ a
        return corrected


def adapter_sha256(folder: Path) -> str | None:
    """Checksum of the adapter's weights, None when the folder holds no adapter. Reads the file, loads nothing."""
    weights = folder / _WEIGHTS
    if not weights.is_file() or not (folder / _CARD).is_file():
        return None
    return hashlib.sha256(weights.read_bytes()).hexdigest()


def read_adapter(folder: Path) -> Adapter:
    """Load an adapter; EmbedderError when its files are missing or do not hold pairs."""
    from safetensors import SafetensorError  # noqa: PLC0415  only the unpacking needs it
    from safetensors.numpy import load_file  # noqa: PLC0415

    sha256 = adapter_sha256(folder)
    if sha256 is None:
        raise EmbedderError(f"{folder} holds no adapter: {_WEIGHTS} and {_CARD} are both needed.")
    try:
        json.loads((folder / _CARD).read_text("utf-8"))
        tensors = load_file(folder / _WEIGHTS)
    except (ValueError, SafetensorError) as error:
        raise EmbedderError(f"The adapter in {folder} cannot be read: {error}. Reinstall the package.") from error
    layers = sorted({name.rsplit(".", 1)[0] for name in tensors})
    if set(tensors) != {f"{layer}.{half}" for layer in layers for half in "AB"}:
        raise EmbedderError(f"The adapter in {folder} has a layer without its A or B. Reinstall the package.")
    return Adapter(
        sha256,
        {n: (tensors[f"{n}.A"].astype(np.float32), tensors[f"{n}.B"].astype(np.float32)) for n in layers},
    )
