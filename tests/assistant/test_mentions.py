from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language import OFFICIAL
from assistant.mentions import find_mentions
from assistant.vocabulary import words


def places(question: str) -> list[tuple[str, str | None]]:
    return [(mention.locator, mention.paragraph) for mention in find_mentions(question)]


def test_every_language_has_its_words() -> None:
    for kind in ("article", "recital", "annex", "paragraph", "unit"):
        assert set(words()[kind]) == set(OFFICIAL), kind


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Article 17", [("Article 17", None)]),
        ("ARTICLE 17 (1)", [("Article 17", "1")]),
        ("Art17", [("Article 17", None)]),
        ("art.17(2)(a)", [("Article 17", "2")]),
        ("Article 17, paragraph 2", [("Article 17", "2")]),
        ("paragraph 2 of Article 17", [("Article 17", "2")]),
        ("the first paragraph of Article 17", [("Article 17", "1")]),
        ("Article 4a", [("Article 4a", None)]),
        ("artículo 4 bis", [("Article 4a", None)]),
        ("l'article premier", [("Article 1", None)]),
        ("artigo 17.º, n.º 1", [("Article 17", "1")]),
        ("artikel 17.1", [("Article 17", "1")]),
        ("artikel 17, eerste lid", [("Article 17", "1")]),
        ("Art. 17 Abs. 1 lit. b", [("Article 17", "1")]),
        ("Artikel 17 ff.", [("Article 17", None)]),
        ("17. cikk (1) bekezdés", [("Article 17", "1")]),
        ("a 17-es cikk", [("Article 17", None)]),
        ("17 straipsnio 1 dalis", [("Article 17", "1")]),
        ("17 str. 1 d.", [("Article 17", "1")]),
        ("17. panta 1. punkts", [("Article 17", "1")]),
        ("17 artiklan 1 kohta", [("Article 17", "1")]),
        ("17. člen", [("Article 17", None)]),
        ("člen 17 in člen 18", [("Article 17", None), ("Article 18", None)]),
        ("prvi odstavek 17. člena", [("Article 17", "1")]),
        ("odstavek 1 člena 4", [("Article 4", "1")]),
        ("čl. 17 ods. 1", [("Article 17", "1")]),
        ("чл. 17, ал. 1", [("Article 17", "1")]),
        ("άρθρο 17 παρ. 1", [("Article 17", "1")]),
        ("ΑΡΘΡΟ 17", [("Article 17", None)]),
        ("art. 17 ust. 1", [("Article 17", "1")]),
        ("art. 17 alin. (1)", [("Article 17", "1")]),
        ("l-Artikolu 17(1)", [("Article 17", "1")]),
        ("an tAirteagal 17", [("Article 17", None)]),
        ("Articles 24 to 26", [("Article 24", None), ("Article 26", None)]),
        ("Articles 24, 25(2) and 26 apply", [("Article 24", None), ("Article 25", "2"), ("Article 26", None)]),
        ("Artikel 3 und 5 der Richtlinie", [("Article 3", None), ("Article 5", None)]),
        ("gli articoli da 43 a 44", [("Article 43", None), ("Article 44", None)]),
        ("a 24. és a 25. cikk", [("Article 24", None), ("Article 25", None)]),
        ("5 ir 6 straipsniai", [("Article 5", None), ("Article 6", None)]),
        ("Recital (12)", [("Recital 12", None)]),
        ("12. bod odůvodnění", [("Recital 12", None)]),
        ("johdanto-osan 12 kappale", [("Recital 12", None)]),
        ("(12) preambulumbekezdés", [("Recital 12", None)]),
        ("Annex II", [("Annex II", None)]),
        ("annexes II and IV", [("Annex II", None), ("Annex IV", None)]),
        ("Anhang 2", [("Annex II", None)]),
        ("II. melléklet", [("Annex II", None)]),
        ("Παράρτημα ΙΙ", [("Annex II", None)]),
        ("Erwaegungsgrund 12", [("Recital 12", None)]),
        ("articulo 17, parrafo 1", [("Article 17", "1")]),
    ],
)
def test_places(question: str, found: list) -> None:
    assert places(question) == found


@pytest.mark.parametrize(
    "question",
    [
        "3 articles",
        "3 cikket olvastam",
        "3 straipsnius",
        "an article 2 days ago",
        "the article 2 days ago",
        "24/7",
        "12/2026",
        "the article of 2024",
        "Article 2024/1346",
        "un article 3 fois plus long",
        "17 pants",
        "annex",
        "priloga v prilogi",
        "Straße 17",
        "party 17",
        "cart 17",
        "Zeitungsartikel 3",
        "the recital was at 12",
        "lisa v",
        "a cikk (1) bekezdése",
    ],
)
def test_no_places(question: str) -> None:
    assert places(question) == []


def test_a_number_that_counts_something_ends_a_list() -> None:
    assert places("Article 5 and 3 children") == [("Article 5", None)]
    assert places("Articles 5 and 12 June 2026") == [("Article 5", None)]
    assert places("Artikel 17, 18 Jahre alt") == [("Article 17", None)]


def test_offsets_are_those_of_the_question() -> None:
    question = "Straße, ﬁnal: was sagt Art. 17 Abs. 1 und 18 DSGVO?"
    assert [question[m.start : m.end] for m in find_mentions(question)] == ["Art. 17 Abs. 1", "18"]


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.from_regex(r"(Art(icle|ikel)?\.? ?[0-9]{1,4}[a-z(]?[ ,.]{0,2}){1,8}")))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for mention in find_mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.number
        end = mention.end
