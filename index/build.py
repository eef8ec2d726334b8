"""One build: from a plan to a verified generation. Publishing is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from index.archive import Archive
from index.cache import VectorCache
from index.embedder import EmbedderFactory
from index.generation import IndexHome, Manifest, checksums
from index.guide import GuideEntry, guide_fingerprint
from index.intake import Intake, read_files
from index.plan import Plan, Reading
from index.report import Listener
from index.searches import write_searches
from index.stages import Loader, embed_pending
from index.store import FileRecord, StoreBuilder
from index.vector_place import VectorPlace


@dataclass(frozen=True)
class Job:
    """Everything a build needs besides its plan. `software` is the version that ends up in the manifest."""

    home: IndexHome
    embedder: EmbedderFactory
    reading: Reading
    guide: tuple[GuideEntry, ...]
    place: VectorPlace
    software: str
    listener: Listener


@dataclass(frozen=True)
class Built:
    """A generation ready to be published (None when every file failed and nothing else changed), and the counts."""

    intake: Intake
    manifest: Manifest | None = None
    embedded: int = 0
    guide_embedded: int = 0


def build(job: Job, generation: str, plan: Plan, published: dict[str, FileRecord], *, needed: bool) -> Built:
    """Build a generation in its folder. With `needed` it is built even when no file could be read."""
    folder = job.home.folder(generation)
    folder.mkdir(parents=True)
    file = folder / "documents.sqlite"
    load = Loader(job.embedder)
    with closing(StoreBuilder(file, job.embedder.name)) as store:
        intake = read_files(plan, published, job.reading, store, job.listener)
        if not (needed or intake.read):
            return Built(intake)
        if intake.kept:
            old = job.home.folder(job.home.current()) / "documents.sqlite"
            store.copy(old, intake.kept)
        store.add_guide(_relevant(job.guide, store.works()))
        with VectorCache(job.home.path / "cache.sqlite") as cache:
            embedded = embed_pending(store, cache, load, job.listener)
    with closing(Archive(file)) as archive:
        replaced = write_searches(archive, job.home, folder, job.place, job.listener)
        manifest = _manifest(job, generation, archive, replaced)
    job.home.seal(manifest)
    return Built(intake, manifest, embedded.passages, embedded.guide)


def _relevant(guide: Sequence[GuideEntry], works: set[str]) -> list[GuideEntry]:
    """The entries whose act is indexed: a question must not lead to a text that is not there."""
    return [entry for entry in guide if entry.celex in works]


def _manifest(job: Job, generation: str, archive: Archive, replaced: int) -> Manifest:
    return Manifest(
        id=generation,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        embedding_model=job.embedder.name,
        dimension=archive.dimension,
        documents=archive.count("documents"),
        passages=archive.count("passages"),
        guide=archive.count("guide"),
        guide_sha256=guide_fingerprint(job.guide),
        settings=dict(job.reading.settings),
        vectors=job.place.location,
        software=job.software,
        checksums=checksums(job.home.folder(generation)),
        replaced=replaced,
    )
