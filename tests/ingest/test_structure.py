"""Blocks to documents: nesting, offsets, locators."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.block import Block, Reading
from ingest.document import Document, UnitKind
from ingest.source import Kind, Source
from ingest.structure import article_locator, build_document, locator, outline

K = UnitKind
SOURCE = Source(id="act", title="A Regulation on Houses", kind=Kind.REGULATION, short_title="Houses Regulation")


def document(*blocks: Block) -> Document:
    return build_document(SOURCE, Reading(blocks, "test"))


def text_of(doc: Document, index: int) -> str:
    return doc.text[doc.units[index].start : doc.units[index].end]


def places(doc: Document) -> dict[str, str]:
    """First words of each unit's own line, by locator."""
    return {text_of(doc, i).partition("\n")[0]: locator(doc, i) for i in range(len(doc.units))}


ACT = (
    Block("REGULATION (EU) 2030/1", K.TITLE, level=1),
    Block("Having regard to the Treaty,", K.CITATION),
    Block("Whereas:", K.TEXT),
    Block("(1) Houses are needed.", K.RECITAL, "1"),
    Block("More of the first recital.", K.SUBPARAGRAPH),
    Block("(2) Streets too.", K.RECITAL, "2"),
    Block("HAVE ADOPTED THIS REGULATION:", K.TEXT),
    Block("CHAPTER I", K.DIVISION, "I"),
    Block("General", K.SUBJECT),
    Block("Article 1", K.ARTICLE, "1", anchor="art_1"),
    Block("Scope", K.SUBJECT),
    Block("1. It applies to:", K.PARAGRAPH, "1"),
    Block("(a) houses;", K.POINT, "a"),
    Block("(i) tall;", K.POINT, "i"),
    Block("(ii) small;", K.POINT, "ii"),
    Block("(b) streets.", K.POINT, "b"),
    Block("In winter, the following also counts:", K.SUBPARAGRAPH),
    Block("(a) snow;", K.POINT, "a"),
    Block("(b) ice.", K.POINT, "b"),
    Block("2. It does not apply to boats.", K.PARAGRAPH, "2"),
    Block("Section 1", K.DIVISION, "1"),
    Block("Details", K.SUBJECT),
    Block("Article 2", K.ARTICLE, "2"),
    Block("The following applies:", K.SUBPARAGRAPH),
    Block("— doors,", K.POINT),
    Block("— windows.", K.POINT),
    Block("Roofs are left out.", K.SUBPARAGRAPH),
    Block("CHAPTER II", K.DIVISION, "II"),
    Block("Article 3", K.ARTICLE, "3"),
    Block("Done.", K.SUBPARAGRAPH),
    Block("Done at Brussels.", K.TEXT),
    Block("ANNEX I", K.ANNEX, "I"),
    Block("Forms", K.SUBJECT),
    Block("1. Forms have lines.", K.POINT, "1"),
    Block("Article 1", K.ARTICLE, "1"),
    Block("Lines are black.", K.SUBPARAGRAPH),
    Block("PROTOCOL (No 7)", K.PROTOCOL, "7"),
    Block("on gardens", K.SUBJECT),
    Block("Article 4", K.ARTICLE, "4"),
    Block("Gardens are green.", K.SUBPARAGRAPH),
)


def test_an_act_is_nested_as_its_parts_are() -> None:
    doc = document(*ACT)
    assert doc.text == "\n".join(block.text for block in ACT)
    assert doc.count(K.ARTICLE) == 3
    assert doc.count(K.RECITAL) == 2
    first = next(i for i, unit in enumerate(doc.units) if unit.kind == K.ARTICLE)
    assert doc.units[first].heading == "Scope"
    assert doc.units[first].anchor == "art_1"
    assert text_of(doc, first).startswith("Article 1\nScope\n1. It applies")
    assert text_of(doc, first).endswith("boats.")
    chapters = [u for u in doc.units if u.kind == K.DIVISION]
    assert [(u.number, u.heading, u.level) for u in chapters] == [
        ("I", "General", 3),
        ("1", "Details", 4),
        ("II", None, 3),
    ]
    assert doc.units[chapters[1].parent or 0].number == "I"
    assert chapters[2].parent is None


def test_locators_use_the_english_house_form() -> None:
    found = places(document(*ACT))
    assert found["Having regard to the Treaty,"] == "Preamble"
    assert found["(2) Streets too."] == "Recital 2"
    assert found["More of the first recital."] == "Recital 1"
    assert found["CHAPTER I"] == "Chapter I"
    assert found["1. It applies to:"] == "Article 1(1)"
    assert found["(b) streets."] == "Article 1(1), point (b)"
    assert found["(ii) small;"] == "Article 1(1), point (a)(ii)"
    assert found["In winter, the following also counts:"] == "Article 1(1), second subparagraph"
    assert found["(b) ice."] == "Article 1(1), second subparagraph, point (b)"
    assert found["The following applies:"] == "Article 2"
    assert found["— windows."] == "Article 2, second indent"
    assert found["Roofs are left out."] == "Article 2, second paragraph"
    assert found["1. Forms have lines."] == "Annex I, point 1"
    assert found["Lines are black."] == "Annex I, Article 1"
    assert found["Gardens are green."] == "Protocol (No 7), Article 4"


def test_article_locator_names_the_whole_unit_around() -> None:
    doc = document(*ACT)
    around = {text_of(doc, i).partition("\n")[0]: article_locator(doc, i) for i in range(len(doc.units))}
    assert around["(ii) small;"] == "Article 1"
    assert around["More of the first recital."] == "Recital 1"
    assert around["1. Forms have lines."] == "Annex I"
    assert around["Gardens are green."] == "Protocol (No 7), Article 4"
    assert around["REGULATION (EU) 2030/1"] == "Houses Regulation"


