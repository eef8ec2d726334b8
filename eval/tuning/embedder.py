"""Tuning the embedder on the guide, and what an adapter of some rank gains on questions and acts kept from training."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.compose import embedder_choice, guide
from assistant.settings import Settings
from eval.tuning.fitting import HELD_OUT
from index.embedder import Embedder, EmbedderChoice
from index.guide import GuideEntry
from index.reader import OpenIndex
from index.tuning.run import measured, tune
from index.tuning.train import Recipe
from ingest.document import Passage
from ingest.source import Source

Show = Callable[[str, int, int, str], None]


@dataclass(frozen=True)
class Library:
    """English passages, each once, with the source of each, and the guide's entries whose articles are among them."""

    passages: tuple[Passage, ...]
    sources: tuple[Source, ...]
    entries: tuple[GuideEntry, ...]

    @classmethod
    def of(cls, index: Any, entries: Sequence[GuideEntry]) -> Library:
        """From an open index: of an act in several English editions the one with the most passages."""
        editions: dict[str, tuple[Source, Sequence[Passage]]] = {}
        for source in index.documents():
            passages = index.passages(source.id)
            if source.language == "en" and len(passages) > len(editions.get(source.work, (None, ()))[1]):
                editions[source.work] = (source, passages)
        rows = [(p, source) for source, passages in editions.values() for p in passages]
        places = {(source.work, p.article) for p, source in rows}
        kept = tuple(e for e in entries if (e.celex, e.locator) in places)
        return cls(tuple(p for p, _ in rows), tuple(s for _, s in rows), kept)


def tune_embedder(settings: Settings, out: Path, rank: int, recipe: Recipe, show: Show) -> Iterator[str]:
    """Trains an adapter on the published index's English passages and the guide, writes it to `out`, yields its gain.

    Raises NoIndex, and ValueError where no guide question belongs to an indexed act.
    """
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - loads torch

    plain = replace(embedder_choice(settings), adapter=None)
    with OpenIndex.open(settings.home) as index:
        library = Library.of(index, guide(settings.home))
    if not library.entries:
        raise ValueError("No guide question belongs to an indexed act, so there is nothing to learn from.")
    model = SentenceTransformer(str(plain.folder()), device="cpu")

    def progress(step: int, steps: int, loss: float) -> None:
        show("train", step, steps, f"loss {loss:.3f}")

    card = tune(
        model, library.passages, library.sources, library.entries, out,
        recipe=recipe, rank=rank, held_out=HELD_OUT, progress=progress,
    )  # fmt: skip
    yield f"{card['pairs']} pairs; rank {rank} keeps {card['kept']:.0%} of the difference; written: {out}"
    yield from gains(library, {"before": plain, "after": replace(plain, adapter=out)}, show)


def gains(library: Library, choices: dict[str, EmbedderChoice], show: Show) -> Iterator[str]:
    """Right article first and among the first five by cosine alone, for each embedder: a Markdown table."""
    entries = [e for e in library.entries if e.register != "summary" and (measured(e) or e.celex in HELD_OUT)]
    yield "| embedder | questions kept from training | acts kept from training | English | other languages |"
    yield "|---|---|---|---|---|"
    for name, choice in choices.items():
        ranks = _ranks(library, entries, choice.load(), partial(_embedding, show, name))
        masks = (
            [e.celex not in HELD_OUT for e in entries],
            [e.celex in HELD_OUT for e in entries],
            [e.language == "en" for e in entries],
            [e.language != "en" for e in entries],
        )
        cells = [f"{(ranks[np.array(m)] <= 1).mean():.3f} / {(ranks[np.array(m)] <= 5).mean():.3f}" for m in masks]  # noqa: PLR2004
        yield f"| {name} | {' | '.join(cells)} |"


def _embedding(show: Show, name: str, done: int, total: int) -> None:
    show(name, done, total, "")


def _ranks(
    library: Library, entries: Collection[GuideEntry], embedder: Embedder, progress: Callable[[int, int], None]
) -> NDArray[np.int_]:
    """The rank of each entry's article among all articles, by its best passage."""
    passages = embedder.embed_passages([p.embedded_text for p in library.passages], progress)
    questions = embedder.embed_queries([e.question for e in entries])
    places = [(source.work, p.article) for p, source in zip(library.passages, library.sources, strict=True)]
    names = {place: number for number, place in enumerate(dict.fromkeys(places))}
    rows = np.array([names[place] for place in places])
    ranks = []
    for entry, vector in zip(entries, questions, strict=True):
        best = np.full(len(names), -1.0)
        np.maximum.at(best, rows, passages @ vector)
        ranks.append(int((best > best[names[entry.celex, entry.locator]]).sum()) + 1)
    return np.array(ranks)
