"""Pages in the Official Journal layout, of today and of before 2023."""

from __future__ import annotations

from pathlib import Path

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.readers import read

K = UnitKind


def page(body: str, head: str = "<title>32030L0001</title>") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML//EN" "xhtml-strict.dtd">'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head>{head}</head><body>{body}</body></html>'
    )


def point(mark: str, content: str) -> str:
    return (
        '<table><col width="4%"/><col width="96%"/><tbody><tr>'
        f'<td valign="top"><p class="oj-normal">{mark}</p></td><td valign="top">{content}</td></tr></tbody></table>'
    )


def p(text: str, name: str = "oj-normal") -> str:
    return f'<p class="{name}">{text}</p>'


ARTICLE = (
    '<div class="eli-subdivision" id="art_1"><p class="oj-ti-art">Article 1</p>'
    '<div class="eli-title" id="art_1.tit_1"><p class="oj-sti-art">Scope</p></div>{}</div>'
)


def read_page(tmp_path: Path, markup: str | bytes, name: str = "act.xhtml") -> Reading:
    path = tmp_path / name
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return read(path)


def brief(reading: Reading) -> list[tuple[UnitKind | None, str | None, str]]:
    return [(block.kind, block.number, block.text) for block in reading.blocks]


def test_an_act_in_the_current_layout(tmp_path: Path) -> None:
    note = '<a id="ntc1" href="#ntr1">(<span class="oj-super oj-note-tag">1</span>)</a>'
    reading = read_page(
        tmp_path,
        page(
            "<table><tbody><tr><td>" + p("1.5.2030 ", "oj-hd-date") + "</td><td>" + p("EN", "oj-hd-lg") + "</td></tr>"
            "</tbody></table>"
            '<div class="eli-container"><div class="eli-main-title" id="tit_1">'
            + p("DIRECTIVE (EU) 2030/1", "oj-doc-ti")
            + '</div><div class="eli-subdivision" id="pbl_1">'
            + p("THE COUNCIL OF THE EUROPEAN UNION,")
            + f'<div class="eli-subdivision" id="cit_1">{p("Having regard to the Treaty,")}</div>'
            + p("Whereas:")
            + f'<div class="eli-subdivision" id="rct_1">{point("(1)", p(f"Houses {note} are needed {note}."))}</div>'
            + p("HAS ADOPTED THIS DIRECTIVE:")
            + '</div><div class="eli-subdivision" id="enc_1"><div id="cpt_I">'
            + p('<span class="oj-italic">CHAPTER I</span>', "oj-ti-section-1")
            + p("General", "oj-ti-section-2")
            + ARTICLE.format(p("1.   It\u00a0applies to:") + point("(a)", p("houses;") + point("(i)", p("tall"))))
            + "</div></div></div>"
            + '<div class="eli-subdivision" id="fnp_1">'
            + p("This Directive is addressed to the Member States.")
            + "</div>"
            + '<p class="oj-note"><a id="ntr1" href="#ntc1">(<span class="oj-super">1</span>)</a>\u00a0 OJ L 1.</p>'
        ),
    )
    assert brief(reading) == [
        (K.TITLE, None, "DIRECTIVE (EU) 2030/1"),
        (K.TEXT, None, "THE COUNCIL OF THE EUROPEAN UNION,"),
        (K.CITATION, None, "Having regard to the Treaty,"),
        (K.TEXT, None, "Whereas:"),
        (K.RECITAL, "1", "(1) Houses are needed."),
        (K.TEXT, None, "HAS ADOPTED THIS DIRECTIVE:"),
        (K.DIVISION, "I", "CHAPTER I"),
        (K.SUBJECT, None, "General"),
        (K.ARTICLE, "1", "Article 1"),
        (K.SUBJECT, None, "Scope"),
        (K.PARAGRAPH, "1", "1. It applies to:"),
        (K.POINT, "a", "(a) houses;"),
        (K.POINT, "i", "(i) tall"),
        (K.TEXT, None, "This Directive is addressed to the Member States."),
        (K.FOOTNOTE, None, "(1) OJ L 1."),
    ]
    assert [b.level for b in reading.blocks if b.kind == K.POINT] == [1, 2]
    assert [b.anchor for b in reading.blocks if b.anchor] == ["cit_1", "rct_1", "cpt_I", "art_1", "fnp_1", "ntr1"]
    assert reading.layout == "oj-xhtml"
    assert reading.properties == {
        "title": "DIRECTIVE (EU) 2030/1",
        "celex": "32030L0001",
        "language": "en",
        "published": "1.5.2030",
    }


