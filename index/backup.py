"""Backup: the published generation and everything else in a home that cannot be made again, in one tar file.

    generation/...     documents.sqlite, lexical/, manifest.json of the published generation
    home/...           whatever else lies in the home: the library, feedback, accounts
    checksums.json     SHA-256 of each

Left out is what a restore or the next start makes anew: the vector store (vectors are in documents.sqlite too), the
unpacked model, the cache, fetched answers, older generations.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import IndexingError
from index.generation import IndexHome
from index.lock import build_lock
from index.report import Listener, Progress
from index.tarball import GENERATION, HOME, Packer, unpack

_REMADE = {"generations", "current", "lock", "label", "models", "fetched"}
_REMADE_FILES = ("cache.sqlite",)
_GZIP = (".gz", ".tgz")
_SQLITE = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal", ".part", ".lock")
_WAIT = 60.0
_PRIVATE = 0o600


@dataclass(frozen=True)
class BackupReport:
    """What was written where: the file, the generation in it, and how many files and bytes it has."""

    file: str
    generation: str
    documents: int
    passages: int
    files: int
    bytes: int


def back_up(home: Path, target: Path, *, replace: bool = False, progress: Listener | None = None) -> BackupReport:
    """Write the backup of a home to `target`, a file or a folder, and read it back; the file appears when it is whole.

    Only its owner may read it, as it may hold accounts and feedback. Raises NoIndex, IndexingError when it cannot be
    written, BuildInProgress when an index has been being built for a minute.
    """
    listener: Listener = progress or (lambda _: None)
    index = IndexHome(home)
    index.current()  # NoIndex, before the lock makes the folder
    with build_lock(home, _WAIT):
        manifest = index.manifest(index.current())
        if damaged := index.damaged(manifest):
            raise IndexingError(
                f"The published generation is damaged ({', '.join(damaged)}), so a backup would be. Run: euma rollback"
            )
        file = _target(home, target, manifest.id, replace=replace)
        part = file.with_name(f"{file.name}.part")
        try:
            count = _write(index, manifest.id, part, listener, compressed=file.name.endswith(_GZIP))
            unpack(part, None, listener)
            part.replace(file)
        except OSError as error:
            raise IndexingError(
                f"The backup {file} cannot be written ({error.strerror or error}). Make room, or choose another place."
            ) from error
        finally:
            part.unlink(missing_ok=True)
    return BackupReport(str(file), manifest.id, manifest.documents, manifest.passages, count, file.stat().st_size)


def is_kept(inside: Path) -> bool:
    """Whether a file of a home, by its path in it, belongs in a backup."""
    first = inside.parts[0]
    made_again = first in _REMADE or first.startswith(_REMADE_FILES) or first.endswith(".part")
    return not made_again and not inside.name.endswith(_BESIDE)


def _target(home: Path, target: Path, generation: str, *, replace: bool) -> Path:
    file = target / f"euma-{generation}.tar" if target.is_dir() else target
    if file.resolve().is_relative_to(home.resolve()):
        raise IndexingError(f"{file} is in the folder that is backed up. Choose a place outside {home}.")
    if file.exists() and not replace:
        raise IndexingError(f"{file} is there already. Choose another name, or add --replace.")
    return file


def _write(index: IndexHome, generation: str, part: Path, listener: Listener, *, compressed: bool) -> int:
    members = list(_members(index, generation))
    with part.open("wb") as stream:
        part.chmod(_PRIVATE)
        packer = Packer(stream, compressed=compressed)
        for done, (name, file) in enumerate(members):
            listener(Progress("pack", done, len(members), name))
            with _at_rest(name, file) as still:
                packer.add(name, still)
        packer.close({"generation": generation, "made_at": datetime.now(UTC).isoformat(timespec="seconds")})
        stream.flush()
        os.fsync(stream.fileno())
    listener(Progress("pack", len(members), len(members)))
    return len(members)


def _members(index: IndexHome, generation: str) -> Iterator[tuple[str, Path]]:
    folder = index.folder(generation)
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        if file.is_file() and inside.parts[0] != "chroma":
            yield f"{GENERATION}/{inside.as_posix()}", file
    for file in sorted(index.path.rglob("*")):
        inside = file.relative_to(index.path)
        if is_kept(inside) and file.is_file() and not file.is_symlink():
            yield f"{HOME}/{inside.as_posix()}", file


@contextmanager
def _at_rest(name: str, file: Path) -> Iterator[Path]:
    """The file itself, or SQLite's own copy of a database that may be written to just now."""
    with file.open("rb") as stream:
        is_database = name.startswith(HOME) and stream.read(len(_SQLITE)) == _SQLITE
    if not is_database:
        yield file
        return
    with TemporaryDirectory(prefix="euma-backup-") as folder:
        copy = Path(folder) / "copy"
        with (
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(copy)) as new,
        ):
            old.backup(new)
        copy.chmod(file.stat().st_mode)
        yield copy
