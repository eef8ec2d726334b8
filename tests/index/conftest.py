"""Small documents, a counting embedder without a model, and a way to reindex with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from index.guide import GuideEntry
from index.plan import Reading
from index.reader import OpenIndex
from index.reindex import Options, reindex
from index.report import Failure, Note, Progress, ReindexReport
from ingest.collect import FoundFile
from ingest.document import Document, Passage, Unit, UnitKind
from ingest.errors import UnreadableFile
from ingest.source import Kind, Source

DIMENSION = 64


class WordEmbedder:
    """A text's vector is the sum of its words' random vectors; counts what it embeds."""

    dimension = DIMENSION

    def __init__(self, name: str = "words@1") -> None:
        self.name = name
        self.passages: list[str] = []
        self.queries: list[str] = []

    def embed_passages(self, texts, progress=None):
        self.passages += texts
        return np.stack([self._vector(text) for text in texts])

    def embed_queries(self, texts, progress=None):
        self.queries += texts
        return np.stack([self._vector(text) for text in texts])

    def embed_query(self, text):
        return self._vector(text)

    def _vector(self, text):
        vector = np.full(DIMENSION, 1e-3, np.float32)
        for word in re.findall(r"\w+", f"{text} {self.name}".lower()):
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            vector += np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


class Factory:
    """Loads one WordEmbedder, and tells how often it was asked to."""

    def __init__(self, name: str = "words@1") -> None:
        self.embedder = WordEmbedder(name)
        self.loads = 0

    @property
    def name(self) -> str:
        return self.embedder.name

    def load(self):
        self.loads += 1
        return self.embedder


def collect(paths: Sequence[Path]) -> tuple[list[FoundFile], list[Failure], list[Note]]:
    files, problems = [], []
    for path in paths:
        if not path.exists():
            problems.append(Failure(str(path), f"There is nothing at {path}."))
        for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path] * path.is_file():
            content = file.read_bytes()
            files.append(FoundFile(file, hashlib.sha256(content).hexdigest(), len(content)))
    return files, problems, []


def load(found: FoundFile) -> Document:
    """Title, then paragraphs between empty lines; "id X" as the title's end sets the id."""
    text = found.path.read_text("utf-8").strip()
    if "UNREADABLE" in text:
        raise UnreadableFile(f"{found.path.name} has no text. Get another copy.")
    if "CRASH" in text:
        raise ZeroDivisionError("a bug in a reader")
    title, identifier, language = text.split("\n")[0], found.path.stem, "en"
    if named := re.search(r" id (\S+)$", title):
        identifier = named.group(1)
    if spoken := re.search(r"\[(\w\w)\]", title):
        language = spoken.group(1)
    celex = identifier if re.match(r"\d{5}[A-Z]\d{4}$", identifier) else None
    source = found.source or Source(identifier, title, Kind.BRIEF, language=language, celex=celex)
    return Document(source, text, (Unit(UnitKind.TEXT, 0, len(text)),))


def split(document: Document) -> list[Passage]:
    passages, start = [], 0
    for number, part in enumerate(document.text.split("\n\n")):
        at = document.text.index(part, start)
        start = at + len(part)
        if number:
            key = hashlib.sha256(f"{document.id} {number} {part}".encode()).hexdigest()[:16]
            place = f"Article {number}"
            passages.append(Passage(key, document.id, place, place, at, start, part, document.source.title))
    return passages


@dataclass
class Workbench:
    """An index home and a folder of documents."""

    home: Path
    folder: Path
    factory: Factory = field(default_factory=Factory)
    reading: Reading = field(default_factory=lambda: Reading(collect, load, split, {"words": "170"}))
    guide: tuple[GuideEntry, ...] = ()

    def write(self, name: str, *paragraphs: str, title: str = "A title") -> Path:
        path = self.folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join([title, *paragraphs]), "utf-8")
        return path

    def reindex(
        self,
        *paths: Path,
        progress: Callable[[Progress], None] | None = None,
        remove_ids: Sequence[str] = (),
        **options: object,
    ) -> ReindexReport:
        return reindex(
            self.home,
            paths or (self.folder,),
            self.factory,
            self.reading,
            guide=self.guide,
            remove_ids=remove_ids,
            options=Options(**options),
            progress=progress,
        )

    def ask(self, text: str, k: int = 3) -> list[tuple[str, float]]:
        with OpenIndex.open(self.home) as index:
            found = index.dense(self.factory.embedder.embed_query(text), k)
            return [(index.passage(i).text, cosine) for i, cosine in found]


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "home", tmp_path / "documents")


@pytest.fixture
def three(bench: Workbench) -> Workbench:
    """Three documents of two passages each."""
    bench.write("housing", "The town lets flats to newcomers.", "Rents are capped by the council.")
    bench.write("school", "Every child goes to school.", "Lessons in the mother tongue are offered.")
    bench.write("work", "A permit to work takes ninety days.", "The employer signs the contract.")
    return bench


@pytest.fixture
def opened(three: Workbench) -> Iterator[OpenIndex]:
    three.reindex()
    with OpenIndex.open(three.home) as index:
        yield index