def test_outline_lists_what_a_table_of_contents_shows() -> None:
    doc = document(*ACT)
    assert [doc.units[i].kind for i in outline(doc)[:4]] == [K.DIVISION, K.ARTICLE, K.DIVISION, K.ARTICLE]
    assert text_of(doc, outline(doc)[-2]).startswith("PROTOCOL (No 7)")


def test_the_closing_formula_stands_outside_the_last_article() -> None:
    doc = document(*ACT)
    done = next(i for i in range(len(doc.units)) if text_of(doc, i) == "Done at Brussels.")
    assert doc.ancestors(done) == [done]


def test_footnotes_move_behind_the_text() -> None:
    doc = document(
        Block("Article 1", K.ARTICLE, "1"),
        Block("One.", K.SUBPARAGRAPH),
        Block("(1) OJ L 1, p. 1.", K.FOOTNOTE, page=3),
        Block("Two.", K.SUBPARAGRAPH),
    )
    assert doc.text == "Article 1\nOne.\nTwo.\n(1) OJ L 1, p. 1."
    assert doc.units[0].end == len("Article 1\nOne.\nTwo.")
    assert (doc.units[-1].kind, doc.units[-1].parent, doc.units[-1].page) == (K.FOOTNOTE, None, 3)


def test_an_unnumbered_annex_belongs_to_its_protocol_a_numbered_one_does_not() -> None:
    doc = document(
        Block("PROTOCOL (No 1)", K.PROTOCOL, "1"),
        Block("ANNEX", K.ANNEX),
        Block("inner", K.TEXT),
        Block("ANNEX II", K.ANNEX, "II"),
        Block("outer", K.TEXT),
    )
    assert places(doc)["inner"] == "Protocol (No 1), Annex"
    assert places(doc)["outer"] == "Annex II"


def test_divisions_of_other_languages_are_named_in_english() -> None:
    doc = document(
        Block("ΚΕΦΑΛΑΙΟ II", K.DIVISION, "II"),
        Block("Τμήμα 1", K.DIVISION, "1"),
        Block("Άρθρο 3", K.ARTICLE, "3"),
        Block("Κείμενο.", K.SUBPARAGRAPH),
        Block("Titre III", K.DIVISION, "III"),
    )
    assert places(doc) == {
        "ΚΕΦΑΛΑΙΟ II": "Chapter II",
        "Τμήμα 1": "Section 1",
        "Άρθρο 3": "Article 3",
        "Κείμενο.": "Article 3",
        "Titre III": "Title III",
    }


def test_latin_article_numbers_become_english_ones() -> None:
    doc = document(Block("Article 4 bis", K.ARTICLE, "4 bis"), Block("1. Texte.", K.PARAGRAPH, "1"))
    assert locator(doc, 1) == "Article 4a(1)"


def test_sections_of_a_brief_are_located_by_their_heading() -> None:
    doc = document(
        Block("Before any heading.", K.TEXT),
        Block("Funds", K.HEADING, level=1),
        Block("AMIF: aims", K.HEADING, level=2),
        Block("Four aims.", K.TEXT),
        Block("Details", K.HEADING, level=3),
        Block("Small print.", K.TEXT),
        Block("AMIF: budget", K.HEADING, level=2),
        Block("Much.", K.TEXT),
    )
    found = places(doc)
    assert found["Before any heading."] == "Houses Regulation"
    assert found["Four aims."] == "AMIF: aims"
    assert found["Small print."] == "Details"
    assert found["Much."] == "AMIF: budget"
    assert doc.units[4].parent == 2
    assert doc.units[6].parent == 1


def test_a_stray_subject_is_kept_as_text() -> None:
    doc = document(Block("Article 1", K.ARTICLE, "1"), Block("Text.", K.SUBPARAGRAPH), Block("Stray", K.SUBJECT))
    assert doc.units[-1].kind == K.SUBPARAGRAPH
    assert doc.text.endswith("Stray")


def test_empty_blocks_leave_no_trace() -> None:
    assert document(Block("  "), Block("One", K.TEXT), Block("")).text == "One"
    assert document().units == ()


BLOCKS = st.lists(
    st.builds(
        Block,
        text=st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12),
        kind=st.none() | st.sampled_from(list(K)),
        number=st.none() | st.sampled_from(["1", "2", "a", "b", "i", "II"]),
        level=st.integers(0, 4),
    ),
    max_size=40,
)


@given(BLOCKS)
def test_every_document_keeps_its_text_and_its_tree(blocks: list[Block]) -> None:
    doc = document(*blocks)
    kept = [b.text.strip() for b in blocks if b.text.strip() and b.kind != K.FOOTNOTE]
    notes = [b.text.strip() for b in blocks if b.text.strip() and b.kind == K.FOOTNOTE]
    assert doc.text == "\n".join(kept + notes)
    assert all(unit.kind != K.SUBJECT for unit in doc.units)
    for index, unit in enumerate(doc.units):
        assert 0 <= unit.start < unit.end <= len(doc.text)
        assert index == 0 or unit.start > doc.units[index - 1].start
        if unit.parent is not None:
            assert unit.parent < index
            around = doc.units[unit.parent]
            assert around.start < unit.start
            assert unit.end <= around.end
        assert locator(doc, index)
        assert article_locator(doc, index)
