"""Inputs that are no questions: a pasted piece of law ("where is this from?") and the bare number or name of an act."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.acts import ActNames
from assistant.references import Reference
from assistant.shelf import Searchable, Shelf
from index.hit import Hit
from ingest.document import Passage

_FEWEST_WORDS = 12  # a shorter text may share its words with the law by chance
_RUN = 6  # words side by side that are looked up; chosen so that ordinary long questions share none
_RUNS = 8
_FEWEST_RUNS = 2
_SHARE = 0.7  # a question that only names a title of many words shares fewer
_NEAREST = 50
_NEAR = 60
_SHOWN = 2  # places; the same paragraph may stand in two acts
_SPACE = re.compile(r"\s+")


def where_from(text: str, language: str, index: Searchable, shelf: Shelf) -> list[Hit]:
    """The passages that hold a pasted text word for word, in any indexed language; [] when it is no such text.

    Looked for among the passages nearest by words (reading all of them would take longer than all else). Editions of
    the same place count once, that in `language` or else the best known one first.
    """
    runs = _runs(text)
    if not runs:
        return []
    shared: Counter[str] = Counter()
    for passage in (shelf.passages[i] for i, _ in index.lexical(text, language, _NEAREST)):
        words = _plain(passage.text)
        count = sum(run in words for run in runs)
        if count >= max(min(_FEWEST_RUNS, len(runs)), _SHARE * len(runs)):
            shared[passage.id] = count
    if not shared:
        return []
    most = max(shared.values())
    ranks = shelf.preferred(language)
    best = [shelf.passages[i] for i, count in shared.items() if count == most]
    best.sort(key=lambda p: (ranks.get(p.document_id, len(ranks)), p.start))
    places: dict[tuple[str, str], Passage] = {}
    for passage in best:
        places.setdefault((shelf.source(passage).work, passage.locator), passage)
    return [_named(passage, shelf) for passage in list(places.values())[:_SHOWN]]


def bare_act(text: str, references: Sequence[Reference], names: ActNames) -> Reference | None:
    """Article 1 of the act, when a text is nothing but that act's number or name; None for anything else."""
    acts = {reference.celex for reference in references if reference.celex}
    mentions = names.find(text)
    if len(acts) != 1 or any(reference.locator for reference in references):
        return None
    rest = text
    for mention in sorted(mentions, key=lambda m: -m.start):
        rest = rest[: mention.start] + rest[mention.end :]
    number_only = not mentions and re.fullmatch(r"\W*(?:celex\W*)?[0-9][0-9A-Z/()-]+\W*", text, re.IGNORECASE)
    if (mentions and len(re.findall(r"\w+", rest)) <= 1) or number_only:
        return Reference(acts.pop(), "Article 1", exact=True)
    return None


def _runs(text: str) -> list[str]:
    words = _plain(text).split()
    if len(words) < _FEWEST_WORDS:
        return []
    starts = range(len(words) - _RUN + 1)
    step = max(1, len(starts) // _RUNS)
    return [" ".join(words[at : at + _RUN]) for at in starts[::step]]


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.casefold().replace("’", "'").replace("‘", "'"))


def _named(passage: Passage, shelf: Shelf) -> Hit:
    return Hit(passage, shelf.source(passage), 1.0, {"reference": 1.0, "dense": 1.0, "pasted": 1.0})
