"""Restore: a backup becomes the newest generation of a home, beside all that is there."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from index.archive import Archive
from index.backup import is_kept
from index.errors import BadBackup
from index.generation import EMBEDDED, RESTORING, IndexHome, Manifest
from index.lock import build_lock
from index.report import Listener, Progress
from index.searches import write_vectors
from index.tarball import GENERATION, HOME, unpack
from index.unwind import nothing_left_behind
from index.vector_place import VectorPlace


@dataclass(frozen=True)
class RestoreReport:
    """What came back: the generation published, from which one it was made, and which of the home's files.

    `kept` are files that were there already and differ: they stay as they are. `before` was published until now.
    """

    generation: str
    backed_up: str
    made_at: str
    documents: int
    passages: int
    embedding_model: str
    restored: tuple[str, ...]
    kept: tuple[str, ...]
    before: str | None


def check(file: Path, progress: Listener | None = None) -> dict[str, str]:
    """Read a whole backup and compare every checksum; returns its generation and when it was made. Raises BadBackup."""
    about = unpack(file, None, progress or (lambda _: None))
    return {name: str(about.get(name, "")) for name in ("generation", "made_at")}


def restore(home: Path, file: Path, vectors: str = EMBEDDED, *, progress: Listener | None = None) -> RestoreReport:
    """Publish a backup as a new generation; what was published stays for rollback, and no file is overwritten.

    `vectors` is EMBEDDED or the address of a Chroma server. Raises BadBackup, and nothing is changed; BuildInProgress;
    BuildFailed when it cannot be written.
    """
    listener: Listener = progress or (lambda _: None)
    index = IndexHome(home)
    place = VectorPlace(index, vectors)
    if not file.is_file():
        raise BadBackup(f"There is no file {file}. Check the path.")
    with build_lock(home):
        index.sweep()
        before, generation = index.current_or_none(), index.new_id()
        with nothing_left_behind(index, place, generation):
            with TemporaryDirectory(prefix=RESTORING, suffix=".part", dir=home, ignore_cleanup_errors=True) as folder:
                unpacked = Path(folder)
                about = unpack(file, unpacked, listener)
                old = _manifest(unpacked / GENERATION, file)
                (home / "generations").mkdir(exist_ok=True)
                (unpacked / GENERATION / "manifest.json").unlink()
                (unpacked / GENERATION).rename(index.folder(generation))
                manifest = _finish(index, replace(old, id=generation, vectors=vectors, replaced=0), place, listener)
                restored, kept = _put_files(unpacked / HOME, home)
            listener(Progress("publish", 0, 1, generation))
            index.publish(generation)
    listener(Progress("publish", 1, 1, generation))
    return RestoreReport(
        generation,
        old.id,
        str(about.get("made_at", "")),
        manifest.documents,
        manifest.passages,
        manifest.embedding_model,
        tuple(restored),
        tuple(kept),
        before,
    )


def _manifest(folder: Path, file: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((folder / "manifest.json").read_text("utf-8")))
        with closing(Archive(folder / "documents.sqlite")) as archive:
            faults = archive.faults()
            counts = (archive.count("documents"), archive.count("passages"), archive.count("guide"))
    except (ValueError, TypeError, sqlite3.Error) as error:
        raise BadBackup(f"The index in {file} cannot be read ({error}). Nothing was changed.") from error
    if faults or counts != (manifest.documents, manifest.passages, manifest.guide):
        raise BadBackup(f"The index in {file} is not whole ({'; '.join(faults) or counts}). Nothing was changed.")
    return manifest


def _finish(index: IndexHome, manifest: Manifest, place: VectorPlace, listener: Listener) -> Manifest:
    """Write the vector store from the vectors in documents.sqlite, verify all of it, and seal the generation."""
    folder = index.folder(manifest.id)
    with closing(Archive(folder / "documents.sqlite")) as archive:
        write_vectors(archive, folder, place, listener)
    if damaged := index.damaged(manifest):
        raise BadBackup(f"The index in the backup is damaged ({', '.join(damaged)}). Nothing was changed.")
    index.seal(manifest)
    return manifest


def _put_files(source: Path, home: Path) -> tuple[list[str], list[str]]:
    """Move the home's other files in place where none is; returns those moved and those that are there and differ."""
    restored, kept = [], []
    for file in sorted(f for f in source.rglob("*") if f.is_file()):
        inside = file.relative_to(source)
        target = home / inside
        if not is_kept(inside):
            continue
        if target.exists() or target.is_symlink():
            if not target.is_file() or target.read_bytes() != file.read_bytes():
                kept.append(inside.as_posix())
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, target)
        restored.append(inside.as_posix())
    return restored, kept
