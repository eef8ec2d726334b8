"""Documents to passages: where they are cut, what they say of their place, and that nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.block import Block, Reading
from ingest.document import Document, Passage, UnitKind
from ingest.passages import split
from ingest.source import Kind, Source
from ingest.structure import build_document

K = UnitKind
NAME = "Houses Directive (recast)"


def document(*blocks: Block, language: str = "en") -> Document:
    source = Source(id="act", title="A Directive on Houses", kind=Kind.DIRECTIVE, short_title=NAME, language=language)
    return build_document(source, Reading(blocks, "test"))


def cut(*blocks: Block, max_words: int = 170, language: str = "en") -> list[Passage]:
    return list(split(document(*blocks, language=language), max_words))


def words(count: int, word: str = "word") -> str:
    """A sentence of `count` words."""
    return " ".join([word.capitalize(), *[word] * (count - 1)]) + "."


ARTICLE = Block("Article 17", K.ARTICLE, "17", anchor="art_17")


def test_a_paragraph_with_its_points_is_one_passage() -> None:
    passages = cut(
        ARTICLE,
        Block("Employment", K.SUBJECT),
        Block("1. Applicants may work:", K.PARAGRAPH, "1"),
        Block("(a) in towns;", K.POINT, "a"),
        Block("(b) in villages.", K.POINT, "b"),
        Block("2. Short.", K.PARAGRAPH, "2"),
    )
    assert [p.text for p in passages] == ["1. Applicants may work:\n(a) in towns;\n(b) in villages.", "2. Short."]
    assert [p.locator for p in passages] == ["Article 17(1)", "Article 17(2)"]
    assert {p.article for p in passages} == {"Article 17"}
    assert passages[0].context == f"{NAME}, Article 17(1) Employment"
    assert passages[0].embedded_text.startswith(f"{NAME}, Article 17(1) Employment\n1. Applicants")
    assert {p.anchor for p in passages} == {"art_17"}


def test_a_long_paragraph_is_cut_at_points_and_keeps_its_chapeau_in_the_context() -> None:
    points = [Block(f"({letter}) {words(20)}", K.POINT, letter) for letter in "abcdefgh"]
    passages = cut(
        ARTICLE, Block("Employment", K.SUBJECT), Block("1. They shall have:", K.PARAGRAPH, "1"), *points, max_words=60
    )
    assert [p.locator for p in passages] == [
        "Article 17(1)",
        "Article 17(1), points (c) and (d)",
        "Article 17(1), points (e) and (f)",
        "Article 17(1), points (g) and (h)",
    ]
    assert passages[1].context == f"{NAME}, Article 17(1), points (c) and (d) Employment: 1. They shall have:"
    assert all(len(p.text.split()) <= 60 for p in passages)


def test_subparagraphs_of_a_cut_paragraph_are_located() -> None:
    passages = cut(
        ARTICLE,
        Block("1. " + words(50), K.PARAGRAPH, "1"),
        Block(words(50), K.SUBPARAGRAPH),
        Block(words(20), K.SUBPARAGRAPH),
        max_words=80,
    )
    assert [p.locator for p in passages] == ["Article 17(1)", "Article 17(1), second and third subparagraphs"]


def test_an_article_without_numbers_is_one_passage_when_it_fits() -> None:
    passages = cut(ARTICLE, Block("First text.", K.SUBPARAGRAPH), Block("Second text.", K.SUBPARAGRAPH))
    assert [p.text for p in passages] == ["First text.\nSecond text."]
    assert passages[0].locator == "Article 17"


def test_a_short_lead_in_goes_with_the_first_paragraph() -> None:
    passages = cut(ARTICLE, Block("Member States:", K.SUBPARAGRAPH), Block("1. build;", K.PARAGRAPH, "1"))
    assert [(p.text, p.locator) for p in passages] == [("Member States:\n1. build;", "Article 17(1)")]


def test_each_definition_is_a_passage_of_its_own() -> None:
    passages = cut(
        Block("Article 2", K.ARTICLE, "2"),
        Block("Definitions", K.SUBJECT),
        Block("The following definitions apply:", K.SUBPARAGRAPH),
        Block("(1) ‘house’ means a building;", K.POINT, "1"),
        Block("(2) ‘family’ means:", K.POINT, "2"),
        Block("(a) parents;", K.POINT, "a"),
        Block("(b) children;", K.POINT, "b"),
        Block("(3) ‘street’ means a way.", K.POINT, "3"),
    )
    assert [p.text for p in passages] == [
        "The following definitions apply:\n(1) ‘house’ means a building;",
        "(2) ‘family’ means:\n(a) parents;\n(b) children;",
        "(3) ‘street’ means a way.",
    ]
    assert [p.locator for p in passages] == [f"Article 2, point ({n})" for n in "123"]
    assert passages[2].context == f"{NAME}, Article 2, point (3) Definitions"


def test_definitions_without_numbers_are_passages_too() -> None:
    terms = [Block(f"‘term {n}’ means {words(9)}", K.SUBPARAGRAPH) for n in range(4)]
    passages = cut(Block("Article 1", K.ARTICLE, "1"), Block("In this act:", K.SUBPARAGRAPH), *terms)
    assert [p.text.split("\n")[-1] for p in passages] == [term.text for term in terms]


def test_recitals_are_one_passage_each_and_whereas_is_none() -> None:
    passages = cut(
        Block("Whereas:", K.TEXT),
        Block("(1) " + words(200), K.RECITAL, "1"),
        Block("(2) Short.", K.RECITAL, "2"),
        Block("HAVE ADOPTED THIS DIRECTIVE:", K.TEXT),
        ARTICLE,
        Block("Text of the article.", K.SUBPARAGRAPH),
    )
    assert [p.locator for p in passages] == ["Recital 1", "Recital 2", "Article 17"]


def test_signatures_footnotes_contents_and_titles_are_no_passages() -> None:
    passages = cut(
        Block("DIRECTIVE", K.TITLE, level=1),
        Block("Contents", K.HEADING, level=2),
        Block("Article 17 ... 3", K.TEXT),
        ARTICLE,
        Block("Text of the article.", K.SUBPARAGRAPH),
        Block("This Directive binds every Member State.", K.TEXT),
        Block("Done at Brussels, 1 May 2030.", K.TEXT),
        Block("The President", K.TEXT),
        Block("(1) OJ L 1.", K.FOOTNOTE),
    )
    assert [p.text for p in passages] == ["Text of the article.", "This Directive binds every Member State."]


def test_short_blocks_of_a_section_are_grouped_and_a_list_stays_with_its_opening_line() -> None:
    section = (
        Block("Funds", K.HEADING, level=1),
        Block("AMIF: budget", K.HEADING, level=2),
        Block(words(25), K.TEXT),
        Block("The fund has two parts:", K.TEXT),
        Block(words(10), K.POINT),
        Block(words(10), K.POINT),
        Block("AMIF: aims", K.HEADING, level=2),
        Block("Four aims.", K.TEXT),
    )
    together = cut(*section)
    assert [p.locator for p in together] == ["AMIF: budget", "AMIF: aims"]
    assert together[0].context == f"{NAME}, AMIF: budget"
    apart = cut(*section, max_words=30)
    assert apart[1].text.startswith("The fund has two parts:\nWord")
    assert [len(p.text.split()) for p in apart] == [25, 25, 2]


def test_a_long_table_keeps_whole_rows() -> None:
    rows = [Block(f"Region {n} | {n} % of the cost", K.TABLE) for n in range(30)]
    passages = cut(Block("Rates", K.HEADING, level=2), *rows, max_words=50)
    assert [line for p in passages for line in p.text.split("\n")] == [row.text for row in rows]


def test_a_sentence_is_cut_only_when_it_is_twice_too_long() -> None:
    kept = cut(ARTICLE, Block(words(30) + " " + words(30), K.SUBPARAGRAPH), max_words=20)
    assert [len(p.text.split()) for p in kept] == [30, 30]
    broken = cut(ARTICLE, Block(words(90), K.SUBPARAGRAPH), max_words=20)
    assert len(broken) > 2
    assert " ".join(p.text for p in broken) == words(90)


def test_numbers_dates_and_abbreviations_end_no_sentence() -> None:
    long = "1. Nach Art. 5 Abs. 2 gilt dies ab dem 3. Oktober 2030 für alle. Danach gilt es nicht mehr."
    passages = cut(ARTICLE, Block(long, K.PARAGRAPH, "1"), max_words=14, language="de")
    assert [p.text for p in passages] == [
        "1. Nach Art. 5 Abs. 2 gilt dies ab dem 3. Oktober 2030 für alle.",
        "Danach gilt es nicht mehr.",
    ]


def test_ids_are_stable_and_depend_on_the_text() -> None:
    blocks = (ARTICLE, Block("1. One.", K.PARAGRAPH, "1"), Block("2. Two.", K.PARAGRAPH, "2"))
    before = cut(*blocks)
    moved = cut(Block("A new title", K.TITLE, level=1), *blocks)
    changed = cut(*blocks[:2], Block("2. Too.", K.PARAGRAPH, "2"))
    assert [p.id for p in before] == [p.id for p in moved]
    assert [p.start for p in before] != [p.start for p in moved]
    assert (before[0].id, before[1].id != changed[1].id) == (changed[0].id, True)
    assert all(len(p.id) == 16 and int(p.id, 16) >= 0 for p in before)


def test_treaty_articles_without_subject_are_placed_by_their_divisions() -> None:
    passages = cut(
        Block("TITLE V", K.DIVISION, "V"),
        Block("AREA OF FREEDOM", K.SUBJECT),
        Block("CHAPTER 2", K.DIVISION, "2"),
        Block("POLICIES ON ASYLUM", K.SUBJECT),
        Block("Article 78", K.ARTICLE, "78"),
        Block("(ex Article 63 TEC)", K.SUBJECT),
        Block("1. The Union shall develop a policy.", K.PARAGRAPH, "1"),
    )
    assert passages[0].context == f"{NAME}, Article 78(1) Area of freedom; Policies on asylum"


def test_a_limit_below_one_word_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        cut(ARTICLE, max_words=0)


KINDS = [K.PARAGRAPH, K.SUBPARAGRAPH, K.POINT, K.TABLE]
SENTENCE = st.lists(
    st.sampled_from(["house", "street", "Art.", "the", "2030", "(a)", "‘x’"]), min_size=1, max_size=9
).map(lambda found: " ".join(found).capitalize() + ".")
BODY = st.lists(
    st.builds(
        Block,
        text=st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join),
        kind=st.sampled_from(KINDS),
        number=st.none() | st.sampled_from(["1", "2", "a", "b", "i"]),
        level=st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
)


@given(st.lists(BODY, min_size=1, max_size=4), st.integers(1, 40))
def test_no_character_of_an_article_is_lost_or_doubled(articles: list[list[Block]], max_words: int) -> None:
    blocks = [
        block
        for number, body in enumerate(articles, 1)
        for block in (Block(f"Article {number}", K.ARTICLE, str(number)), Block("Subject", K.SUBJECT), *body)
    ]
    doc = document(*blocks)
    passages = split(doc, max_words)
    assert all(doc.text[p.start : p.end] == p.text == p.text.strip() for p in passages)
    assert len({p.id for p in passages}) == len(passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    for number, body in enumerate(articles, 1):
        inside = "".join(p.text for p in passages if p.article == f"Article {number}")
        assert "".join(inside.split()) == "".join("".join(block.text.split()) for block in body)
