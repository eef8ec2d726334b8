"""The storing stage of a build: vectors and words of a finished documents.sqlite, made searchable and verified.

A new generation's vectors are mostly those of the published one. Embedded Chroma takes a millisecond for each, so its
folder is copied and only the difference written; from time to time, and when that fails, all are written anew.
"""

from __future__ import annotations

import itertools
import logging
import shutil
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.archive import Archive
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
_WORN = 0.2
"""Share of deleted vectors above which a store is written anew: they stay in Chroma's graph, slow searches and hide
neighbours."""


@dataclass(frozen=True)
class Base:
    """The vector store to start from: its folder, the ids in it that still hold, and how many it has deleted."""

    folder: Path
    kept: frozenset[str]
    replaced: int


def write_searches(archive: Archive, home: IndexHome, folder: Path, place: VectorPlace, listener: Listener) -> int:
    """Write and verify the vector store and lexical index of the generation in `folder`.

    Returns how many vectors were deleted from the store since it was last written from nothing.
    """
    listener(Progress("store", 0, archive.count("passages") + archive.count("guide"), "words"))
    rows = itertools.chain.from_iterable(archive.embedded(_STORE))
    languages = {i: source.language for i, source in archive.sources.items()}
    write_lexical(folder / "lexical", ((i, languages[document], text) for i, document, text, _ in rows))
    base = _base(archive, home, place)
    if base is not None:
        try:
            replaced = _take_over(base, archive, folder, place, listener)
            verify(archive, folder, place, listener)
        except Exception:  # whatever is wrong with the copy, writing all anew does without it
            logger.warning("the published vectors could not be taken over; writing all anew", exc_info=True)
            shutil.rmtree(folder / "chroma", ignore_errors=True)
        else:
            return replaced
    with place.open(folder.name) as store:
        store.create("passages")
        store.create("guide")
        _add(store, archive, frozenset(), listener)
    verify(archive, folder, place, listener)
    return 0


def _base(archive: Archive, home: IndexHome, place: VectorPlace) -> Base | None:
    """Return the published vectors, if they are in a folder too and nearly all still hold."""
    current = home.current_or_none()
    manifest = next((m for m in home.generations() if m.id == current), None)
    if manifest is None or place.location != EMBEDDED or manifest.vectors != EMBEDDED:
        return None
    with closing(Archive(home.folder(manifest.id) / "documents.sqlite")) as published:
        held = published.fingerprints()
    wanted = archive.fingerprints()
    kept = frozenset(i for i, fingerprint in held.items() if wanted.get(i) == fingerprint)
    if manifest.replaced + len(held) - len(kept) > _WORN * len(wanted):
        return None
    return Base(home.folder(manifest.id) / "chroma", kept, manifest.replaced)


def _take_over(base: Base, archive: Archive, folder: Path, place: VectorPlace, listener: Listener) -> int:
    from index.vectors import copy_folder  # noqa: PLC0415  loads chromadb and llama-index

    copy_folder(base.folder, folder / "chroma")
    replaced = base.replaced
    with place.open(folder.name) as store:
        for name in ("passages", "guide"):
            collection = store.open(name)
            stale = sorted(collection.ids() - base.kept)
            collection.delete(stale)
            replaced += len(stale)
        _add(store, archive, base.kept, listener)
    return replaced


def _add(store: VectorStore, archive: Archive, present: Collection[str], listener: Listener) -> None:
    """Add all passages and guide questions that are not present."""
    from index.vectors import Entry  # noqa: PLC0415  loads chromadb and llama-index

    sources, guide = archive.sources, archive.guide
    done, total = 0, archive.count("passages") + archive.count("guide")
    passages, questions = store.open("passages"), store.open("guide")
    for batch in archive.embedded(_STORE):
        listener(Progress("store", done, total))
        new = [row for row in batch if row[0] not in present]
        passages.add([Entry(i, text, vector, _metadata(sources[doc]), doc) for i, doc, text, vector in new])
        done += len(batch)
    for batch in archive.embedded_guide(_STORE):
        listener(Progress("store", done, total))
        new = [row for row in batch if row[0] not in present]
        questions.add([Entry(i, text, vector, _guide_metadata(guide[i])) for i, _, text, vector in new])
        done += len(batch)
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
