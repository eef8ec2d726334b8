"""Acts unlike those of the shared corpus, in own words: recommendations, resolutions, directives of the 1980s,
proposals, corrigenda, consolidated texts with signs of origin, tables inside articles, Formex without numbers.
"""

from __future__ import annotations

import pytest
from marked_up import PREFIX, old_page, places, row, texts

from ingest.document import UnitKind

K = UnitKind
BIB = "<BIB.INSTANCE><LG.DOC>EN</LG.DOC></BIB.INSTANCE>"


DIRECTIVE = (
    "COUNCIL DIRECTIVE",
    "of 14 June 1989",
    "on the opening of reading rooms",
    "THE COUNCIL OF THE EUROPEAN COMMUNITIES,",
    "Having regard to the Treaty establishing the European Economic Community,",
    "Whereas, in accordance with the Treaty, rooms are open to all;",
    "Whereas lamps are needed at night,",
    "HAS ADOPTED THIS DIRECTIVE:",
    "Article 1",
    "1. Member States shall open reading rooms.",
    "2. They shall light them.",
    "Article 2",
    "This Directive is addressed to the Member States.",
    "Done at Luxembourg, 14 June 1989.",
    "For the Council",
    "P. NAME",
)


@pytest.mark.parametrize("broken", [False, True])
def test_a_directive_of_the_eighties_has_recitals_by_their_place(document, broken: bool) -> None:
    """`broken`: all paragraphs in one element, parted by breaks."""
    joined = f'<html lang="en"><body><div id="TexteOnly"><p>{"<br>".join(DIRECTIVE)}</p></div></body></html>'
    found = document(joined if broken else old_page(*DIRECTIVE))
    assert places(found, K.RECITAL, K.ARTICLE, K.PARAGRAPH) == [
        "Recital 1", "Recital 2", "Article 1", "Article 1(1)", "Article 1(2)", "Article 2",
    ]  # fmt: skip
    assert texts(found, K.TITLE) == list(DIRECTIVE[:3])
    assert texts(found, K.HEADING) == []  # who signed is no heading
    assert texts(found, K.ARTICLE)[1].endswith("the Member States.")


def test_an_old_german_directive_ends_its_title_and_recitals_where_they_end(document) -> None:
    found = document(
        old_page(
            "RICHTLINIE DES RATES", "vom 14. Juni 1989", "über Lesesäle", "DER RAT DER EUROPÄISCHEN GEMEINSCHAFTEN -",
            "gestützt auf den Vertrag,", "in Erwägung nachstehender Gründe:", "Säle stehen allen offen.",
            "Lampen sind nachts nötig -", "HAT FOLGENDE RICHTLINIE ERLASSEN:", "Artikel 1",
            "(1) Die Mitgliedstaaten öffnen Säle.", "(2) Sie beleuchten sie.", language="de",
        )
    )  # fmt: skip
    assert texts(found, K.TITLE) == ["RICHTLINIE DES RATES", "vom 14. Juni 1989", "über Lesesäle"]
    assert texts(found, K.RECITAL) == ["Säle stehen allen offen.", "Lampen sind nachts nötig -"]
    assert places(found, K.ARTICLE, K.PARAGRAPH) == ["Article 1", "Article 1(1)", "Article 1(2)"]


def test_the_points_of_a_recommendation_are_no_recitals(document) -> None:
    found = document(
        f'{PREFIX}<p class="oj-doc-ti">COMMISSION RECOMMENDATION</p><p class="oj-normal">THE EUROPEAN COMMISSION,</p>'
        f'<p class="oj-normal">Whereas:</p><div id="rct_1">{row("(1)", "Rooms help.")}</div>'
        f'<div id="rct_2">{row("(2)", "Lamps help.")}</div><p class="oj-normal">HAS ADOPTED THIS RECOMMENDATION:</p>'
        f'<p class="oj-ti-grseq-1">PURPOSE</p>{row("1.", "Open rooms.")}'
        f"{row('2.', 'Take care of:</p>' + row('(a)', 'lamps;') + row('(b)', 'tables.') + '<p>')}"
        '<p class="oj-ti-grseq-1">FOLLOW-UP</p><p class="oj-normal">3. The Commission reports.</p></body></html>',
    )
    assert places(found, K.RECITAL) == ["Recital 1", "Recital 2"]
    assert places(found, K.PARAGRAPH, K.POINT) == ["Point 1", "Point 2", "Point 2(a)", "Point 2(b)", "Point 3"]
    assert places(found, K.HEADING) == ["PURPOSE", "FOLLOW-UP"]


