"""Terms and BM25."""

from __future__ import annotations

import bm25s
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import words
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


def test_scores_are_those_of_bm25s(tmp_path, monkeypatch):
    """Computed batch by batch on disk, they equal what the library computes in memory."""
    monkeypatch.setattr(words, "_BATCH", 7)
    texts = [" ".join(f"w{(i * j) % 23}" for j in range(i % 11)) for i in range(60)]
    write_lexical(tmp_path, ((f"p{i}", "bg", text) for i, text in enumerate(texts)))
    ours = bm25s.BM25.load(tmp_path)
    theirs = bm25s.BM25(k1=words.K1, b=words.B, method="lucene")
    rows = [terms(text, "bg") for text in texts]
    theirs.index((([[ours.vocab_dict[w] for w in row] for row in rows]), dict(ours.vocab_dict)), show_progress=False)
    for word in ours.vocab_dict:
        assert ours.get_scores([word]) == pytest.approx(theirs.get_scores([word]), rel=1e-6)
    assert {name: array.dtype for name, array in ours.scores.items() if name != "num_docs"} == {
        name: array.dtype for name, array in theirs.scores.items() if name != "num_docs"
    }
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
