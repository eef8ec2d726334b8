"""Units of legal texts by wording: what is an article heading, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.block import Block
from ingest.document import UnitKind
from ingest.readers import read
from ingest.recognise import recognise
from ingest.sequence import Candidate, sequence
from ingest.wording import LANGUAGES, wording

K = UnitKind
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")

ACT = """DIRECTIVE 2030/1/EU OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL
of 3 March 2030
on the lending of bicycles
THE EUROPEAN PARLIAMENT AND THE COUNCIL OF THE EUROPEAN UNION,
Having regard to the proposal from the European Commission,
Whereas:
(1)
Bicycles help people to get around.
(2)
They should be lent:
(a)
quickly; and
(b)
without forms.
HAVE ADOPTED THIS DIRECTIVE:
CHAPTER I
GENERAL PROVISIONS
Article 1
Scope
1.   This Directive applies to bicycles that are lent.
It does not apply to those that are sold.
2.   It applies to:
(a)
bicycles with two wheels;
(i)
of steel;
—
of wood.
Article 2
Member States shall lend bicycles free of charge to everyone.
Done at Brussels, 3 March 2030.
For the Council
(1) OJ C 1, 1.1.2030, p. 1.
ANNEX I
Table of wheels
Article 1
Article 3
Article 2
—"""


def lines(text: str) -> list[Block]:
    return [Block(line) for line in text.splitlines()]


def kinds(text: str, language: str | None = "en") -> list[tuple[str, str | None, str]]:
    return [(str(b.kind), b.number, b.text) for b in recognise(lines(text), language)]


def of_kind(text: str, kind: UnitKind, language: str | None = "en") -> list[str]:
    return [b.text for b in recognise(lines(text), language) if b.kind == kind]


def numbers(text: str, kind: UnitKind, language: str | None = "en") -> list[str | None]:
    return [b.number for b in recognise(lines(text), language) if b.kind == kind]


def test_every_part_of_an_act_gets_its_kind() -> None:
    assert kinds(ACT) == [
        ("title", None, "DIRECTIVE 2030/1/EU OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL"),
        ("title", None, "of 3 March 2030"),
        ("title", None, "on the lending of bicycles"),
        ("text", None, "THE EUROPEAN PARLIAMENT AND THE COUNCIL OF THE EUROPEAN UNION,"),
        ("citation", None, "Having regard to the proposal from the European Commission,"),
        ("text", None, "Whereas:"),
        ("recital", "1", "(1) Bicycles help people to get around."),
        ("recital", "2", "(2) They should be lent:"),
        ("point", "a", "(a) quickly; and"),
        ("point", "b", "(b) without forms."),
        ("text", None, "HAVE ADOPTED THIS DIRECTIVE:"),
        ("division", "I", "CHAPTER I"),
        ("subject", None, "GENERAL PROVISIONS"),
        ("article", "1", "Article 1"),
        ("subject", None, "Scope"),
        ("paragraph", "1", "1.   This Directive applies to bicycles that are lent."),
        ("subparagraph", None, "It does not apply to those that are sold."),
        ("paragraph", "2", "2.   It applies to:"),
        ("point", "a", "(a) bicycles with two wheels;"),
        ("point", "i", "(i) of steel;"),
        ("point", None, "— of wood."),
        ("article", "2", "Article 2"),
        ("subparagraph", None, "Member States shall lend bicycles free of charge to everyone."),
        ("text", None, "Done at Brussels, 3 March 2030."),
        ("text", None, "For the Council"),
        ("footnote", None, "(1) OJ C 1, 1.1.2030, p. 1."),
        ("annex", "I", "ANNEX I"),
        ("subject", None, "Table of wheels"),
        ("table", None, "Article 1"),
        ("table", None, "Article 3"),
        ("table", None, "Article 2"),
        ("table", None, "—"),
    ]


def test_a_text_that_is_no_act_passes_through() -> None:
    text = "Our report\n1. Introduction\nBicycles are (1) cheap and (2) clean.\n– They are quiet."
    assert [(str(b.kind), b.text) for b in recognise(lines(text), "en")] == [
        ("text", "Our report"),
        ("heading", "1. Introduction"),
        ("text", "Bicycles are (1) cheap and (2) clean."),
        ("point", "– They are quiet."),
    ]


def test_articles_quoted_by_an_amending_article_are_not_its_own() -> None:
    text = """Article 1
Directive 2020/9/EU is amended as follows:
(1) the following articles are inserted:
‘Article 2
The lender shall keep a list.
Article 3
The list shall be public.’;
(2) Article 9 is deleted.
Article 2
This Directive shall enter into force tomorrow."""
    assert numbers(text, K.ARTICLE) == ["1", "2"]
    assert "Article 3" in of_kind(text, K.SUBPARAGRAPH)


def test_a_quotation_that_is_never_closed_ends_at_the_next_own_article() -> None:
    text = """Article 1
In Article 2, point (g) is replaced by the following:
‘(g)
those who lend more than one bicycle.
Article 2
This Directive shall enter into force tomorrow.
Article 3
This Directive is addressed to the Member States."""
    assert numbers(text, K.ARTICLE) == ["1", "2", "3"]
    assert "‘(g) those who lend more than one bicycle." in of_kind(text, K.SUBPARAGRAPH)


@pytest.mark.parametrize("heading", ["TABLE OF CONTENTS\n", ""])
def test_a_table_of_contents_has_no_articles(heading: str) -> None:
    contents = "TITLE I\nRULES\nArticle 1\nScope\nArticle 2\nTerms\nArticle 3\nFees\n"
    body = (
        "TITLE I\nRules\nArticle 1\nScope\nThis Regulation applies to all bicycles in the Union.\n"
        "Article 2\nTerms\nA bicycle shall have two wheels and a bell.\n"
        "Article 3\nFees\nFees shall not be more than the costs of lending."
    )
    found = recognise(lines(heading + contents + body), "en")
    articles = [i for i, block in enumerate(found) if block.kind == K.ARTICLE]
    assert [found[i].number for i in articles] == ["1", "2", "3"]
    assert all(found[i + 2].text.endswith(".") for i in articles)  # the real ones, with text under their subjects


def test_an_annex_number_in_a_correlation_table_is_a_cell() -> None:
    text = ACT + "\nArticle 4\nArticle 3\nAnnex I\nAnnex II\n—\nAnnex III"
    assert of_kind(text, K.ANNEX) == ["ANNEX I"]


def test_protocols_number_their_articles_anew() -> None:
    text = """Article 1
The Union shall lend bicycles to all of its citizens.
Article 2
This Treaty is concluded for an unlimited period of time.
PROTOCOL (No 1)
ON BELLS
Article 1
Every bicycle of the Union shall have a bell.
PROTOCOL (No 2)
ON LAMPS
Sole Article
Every bicycle of the Union shall have a lamp."""
    assert [(b.kind, b.number) for b in recognise(lines(text), "en") if b.kind in {K.ARTICLE, K.PROTOCOL}] == [
        (K.ARTICLE, "1"),
        (K.ARTICLE, "2"),
        (K.PROTOCOL, "1"),
        (K.ARTICLE, "1"),
        (K.PROTOCOL, "2"),
        (K.ARTICLE, "1"),
    ]


def test_numbers_after_a_colon_are_points_of_a_definition_list() -> None:
    text = """Article 1
