"""The embedder: a sentence-transformers model behind llama-index's embedding interface. Importing this loads torch."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import torch
from llama_index.core.embeddings import BaseEmbedding
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from sentence_transformers.base.modules import Transformer
from transformers.utils import logging as transformers_logging

from index.embedder import FloatArray, Progress
from index.errors import EmbedderError

logger = logging.getLogger(__name__)

_BATCH = 8
"""Texts in one forward pass; with more the activations leave the cache (two cores, passages of 130 tokens in bf16: 33 a
second at 8, 22 at 64)."""
_PAD = 16
"""Lengths are rounded up to this many tokens: oneDNN compiles and keeps kernels for every length it meets, which costs
300 MB over a corpus and a quarter of a question's time."""
_FAST_BF16 = ("avx512_bf16", "amx_bf16", "bf16")
_MAX_THREADS = 16


class SentenceModel:
    """Embeds with any sentence-transformers folder, in the precision this CPU is fast at.

    The prompts ("query: ", "passage: ") are those in the model's own configuration. Callers may come from any thread.
    """

    def __init__(self, name: str, folder: Path, max_length: int, precision: str = "auto", threads: int | None = None):
        self.name = name
        self._lock = Lock()  # the tokenizer is not safe for concurrent use
        self._threads = threads or min(_MAX_THREADS, _cores())
        torch.set_num_threads(1)  # see `embed_query` and `_embed`
        self.precision = _precision(precision)
        self._model = _load(folder, max_length, self.precision)
        self.dimension = int(self.embed_query("dimension").shape[0])

    @property
    def llama_index(self) -> BaseEmbedding:
        """The same model as llama-index knows it, for its pipelines and indexes."""
        return self._model

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Return unit vectors (len(texts), dimension)."""
        return self._embed("text", texts, progress)

    def embed_queries(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Return unit vectors (len(texts), dimension)."""
        return self._embed("query", texts, progress)

    def embed_query(self, text: str) -> FloatArray:
        """Return the unit vector (dimension,), computed on one core.

        Two cores on one short text wait for each other after every layer: on a machine with much other work a query
        took 500 ms of processor time on two, 25 ms on one.
        """
        with self._lock:
            vector = np.asarray([self._model.get_query_embedding(text)], np.float32)
        return _unit(vector).reshape(-1)

    def _embed(self, role: str, texts: Sequence[str], progress: Progress | None) -> FloatArray:
        """Embed batches side by side, one core each.

        All cores on one batch wait for each other after every layer: as fast on an idle machine, half as fast on a busy
        one (6 and 15 passages a second on two cores shared with six programs).
        """
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)  # alike lengths pad little
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        with _pool(self._threads) as pool:
            found = pool.map(lambda rows: self._model.batch([texts[i] for i in rows], role, self._lock), batches)
            for rows, part in zip(batches, found, strict=True):
                vectors[rows] = part
                done += len(rows)
                if progress:
                    progress(done, len(texts))
        return _unit(vectors)


@contextmanager
def _pool(threads: int) -> Iterator[ThreadPoolExecutor]:
    """Threads in which torch uses one core each; what has not begun when one fails is not begun."""
    pool = ThreadPoolExecutor(threads, "embed", initializer=torch.set_num_threads, initargs=(1,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


class _Embedding(HuggingFaceEmbedding):
    """llama-index's embedding, with batches for several threads and padding to few lengths."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        reader = self._model[0]
        if isinstance(reader, Transformer) and self.max_length % _PAD == 0:  # else padding could pass the limit
            text = {**reader.processing_kwargs.get("text", {}), "pad_to_multiple_of": _PAD}
            reader.processing_kwargs = {**reader.processing_kwargs, "text": text}

    def batch(self, texts: list[str], role: str, tokenizing: Lock) -> FloatArray:
        """Return vectors (len(texts), dimension) with the prompt of a role, "text" or "query"; one forward pass."""
        with tokenizing:
            features = self._model.preprocess(texts, prompt=self._model.prompts[role])
        with torch.inference_mode():
            vectors: FloatArray = self._model(features)["sentence_embedding"].float().numpy()
        return vectors


def _load(folder: Path, max_length: int, precision: str) -> _Embedding:
    prompts = _json(folder / "config_sentence_transformers.json").get("prompts") or {}
    try:
        with _quiet_transformers():
            return _Embedding(
                model_name=str(folder),
                max_length=_length(folder, max_length),
                query_instruction=prompts.get("query"),
                text_instruction=prompts.get("passage") or prompts.get("document") or prompts.get("text"),
                device="cpu",
                cache_folder=str(folder.parent),
                local_files_only=True,
                model_kwargs={"dtype": getattr(torch, precision)},
            )
    except Exception as error:  # a damaged file raises a different type in each of the three libraries below
        raise EmbedderError(
            f"The embedding model in {folder} cannot be loaded: {error}. "
            "Delete the folder if it was unpacked by this program, or choose another model."
        ) from error


def _length(folder: Path, wanted: int) -> int:
    """Return the wanted number of tokens, or what the model can take where that is less."""
    own = _json(folder / "sentence_bert_config.json").get("max_seq_length")
    positions = _json(folder / "config.json").get("max_position_embeddings")
    return min([wanted, *(limit for limit in (own, positions) if isinstance(limit, int) and limit > 0)])


def _json(file: Path) -> dict[str, Any]:
    """Return a configuration file's object; empty when there is no such file."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise EmbedderError(f"{file} is not JSON ({error}). Get the embedding model again.") from error
    if not isinstance(content, dict):
        raise EmbedderError(f"{file} is not a JSON object. Get the embedding model again.")
    return content


def _cores() -> int:
    """The cores this process may use, where the system tells; torch's own default counts half of hyperthreads."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _precision(wanted: str) -> str:
    """Return torch's name of the precision: bf16 is twice as fast where the CPU has it, and half as fast where not."""
    if wanted == "fp32":
        return "float32"
    if wanted == "bf16":
        return "bfloat16"
    if wanted != "auto":
        raise EmbedderError(f'The precision {wanted!r} is unknown. Choose "auto", "fp32" or "bf16".')
    able = torch.cpu.get_capabilities()
    return "bfloat16" if any(able.get(feature) for feature in _FAST_BF16) else "float32"


@contextmanager
def _quiet_transformers() -> Iterator[None]:
    """Without transformers' own progress bar, whose place is the command line."""
    shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _unit(vectors: FloatArray) -> FloatArray:
    """Normalise rows in fp32: a bf16 model's own normalisation is off by up to 0.3 %."""
    unit: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit
