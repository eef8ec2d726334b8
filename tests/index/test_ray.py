"""Embedding on a local Ray cluster: the same index as without."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.archive import Archive
from index.embedder import EmbedderChoice, RayChoice
from index.errors import EmbedderError
from index.generation import IndexHome

HAS_RAY = importlib.util.find_spec("ray") is not None and importlib.util.find_spec("pyarrow") is not None
needs_ray = pytest.mark.skipif(not HAS_RAY, reason='Ray is not installed: pip install -e ".[ray]"')


def reindex(home: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "ui", "reindex", str(folder), "--json", *options]
    environment = {**os.environ, "EUMA_HOME": str(home), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=folder, timeout=500, check=False
    )


def contents(home: Path) -> tuple[list[tuple], np.ndarray]:
    index = IndexHome(home)
    with closing(Archive(index.folder(index.current()) / "documents.sqlite")) as archive:
        passages = archive.passages
        texts = [(i, p.text, p.context, p.locator, p.start, p.end) for i, p in passages.items()]
        return texts, archive.vectors(passages)


@needs_ray
def test_an_index_embedded_on_ray_is_the_same(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(3):
        parts = [
            f"Paragraph {n} of text {number}: towns help newcomers find homes and schools." for n in range(9)
        ]
        (folder / f"text{number}.md").write_text(f"# Text {number}\n\n" + "\n\n## Part\n\n".join(parts))
    reports = []
    for name, options in (("plain", ()), ("ray", ("--ray", "local"))):
        ended = reindex(tmp_path / name, folder, *options)
        assert ended.returncode == 0, ended.stderr
        reports.append(json.loads(ended.stdout))
    assert reports[0]["embedded"] == reports[1]["embedded"] > 3
    texts, vectors = zip(*(contents(tmp_path / name) for name in ("plain", "ray")), strict=True)
    assert texts[0] == texts[1]
    assert np.abs(vectors[0] - vectors[1]).max() < 1e-3


@needs_ray
def test_no_cluster_at_the_address_is_said(tmp_path):
    (tmp_path / "text.md").write_text("# A text\n\nTowns help newcomers.")
    ended = reindex(tmp_path / "home", tmp_path, "--ray", "127.0.0.1:9")
    assert ended.returncode == 1
    assert "No Ray cluster answers at 127.0.0.1:9" in ended.stderr
    assert "leave out --ray" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_ray_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "index.ray_embedder", raising=False)
    chosen = RayChoice(EmbedderChoice(tmp_path), "local")
    assert chosen.name == EmbedderChoice(tmp_path).name
    with pytest.raises(EmbedderError, match=r"pip install .*\[ray\].*leave out --ray"):
        chosen.load()
