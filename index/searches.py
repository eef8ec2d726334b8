"""The storing stage of a build: vectors and words of a finished documents.sqlite, made searchable and verified.

A new generation's vectors are mostly those of the published one. Embedded Chroma takes a millisecond for each, so its
folder is copied and only the difference written; from time to time, and when that fails, all are written anew.
"""

from __future__ import annotations

import errno
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.archive import Archive
from index.difference import Difference
from index.generation import EMBEDDED, IndexHome
from index.guide import GuideEntry
from index.lexical import write_lexical
from index.report import Listener, Progress
from index.stages import verify
from index.vector_place import VectorPlace
from ingest.source import Source

if TYPE_CHECKING:
    from index.vectors import VectorStore

logger = logging.getLogger(__name__)

_STORE = 1000
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_WORN = 0.2
"""Share of deleted vectors above which a store is written anew: they stay in Chroma's graph, slow searches and hide
neighbours."""


@dataclass(frozen=True)
class Base:
    """The generation whose vectors to start from: its folder, and how many it has deleted since written anew."""

    folder: Path
    replaced: int


def write_searches(archive: Archive, home: IndexHome, folder: Path, place: VectorPlace, listener: Listener) -> int:
    """Write and verify the vector store and lexical index of the generation in `folder`.

    Returns how many vectors were deleted from the store since it was last written from nothing.
    """
    listener(Progress("store", 0, archive.count("passages") + archive.count("guide"), "words"))
    languages = {i: source.language for i, source in archive.sources.items()}
    write_lexical(folder / "lexical", ((i, languages[document], text) for i, document, text in archive.texts(_STORE)))
    base = _base(home, place)
    if base is not None:
        try:
            return _take_over(base, archive, folder, place, listener)
        except _Worn:
            pass
        except Exception as error:  # whatever is wrong with the copy, writing all anew does without it
            if _is_about_the_machine(error):
                raise
            logger.warning("the published vectors could not be taken over; writing all anew", exc_info=True)
        shutil.rmtree(folder / "chroma", ignore_errors=True)
    write_vectors(archive, folder, place, listener)
    return 0


def write_vectors(archive: Archive, folder: Path, place: VectorPlace, listener: Listener) -> None:
    """Write the vector store of the generation in `folder` from nothing, and verify all of it."""
    with Difference(folder / "documents.sqlite", None) as all_new, place.open(folder.name) as store:
        store.create("passages")
        store.create("guide")
        _add(store, archive, all_new, listener)
    verify(archive, folder, place, listener)


class _Worn(Exception):
    """Too many vectors have changed for taking the published ones over."""


def _is_about_the_machine(error: Exception) -> bool:
    """Whether doing it again would fail again, and slower: no room, no memory."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _NO_ROOM)


def _base(home: IndexHome, place: VectorPlace) -> Base | None:
    """Return the published vectors, if they are in a folder too."""
    current = home.current_or_none()
    manifest = next((m for m in home.generations() if m.id == current), None)
    if manifest is None or place.location != EMBEDDED or manifest.vectors != EMBEDDED:
        return None
    return Base(home.folder(manifest.id), manifest.replaced)


def _take_over(base: Base, archive: Archive, folder: Path, place: VectorPlace, listener: Listener) -> int:
    """Copy the published vectors and write what differs; _Worn when that is much."""
    from index.vectors import copy_folder  # noqa: PLC0415  loads chromadb and llama-index

    total = archive.count("passages") + archive.count("guide")
    with Difference(folder / "documents.sqlite", base.folder / "documents.sqlite") as difference:
        replaced = base.replaced + difference.stale
        if replaced > _WORN * total:
            raise _Worn
        copy_folder(base.folder / "chroma", folder / "chroma")
        with place.open(folder.name) as store:
            for name in ("passages", "guide"):
                collection = store.open(name)
                for stale in difference.stale_ids(name, _STORE):
                    collection.delete(stale)
            _add(store, archive, difference, listener)
    verify(archive, folder, place, listener)
    return replaced


def _add(store: VectorStore, archive: Archive, difference: Difference, listener: Listener) -> None:
    """Add all passages and guide questions that are not in the store."""
    from index.vectors import Entry  # noqa: PLC0415  loads chromadb and llama-index

    sources, guide = archive.sources, archive.guide
    first, total = archive.count("passages"), archive.count("passages") + archive.count("guide")
    passages, questions = store.open("passages"), store.open("guide")
    for passed, rows in difference.fresh("passages", _STORE):
        passages.add([Entry(i, text, vector, _metadata(sources[doc]), doc) for i, doc, text, vector in rows])
        listener(Progress("store", passed, total))
    for passed, rows in difference.fresh("guide", _STORE):
        questions.add([Entry(i, text, vector, _guide_metadata(guide[i])) for i, _, text, vector in rows])
        listener(Progress("store", first + passed, total))
    listener(Progress("store", total, total))


def _metadata(source: Source) -> dict[str, str]:
    return {"language": source.language, "kind": source.kind.value, "work": source.work}


def _guide_metadata(entry: GuideEntry) -> dict[str, str]:
    return {
        "celex": entry.celex,
        "article": entry.article,
        "paragraph": entry.paragraph or "",
        "language": entry.language,
    }
