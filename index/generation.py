"""Generations: immutable builds of the index side by side, one of which is published.

    home/generations/<id>/{chroma/, lexical/, documents.sqlite, manifest.json}
    home/current          names the published generation; replaced atomically

The manifest is written last, so a folder without one is what a killed build left.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.errors import IndexingError, NoIndex, UnknownGeneration, WrongModel
from index.lock import build_lock

logger = logging.getLogger(__name__)

_MANIFEST, _CURRENT = "manifest.json", "current"
RESTORING = "restoring-"
_ID_FORMAT = "%Y%m%dT%H%M%S%f"
EMBEDDED = "embedded"
"""`Manifest.vectors` of a generation with its own Chroma folder; else the server's address."""


@dataclass(frozen=True)
class Manifest:
    """What a generation is: when and with what it was built, how much it holds, and its files' SHA-256.

    `checksums` covers documents.sqlite and lexical/ (Chroma rewrites its own files on opening). `settings` are those
    of reading and splitting, `guide_sha256` is the fingerprint of the guide entries. `replaced` counts the vectors
    deleted from the vector store since it was last written from nothing.
    """

    id: str
    built_at: str
    embedding_model: str
    dimension: int
    documents: int
    passages: int
    guide: int
    guide_sha256: str
    settings: Mapping[str, str]
    vectors: str
    software: str
    checksums: Mapping[str, str]
    replaced: int = 0


class IndexHome:
    """The folder that holds all generations of one index."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def current_file(self) -> Path:
        """The file that names the published generation."""
        return self.path / _CURRENT

    def folder(self, generation: str) -> Path:
        """The folder of a generation."""
        return self.path / "generations" / generation

    def current(self) -> str:
        """The id of the published generation; NoIndex when nothing has been published."""
        try:
            return self.current_file.read_text("utf-8").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise NoIndex(f"Nothing is indexed in {self.path} yet. Run: euma reindex PATH") from error

    def current_or_none(self) -> str | None:
        """The id of the published generation, None before the first."""
        return self.current() if self.current_file.exists() else None

    def manifest(self, generation: str) -> Manifest:
        """Read a generation's manifest; UnknownGeneration when it is not there or not whole."""
        try:
            return Manifest(**json.loads((self.folder(generation) / _MANIFEST).read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise UnknownGeneration(
                f"There is no generation {generation!r} in {self.path}. Run: euma status, to see those there are."
            ) from error

    def generations(self) -> list[Manifest]:
        """All whole generations, oldest first."""
        found = []
        for name in self._folders():
            try:
                found.append(self.manifest(name))
            except UnknownGeneration:
                continue
        return found

    def new_id(self) -> str:
        """Return an id that sorts after all there are, even when the clock was set back."""
        now = datetime.now(UTC)
        if taken := [name for name in self._folders() if _time_of(name)]:
            latest = _time_of(taken[-1]) or now
            now = max(now, latest + timedelta(microseconds=1))
        return now.strftime(_ID_FORMAT)

    def seal(self, manifest: Manifest) -> None:
        """Bring a finished generation safely to disk, its manifest last."""
        folder = self.folder(manifest.id)
        for file in folder.rglob("*"):
            _sync(file)
        _write_atomically(folder / _MANIFEST, json.dumps(asdict(manifest), indent=1))

    def publish(self, generation: str) -> None:
        """Make a whole generation the one that answers; readers see the old or the new one, never neither."""
        self.manifest(generation)
        _write_atomically(self.current_file, generation + "\n")
        logger.info("published generation %s", generation)

    def rollback(self, to: str | None = None) -> Manifest:
        """Publish an older generation: `to`, or the newest one before the published one.

        UnknownGeneration when there is none or its files are damaged, BuildInProgress while an index is being built.
        """
        with build_lock(self.path):
            return self._rollback(to)

    def _rollback(self, to: str | None) -> Manifest:
        now = self.current()
        earlier = [m for m in self.generations() if (m.id == to if to else m.id < now)]
        if not earlier:
            what = f"no generation {to!r}" if to else "no earlier generation"
            raise UnknownGeneration(f"There is {what} in {self.path}. Run: euma status, to see those there are.")
        target = earlier[-1]
        if damaged := self.damaged(target):
            raise UnknownGeneration(
                f"Generation {target.id} is damaged ({', '.join(damaged)}). Roll back to another, or run: euma reindex"
            )
        self.publish(target.id)
        return target

    def damaged(self, manifest: Manifest) -> list[str]:
        """Names of files that are missing or do not have the checksum in the manifest."""
        found = checksums(self.folder(manifest.id))
        return [name for name, sha256 in manifest.checksums.items() if found.get(name) != sha256]

    def prune(self, keep: int) -> list[str]:
        """Delete all but the newest `keep` generations and the published one; returns what was deleted."""
        return self._delete(self.superseded(keep))

    def superseded(self, keep: int) -> list[str]:
        """All generations but the newest `keep` and the published one."""
        current = self.current_or_none()
        return [m.id for m in self.generations()[: -max(1, keep)] if m.id != current]

    def sweep(self) -> list[str]:
        """Delete what killed builds left. Only under the build lock, or a running build would lose its folder."""
        for part in self.parts():
            if part.is_dir():
                shutil.rmtree(part, ignore_errors=True)
            else:
                part.unlink(missing_ok=True)
        return self._delete(folder.name for folder in self.unfinished())

    def unfinished(self) -> list[Path]:
        """Folders of builds that were killed, or of the one that is running."""
        whole = {m.id for m in self.generations()} | {self.current_or_none()}
        return [self.folder(name) for name in self._folders() if name not in whole]

    def parts(self) -> list[Path]:
        """What killed writings of the home's own files left."""
        return [*self.path.glob(f"{_CURRENT}.*.part"), *self.path.glob(f"{RESTORING}*.part")]

    def label(self) -> str:
        """Return a short name of this home, made once, for sharing a Chroma server with others."""
        file = self.path / "label"
        if not file.exists():
            self.path.mkdir(parents=True, exist_ok=True)
            _write_atomically(file, uuid.uuid4().hex[:8])
        return file.read_text("utf-8")

    def _folders(self) -> list[str]:
        folder = self.path / "generations"
        return sorted(f.name for f in folder.iterdir() if f.is_dir()) if folder.is_dir() else []

    def _delete(self, generations: Iterable[str]) -> list[str]:
        gone = []
        for name in generations:
            # The manifest first: a folder half deleted must not look whole.
            (self.folder(name) / _MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(self.folder(name), ignore_errors=True)
            logger.info("deleted generation %s", name)
            gone.append(name)
        return gone


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of a generation's files that never change, by relative path."""
    files = [folder / "documents.sqlite", *sorted((folder / "lexical").glob("*"))]
    found: dict[str, str] = {}
    for file in files:
        if file.is_file():
            with file.open("rb") as stream:
                found[file.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def check_model(manifest: Manifest, embedder_name: str) -> None:
    """WrongModel when a generation's vectors come from another model than the given one."""
    if manifest.embedding_model != embedder_name:
        raise WrongModel(
            f"The index was built with the embedding model {manifest.embedding_model}, but {embedder_name} is set. "
            "Run: euma reindex, to embed everything again, or set the model back."
        )


def _time_of(generation: str) -> datetime | None:
    try:
        return datetime.strptime(generation, _ID_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _write_atomically(file: Path, text: str) -> None:
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        part.write_text(text, "utf-8")
        _sync(part)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise IndexingError(f"Cannot write {file}: {error.strerror}.") from error
    _sync(file.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
