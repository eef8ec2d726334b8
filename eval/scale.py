"""How a build grows with the corpus: `python -m eval.scale 1 10 30` builds that many varied copies of it.

Each size is built in a process of its own by the real pipeline: splitting, vectors, words, Chroma, verification. Only
the embedder is a stand-in that costs next to nothing, so that the pipeline's own cost shows; `--embedder packaged` is
the real one. Each original is parsed once, as copies are made from its text; the guide, which does not grow, is left
out. Processor time is what to compare on a machine that others use too. Needs the shared corpus (or --corpus FOLDER).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.compose import embedder_choice
from assistant.settings import Settings
from index.embedder import EmbedderFactory, FloatArray
from index.embedder import Progress as TextsDone
from index.plan import Found, Reading
from index.reindex import Options, reindex
from index.report import Progress
from ingest.collect import FoundFile, collect
from ingest.document import Document
from ingest.load import load
from ingest.passages import split

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
DIMENSION = 384
_WORD = re.compile(r"[a-z]{6,}")
_VARIED = 7
"""One long word in so many is another word in each copy."""
_FREEDOM = 24
"""Dimensions in which the stand-in's vectors differ; a graph of vectors that differ in all 384 is slow to search."""
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class QuickEmbedder:
    """A stand-in of the packaged model's shape: vectors of 384 numbers that differ in 24 dimensions, like a model's."""

    name, dimension = "quick@1", DIMENSION

    def __init__(self) -> None:
        self._plane = np.random.default_rng(0).standard_normal((_FREEDOM, DIMENSION), dtype=np.float32)

    def load(self) -> QuickEmbedder:
        """Return itself: there is nothing to load."""
        return self

    def embed_passages(self, texts: Sequence[str], progress: TextsDone | None = None) -> FloatArray:  # noqa: ARG002
        """Return unit vectors (len(texts), 384) that depend on the texts alone."""
        digests = (hashlib.blake2b(text.encode(), digest_size=_FREEDOM).digest() for text in texts)
        latent = np.frombuffer(b"".join(digests), np.uint8).reshape(len(texts), _FREEDOM).astype(np.float32)
        vectors = np.asarray((latent / 127.5 - 1) @ self._plane, np.float32)
        unit: FloatArray = np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
        return unit

    embed_queries = embed_passages

    def embed_query(self, text: str) -> FloatArray:
        """Return one vector (384,)."""
        vector: FloatArray = self.embed_passages([text])[0]
        return vector


@dataclass
class Watch:
    """Seconds, processor seconds and peak memory by stage, told by the build's own events.

    Memory only where /proc is (Linux).
    """

    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    peak_mb: dict[str, int] = field(default_factory=dict)
    _stage: str = ""
    _since: float = field(default_factory=time.perf_counter)
    _cpu_since: float = field(default_factory=time.process_time)

    def __call__(self, event: Progress) -> None:
        """Close the stage before when another one begins."""
        if event.stage != self._stage:
            self.close()
            self._stage = event.stage

    def close(self) -> None:
        """Account for the stage that ends now."""
        now, cpu = time.perf_counter(), time.process_time()
        if self._stage:
            self.seconds[self._stage] = round(self.seconds.get(self._stage, 0) + now - self._since, 2)
            self.cpu[self._stage] = round(self.cpu.get(self._stage, 0) + cpu - self._cpu_since, 2)
            self.peak_mb[self._stage] = max(self.peak_mb.get(self._stage, 0), _peak_and_reset())
        self._since, self._cpu_since = now, cpu


def _peak_and_reset() -> int:
    """Peak resident memory since the last call, in MB."""
    if not _CLEAR.exists():
        return 0
    peak = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    _CLEAR.write_text("5")
    return int(peak.split()[1]) // 1024


def varied(document: Document, copy: int) -> Document:
    """A copy of a document under its own id, one long word in seven another word of the same length."""
    turn = str.maketrans("abcdefghijklmnopqrstuvwxyz", "".join(chr(97 + (i + copy) % 26) for i in range(26)))
    count = 0

    def change(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return match.group() if (count + copy) % _VARIED else match.group().translate(turn)

    text = _WORD.sub(change, document.text) if copy else document.text
    source = replace(document.source, id=f"{document.id}~{copy}")
    return Document(source, text, document.units)


def copies(corpus: Path, count: int, folder: Path) -> Reading:
    """How the corpus is read as so many varied copies, each a file in `folder`; each original is parsed once."""

    @cache
    def parsed(path: Path) -> Document:
        return load(originals[path])

    def found(_: Sequence[Path]) -> Found:
        files = []
        for copy in range(count):
            for path, original in originals.items():
                file = folder / str(copy) / path.relative_to(corpus)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
                files.append(replace(original, path=file, sha256=f"{original.sha256}~{copy}"))
        return files, (), ()

    def one(found: FoundFile) -> Document:
        copy, _, path = str(found.path.relative_to(folder)).partition("/")
        return varied(parsed(corpus / path), int(copy))

    originals = {file.path: file for file in collect([corpus]).files}
    return Reading(found, one, split, {"scale": str(count)})


def measure(corpus: Path, count: int, embedder: str) -> dict[str, Any]:
    """Build so many copies in this process, then change nothing and build again; figures by stage."""
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="euma-scale-") as folder:
        home, documents = Path(folder) / "home", Path(folder) / "documents"
        factory: EmbedderFactory = QuickEmbedder() if embedder == "quick" else embedder_choice(Settings(home=home))
        arguments = (home, [documents], factory, copies(corpus, count, documents))
        report = reindex(*arguments, options=Options(software="scale"), progress=watch)
        watch.close()
        again = reindex(*arguments, options=Options(software="scale"))
        size = sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    passages = report.embedded + report.reused
    return {
        "copies": count,
        "documents": len(report.added),
        "passages": passages,
        "failed": len(report.failed),
        "seconds": round(report.seconds, 1),
        "ms_per_passage": round(report.seconds * 1000 / passages, 3),
        "cpu_ms_per_passage": round(sum(watch.cpu.values()) * 1000 / passages, 3),
        "stages": asdict(watch, dict_factory=lambda pairs: {k: v for k, v in pairs if not k.startswith("_")}),
        "peak_mb": max([*watch.peak_mb.values(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]),
        "disk_mb": size // 1_000_000,
        "nothing_changed_seconds": round(again.seconds, 1),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each size in its own process and print one JSON line for each; 1 where there is no corpus."""
    parser = argparse.ArgumentParser(prog="python -m eval.scale", description=__doc__)
    parser.add_argument("copies", nargs="*", type=int, default=[1, 10])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--embedder", choices=["quick", "packaged"], default="quick")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if not given.corpus.is_dir():
        sys.stderr.write(f"There is no folder {given.corpus}. Give one with --corpus.\n")
        return 1
    for count in given.copies:
        if given.here:
            sys.stdout.write(json.dumps(measure(given.corpus, count, given.embedder)) + "\n")
        else:
            options = ["--corpus", str(given.corpus), "--embedder", given.embedder, "--here"]
            subprocess.run([sys.executable, "-m", "eval.scale", str(count), *options], check=True)  # noqa: S603
    return 0


if __name__ == "__main__":
    sys.exit(main())
