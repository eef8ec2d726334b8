"""The one way an index changes: build a new generation beside the published one, verify it, publish it.

Whatever happens on the way, a full disk, Ctrl-C, kill -9, the published generation answers as before; what was embedded
stays in the cache, so that the next run goes on where this one stopped.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.archive import Archive
from index.build import Built, Job, build
from index.cache import VectorCache
from index.embedder import EmbedderFactory
from index.errors import UnknownGeneration
from index.generation import EMBEDDED, IndexHome, Manifest
from index.guide import GuideEntry, guide_fingerprint
from index.intake import Intake, read_files
from index.lock import build_lock
from index.plan import Plan, Reading, make_plan
from index.report import Listener, Note, Progress, ReindexReport
from index.store import FileRecord
from index.unwind import nothing_left_behind
from index.vacuum import used_keys
from index.vector_place import VectorPlace
from ingest.source import Source
from ingest.versions import lesser_formats

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """How to build.

    `vectors` is EMBEDDED or the address of a Chroma server; `keep` is how many generations stay for rollback;
    `force` reads all given files again; `dry_run` reads and reports but changes nothing.
    """

    vectors: str = EMBEDDED
    keep: int = 3
    software: str = ""
    force: bool = False
    dry_run: bool = False


def reindex(
    home: Path,
    paths: Sequence[Path],
    embedder: EmbedderFactory,
    reading: Reading | None = None,
    *,
    guide: Sequence[GuideEntry] = (),
    remove_ids: Collection[str] = (),
    options: Options | None = None,
    progress: Listener | None = None,
) -> ReindexReport:
    """Bring the index up to date with the files under `paths` and publish it; nothing changed publishes nothing.

    The new generation holds the published documents and those of `paths`. Raises BuildInProgress, BuildFailed (the
    published index is untouched), or what the embedder or the vector store raise when they cannot be opened.
    """
    started, options = time.monotonic(), options or Options()
    index = IndexHome(home)
    place = VectorPlace(index, options.vectors)
    listener: Listener = progress or (lambda _: None)
    reading = reading or Reading()
    job = Job(index, embedder, reading, tuple(guide), place, options.software, listener)
    with build_lock(home):
        index.sweep()
        manifest, published, sources = _published(index)
        listener(Progress("collect", 0, len(paths)))
        plan = make_plan(published, paths, reading, remove_ids=remove_ids, force=options.force, sources=sources)
        listener(Progress("collect", len(paths), len(paths), f"{len(plan.to_read)} to read"))
        report = _carry_out(job, plan, manifest, published, options)
    return replace(report, seconds=time.monotonic() - started)


def _carry_out(
    job: Job, plan: Plan, manifest: Manifest | None, published: dict[str, FileRecord], options: Options
) -> ReindexReport:
    needed = bool(plan.removed or plan.renamed) or _outdated(manifest, job)
    if options.dry_run:
        return _report(plan, Built(read_files(plan, published, job.reading, None, job.listener)))
    if not (needed or plan.to_read):
        return _report(plan, Built(Intake(plan.kept)))
    generation = job.home.new_id()
    with nothing_left_behind(job.home, job.place, generation):
        job.place.sweep(m.id for m in job.home.generations())
        built = build(job, generation, plan, published, needed=needed)
        if built.manifest:
            job.listener(Progress("publish", 0, 1, generation))
            job.home.publish(generation)
    if built.manifest:
        _tidy(job, options.keep)
        job.listener(Progress("publish", 1, 1, generation))
    else:
        shutil.rmtree(job.home.folder(generation), ignore_errors=True)
    return _report(plan, built)


def _published(index: IndexHome) -> tuple[Manifest | None, dict[str, FileRecord], dict[str, Source]]:
    current = index.current_or_none()
    if current is None:
        return None, {}, {}
    try:
        manifest = index.manifest(current)
    except UnknownGeneration as error:
        if index.generations():
            raise UnknownGeneration(f"The published generation {current} is lost. Run: euma rollback") from error
        logger.warning("the only generation is lost; starting from nothing")
        return None, {}, {}
    with closing(Archive(index.folder(current) / "documents.sqlite")) as archive:
        return manifest, dict(archive.files), dict(archive.sources)


def _outdated(manifest: Manifest | None, job: Job) -> bool:
    """Whether the published generation must be built anew whatever the files say."""
    if manifest is None:
        return False
    made_with = (manifest.embedding_model, manifest.guide_sha256, manifest.vectors)
    return made_with != (job.embedder.name, guide_fingerprint(job.guide), job.place.location)


def _tidy(job: Job, keep: int) -> None:
    """Drop old generations and the vectors that only they used. A failure here costs disk, nothing else."""
    try:
        job.home.prune(keep)
        job.place.sweep(m.id for m in job.home.generations())
        with VectorCache(job.home.path / "cache.sqlite") as cache:
            cache.vacuum(used_keys(job.home, [m.id for m in job.home.generations()]))
    except Exception:  # the new generation is published, and that is what was asked for
        logger.warning("tidying up after the build failed", exc_info=True)


def _report(plan: Plan, built: Built) -> ReindexReport:
    intake = built.intake
    passages = built.manifest.passages if built.manifest else intake.passages
    return ReindexReport(
        added=tuple(intake.added),
        changed=tuple(intake.changed),
        unchanged=tuple(i for i in plan.unchanged if i not in intake.read),
        removed=tuple(i for i in plan.removed if i not in intake.read),
        renamed=plan.renamed,
        failed=(*plan.failed, *intake.failed),
        embedded=built.embedded,
        reused=passages - built.embedded if built.manifest else 0,
        guide_embedded=built.guide_embedded,
        generation=built.manifest.id if built.manifest else None,
        reasons={i: why for i, why in {**plan.reasons, **intake.reasons}.items() if i in intake.read | plan.told},
        notes=(*plan.notes, *intake.notes, *_same_texts(plan, intake)),
    )


def _same_texts(plan: Plan, intake: Intake) -> Iterator[Note]:
    """A note for each text that was read now and is there in two formats."""
    sources = {i: source for i, source in plan.sources.items() if i in intake.kept} | intake.sources
    for lesser, better in lesser_formats(sources.values()):
        if {lesser.id, better.id} & intake.read:
            yield Note(
                lesser.id, f"{lesser.id} is the text of {better.id} in a lesser format; answers use {better.id}."
            )
