from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.references import Reference, resolve

NEW, OLD = "32020R0001", "31990L0001"
WORDS = st.lists(
    st.sampled_from(
        [
            "berth",
            "fee",
            "vessel",
            "keeper",
            "lighthouse",
            "sailor",
            "rescue",
            "quay",
            "permit",
            "register",
            "harbour",
            "night",
            "euro",
        ]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)
SHARED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SHARED
@given(WORDS, st.sampled_from(["en", "de", "fr"]))
def test_articles_come_once_before_any_comes_twice(harbour, question: str, language: str) -> None:
    hits = harbour.retrieve(question, language)
    places = [(hit.source.work, hit.passage.article) for hit in hits]
    different = len(set(places))
    assert len(set(places[: min(10, different)])) == min(10, different)


@SHARED
@given(WORDS, st.sampled_from(["en", "de", "fr"]))
def test_no_place_comes_in_two_editions(harbour, question: str, language: str) -> None:
    hits = harbour.retrieve(question, language)
    editions: dict[tuple[str, str], set[str]] = {}
    for hit in hits:
        editions.setdefault((hit.source.work, hit.passage.locator), set()).add(hit.source.id)
    assert all(len(ids) == 1 for ids in editions.values())
    assert max(Counter(hit.passage.id for hit in hits).values()) == 1


@pytest.mark.parametrize(("language", "edition"), [("en", "new-en"), ("de", "new-de"), ("fr", "new-en")])
def test_the_readers_edition_is_preferred_and_markup_before_print(harbour, language: str, edition: str) -> None:
    hits = harbour.retrieve("fee for a berth Gebühr Liegeplatz", language)
    fees = [hit for hit in hits if hit.source.work == NEW and hit.passage.article == "Article 3"]
    assert [hit.source.id for hit in fees] == [edition]


def test_the_repealed_act_stands_behind_the_one_that_applies(harbour) -> None:
    question = "berth fee"
    vector = harbour.index.embedder.embed_query(question)
    works = [harbour.shelf.source(harbour.shelf.passages[i]).work for i, _ in harbour.index.dense(vector, 50)]
    assert works[0] == OLD, "the repealed text is the nearer one here"
    hits = harbour.retrieve(question)
    assert hits[0].source.id == "new-en"
    old = next(hit for hit in hits if hit.source.work == OLD)
    assert old.signals["repealed"] == 1.0
    before = harbour.retrieve(question, as_of=date(2019, 1, 1))
    assert next(hit for hit in before if hit.passage.id == old.passage.id).score > old.score
    assert before[0].source.work == OLD


@pytest.mark.parametrize("reason", [{"wants_old": True}, {"references": [Reference(OLD, None)]}])
def test_a_repealed_act_that_is_asked_for_is_not_lowered(harbour, reason) -> None:
    hit = next(hit for hit in harbour.retrieve("berth fee", **reason) if hit.source.work == OLD)
    assert hit.signals["repealed"] == 0.0


@pytest.mark.parametrize(
    ("question", "language", "edition", "locator"),
    [
        ("What does Article 4 of the Harbour Regulation say about berth fees?", "en", "new-en", "Article 4"),
        ("Article 3 of Regulation (EU) 2020/1", "en", "new-en", "Article 3"),
        ("Was sagt Artikel 4 der Hafenverordnung über Gebühren?", "de", "new-de", "Article 4"),
        ("Article 1 of the Quay Directive", "en", "old-en", "Article 1"),
    ],
)
def test_a_named_article_is_first(harbour, question: str, language: str, edition: str, locator: str) -> None:
    references = resolve(question, harbour.names)
    first = harbour.retrieve(question, language, references=references)[0]
    assert (first.source.id, first.passage.article) == (edition, locator)
    assert first.signals["reference"] == 1.0


def test_a_named_paragraph_is_before_the_rest_of_its_article(harbour) -> None:
    question = "What does Article 2(2) of the Harbour Regulation say?"
    hits = harbour.retrieve(question, references=resolve(question, harbour.names))
    assert [hit.passage.locator for hit in hits[:2]] == ["Article 2(2)", "Article 2(1)"]


def test_a_guide_question_leads_to_its_article(harbour) -> None:
    hits = harbour.retrieve("Somebody fell into the water!")
    assert (hits[0].source.id, hits[0].passage.article) == ("new-en", "Article 4")
    assert hits[0].signals["guide"] > hits[0].signals["dense"]


def test_every_hit_has_its_cosine_and_the_order_is_by_score(harbour) -> None:
    hits = harbour.retrieve("shanties", references=[Reference(NEW, "Article 3", None)], limit=50)
    assert all("dense" in hit.signals for hit in hits)
    first = [hit.score for hit in hits[:10]]
    assert hits[0].passage.article == "Article 3"
    assert first[0] == max(first)


def test_limit_and_a_question_that_shares_no_word(harbour) -> None:
    assert len(harbour.retrieve("berth", limit=3)) == 3
    assert harbour.retrieve("zzz qqq")
