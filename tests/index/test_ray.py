"""Embedding on a local Ray cluster: the same index as without."""

from __future__ import annotations

import importlib.util
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


BOTH = """
import sys
from pathlib import Path
from index.embedder import EmbedderChoice, RayChoice
from index.reindex import reindex
here = Path(sys.argv[1])
choice = EmbedderChoice(here / "models", threads=1)
for name, factory in (("plain", choice), ("ray", RayChoice(choice, "local"))):
    report = reindex(here / name, [here / "documents"], factory)
    print(name, report.embedded, len(report.failed), flush=True)
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", *arguments]
    quiet = {"OMP_NUM_THREADS": "1", "RAY_USAGE_STATS_ENABLED": "0"}
    together = {**os.environ, **quiet, **environment}
    return subprocess.run(command, capture_output=True, text=True, env=together, timeout=500, check=False)


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
        parts = [f"Paragraph {n} of text {number}: towns help newcomers find homes and schools." for n in range(9)]
        (folder / f"text{number}.md").write_text(f"# Text {number}\n\n" + "\n\n## Part\n\n".join(parts))
    ended = run("-c", BOTH, str(tmp_path))
    lines = [line.split() for line in ended.stdout.splitlines() if line.startswith(("plain", "ray"))]
    assert [name for name, *_ in lines] == ["plain", "ray"], ended.stderr
    assert lines[0][1:] == lines[1][1:]
    assert int(lines[0][1]) > 3
    texts, vectors = zip(*(contents(tmp_path / name) for name in ("plain", "ray")), strict=True)
    assert texts[0] == texts[1]
    assert np.abs(vectors[0] - vectors[1]).max() < 1e-3


@needs_ray
def test_no_cluster_at_the_address_is_said(tmp_path):
    (tmp_path / "text.md").write_text("# A text\n\nTowns help newcomers.")
    text = str(tmp_path / "text.md")
    ended = run("-m", "ui", "reindex", text, "--ray", "127.0.0.1:9", EUMA_HOME=str(tmp_path / "home"))
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
