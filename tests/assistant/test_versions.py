"""Which version of an act a question gets, by the day it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from embedders import Flat

from assistant.choice import choose
from assistant.ranking import Ranking
from assistant.references import Reference
from assistant.retrieve import Query, Retriever
from assistant.shelf import Shelf
from index.hit import Hit
from index.reader import OpenIndex
from index.reindex import reindex
from ingest.document import Passage
from ingest.source import Kind, Source

ACT = "32098R0007"
PAGE = """<html lang="{language}"><body><p class="oj-doc-ti">REGULATION (EU) 2098/7 on rooms</p>{body}</body></html>"""


def page(folder: Path, name: str, *articles: str, recital: str = "", language: str = "en") -> None:
    parts = [f'<div id="rct_1"><p class="oj-normal">(1) {recital}</p></div>'] if recital else []
    parts += [
        f'<div class="eli-subdivision" id="art_{n}"><p class="oj-ti-art">Article {n}</p>'
        f'<p class="oj-sti-art">Opening</p><p class="oj-normal">{words}</p></div>'
        for n, words in enumerate(articles, 1)
        if words
    ]
    (folder / name).write_text(PAGE.format(language=language, body="".join(parts)), encoding="utf-8")


@dataclass
class Rooms:
    index: OpenIndex
    shelf: Shelf

    def ask(
        self, day: str, text: str = "reading rooms open hours", language: str = "en", *references: Reference
    ) -> list[Hit]:
        vector = Flat().embed_query(text)
        query = Query(text, vector, language, date.fromisoformat(day), references)
        return Retriever(self.index, self.shelf, Ranking.packaged()).retrieve(query)

    def texts(self, day: str, language: str = "en", article: str = "Article 1") -> set[str]:
        hits = self.ask(day, language=language)
        return {hit.source.id for hit in hits if hit.passage.article == article}


@pytest.fixture(scope="module")
def rooms(tmp_path_factory) -> Iterator[Rooms]:
    folder = tmp_path_factory.mktemp("documents")
    why = "Reading rooms open so that people find hours to read."
    page(folder, f"{ACT}.en.xhtml", "Reading rooms open six hours.", "Reading rooms open to all.", recital=why)
    page(
        folder, f"{ACT}.de.xhtml", "Lesesäle öffnen sechs Stunden am Tag für alle.", "Alle dürfen lesen.", language="de"
    )
    page(folder, "02098R0007-20990101.en.xhtml", "Reading rooms open seven hours.", "Reading rooms open to all.")
    page(folder, "02098R0007-21000101.en.xhtml", "Reading rooms open eight hours.", "", "Reading rooms open at night.")
    page(folder, f"{ACT}R(01).en.xhtml", "Reading rooms open: for ‘six hours’, read ‘five hours’.")
    home = tmp_path_factory.mktemp("home")
    report = reindex(home, [folder], Flat())
    assert not report.failed
    with OpenIndex.open(home) as index:
        yield Rooms(index, Shelf(index))


@pytest.mark.parametrize(
    ("day", "identifier"),
    [
        ("2098-12-31", ACT),
        ("2099-01-01", "02098R0007-20990101"),
        ("2099-12-31", "02098R0007-20990101"),
        ("2100-01-01", "02098R0007-21000101"),
    ],
)
def test_a_question_gets_the_version_of_its_day_and_no_other(rooms: Rooms, day: str, identifier: str) -> None:
    assert rooms.texts(day) == {identifier}


def test_an_article_that_was_repealed_or_is_not_yet_there_is_not_shown(rooms: Rooms) -> None:
    assert rooms.texts("2099-06-01", article="Article 2") == {ACT}
    assert rooms.texts("2100-06-01", article="Article 2") == set()
    assert rooms.texts("2099-06-01", article="Article 3") == set()
    assert rooms.texts("2100-06-01", article="Article 3") == {"02098R0007-21000101"}


def test_an_article_that_stands_as_adopted_is_quoted_from_the_authentic_text(rooms: Rooms) -> None:
    assert rooms.texts("2099-06-01", article="Article 2") == {ACT}
    assert rooms.texts("2099-06-01", article="Article 1") == {"02098R0007-20990101"}


def test_a_consolidated_text_alone_in_its_language_keeps_all_articles() -> None:
    passages = [_passage("en", "Open."), _passage("con-en", "Open."), _passage("con-de", "Offen.")]
    sources = [
        Source("en", "x", Kind.REGULATION, "en", celex=ACT),
        Source("con-en", "x", Kind.CONSOLIDATED, "en", celex="02098R0007-20990101"),
        Source("con-de", "x", Kind.CONSOLIDATED, "de", celex="02098R0007-20990101"),
    ]
    choice = choose({ACT: sources}, {(ACT, "Article 1"): passages}, "de", date(2099, 6, 1))
    assert [p.document_id for p in passages if choice.offers(p)] == ["en", "con-de"]
    assert choice.ranks["con-de"] < choice.ranks["en"]


def _passage(document_id: str, text: str) -> Passage:
    return Passage(document_id, document_id, "Article 1", "Article 1", 0, len(text), text, "")


@pytest.mark.parametrize("day", ["2098-12-31", "2100-06-01"])
def test_recitals_hold_on_all_days(rooms: Rooms, day: str) -> None:
    assert rooms.texts(day, article="Recital 1") == {ACT}


def test_the_law_of_the_day_comes_before_the_readers_language(rooms: Rooms) -> None:
    assert rooms.texts("2098-12-31", "de") == {f"{ACT}-de"}
    assert rooms.texts("2099-06-01", "de") == {"02098R0007-20990101"}
    assert rooms.texts("2099-06-01", "de", "Article 2") == {f"{ACT}-de"}, "it still stands as adopted"


def test_a_named_article_is_that_of_the_day(rooms: Rooms) -> None:
    hits = rooms.ask("2099-06-01", "Article 1 of Regulation 2098/7", "en", Reference(ACT, "Article 1"))
    assert hits[0].passage.text.endswith("Reading rooms open seven hours.")
    hits = rooms.ask("2099-06-01", "Regulation 2098/7", "en", Reference(ACT, None))
    assert {h.source.id for h in hits} <= {ACT, "02098R0007-20990101"}


def test_a_corrigendum_is_no_answer_beside_its_act(rooms: Rooms) -> None:
    assert f"{ACT}R(01)" in rooms.shelf.sources
    days = ("2098-12-31", "2099-06-01", "2100-06-01")
    assert not any(hit.source.corrects for day in days for hit in rooms.ask(day))


def test_without_a_day_the_latest_version_counts(rooms: Rooms) -> None:
    assert set(rooms.shelf.preferred("en")) == {ACT, "02098R0007-21000101"}
    [passage] = rooms.shelf.article(ACT, "Article 1", "en")
    assert passage.text.endswith("eight hours.")


def test_the_choice_is_kept_by_version_and_not_by_day(rooms: Rooms) -> None:
    shelf = Shelf(rooms.index)
    kept = [shelf.preferred("en", date(2099, month, 1)) for month in range(1, 13)]
    assert all(ranks is kept[0] for ranks in kept)
    assert shelf.preferred("en", date(2100, 1, 1)) is not kept[0]