def test_a_recommendation_in_plain_text(document) -> None:
    found = document(
        "COUNCIL RECOMMENDATION\n\nof 2 January 2030\n\nTHE COUNCIL OF THE EUROPEAN UNION,\n\nWhereas:\n\n"
        "(1) Rooms help people.\n\n(2) Lamps help people.\n\nHEREBY RECOMMENDS THAT MEMBER STATES:\n\n"
        "1. open rooms, and see to:\n\n(a) lamps;\n\n(b) tables;\n\n2. report every year.\n",
        "act.txt",
    )
    assert places(found, K.RECITAL) == ["Recital 1", "Recital 2"]
    assert places(found, K.PARAGRAPH, K.POINT) == ["Point 1", "Point 1(a)", "Point 1(b)", "Point 2"]


def test_a_resolution_of_the_parliament(document) -> None:
    found = document(
        "<html><body><h1>European Parliament resolution of 5 March 2030 on reading rooms</h1>"
        "<p>The European Parliament,</p><p>–  having regard to the Treaty,</p><p>A.  whereas rooms help people;</p>"
        "<p>B.  whereas lamps are dear;</p><p>1.  Calls on the Member States to open rooms;</p>"
        "<p>2.  Underlines that:</p><p>(a)  lamps must be lit;</p><p>3.  Instructs its President.</p></body></html>"
    )
    assert places(found, K.CITATION, K.RECITAL, K.PARAGRAPH, K.POINT)[1:] == [
        "Recital A", "Recital B", "Point 1", "Point 2", "Point 2(a)", "Point 3",
    ]  # fmt: skip


def test_conclusions_and_resolutions_of_the_council(document) -> None:
    opening = [
        "COUNCIL CONCLUSIONS",
        "on reading rooms",
        "THE COUNCIL OF THE EUROPEAN UNION,",
        "NOTING that rooms help;",
    ]
    invited = [
        "INVITES THE MEMBER STATES TO:",
        "1. open rooms;",
        "2. light them;",
        "INVITES THE COMMISSION TO:",
        "3. report.",
    ]
    found = document("\n\n".join([*opening, *invited]), "act.txt")
    assert places(found, K.PARAGRAPH) == ["Point 1", "Point 2", "Point 3"]
    assert texts(found, K.PARAGRAPH)[1] == "2. light them;"
    parts = ["HEREBY ADOPTS THIS RESOLUTION:", "I. GENERAL", "1. Rooms are open.", "II. FINAL", "1. It is reviewed."]
    found = document("\n\n".join([*opening, *parts]), "act.txt")
    assert places(found, K.PARAGRAPH) == ["I. GENERAL, point 1", "II. FINAL, point 1"]


def test_an_annex_by_itself(document) -> None:
    text = "ANNEX III\n\nRooms\n\n1. Rooms with lamps:\n\n(a) in towns;\n\nANNEX IV\n\nTables\n\n1. Tables of oak"
    assert places(document(text, "act.txt"), K.POINT) == [
        "Annex III, point 1", "Annex III, point 1(a)", "Annex IV, point 1",
    ]  # fmt: skip


def test_a_list_that_is_no_act_stays_a_list(document) -> None:
    found = document("Our rooms\n\nWhereas lamps are dear, tables are not.\n\n1. Porto\n\n2. Aveiro\n", "note.txt")
    assert not places(found, K.RECITAL, K.PARAGRAPH, K.ARTICLE)


