"""The scale measurement runs on any folder, with copies that differ."""

from __future__ import annotations

import json
import subprocess
import sys

from eval import scale
from ingest.collect import collect
from ingest.load import load

TEXT = "# Lending\n\nLibraries lend books to newcomers without charging anything for lessons in the afternoons.\n"


def test_copies_differ_in_words_and_keep_their_offsets(tmp_path):
    (tmp_path / "lending.md").write_text(TEXT)
    [file] = collect([tmp_path]).files
    original = load(file)
    first, second = scale.varied(original, 0), scale.varied(original, 3)
    assert first.text == original.text != second.text
    assert len(second.text) == len(original.text)
    assert second.id == f"{original.id}~3"
    assert second.units == original.units


def test_vectors_depend_on_the_text_alone():
    embedder = scale.QuickEmbedder()
    vectors = embedder.embed_passages(["a", "b", "a"])
    assert vectors.shape == (3, 384)
    assert (vectors[0] == vectors[2]).all()
    assert vectors[0] @ vectors[1] < 0.9
    assert abs(vectors[1] @ vectors[1] - 1) < 1e-5


def test_one_size_is_measured_by_stage(tmp_path):
    (tmp_path / "lending.md").write_text(TEXT)
    command = [sys.executable, "-W", "ignore", "-m", "eval.scale", "2", "--corpus", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(ended.stdout)
    assert (found["copies"], found["documents"], found["failed"]) == (2, 2, 0)
    assert found["passages"] == 2
    assert set(found["stages"]["cpu"]) >= {"read", "embed", "store", "verify", "publish"}
    assert found["peak_mb"] > 50


def test_a_missing_corpus_is_said(capsys, tmp_path):
    assert scale.main(["1", "--corpus", str(tmp_path / "missing")]) == 1
    assert "Give one with --corpus" in capsys.readouterr().err
