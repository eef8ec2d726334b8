"""The file of a backup: a tar whose last member holds the SHA-256 of all others, so that a cut-off one has none.

Reading trusts nothing in it: only plain files with plain names under the two known folders, never more than the disk
has room for, and nothing counts until every checksum was right.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from index.errors import BadBackup
from index.report import Listener, Progress

FORMAT = 1
CHECKSUMS = "checksums.json"
GENERATION, HOME = "generation", "home"
REQUIRED = {f"{GENERATION}/documents.sqlite", f"{GENERATION}/manifest.json"}

_BLOCK = 1 << 20
_LARGEST_CHECKSUMS = 100_000_000
_RESERVE = 50_000_000
_RIGHTS = 0o755
_DAMAGE = (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError)


class Packer:
    """Writes a backup's file: `add` files, then `close`."""

    def __init__(self, stream: IO[bytes], *, compressed: bool) -> None:
        self._archive = tarfile.open(fileobj=stream, mode="w:gz" if compressed else "w")  # noqa: SIM115
        self._digests: dict[str, str] = {}

    def add(self, name: str, file: Path) -> None:
        """Add a file under a name, reading it once."""
        status = file.stat()
        entry = tarfile.TarInfo(name)  # without its owner: it may be unpacked anywhere
        entry.size, entry.mtime, entry.mode = status.st_size, int(status.st_mtime), status.st_mode & _RIGHTS
        with file.open("rb") as stream:
            hashing = _Hashing(stream)
            self._archive.addfile(entry, hashing)
        self._digests[name] = hashing.digest.hexdigest()

    def close(self, about: dict[str, str]) -> None:
        """Write the checksums, with what else is to be known of the backup."""
        text = json.dumps({"format": FORMAT, **about, "files": self._digests}, indent=1).encode()
        entry = tarfile.TarInfo(CHECKSUMS)
        entry.size = len(text)
        self._archive.addfile(entry, io.BytesIO(text))
        self._archive.close()


class _Hashing:
    """A file that is read through a checksum."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


def unpack(file: Path, folder: Path | None, listener: Listener) -> dict[str, Any]:
    """Read a whole backup, into `folder` (None: only look), and compare its checksums; returns what CHECKSUMS says.

    BadBackup, when it is no backup, damaged, cut off, or holds what a backup never does.
    """
    found: dict[str, str] = {}
    about: dict[str, Any] = {}
    total = max(1, file.stat().st_size) if file.is_file() else 1
    try:
        with file.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:*") as archive:
            for entry, stream in _entries(archive, file):
                listener(Progress("unpack" if folder else "check", min(raw.tell(), total), total, entry.name))
                if entry.name == CHECKSUMS:
                    about = json.loads(stream.read(_LARGEST_CHECKSUMS))
                    continue
                if entry.name in found:
                    raise BadBackup(f"The backup {file} holds {entry.name} twice, as no backup does. {_ADVICE}")
                found[entry.name] = _copy(entry, stream, folder, file)
    except FileNotFoundError as error:
        raise BadBackup(f"There is no file {file}. Check the path.") from error
    except _DAMAGE as error:
        raise BadBackup(f"{file} is no whole backup ({error or type(error).__name__}). {_ADVICE}") from error
    _compare(file, about, found)
    listener(Progress("unpack" if folder else "check", total, total))
    return about


_ADVICE = "Nothing was changed; use another copy of it."


def _entries(archive: tarfile.TarFile, file: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Members with their content; BadBackup for a link, a device, or a name that leads elsewhere."""
    for entry in archive:
        stream = archive.extractfile(entry) if entry.isreg() else None
        if stream is None or not (entry.name == CHECKSUMS or _is_plain(entry.name)):
            raise BadBackup(
                f"The backup {file} holds {entry.name!r}, which would leave its folder or is no plain file. {_ADVICE}"
            )
        yield entry, stream


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    strange = path.is_absolute() or ".." in path.parts or str(path) != name or "\\" in name or "\0" in name
    return not strange and len(path.parts) > 1 and path.parts[0] in {GENERATION, HOME}


def _copy(entry: tarfile.TarInfo, stream: IO[bytes], folder: Path | None, file: Path) -> str:
    digest = hashlib.sha256()
    if folder is None:
        while block := stream.read(_BLOCK):
            digest.update(block)
        return digest.hexdigest()
    if entry.size + _RESERVE > shutil.disk_usage(folder).free:
        raise BadBackup(f"There is no room for {entry.name} of {file} ({entry.size // 1_000_000} MB). Make room first.")
    target = folder / entry.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        while block := stream.read(_BLOCK):
            digest.update(block)
            out.write(block)
    target.chmod(entry.mode & _RIGHTS)
    return digest.hexdigest()


def _compare(file: Path, about: dict[str, Any], found: dict[str, str]) -> None:
    if not isinstance(about, dict) or not isinstance(about.get("files"), dict):
        raise BadBackup(f"{file} is no whole backup: it has no checksums at its end. {_ADVICE}")
    if about.get("format") != FORMAT:
        raise BadBackup(f"The backup {file} has the format {about.get('format')!r}, not {FORMAT}. Use a newer euma.")
    listed: dict[str, str] = about["files"]
    wrong = sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))
    wrong += sorted(REQUIRED - found.keys())
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""  # noqa: PLR2004
        raise BadBackup(f"The backup {file} is damaged ({', '.join(wrong[:3])}{more}). {_ADVICE}")
