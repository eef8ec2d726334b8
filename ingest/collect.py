"""From paths to the files to read, each with its checksum and what a manifest says of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import manifest
from ingest.errors import BadManifest
from ingest.readers._kinds import unread_sort
from ingest.source import Source

MAX_BYTES = 100_000_000
_SUFFIXES = ".xhtml .html .htm .xml .fmx .pdf .docx .odt .rtf .md .markdown .txt .eml .mht .mhtml"
READABLE = set(_SUFFIXES.split())
_NOT_DOCUMENTS = {"readme.md", "sources.md", "readme.txt", "license.txt", "license.md", manifest.NAME}
_BLOCK = 1 << 20


@dataclass(frozen=True)
class FoundFile:
    """A file to read. `size` is in bytes; `source` is a manifest's entry for it, completed from the catalogue."""

    path: Path
    sha256: str
    size: int
    source: Source | None = None


@dataclass(frozen=True)
class Problem:
    """A file or folder that is left out, or to be looked at, and why: one sentence."""

    path: Path
    message: str


@dataclass(frozen=True)
class Collection:
    """What was found. `problems` are left out; files with `warnings` are in."""

    files: tuple[FoundFile, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def collect(paths: Sequence[Path], max_bytes: int = MAX_BYTES) -> Collection:
    """Files under the given files and folders, in the order given, folders sorted by name; none twice.

    A folder's `manifest.json` gives the metadata of the files it lists; other readable files are taken too. Hidden
    files, READMEs and kinds of file that no reader knows are passed over in folders, but not when named themselves;
    documents in formats that are not read (.doc, .xlsx …) are problems. So are a file above `max_bytes`, what is no
    regular file, a name that is no text, a missing path and a bad manifest; nothing is raised.
    """
    search = _Search(max_bytes)
    for path in paths:
        search.add(path)
    return Collection(tuple(search.files), tuple(search.problems), tuple(search.warnings))


class _Search:
    """One run of `collect`: what was found so far."""

    def __init__(self, max_bytes: int) -> None:
        self.files: list[FoundFile] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._max_bytes = max_bytes
        self._seen: set[Path] = set()
        self._listed: dict[Path, manifest.Entry] = {}

    def add(self, path: Path) -> None:
        """Take a file, or all files of a folder."""
        if _real(path) is None:
            self._leave_out(path, f"{path} is a link that leads to itself; give another path.")
        elif path.is_dir():
            if not (path / manifest.NAME).is_file():
                self._manifest_above(path)
            self._folder(path)
        elif path.is_file():
            self._manifest_above(path)
            self._file(path)
        elif path.exists():
            self._leave_out(path, f"{path} is no regular file; give files and folders.")
        else:
            self._leave_out(path, f"{path} does not exist; check the path.")

    def _leave_out(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path, message))

    def _folder(self, folder: Path) -> None:
        files = []
        for path in _walk(folder, self._unopened):
            if _real(path) is None:
                self._leave_out(path, f"{path} is a link that leads to itself; remove it.")
            else:
                files.append(path)
        for path in files:
            if path.name == manifest.NAME:
                self._read_manifest(path.parent)
        missing = [
            listed for listed in self._listed if listed.is_relative_to(folder.resolve()) and not listed.is_file()
        ]
        for path in missing:
            self._leave_out(path, f"{path} is listed in a manifest but is not there; add the file or remove its entry.")
        for path in files:
            sentence = unread_sort(path)
            if self._is_wanted(path):
                self._file(path)
            elif sentence:
                self._leave_out(path, sentence)

    def _unopened(self, error: OSError) -> None:
        folder = Path(error.filename)
        self._leave_out(folder, f"{folder} cannot be opened ({error.strerror}); check its permissions.")

    def _is_wanted(self, path: Path) -> bool:
        if path.resolve() in self._listed:
            return True
        return path.suffix.lower() in READABLE and path.name.lower() not in _NOT_DOCUMENTS

    def _manifest_above(self, path: Path) -> None:
        """For a file or a folder named itself: the nearest manifest in the folders above it.

        Without it a document that was added with its folder would get another id when it is added again by itself.
        """
        for folder in path.resolve().parents[:3]:
            if manifest.lies_in(folder):
                self._read_manifest(folder)
                return

    def _read_manifest(self, folder: Path) -> None:
        if folder.resolve() / manifest.NAME in self._seen:
            return
        self._seen.add(folder.resolve() / manifest.NAME)
        try:
            entries = manifest.load_entries(folder)
        except BadManifest as error:
            self._leave_out(folder / manifest.NAME, str(error))
            return
        self._listed |= {folder.resolve() / file: entry for file, entry in entries.items()}

    def _file(self, path: Path) -> None:
        real = path.resolve()
        if real in self._seen:
            return
        self._seen.add(real)
        if not _is_text(path.name):
            self._leave_out(path, f"{_shown(path)} has a name that is no readable text; rename the file.")
            return
        try:
            kind = path.stat()
            if not stat.S_ISREG(kind.st_mode):  # reading a pipe would wait for ever
                self._leave_out(path, f"{path} is no regular file; give files and folders.")
                return
            size = kind.st_size
            if size > self._max_bytes:
                limit = self._max_bytes // 1_000_000
                self._leave_out(
                    path, f"{path} has {size // 1_000_000} MB, more than {limit} MB; split it and add the parts."
                )
                return
            sha256 = _sha256(path)
        except OSError as error:
            self._leave_out(path, f"{path} cannot be read ({error.strerror}); check its permissions.")
            return
        entry = self._listed.get(real)
        if entry and entry.sha256 and entry.sha256 != sha256:
            message = f"{path} differs from the checksum in its manifest; it is read as it is."
            self.warnings.append(Problem(path, message))
        self.files.append(FoundFile(path, sha256, size, entry.source if entry else None))


def _is_text(name: str) -> bool:
    """Whether a name can be written down: no bytes outside the file system's encoding, no line breaks or controls."""
    return not any("\ud800" <= character <= "\udfff" or character < " " for character in name)


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", " ")


def _real(path: Path) -> Path | None:
    """Where a path leads, None for links that lead to themselves."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return None


def _walk(folder: Path, unopened: Callable[[OSError], None]) -> Iterator[Path]:
    """All files under a folder, sorted, without hidden ones; links to folders already on the way are not followed."""
    entered: set[Path] = set()
    for root, folders, files in os.walk(folder, onerror=unopened, followlinks=True):
        real = Path(root).resolve()
        if real in entered:
            folders.clear()
            continue
        entered.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(files) if not name.startswith("."))


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_BLOCK):
            digest.update(piece)
    return digest.hexdigest()