def test_a_proposal_prints_an_articles_title_after_a_break(document) -> None:
    found = document(
        '<html lang="de"><body><p class="Titreobjet_cp">über Lesesäle</p>'
        '<p class="Institutionquiagit">DAS EUROPÄISCHE PARLAMENT UND DER RAT DER EUROPÄISCHEN UNION -</p>'
        '<p class="li ManualConsidrant"><span class="num">(1)</span>Säle helfen.</p>'
        "<p>HABEN FOLGENDE VERORDNUNG ERLASSEN:</p>"
        '<p class="Titrearticle"><span>Artikel 1</span><span> <br>Gegenstand</span></p><p>Diese Verordnung gilt.</p>'
        '<p class="Titrearticle"><span>Artikel 2</span><span> <br>Lampen</span></p><p>Lampen brennen nachts.</p>'
        '<p class="Annexetitre"><span>ANHANG I</span><span> <br>LAMPEN</span></p><p>a) Öllampen</p></body></html>'
    )
    assert [u.heading for u in found.units if u.kind == K.ARTICLE] == ["Gegenstand", "Lampen"]
    assert places(found, K.ARTICLE, K.ANNEX, K.POINT) == ["Article 1", "Article 2", "Annex I", "Annex I, point (a)"]


def test_a_table_in_an_article_does_not_end_it(document) -> None:
    found = document(
        f'{PREFIX}<p class="oj-ti-art">Article 1</p><p class="oj-normal">1. Rooms are these:</p>'
        '<p class="oj-ti-tbl">Table 1</p><table><tr><td>Town</td><td>Rooms</td></tr><tr><td>Porto</td><td>12</td></tr>'
        '</table><p class="oj-normal">2. Lamps are others.</p></body></html>'
    )
    assert places(found, K.PARAGRAPH) == ["Article 1(1)", "Article 1(2)"]
    assert texts(found, K.TABLE) == ["Table 1", "Town | Rooms", "Porto | 12"]


def test_an_old_act_with_classes_but_without_numbers_and_ids(document) -> None:
    lines = [
        ("doc-ti", "COUNCIL DIRECTIVE"), ("normal", "THE COUNCIL OF THE EUROPEAN COMMUNITIES,"),
        ("normal", "Whereas rooms are open;"), ("normal", "Whereas lamps burn,"),
        ("normal", "HAS ADOPTED THIS DIRECTIVE:"), ("ti-grseq-1", "CHAPTER I"), ("sti-grseq-1", "Rooms"),
        ("ti-art", "Article 1"), ("normal", "1. Rooms open."),
    ]  # fmt: skip
    found = document(PREFIX + "".join(f'<p class="{name}">{text}</p>' for name, text in lines) + "</body></html>")
    assert places(found, K.RECITAL, K.DIVISION, K.ARTICLE, K.PARAGRAPH) == [
        "Recital 1", "Recital 2", "Chapter I", "Article 1", "Article 1(1)",
    ]  # fmt: skip
    assert [u.heading for u in found.units if u.kind == K.DIVISION] == ["Rooms"]


def test_an_agreement_behind_its_decision_has_articles_of_its_own(document) -> None:
    decision = ["COUNCIL DECISION", "THE COUNCIL OF THE EUROPEAN UNION,", "HAS DECIDED AS FOLLOWS:", "Article 1",
                "The Agreement on rooms is approved.", "Article 2", "The President may sign it.",
                "Done at Brussels, 2 January 1996.", "A. NAME"]  # fmt: skip
    agreement = ["AGREEMENT", "between the Community and Ruritania", "HAVE AGREED AS FOLLOWS:", "Article 1",
                 "The Parties open rooms.", "Article 2", "The Parties light them."]  # fmt: skip
    found = document("\n\n".join([*decision, *agreement]), "act.txt")
    own = ["Article 1", "Article 2", "AGREEMENT, Article 1", "AGREEMENT, Article 2"]
    assert places(found, K.ARTICLE) == own
    names = {"COUNCIL DECISION": "doc-ti", "AGREEMENT": "doc-ti", "Article 1": "ti-art", "Article 2": "ti-art"}
    lines = (f'<p class="{names.get(line, "normal")}">{line}</p>' for line in [*decision, *agreement])
    assert places(document(f"{PREFIX}{''.join(lines)}</body></html>"), K.ARTICLE) == own


