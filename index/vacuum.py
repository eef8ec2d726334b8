"""Vacuum: delete what no published or kept generation needs, and say what that freed."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.archive import Archive
from index.cache import VectorCache
from index.generation import IndexHome
from index.lock import build_lock
from index.unpack import PART, STAMP
from index.vector_place import VectorPlace


@dataclass(frozen=True)
class Freed:
    """One kind of thing that was deleted, or would be: what it is, their names (or how many), bytes on disk."""

    what: str
    names: tuple[str, ...]
    count: int
    bytes: int


def vacuum(
    home: Path, place: VectorPlace, keep: int, models: Collection[str] = (), *, dry_run: bool = False
) -> list[Freed]:
    """Delete unfinished builds, all but the newest `keep` generations, unpacked models not among `models`, collections
    and cached vectors that no generation uses.

    With `dry_run` only say what would go. Raises BuildInProgress while an index is being built: its folder looks like
    an unfinished one.
    """
    index = IndexHome(home)
    if not home.exists():
        return []
    with build_lock(home):
        leftovers = [*index.unfinished(), *index.parts()]
        old = [index.folder(name) for name in index.superseded(keep)]
        found = [
            _folders("unfinished builds", leftovers),
            _folders("old generations", old),
            _folders("unused models", unused_models(home / "models", models)),
        ]
        if not dry_run:
            index.sweep()
            index.prune(keep)
            for folder in unused_models(home / "models", models):
                shutil.rmtree(folder, ignore_errors=True)
        staying = [m.id for m in index.generations() if index.folder(m.id) not in old]
        found.append(_collections(place, staying, dry_run=dry_run))
        found.append(_cached(index, staying, dry_run=dry_run))
    return [freed for freed in found if freed.count]


def _folders(what: str, paths: Sequence[Path]) -> Freed:
    return Freed(what, tuple(path.name for path in paths), len(paths), sum(size(path) for path in paths))


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.lstat().st_size for file in files if file.is_file())


def unused_models(folder: Path, used: Collection[str]) -> list[Path]:
    """Model folders that `write_model` made in a folder, or began to make, whose names are not in `used`."""
    if not folder.is_dir():
        return []
    try:
        with FileLock(folder / "lock", timeout=0, thread_local=False):  # else one is being made
            begun = list(folder.glob(f"*{PART}"))
    except (Timeout, OSError):
        begun = []
    made = [path for path in folder.iterdir() if (path / STAMP).is_file() and path.name not in used]
    return sorted({*begun, *made})


def _collections(place: VectorPlace, staying: Sequence[str], *, dry_run: bool) -> Freed:
    names = place.strays(staying) if dry_run else place.sweep(staying)
    return Freed("collections on the Chroma server", tuple(names), len(names), 0)


def _cached(index: IndexHome, staying: Sequence[str], *, dry_run: bool) -> Freed:
    file = index.path / "cache.sqlite"
    if not file.exists():
        return Freed("cached vectors", (), 0, 0)
    with VectorCache(file) as cache:
        if dry_run:
            count, free = cache.unused(used_keys(index, staying))
            return Freed("cached vectors", (), count, free)
        before = size(file)
        count = cache.vacuum(used_keys(index, staying))
    return Freed("cached vectors", (), count, max(0, before - size(file)))


def used_keys(index: IndexHome, generations: Sequence[str]) -> Iterator[bytes]:
    """Cache keys of all texts in some generations."""
    for generation in generations:
        with closing(Archive(index.folder(generation) / "documents.sqlite")) as archive:
            yield from archive.keys()
