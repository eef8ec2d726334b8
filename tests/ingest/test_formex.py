"""Formex 4 documents."""

from __future__ import annotations

from pathlib import Path

from ingest.block import Reading
from ingest.document import UnitKind
from ingest.readers import read

K = UnitKind


def read_xml(tmp_path: Path, markup: str) -> Reading:
    path = tmp_path / "act.fmx.xml"
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>{markup}', encoding="utf-8")
    return read(path)


def brief(reading: Reading) -> list[tuple[UnitKind | None, str | None, int, str]]:
    return [(b.kind, b.number, b.level, b.text) for b in reading.blocks]


ACT = """<ACT>
<BIB.INSTANCE><LG.DOC>EN</LG.DOC><NO.CELEX>32030R0001</NO.CELEX></BIB.INSTANCE>
<TITLE><TI><P><HT TYPE="UC">Regulation</HT> (EU) 2030/1</P><P>on houses</P></TI></TITLE>
<PREAMBLE><PREAMBLE.INIT>THE COUNCIL,</PREAMBLE.INIT>
<GR.VISA><VISA>Having regard to the Treaty,</VISA></GR.VISA>
<GR.CONSID><GR.CONSID.INIT>Whereas:</GR.CONSID.INIT>
<CONSID><NP><NO.P>(1)</NO.P><TXT>Houses are needed.</TXT><P>More of it.</P></NP></CONSID></GR.CONSID>
<PREAMBLE.FINAL>HAS ADOPTED THIS REGULATION:</PREAMBLE.FINAL></PREAMBLE>
<ENACTING.TERMS><DIVISION><TITLE><TI><P>CHAPTER I</P></TI><STI><P>General</P></STI></TITLE>
<ARTICLE IDENTIFIER="001"><TI.ART>Article 1</TI.ART><STI.ART><P>Terms</P></STI.ART>
<ALINEA><P>In this Regulation:</P><LIST TYPE="ARAB"><ITEM><NP><NO.P>(1)</NO.P>
<TXT><QUOT.START CODE="2018"/>house<QUOT.END CODE="2019"/> means a building
<NOTE NOTE.ID="E0001"><P>OJ L 1.</P></NOTE>;</TXT></NP></ITEM></LIST></ALINEA>
</ARTICLE>
<?PAGE NO='2'?>
<ARTICLE IDENTIFIER="002"><TI.ART>Article 2</TI.ART>
<PARAG IDENTIFIER="002.001"><NO.PARAG>1.</NO.PARAG><ALINEA><P>Fines up to <FT TYPE="NUMBER">10000000</FT> EUR for:</P>
<LIST TYPE="alpha"><ITEM><NP><NO.P>(a)</NO.P><TXT>boats:</TXT><LIST TYPE="DASH"><ITEM><P>large,</P></ITEM></LIST></NP>
</ITEM></LIST></ALINEA>
<ALINEA>Not in winter.</ALINEA></PARAG></ARTICLE></DIVISION></ENACTING.TERMS>
<FINAL><P>Done at Brussels.</P></FINAL></ACT>"""


def test_an_act(tmp_path: Path) -> None:
    reading = read_xml(tmp_path, ACT)
    assert brief(reading) == [
        (K.TITLE, None, 1, "Regulation (EU) 2030/1"),
        (K.TITLE, None, 1, "on houses"),
        (K.TEXT, None, 0, "THE COUNCIL,"),
        (K.CITATION, None, 0, "Having regard to the Treaty,"),
        (K.TEXT, None, 0, "Whereas:"),
        (K.RECITAL, "1", 0, "(1) Houses are needed."),
        (K.SUBPARAGRAPH, None, 0, "More of it."),
        (K.TEXT, None, 0, "HAS ADOPTED THIS REGULATION:"),
        (K.DIVISION, "I", 0, "CHAPTER I"),
        (K.SUBJECT, None, 0, "General"),
        (K.ARTICLE, "1", 0, "Article 1"),
        (K.SUBJECT, None, 0, "Terms"),
        (K.SUBPARAGRAPH, None, 0, "In this Regulation:"),
        (K.POINT, "1", 1, "(1) ‘house’ means a building;"),
        (K.ARTICLE, "2", 0, "Article 2"),
        (K.PARAGRAPH, "1", 0, "1. Fines up to 10 000 000 EUR for:"),
        (K.POINT, "a", 1, "(a) boats:"),
        (K.POINT, None, 2, "— large,"),
        (K.SUBPARAGRAPH, None, 0, "Not in winter."),
        (K.TEXT, None, 0, "Done at Brussels."),
        (K.FOOTNOTE, None, 0, "OJ L 1."),
    ]
    assert [b.anchor for b in reading.blocks if b.anchor] == ["rct_1", "art_1", "art_2", "E0001"]
    assert {b.page for b in reading.blocks[14:20]} == {2}
    assert reading.properties == {"title": "Regulation (EU) 2030/1 on houses", "language": "en", "celex": "32030R0001"}