@pytest.mark.parametrize("heading", ["Sole Article", "Article unique", "Einziger Artikel"])
def test_a_sole_article_is_the_first(document, heading: str) -> None:
    page = f'{PREFIX}<p class="ti-art">{heading}</p><p class="normal">It is so.</p></body></html>'
    formex = f"<ACT>{BIB}<ARTICLE><TI.ART>{heading}</TI.ART><ALINEA>It is so.</ALINEA></ARTICLE></ACT>"
    assert places(document(page), K.ARTICLE) == places(document(formex, "a.xml"), K.ARTICLE) == ["Article 1"]


def test_formex_without_numbers_with_quotations_and_tables_in_parts(document) -> None:
    quoted = (
        '<QUOT.S><QUOT.START CODE="2018"/><ARTICLE><TI.ART>Article 5</TI.ART><PARAG><NO.PARAG>1.</NO.PARAG><ALINEA>'
        'Lamps burn.</ALINEA></PARAG></ARTICLE><QUOT.END CODE="2019"/></QUOT.S>;'
    )
    table = (
        "<TBL><TITLE><TI><P>Table 1</P></TI></TITLE><GR.NOTES><NOTE><P>In use.</P></NOTE></GR.NOTES><CORPUS><BLK>"
        "<TI.BLK><P>North</P></TI.BLK><ROW><CELL>Porto</CELL><CELL>12</CELL></ROW></BLK></CORPUS></TBL>"
    )
    found = document(
        f"<ACT>{BIB}<PREAMBLE><GR.CONSID><CONSID>Whereas rooms help;</CONSID><CONSID><P>Whereas lamps help;</P>"
        "</CONSID></GR.CONSID></PREAMBLE><ENACTING.TERMS><ARTICLE><TI.ART>Article 1</TI.ART><ALINEA><P>It is amended:"
        f"</P><LIST><ITEM><NP><NO.P>(1)</NO.P><TXT>Article 5 is replaced:</TXT><P>{quoted}</P></NP></ITEM></LIST>"
        f"</ALINEA>{table}<ALINEA>It goes on.</ALINEA></ARTICLE></ENACTING.TERMS></ACT>",
        "act.xml",
    )
    assert places(found, K.RECITAL, K.ARTICLE, K.POINT) == [
        "Recital 1",
        "Recital 2",
        "Article 1",
        "Article 1, point (1)",
    ]
    assert "‘Article 5\n1. Lamps burn.’;" in found.text
    assert texts(found, K.TABLE) == ["Table 1", "North", "Porto | 12"]
    assert texts(found, K.FOOTNOTE) == ["In use."]
    assert texts(found, K.ARTICLE)[0].endswith("It goes on.")


def test_a_formex_corrigendum_keeps_its_words_apart(document) -> None:
    found = document(
        f"<CORR>{BIB}<TITLE><TI><P>Corrigendum to Regulation (EU) 2030/5</P></TI></TITLE><CONTENTS.CORR><CORRECTION>"
        "<DESCRIPTION><P>Article 5(2):</P></DESCRIPTION><OLD.CORR><P>for:</P><P>six</P></OLD.CORR><NEW.CORR><P>read:"
        "</P><P>eight</P></NEW.CORR></CORRECTION></CONTENTS.CORR></CORR>",
        "corr.xml",
    )
    assert found.text.split("\n")[1:] == ["Article 5(2):", "for:", "six", "read:", "eight"]
