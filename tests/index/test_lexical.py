"""Terms and BM25."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import LexicalIndex, write_lexical
from index.terms import STEMMERS, terms

OFFICIAL = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Directive 2024/1346", "en", ["direct", "2024/1346", "2024", "1346"]),
        ("Article 17(1)", "en", ["articl", "17", "1"]),
        ("22.5.2024", "en", ["22.5.2024", "22", "5", "2024"]),
        ("l'accueil des réfugiés", "fr", ["l", "accueil", "de", "refugi"]),
        ("Größe GRÖSSE", "de", ["gross", "gross"]),
        ("αιτούντες ΆΣΥΛΟ", "el", ["αιτουντ", "ασυλ"]),
        ("убежище", "bg", ["убежище"]),
        ("snake_case — “quoted”", "en", ["snake", "case", "quot"]),
        ("", "en", []),
    ],
)
def test_terms(text, language, expected):
    assert terms(text, language) == expected


def test_composed_and_decomposed_accents_are_the_same():
    assert terms("réfugié", "fr") == terms("re\u0301fugie\u0301", "fr")


def test_stemmers_are_of_official_languages():
    assert set(STEMMERS) <= set(OFFICIAL)


@given(st.text(), st.sampled_from(OFFICIAL))
def test_terms_are_never_empty_nor_upper_case(text, language):
    assert all(term and term == term.casefold() for term in terms(text, language))


PASSAGES = [
    ("a", "en", "Reception Conditions Directive\nApplicants are housed in reception centres."),
    ("b", "de", "Aufnahmerichtlinie\nAntragsteller werden in Aufnahmezentren untergebracht."),
    ("c", "en", "Regulation 2024/1351\nThe Member State responsible examines the application."),
    ("d", "en", "Blue Card\nHighly qualified employment."),
]


@pytest.fixture
def lexical(tmp_path):
    assert write_lexical(tmp_path / "lexical", PASSAGES) == 4
    return LexicalIndex(tmp_path / "lexical")


def test_inflected_words_are_found_in_each_language(lexical):
    assert [i for i, _ in lexical.search("housing of an applicant", "en", 5)][:1] == ["a"]
    assert [i for i, _ in lexical.search("Aufnahmezentrum für Antragstellerin", "de", 5)][:1] == ["b"]


def test_numbers_and_headings_are_found(lexical):
    assert lexical.search("2024/1351", "fr", 5)[0][0] == "c"
    assert lexical.search("blue card", "en", 5)[0][0] == "d"


def test_scores_fall_and_only_matches_are_returned(lexical):
    found = lexical.search("member state application directive", "en", 99)
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
    assert {i for i, _ in found} == {"a", "c"}
    assert len(lexical.search("member state application directive", "en", 1)) == 1


@pytest.mark.parametrize("query", ["", "   ", "?!", "xylophone", "\x00\x07", "<b>"])
def test_a_query_without_known_words_finds_nothing(lexical, query):
    assert lexical.search(query, "en", 5) == []


@pytest.mark.parametrize("passages", [[], [("x", "en", "— …")]])
def test_an_index_without_words_is_saved_and_opened(tmp_path, passages):
    assert write_lexical(tmp_path, passages) == len(passages)
    assert LexicalIndex(tmp_path).search("anything", "en", 5) == []