Definitions
For the purposes of this Regulation the following definitions apply:
1.
‘bicycle’ means a vehicle with two wheels;
2.
‘lender’ means whoever lends one.
Article 2
1. Lenders shall lend.
2. Borrowers shall bring back."""
    assert numbers(text, K.POINT) == ["1", "2"]
    assert numbers(text, K.PARAGRAPH) == ["1", "2"]


def test_german_paragraphs_are_numbered_in_brackets_and_english_points_are() -> None:
    german = "Artikel 1\nGegenstand\n(1) Diese Richtlinie gilt.\n(2) Sie gilt überall.\nArtikel 2\nSie gilt ab morgen."
    english = (
        "Article 1\nAmendments\n(1) Article 4 is deleted.\n(2) Article 5 is deleted.\nArticle 2\nIt applies today."
    )
    assert numbers(german, K.PARAGRAPH, "de") == ["1", "2"]
    assert numbers(english, K.POINT, "en") == ["1", "2"]


def test_the_former_number_in_a_treaty_is_no_body_text() -> None:
    text = "Article 18\n(ex Article 12 TEC)\nDiscrimination shall be prohibited.\nArticle 19\n1. The Council may act."
    assert of_kind(text, K.SUBJECT) == ["(ex Article 12 TEC)"]


def test_the_last_formula_is_not_part_of_the_last_article() -> None:
    text = (
        "Article 1\nIt applies to bicycles.\nArticle 2\nIt shall enter into force today.\n"
        "This Regulation shall be binding in its entirety."
    )
    assert of_kind(text, K.TEXT) == ["This Regulation shall be binding in its entirety."]


def test_old_recitals_without_number_are_cited_by_their_place() -> None:
    text = "DIRECTIVE\nWhereas:\nThe bicycle is useful.\nArticle 1\nIt shall be lent.\nArticle 2\nIt shall be kept."
    assert numbers(text, K.RECITAL) == ["1"]
    assert len(numbers(text, K.ARTICLE)) == 2


def test_kinds_that_a_reader_gave_are_kept() -> None:
    given_kinds = [Block("Article 7", K.TEXT), Block("Cell", K.TABLE), Block("(1)"), Block("text")]
    found = recognise(given_kinds, "en")
    assert [block.kind for block in found[:2]] == [K.TEXT, K.TABLE]
    assert found[2].text == "(1) text"


SAMPLES = {
    "bg": ("Член 1", "ГЛАВА I", "ПРИЛОЖЕНИЕ I"),
    "cs": ("Článek 1", "KAPITOLA I", "PŘÍLOHA I"),
    "da": ("Artikel 1", "KAPITEL I", "BILAG I"),
    "de": ("Artikel 1", "KAPITEL I", "ANHANG I"),
    "el": ("Άρθρο 1", "ΚΕΦΑΛΑΙΟ I", "ΠΑΡΑΡΤΗΜΑ I"),
    "en": ("Article 1", "CHAPTER I", "ANNEX I"),
    "es": ("Artículo 1", "CAPÍTULO I", "ANEXO I"),
    "et": ("Artikkel 1", "I PEATÜKK", "I LISA"),
    "fi": ("1 artikla", "I LUKU", "LIITE I"),
    "fr": ("Article premier", "CHAPITRE I", "ANNEXE I"),
    "ga": ("Airteagal 1", "CAIBIDIL I", "IARSCRÍBHINN I"),
    "hr": ("Članak 1.", "POGLAVLJE I", "PRILOG I"),
    "hu": ("1. cikk", "I. FEJEZET", "I. MELLÉKLET"),
    "it": ("Articolo 1", "CAPO I", "ALLEGATO I"),
    "lt": ("1 straipsnis", "I SKYRIUS", "I PRIEDAS"),
    "lv": ("1. pants", "I NODAĻA", "I PIELIKUMS"),
    "mt": ("Artikolu 1", "KAPITOLU I", "ANNESS I"),
    "nl": ("Artikel 1", "HOOFDSTUK I", "BIJLAGE I"),
    "pl": ("Artykuł 1", "ROZDZIAŁ I", "ZAŁĄCZNIK I"),
    "pt": ("Artigo 1.o", "CAPÍTULO I", "ANEXO I"),
    "ro": ("Articolul 1", "CAPITOLUL I", "ANEXA I"),
    "sk": ("Článok 1", "KAPITOLA I", "PRÍLOHA I"),
    "sl": ("Člen 1", "POGLAVJE I", "PRILOGA I"),
    "sv": ("Artikel 1", "KAPITEL I", "BILAGA I"),
}


@pytest.mark.parametrize("language", [*LANGUAGES, "unknown"])
def test_headings_of_all_official_languages(language: str) -> None:
    samples = SAMPLES.values() if language == "unknown" else [SAMPLES[language]]
    for article, chapter, annex in samples:
        text = (
            f"{chapter}\nALPHA\n{article}\nBeta gamma delta epsilon zeta eta theta iota.\n{annex}\nKAPPA\nLambda mu nu."
        )
        found = recognise(lines(text), None if language == "unknown" else language)
        assert [(b.kind, b.number) for b in found if b.kind in {K.DIVISION, K.ARTICLE, K.ANNEX}] == [
            (K.DIVISION, "I"),
            (K.ARTICLE, "1"),
            (K.ANNEX, "I"),
        ]


@pytest.mark.parametrize(
    "text", ["Article 17 shall apply.", "Article 3(1)", "Articles 3 and 4", "Article 2 A", "The Article 5"]
)
def test_references_are_no_headings(text: str) -> None:
    assert wording("en").article.match(text) is None


@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from(["", "a"]), st.sampled_from([0.05, 1.0])), max_size=40))
def test_a_sequence_rises_and_comes_from_its_candidates(found: list[tuple[int, str, float]]) -> None:
    candidates = [Candidate(i, number, suffix, weight) for i, (number, suffix, weight) in enumerate(found)]
    chain = sequence(candidates)
    keys = [(c.number, c.suffix) for c in chain]
    assert keys == sorted(set(keys))
    assert [c.index for c in chain] == sorted(c.index for c in chain)
    assert set(chain) <= set(candidates)


@given(st.integers(1, 50), st.lists(st.integers(1, 60), max_size=10))
def test_a_whole_sequence_wins_over_stray_numbers(count: int, strays: list[int]) -> None:
    own = [Candidate(i, i + 1, "", 1.0) for i in range(count)]
    cells = [Candidate(count + i, number, "", 0.05) for i, number in enumerate(strays)]
    chain = sequence([*own, *cells])
    assert chain[:count] == own
    assert all(c.number == count + 1 + i for i, c in enumerate(chain[count:]))


WORDS = st.sampled_from(
    [
        "Article 1",
        "Article 2",
        "(1)",
        "(a)",
        "—",
        "1.",
        "Whereas:",
        "CHAPTER I",
        "ANNEX",
        "Scope",
        "It shall apply.",
        "‘(g)",
    ]
)


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=25))
def test_no_word_is_lost_and_none_is_added(texts: list[str]) -> None:
    found = recognise([Block(text) for text in texts], "en")
    assert " ".join(block.text for block in found).split() == " ".join(texts).split()
    assert all(block.kind is not None for block in found)


@needs_corpus
@pytest.mark.parametrize("name", ["32016R0679.en.xhtml", "32016R0679.fr.xhtml", "02016R0679-20160504.fr.html"])
def test_wording_alone_finds_what_the_markup_says(name: str) -> None:
    marked = read(CORPUS / "gdpr" / name)
    blocks = [block for block in marked.blocks if block.kind != K.FOOTNOTE]
    found = recognise([Block(block.text) for block in blocks], name.split(".")[1])
    assert [(b.kind, b.number) for b in found] == [(b.kind, b.number) for b in blocks]
