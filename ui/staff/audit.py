"""Who did what and when: a file to which lines are only added."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ui.texts import later

FILE = "staff/audit.jsonl"
_MOST = 500
DEEDS = (
    later("planned an addition"),
    later("planned a removal"),
    later("planned a synchronisation"),
    later("started a reindex"),
    later("started an evaluation"),
    later("started again"),
    later("stopped"),
    later("discarded"),
    later("published"),
    later("evaluated"),
    later("rolled back to"),
    later("added a guide entry"),
    later("removed a guide entry"),
    later("made an evaluation item"),
    later("dismissed questions"),
    later("took the conversations"),
    later("signed in"),
    later("changed the password"),
)
"""What is noted, in English; a page says it in the reader's language."""


@dataclass(frozen=True)
class Deed:
    """One thing done: when (ISO 8601, UTC), by whom, what, and on what (an id, a name, counts)."""

    at: str
    by: str
    what: str
    on: str = ""


class Audit:
    """The audit file of one home folder. Several programs may write; each line goes out in one piece."""

    def __init__(self, home: Path) -> None:
        self.file = home / FILE

    def note(self, by: str, what: str, on: str = "") -> None:
        """Add a line and bring it to disk."""
        deed = Deed(datetime.now(UTC).isoformat(timespec="seconds"), by, what, on[:1000])
        line = json.dumps(asdict(deed), ensure_ascii=False) + "\n"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode("utf-8", "replace"))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def newest(self, most: int = _MOST) -> list[Deed]:
        """The last lines, newest first; a line cut by a full disk is passed over."""
        try:
            lines = self.file.read_text("utf-8", "replace").splitlines()
        except OSError:
            return []
        return list(filter(None, (_deed(line) for line in reversed(lines[-most:]))))

    def maker_of(self, generation: str) -> str | None:
        """Who published a generation from these pages first; None when it came from the command line."""
        made = [deed for deed in self.newest(10_000) if deed.what == "published" and deed.on == generation]
        return made[-1].by if made else None


def _deed(line: str) -> Deed | None:
    try:
        return Deed(**json.loads(line))
    except (ValueError, TypeError):
        return None
