"""Embedding on a Ray cluster, with llama-index's pipeline for it. Importing this loads ray and llama-index.

Each worker loads the same model that this machine would, and refuses when it is not the same: the vectors of one index
come from one model. Nothing else is done there: texts go out, vectors come back, the index is written here.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import ray
from llama_index.core.schema import BaseNode, TextNode, TransformComponent
from llama_index.ingestion.ray import RayIngestionPipeline, RayTransformComponent
from pydantic import ConfigDict, PrivateAttr
from ray.data import DataContext

from index.embedder import Embedder, EmbedderChoice, FloatArray, Progress
from index.errors import EmbedderError

logger = logging.getLogger(__name__)

_PATIENCE = 10
_SENT = 64
"""Texts in one message to a worker."""
LOCAL = "local"
"""The address that starts a cluster on this machine for as long as the program runs."""


class EmbedTexts(TransformComponent):
    """Gives each node the vector of its text; runs on a worker, which keeps the model while it has work."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    choice: EmbedderChoice
    expected: str
    role: str
    _embedder: Embedder | None = PrivateAttr(default=None)

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        """Embed the nodes' texts in the role of passages or of queries."""
        if self._embedder is None:
            if self.choice.name != self.expected:
                raise EmbedderError(
                    f"A Ray worker has the embedding model {self.choice.name}, not {self.expected}. "
                    "Install the same version of this program on all workers."
                )
            self._embedder = self.choice.load()
        embed = self._embedder.embed_passages if self.role == "passages" else self._embedder.embed_queries
        vectors = embed([node.get_content() for node in nodes])
        for node, vector in zip(nodes, vectors, strict=True):
            node.embedding = vector.tolist()
        return nodes


class RayEmbedder:
    """Embeds on all processors of a cluster, a worker on each, started anew in each call: give many texts at once."""

    def __init__(self, choice: EmbedderChoice, address: str) -> None:
        """Join the cluster; EmbedderError when none answers at `address`."""
        self.name = choice.name
        self._choice = replace(choice, threads=1)
        _join(address)
        self._workers = max(1, int(ray.cluster_resources().get("CPU", 1)))
        logger.info("embedding on %d Ray workers", self._workers)
        self.dimension = 0  # known with the first vectors: a worker takes seconds to start

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Return unit vectors (len(texts), dimension)."""
        return self._embed("passages", texts, progress)

    def embed_queries(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Return unit vectors (len(texts), dimension)."""
        return self._embed("queries", texts, progress)

    def embed_query(self, text: str) -> FloatArray:
        """Return the unit vector (dimension,) of one question."""
        vector: FloatArray = self._embed("queries", [text])[0]
        return vector

    def _embed(self, role: str, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        workers = min(self._workers, -(-len(texts) // _SENT))
        transform = RayTransformComponent(
            transform_class=EmbedTexts,
            transform_kwargs={"choice": self._choice, "expected": self.name, "role": role},
            map_batches_kwargs={"batch_size": _SENT, "num_cpus": 1, "concurrency": (1, workers)},
        )
        nodes = [TextNode(id_=str(number), text=text) for number, text in enumerate(texts)]
        try:
            embedded = RayIngestionPipeline(transformations=[transform]).run(nodes=nodes)
        except ray.exceptions.RayError as error:
            raise EmbedderError(
                f"The Ray cluster failed ({_first_line(error)}). What was embedded is kept: run the reindex again, "
                "with or without --ray."
            ) from error
        found = {node.node_id: node.embedding for node in embedded}  # the order is not kept
        if progress:
            progress(len(texts), len(texts))
        vectors = np.asarray([found[str(number)] for number in range(len(texts))], np.float32)
        self.dimension = vectors.shape[-1]
        return vectors


def _join(address: str) -> None:
    for name in ("ray", "ray.data"):  # without Ray's own lines on the terminal, whose place is our progress
        logging.getLogger(name).setLevel(logging.ERROR)
    options = {"include_dashboard": False} if address == LOCAL else {}
    try:
        _knock(address)
        ray.init(address, ignore_reinit_error=True, log_to_driver=False, logging_level=logging.ERROR, **options)
    except (OSError, RuntimeError, ValueError) as error:
        raise EmbedderError(
            f"No Ray cluster answers at {address} ({_first_line(error)}). Start one with: ray start --head, give its "
            f'address, give "{LOCAL}" for one on this machine, or leave out --ray.'
        ) from error
    DataContext.get_current().enable_progress_bars = False


def _knock(address: str) -> None:
    """Raise OSError when nobody listens at host:port: Ray itself tries for many minutes."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    if parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), _PATIENCE).close()


def _first_line(error: BaseException) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].strip().rstrip(".") if lines else type(error).__name__
