"""What was fetched before, by checksum: a folder of files named by their sha256, and an index of who gave them.

    files/3f/3f9a…      one body; its name is its checksum, always
    index.json          request (accept, language, address) -> checksum, ETag, Last-Modified
    unfinished/         bodies being written

A body enters `files/` by a rename when it is complete and on disk, so a kill at any moment leaves only an unfinished
file, which later runs remove. A body that no longer fits its name (a failing disk) is removed when next asked for.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.official.storage import write_whole

logger = logging.getLogger(__name__)
_STALE = 3600  # seconds after which an unfinished file's writer is surely gone
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    """What a source answered: the body's checksum, and the validators for asking whether it has changed."""

    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    media_type: str = ""


class Cache:
    """A cache in a folder, made when it is first written to. Values are whole bodies."""

    def __init__(self, folder: Path) -> None:
        self._files, self._scratch, self._index = folder / "files", folder / "unfinished", folder / "index.json"
        self._entries = self._read_index()

    def path(self, sha256: str) -> Path:
        """Where the body of a checksum lies, if it is there."""
        return self._files / sha256[:2] / sha256

    def put(self, body: bytes) -> str:
        """Keep a body; returns its checksum. Nothing is written when it is there already and sound."""
        sha256 = hashlib.sha256(body).hexdigest()
        if self.get(sha256) is None:
            write_whole(self.path(sha256), body, self._scratch)
        return sha256

    def get(self, sha256: str) -> bytes | None:
        """The body of a checksum, or None; one that does not fit its checksum any more is removed."""
        path = self.path(sha256)
        try:
            body = path.read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(body).hexdigest() == sha256:
            return body
        logger.warning("%s does not fit its checksum and is removed; it will be fetched again", path)
        path.unlink(missing_ok=True)
        return None

    def recall(self, request: str) -> Entry | None:
        """What was answered to a request, if its body is still here and sound."""
        entry = self._entries.get(request)
        return entry if entry and self.get(entry.sha256) is not None else None

    def remember(self, request: str, entry: Entry) -> None:
        """Note what was answered to a request; the body must be in the cache already."""
        if self._entries.get(request) == entry:
            return
        self._entries[request] = entry
        entries = {key: asdict(value) for key, value in sorted(self._entries.items())}
        write_whole(self._index, json.dumps(entries, indent=1).encode(), self._scratch)

    def sweep(self) -> int:
        """Remove bodies that no request leads to, and unfinished files that nobody writes; returns how many."""
        used = {entry.sha256 for entry in self._entries.values()}
        unused = [path for path in self._files.glob("*/*") if path.name not in used]
        stale = [p for p in self._scratch.glob("*") if time.time() - p.stat().st_mtime > _STALE]
        for path in (*unused, *stale):
            path.unlink(missing_ok=True)
        return len(unused) + len(stale)

    def _read_index(self) -> dict[str, Entry]:
        """The index; a damaged one is begun anew, which costs one full fetch and loses nothing."""
        try:
            found = json.loads(self._index.read_text(encoding="utf-8"))
            entries = {key: Entry(**value) for key, value in found.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            logger.warning("the fetch cache's index %s is unreadable (%s) and begun anew", self._index, error)
            return {}
        return {key: entry for key, entry in entries.items() if _NAME.fullmatch(str(entry.sha256))}
