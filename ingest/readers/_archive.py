"""Documents that are ZIP archives: looked at before anything is unpacked, and never unpacked to disk."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.errors import TooLarge, UnreadableFile

MAX_UNPACKED = 400_000_000  # bytes; the largest Commission staff papers unpack to a tenth of this
_MAX_RATIO = 200  # XML packs 10 to 50 times; a ZIP bomb a thousand times
_RATIO_FROM = 10_000_000  # bytes: a small file may pack well
_MAX_ENTRIES = 20_000


def check_archive(path: Path, part: str) -> None:
    """Refuse an archive without `part`, with a password, or that would unpack beyond reason.

    What an entry says of its size is binding: `zipfile` gives no more than that, and tells where it is not so.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(f"{path.name} is broken or no Word document; save it again as .docx.") from error
    if part not in {entry.filename for entry in entries}:
        raise UnreadableFile(f"{path.name} is a ZIP archive but no Word document; unpack it and add the files inside.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(f"{path.name} is protected by a password; save a copy without it.")
    size, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if size > MAX_UNPACKED or (size > _RATIO_FROM and size > packed * _MAX_RATIO) or len(entries) > _MAX_ENTRIES:
        raise TooLarge(
            f"{path.name} would unpack to {size / 1e6:.0f} MB in {len(entries)} parts, which no honest document does; "
            "it was not read. Save it as PDF and add that."
        )