def test_the_older_layout_without_prefix_and_ids(tmp_path: Path) -> None:
    reading = read_page(
        tmp_path,
        page(
            p("CHARTER", "doc-ti")
            + p("PREAMBLE", "normal")
            + '<hr class="doc-sep"/>'
            + p("CHARTER", "doc-ti")
            + p("The peoples are resolved.", "normal")
            + p("TITLE I", "ti-section-1")
            + p("DIGNITY", "ti-section-2")
            + p("Article 1", "ti-art")
            + p("Human dignity", "sti-art")
            + p("It is inviolable.", "normal")
            + p("°", "ti-grseq-1")
            + p("The above text adapts the wording.", "normal")
        ),
    )
    assert brief(reading) == [
        (K.TITLE, None, "CHARTER"),
        (K.TEXT, None, "The peoples are resolved."),
        (K.DIVISION, "I", "TITLE I"),
        (K.SUBJECT, None, "DIGNITY"),
        (K.ARTICLE, "1", "Article 1"),
        (K.SUBJECT, None, "Human dignity"),
        (K.SUBPARAGRAPH, None, "It is inviolable."),
        (K.TEXT, None, "The above text adapts the wording."),
    ]


def test_further_text_in_a_point_stands_inside_it(tmp_path: Path) -> None:
    content = p("a house;") + p("in towns also a flat.") + point("—", p("or a boat."))
    blocks = read_page(tmp_path, page(ARTICLE.format(point("(1)", content)))).blocks[2:]
    assert [(b.kind, b.level, b.text) for b in blocks] == [
        (K.POINT, 1, "(1) a house;"),
        (K.SUBPARAGRAPH, 1, "in towns also a flat."),
        (K.POINT, 2, "— or a boat."),
    ]


def test_an_article_quoted_by_an_amending_act_is_no_article(tmp_path: Path) -> None:
    quoted = p("the following Article is inserted:") + p("‘Article 5a", "oj-ti-art") + p("Boats", "oj-sti-art")
    loose = p("Article 6", "oj-ti-art") + p("1. Quoted too.’")
    reading = read_page(tmp_path, page(ARTICLE.format(point("(1)", quoted) + f"<div>{loose}</div>")))
    assert [b.number for b in reading.blocks if b.kind == K.ARTICLE] == ["1"]
    assert "‘Article 5a" in [b.text for b in reading.blocks]


def test_annexes_with_headings_tables_and_indented_points(tmp_path: Path) -> None:
    indented = "<table><tbody><tr><td></td><td><p>1.</p></td><td><p>Forms</p></td></tr></tbody></table>"
    correlation = "<table><tr><td><p>Article 1</p></td><td><p>Article 2</p></td><td><p>—</p></td></tr></table>"
    spaced = (
        '<div class="oj-enumeration-spacing"><p style="display:inline">2.</p> <p style="display:inline">Ink</p></div>'
    )
    reading = read_page(
        tmp_path,
        page(
            ARTICLE.format(p("See the Annex."))
            + '<div class="eli-container" id="anx_II">'
            + p("ANNEX II", "oj-doc-ti")
            + p("FORMS", "oj-ti-grseq-1")
            + p("Part A", "oj-ti-grseq-1")
            + p("Prose.")
            + indented
            + spaced
            + correlation
            + p("ELI: http://data.europa.eu/eli/dir/2030/1/oj")
            + "</div>"
        ),
    )
    assert brief(reading)[3:] == [
        (K.ANNEX, "II", "ANNEX II"),
        (K.SUBJECT, None, "FORMS"),
        (K.HEADING, None, "Part A"),
        (K.TEXT, None, "Prose."),
        (K.POINT, "1", "1. Forms"),
        (K.PARAGRAPH, "2", "2. Ink"),
        (K.TABLE, None, "Article 1 | Article 2 | —"),
    ]
    assert reading.blocks[3].anchor == "anx_II"


def test_an_enacting_formula_run_on_to_the_last_recital_is_cut_off(tmp_path: Path) -> None:
    recital = point("(9)", p("Houses should be built, HAVE ADOPTED THIS DIRECTIVE:"))
    blocks = read_page(tmp_path, page(f'<div id="rct_9">{recital}</div>' + ARTICLE.format(p("Text.")))).blocks
    assert [(b.kind, b.text) for b in blocks[:2]] == [
        (K.RECITAL, "(9) Houses should be built,"),
        (K.TEXT, "HAVE ADOPTED THIS DIRECTIVE:"),
    ]


def test_recitals_as_plain_paragraphs(tmp_path: Path) -> None:
    markup = page(f'<div id="rct_7">{p("(7) Plain.")}</div>' + ARTICLE.format(p("Text.")))
    assert read_page(tmp_path, markup).blocks[0] == Block("(7) Plain.", K.RECITAL, "7", 0, "rct_7")


def test_soft_hyphens_and_composed_letters_are_normalised(tmp_path: Path) -> None:
    reading = read_page(tmp_path, page(ARTICLE.format(p("Cafe\u0301 in\u00adteg\u2009ration\u202f!"))))
    assert reading.blocks[-1].text == "Café integ ration !"


def test_a_stray_nul_does_not_end_the_page(tmp_path: Path) -> None:
    reading = read_page(tmp_path, page(ARTICLE.format(p("Be\x00fore.") + p("After."))))
    assert [b.text for b in reading.blocks[2:]] == ["Before.", "After."]


def test_named_html_entities_in_xhtml_are_read(tmp_path: Path) -> None:
    reading = read_page(tmp_path, page(ARTICLE.format(p("10&nbsp;000 &eacute;tudes"))))
    assert reading.blocks[-1].text == "10 000 études"
