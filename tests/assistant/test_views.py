"""Narrower and earlier assistants, on a small index of own-written acts in two generations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.views import Filter, Narrowed, NothingLeft, Views
from index.errors import IndexingError
from index.guide import GuideEntry
from ingest.document import Passage
from ingest.source import Kind, Source

LAW = Source("32098R0007", "An act", Kind.REGULATION, celex="32098R0007")
OTHER = Source("32097L0001", "Another act", Kind.DIRECTIVE, celex="32097L0001")
BRIEF = Source("brief", "A brief", Kind.BRIEF)
SOURCES = [LAW, OTHER, BRIEF]


class Whole:
    """An open index whose passages are "<document> 0" to "<document> 9"."""

    manifest = "the manifest"

    def __init__(self) -> None:
        self.asked: list[tuple[int, Any]] = []

    def documents(self) -> list[Source]:
        return SOURCES

    def passages(self, document_id: str) -> list[Passage]:
        return [Passage(f"{document_id} {n}", document_id, "", "", 0, 1, "x", "") for n in range(10)]

    def dense(self, vector: Any, k: int, where: Any = None) -> list[tuple[str, float]]:
        self.asked.append((k, where))
        return [(f"{LAW.id} {n}", 1.0) for n in range(k)]

    def lexical(self, query: str, language: str, k: int) -> list[tuple[str, float]]:
        found = [(p.id, 1.0) for n in range(10) for s in SOURCES for p in [self.passages(s.id)[n]]]
        return found[:k]

    def guide(self, vector: Any, k: int) -> list[tuple[GuideEntry, float]]:
        return [(GuideEntry(s.work, "1", None, "en", "Why?"), 0.9) for s in SOURCES for _ in range(5)][:k]

    def guided(self) -> frozenset[str]:
        return frozenset({LAW.work, OTHER.work})


VECTOR = np.zeros(4, dtype=np.float32)


def test_a_filter_keeps_law_or_one_text() -> None:
    assert not Filter()
    assert [s.id for s in SOURCES if Filter(law_only=True).keeps(s)] == [LAW.id, OTHER.id]
    assert [s.id for s in SOURCES if Filter(work="brief").keeps(s)] == ["brief"]
    consolidated = replace(LAW, id="c", kind=Kind.CONSOLIDATED, celex="02098R0007-20990101")
    assert Filter(work=LAW.work).keeps(consolidated)


def test_only_what_the_filter_keeps_is_found_by_any_search() -> None:
    whole = Whole()
    part = Narrowed(whole, Filter(work=LAW.work).keeps)
    assert part.documents() == [LAW]
    assert part.guided() == {LAW.work}
    assert {p.split()[0] for p, _ in part.lexical("x", "en", 5)} == {LAW.id}
    assert len(part.lexical("x", "en", 5)) == 5
    assert {e.celex for e, _ in part.guide(VECTOR, 3)} == {LAW.work}
    part.dense(VECTOR, 50)
    assert whole.asked == [(10, {"document_id": {"$in": [LAW.id]}})]


def test_a_filter_that_keeps_nothing_says_so() -> None:
    with pytest.raises(NothingLeft):
        Narrowed(Whole(), Filter(law_only=True, work="brief").keeps)


class Following:
    """Publishes another index when told to."""

    def __init__(self) -> None:
        self.index = Whole()

    @contextmanager
    def use(self) -> Iterator[Any]:
        yield self.index


class Answering:
    """What of an assistant the views touch."""

    def __init__(self) -> None:
        self._current = Following()
        self._opened = "opened"
        self._models: Any = None


def test_a_part_follows_the_published_index_and_shares_the_models() -> None:
    whole: Any = Answering()
    views = Views(whole)
    part: Any = views.narrowed(Filter(law_only=True))
    assert views.narrowed(Filter(law_only=True)) is part
    assert part._opened is None
    with part._current.use() as first, part._current.use() as again:
        assert first is again
    whole._current.index = Whole()
    with part._current.use() as second:
        assert second is not first
    assert whole._opened == "opened"


def test_many_filters_are_not_all_kept() -> None:
    views: Any = Views(Answering())  # type: ignore[arg-type]
    for n in range(30):
        views.narrowed(Filter(work=str(n)))
    assert len(views._narrowed) == 8


def test_a_generation_that_is_not_kept_is_an_error(tmp_path: Path) -> None:
    whole: Any = Answering()
    for views in (Views(whole), Views(whole, tmp_path)):
        with pytest.raises(IndexingError), views.earlier("20250101T000000000000", Filter()):
            pass
    lock: Any = views
    assert not lock._one.locked()
