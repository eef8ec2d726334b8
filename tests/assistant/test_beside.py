"""The second passage of an article that is quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.beside import Beside
from index.guide import GuideEntry

NEW = "32020R0001"


@pytest.fixture
def beside(harbour) -> Beside:
    return Beside(harbour.index, harbour.shelf)


def first(harbour, locator: str):
    question = "Shall the harbour master grant a mooring permit within nine months of the application?"
    found = harbour.retrieve(question)
    hit = next(h for h in found if h.passage.locator == locator and h.source.work == NEW)
    return hit, harbour.index.embedder.embed_query(question)


def test_the_next_best_passage_of_the_same_article_and_document(harbour, beside) -> None:
    hit, vector = first(harbour, "Article 2(1)")
    second = beside.find(hit, vector)
    assert second is not None
    assert second.passage.article == hit.passage.article
    assert second.passage.document_id == hit.passage.document_id
    assert second.passage.id != hit.passage.id


def test_none_where_it_is_far_behind(harbour, beside) -> None:
    hit, _ = first(harbour, "Article 2(1)")
    assert beside.find(hit, harbour.index.embedder.embed_query("register vessel day arrival")) is None


def test_none_of_an_article_with_one_passage_or_one_that_is_named(harbour, beside) -> None:
    hit, vector = first(harbour, "Article 2(1)")
    assert beside.find(replace(hit, signals={**hit.signals, "reference": 1.0}), vector) is None
    alone = next(h for h in harbour.retrieve("fee for a berth") if h.passage.locator == "Article 3")
    assert beside.find(alone, vector) is None


def test_a_guide_question_of_its_paragraph_brings_a_passage_near(harbour) -> None:
    hit, _ = first(harbour, "Article 2(1)")
    asked = "Zzz how soon do we hear back?"
    index = replace(harbour.index, entries=(GuideEntry(NEW, "Article 2", "2", "en", asked),))
    found = Beside(index, harbour.shelf).find(hit, index.embedder.embed_query(asked))
    assert found is not None
    assert "(2)" in found.passage.locator