def test_a_consolidated_text_is_named_after_its_base_act(tmp_path: Path) -> None:
    body = ACT.removeprefix("<ACT>").removesuffix("</ACT>")
    reading = read_xml(
        tmp_path, f'<CONS.ACT><INFO.CONSLEG START.DATE="20310605"/><CONS.DOC>{body}</CONS.DOC></CONS.ACT>'
    )
    assert reading.properties["celex"] == "02030R0001-20310605"


def test_quoted_articles_are_text_of_the_amending_article(tmp_path: Path) -> None:
    reading = read_xml(
        tmp_path,
        "<ACT><TITLE><TI><P>Regulation</P></TI></TITLE><ENACTING.TERMS><ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>"
        '<P>Article 5 is replaced:</P><QUOT.S LEVEL="1"><ARTICLE><TI.ART><QUOT.START CODE="2018"/>Article 5</TI.ART>'
        '<STI.ART>Boats</STI.ART><PARAG><NO.PARAG>1.</NO.PARAG><ALINEA>Boats float.<QUOT.END CODE="2019"/></ALINEA>'
        "</PARAG></ARTICLE></QUOT.S></ALINEA></ARTICLE></ENACTING.TERMS></ACT>",
    )
    assert brief(reading)[1:] == [
        (K.ARTICLE, "1", 0, "Article 1"),
        (K.SUBPARAGRAPH, None, 0, "Article 5 is replaced:"),
        (K.SUBPARAGRAPH, None, 0, "‘Article 5"),
        (K.SUBPARAGRAPH, None, 0, "Boats"),
        (K.SUBPARAGRAPH, None, 0, "1. Boats float.’"),
    ]


def test_a_quotation_mark_without_a_code_is_a_plain_one(tmp_path: Path) -> None:
    reading = read_xml(tmp_path, '<ACT><FINAL><P><QUOT.START CODE="zz"/>House<QUOT.END/></P></FINAL></ACT>')
    assert reading.blocks[0].text == "'House'"


def test_an_annex_with_sections_and_a_table(tmp_path: Path) -> None:
    reading = read_xml(
        tmp_path,
        "<ANNEX><TITLE><TI><P>ANNEX II</P></TI><STI><P>Forms</P></STI></TITLE><CONTENTS><P>All forms.</P>"
        '<GR.SEQ LEVEL="1"><TITLE><TI><NP><NO.P>1.</NO.P><TXT>Ink</TXT></NP></TI></TITLE><NP><NO.P>1.1.</NO.P>'
        "<TXT>Ink is black.</TXT></NP></GR.SEQ><TBL><CORPUS><ROW><CELL>Code</CELL><CELL>Name</CELL></ROW></CORPUS>"
        "</TBL></CONTENTS></ANNEX>",
    )
    assert brief(reading) == [
        (K.ANNEX, "II", 0, "ANNEX II"),
        (K.SUBJECT, None, 0, "Forms"),
        (K.TEXT, None, 0, "All forms."),
        (K.HEADING, None, 3, "1. Ink"),
        (K.POINT, "1.1", 1, "1.1. Ink is black."),
        (K.TABLE, None, 0, "Code | Name"),
    ]
