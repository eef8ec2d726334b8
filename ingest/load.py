"""From a found file to its document: read, say what it is, nest its units."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

from ingest.collect import MAX_BYTES, FoundFile
from ingest.document import Document, UnitKind
from ingest.errors import IngestError, UnreadableFile
from ingest.infer import infer
from ingest.readers import MAX_SECONDS, read
from ingest.structure import build_document

logger = logging.getLogger(__name__)
_COUNTED = (("articles", UnitKind.ARTICLE), ("recitals", UnitKind.RECITAL))


@dataclass(frozen=True)
class Limits:
    """How much a single file may cost: bytes on disk, and seconds where reading page by page can stop in between."""

    max_bytes: int = MAX_BYTES
    seconds: float = MAX_SECONDS


def load(found: FoundFile, limits: Limits | None = None, ocr: bool = False) -> Document:
    """The document of a file; metadata comes from its manifest, else from its content.

    With `ocr`, scanned pages of a PDF are recognised (see `ingest.ocr`). Raises only IngestError, with one sentence
    that names the file and says what to do. Counts of articles and recitals that a manifest promises are compared with
    those found; a difference is logged, and the found ones stand. `ingest.isolation` does the same in a worker process.
    """
    bounds = limits or Limits()
    try:
        given = found.source
        language = given.language if given else None
        reading = read(found.path, language, max_bytes=bounds.max_bytes, max_seconds=bounds.seconds, ocr=ocr)
        source = given or infer(found.path, reading)
        document = build_document(source, reading)
    except IngestError:
        raise
    except (OSError, MemoryError, RecursionError) as error:
        raise UnreadableFile(f"{found.path.name} cannot be read ({type(error).__name__}); check the file.") from error
    except Exception as error:  # a reader met something it was not made for; the other files must not suffer
        logger.exception("reading %s failed", found.path)
        raise UnreadableFile(f"{found.path.name} has contents that cannot be read ({error}); save it anew.") from error
    if not document.text:
        raise UnreadableFile(f"{found.path.name} has no text; give a file with text.")
    return replace(document, source=replace(source, **_counts(document)))


def _counts(document: Document) -> dict[str, Any]:
    """Articles and recitals found, for the source's record; nothing for documents that have none."""
    counts: dict[str, Any] = {}
    for name, kind in _COUNTED:
        number = document.count(kind)
        promised = getattr(document.source, name)
        if promised is not None and promised != number:
            logger.warning("%s has %d %s, its manifest says %d", document.id, number, name, promised)
        if number or promised is not None:
            counts[name] = number
    return counts
