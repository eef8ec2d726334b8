"""Old pages of plain paragraphs, and pages of the open web."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.block import Reading
from ingest.document import Document, UnitKind
from ingest.infer import infer
from ingest.readers import read
from ingest.source import Kind, Source
from ingest.structure import build_document, locator

K = UnitKind
TREATY = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html lang="EN"><head>
<meta name="DC.description" content="Consolidated version of the Treaty on Houses"><title>EUR-Lex - EN</title></head>
<body><div id="banner"><p class="bglang"><a href="/">Important legal notice</a></p></div>
<div id="TexteOnly"><p><TXT_TE>
<p>Table of Contents</p><p>PART ONE PRINCIPLES</p><p>TITLE I HOUSES</p><p>Protocol (No 1) on gardens</p>
<p>--------------------------------------------------</p>
<p>Consolidated version of the Treaty on Houses</p>
<p>PREAMBLE</p><p>DETERMINED to build houses,</p>
<p>PART ONE</p><p>PRINCIPLES</p>
<p>Article 1</p><p>(ex Article 3 TOH) [2]</p><p>1. The Union builds houses [2], as it has always done.</p>
<p>It shall do so in the following manner:</p><p>(a) high;</p><p>(b) low.</p>
<p>2. It shall also build streets between the houses.</p>
<p>Article 2</p><p>Houses shall have doors, and the doors shall have handles.</p>
<p>--------------------------------------------------</p>
<p>Protocols</p>
<p>PROTOCOL (No 1)</p><p>ON GARDENS</p><p>THE HIGH CONTRACTING PARTIES,</p>
<p>HAVE AGREED UPON the following provisions:</p>
<p>Article 1 (ex Article 9)</p><p>Gardens shall be green in summer and brown in winter.</p>
<p>Germany | 37 | </p>
<p>ANNEX I</p><p>LIST OF TREES</p><p>- oaks,</p><p>- elms.</p>
<p>[2] A reference to the older treaty.</p>
</TXT_TE></p></div></body></html>"""


def read_page(tmp_path: Path, markup: str, name: str = "page.html") -> Reading:
    path = tmp_path / name
    path.write_text(markup, encoding="utf-8")
    return read(path)


def document(reading: Reading) -> Document:
    return build_document(Source(id="page", title="The Page", kind=Kind.OTHER), reading)


def test_an_old_treaty_page(tmp_path: Path) -> None:
    reading = read_page(tmp_path, TREATY)
    assert reading.properties == {"title": "Consolidated version of the Treaty on Houses", "language": "en"}
    doc = document(reading)
    assert doc.count(K.ARTICLE) == 2
    found = {doc.text[u.start : u.end].partition("\n")[0]: locator(doc, i) for i, u in enumerate(doc.units)}
    assert found["1. The Union builds houses, as it has always done."] == "Article 1(1)"
    assert found["(b) low."] == "Article 1(1), second subparagraph, point (b)"
    assert found["Gardens shall be green in summer and brown in winter."] == "Protocol (No 1), Article 1"
    assert found["- elms."] == "Annex I, second indent"
    assert "Important legal notice" not in doc.text
    assert "-----" not in doc.text
    headings = {u.heading for u in doc.units}
    assert {"PRINCIPLES", "(ex Article 3 TOH)", "ON GARDENS", "(ex Article 9)", "LIST OF TREES"} <= headings
    kinds = {doc.text[u.start : u.end]: u.kind for u in doc.units}
    assert kinds["Germany | 37"] == K.TABLE
    assert kinds["[2] A reference to the older treaty."] == K.FOOTNOTE


def test_declarations_annexed_to_a_treaty_are_sections(tmp_path: Path) -> None:
    reading = read_page(
        tmp_path,
        TREATY.replace(
            "<p>[2] A reference",
            "<p>----------</p><p>Declarations</p><p>A. DECLARATIONS CONCERNING THE TREATY</p>"
            "<p>1. Declaration on doors</p>"
            "<p>The Conference recalls that doors open.</p><p>[2] A reference",
        ),
    )
    doc = document(reading)
    assert [u.heading for u in doc.units if u.kind == K.HEADING][-2:] == [
        "A. DECLARATIONS CONCERNING THE TREATY",
        "1. Declaration on doors",
    ]
    assert doc.count(K.ARTICLE) == 2


def test_a_page_of_the_open_web(tmp_path: Path) -> None:
    reading = read_page(
        tmp_path,
        "<html lang='fr-BE'><head><title>News</title><style>p{}</style></head><body><nav><p>Menu</p></nav><main>"
        "<h1>A <em>new</em> house</h1><div>Loose text, <a href='x'>linked</a>.<br>Same run."
        "<p>A paragraph.</p>tail</div>"
        "<h2>Rates</h2><ul><li>first</li><li>second<ul><li>inner</li></ul></li></ul><ol><li>step</li></ol>"
        "<table><tr><th>Region</th><th>Rate</th></tr><tr><td>North</td><td>5 %</td></tr></table>"
        "<script>var x = 1;</script></main><footer>Imprint</footer></body></html>",
    )
    assert [(b.kind, b.level, b.text) for b in reading.blocks] == [
        (K.HEADING, 1, "A new house"),
        (K.TEXT, 0, "Loose text, linked. Same run."),
        (K.TEXT, 0, "A paragraph."),
        (K.TEXT, 0, "tail"),
        (K.HEADING, 2, "Rates"),
        (K.POINT, 1, "first"),
        (K.POINT, 1, "second"),
        (K.POINT, 2, "inner"),
        (K.POINT, 1, "1. step"),
        (K.TABLE, 0, "Region | Rate"),
        (K.TABLE, 0, "North | 5 %"),
    ]
    assert reading.properties == {"title": "A new house", "language": "fr"}
    assert reading.layout == "plain-html"


def test_a_layout_table_is_no_table(tmp_path: Path) -> None:
    reading = read_page(tmp_path, "<html><body><table><tr><td><p>One.</p><p>Two.</p></td></tr></table></body></html>")
    assert [(b.kind, b.text) for b in reading.blocks] == [(K.TEXT, "One."), (K.TEXT, "Two.")]


def test_brackets_without_a_footnote_stay(tmp_path: Path) -> None:
    reading = read_page(tmp_path, "<html><body><p>As in case [3] above.</p></body></html>")
    assert reading.blocks[0].text == "As in case [3] above."


SITE = """<html lang="en"><head><title>Bicycles | Town</title></head><body class="has-sidebar menu-open">
<a class="skip-link" href="#content">Skip to main content</a>
<header><h1 class="logo">Town of Pond</h1><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<div id="cookie-banner"><p>We use cookies. Accept all cookies?</p></div>
<div class="ecl-breadcrumb"><a href="/">Home</a> <a href="/a">Transport</a></div>
<div class="layout"><ul>{menu}</ul>
{content}
<div class="related"><h2>Related news</h2><a href="/x">The new bridge</a></div></div>
<div class="social-share"><span>Share this page</span></div>
<footer><p>Contact the mayor</p></footer></body></html>"""
MENU = "".join(f'<li><a href="/{i}">Topic {i} of the town</a></li>' for i in range(6))
PROSE = "<p>Everyone who lives in the town may borrow a bicycle for a day, and keep it over night.</p>" * 5


@pytest.mark.parametrize(
    "content",
    [
        "<main><article><header><h1>Bicycles</h1></header>{}</article></main>",
        '<div id="content" class="node node--type-page"><h1>Bicycles</h1>{}</div>',
        '<div role="main"><h1>Bicycles</h1>{}</div>',
        "<h1>Bicycles</h1>{}",
    ],
)
def test_what_a_content_system_puts_around_the_text_is_left_out(tmp_path: Path, content: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(SITE.replace("{menu}", MENU).replace("{content}", content.format(PROSE)), encoding="utf-8")
    blocks = [block.text for block in read(path).blocks]
    assert blocks[0] == "Bicycles"
    assert len(blocks) == 6
    assert all(text.startswith("Everyone who") for text in blocks[1:])


def test_a_page_whose_wrapper_is_named_like_a_menu_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(f'<html><body><div class="sidebar related">{PROSE}</div></body></html>', encoding="utf-8")
    assert len(read(path).blocks) == 5


def test_a_list_of_contents_with_links_into_the_page_is_no_menu(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    links = "".join(f'<li><a href="#p{i}">Part {i}</a></li>' for i in range(6))
    path.write_text(f"<html><body><ul>{links}</ul>{PROSE}</body></html>", encoding="utf-8")
    assert len(read(path).blocks) == 6 + 5


def test_hidden_and_struck_out_words_are_not_read(tmp_path: Path) -> None:
    """What a reader of the page does not see, or sees crossed out, must not be quoted."""
    path = tmp_path / "page.html"
    body = (
        '<p>The fee is <del>two</del><ins>three</ins> euros<s> a day</s>.</p><p style="display: none">Hidden one.</p>'
        f'<p hidden>Hidden two.</p><span aria-hidden="true">Hidden three.</span>After.{PROSE}'
    )
    path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    reading = read(path)
    assert [block.text for block in reading.blocks][:2] == ["The fee is three euros.", "After."]
    assert reading.properties["notes"] == "struck-out text is left out"


COM = """<html><body><div class="contentWrapper"><div class="content"><p class="Emission">Brussels, 1.2.2030</p>
<p class="Rfrenceinstitutionnelle">COM(2030) 7 final</p><p class="Statut">Proposal for a</p>
<p class="Typedudocument_cp">COUNCIL DECISION</p><p class="Titreobjet_cp">on the lending of bicycles<br/></p></div>
<div class="content"><p class="Exposdesmotifstitre"><span>EXPLANATORY MEMORANDUM</span></p>
<p class="li ManualHeading1"><span class="num"><span>1.</span></span><span>CONTEXT</span></p>
<p class="Normal"><span>In the 6</span><span>8</span><span>th</span><span> year all towns lend bicycles</span>
<span class="FootnoteReference"><a class="footnoteRef" id="footnoteref1" href="#footnote1">1</a></span><span>, and
more.</span></p>
<p class="Institutionquiagit">THE COUNCIL OF THE EUROPEAN UNION,</p><p class="Normal">Whereas:</p>
<p class="li ManualConsidrant"><span class="num"><span>(1)</span></span><span>Bicycles help people.</span></p>
<p class="li ManualConsidrant"><span class="num"><span>(2)</span></span><span>They should be lent.</span></p>
<p class="Formuledadoption">HAS ADOPTED THIS DECISION:</p>
<p class="Titrearticle"><span>Article 1 </span></p><p class="Normal"><span>Towns shall lend bicycles.</span></p>
<p class="Titrearticle"><span>Article 2</span></p><p class="Normal"><span>It is addressed to Member States.</span></p>
<p class="Fait">Done at Brussels,</p></div><div class="content"><dl id="footnotes"><dd id="footnote1"><span class="num">
<a class="footnote" href="#footnoteref1">(1)</a></span><span><span class="tab">   </span>OJ C 1.</span></dd></dl></div>
</div></body></html>"""


def test_a_proposal_in_the_commissions_own_layout(tmp_path: Path) -> None:
    path = tmp_path / "proposal.html"
    path.write_text(COM, encoding="utf-8")
    reading = read(path, "en")
    found = {block.text: (block.kind, block.number) for block in reading.blocks}
    assert reading.properties["title"] == "Proposal for a COUNCIL DECISION on the lending of bicycles"
    assert found["1. CONTEXT"] == (K.HEADING, None)
    assert "In the 68th year all towns lend bicycles, and more." in found
    assert found["(1) Bicycles help people."] == (K.RECITAL, "1")
    assert (found["Article 1"], found["Article 2"]) == ((K.ARTICLE, "1"), (K.ARTICLE, "2"))
    assert found["(1) OJ C 1."][0] == K.FOOTNOTE
    source = infer(path, reading)
    assert (source.kind, source.celex) == (Kind.PROPOSAL, "52030PC0007")


def test_raised_links_to_notes_leave_the_text_and_other_raised_signs_stay(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    body = '<p>Lent<sup><a href="#fn1">[1]</a></sup> on 5 m<sup>2</sup> by <a href="#part2">2</a> towns.</p>'
    path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    assert read(path, "en").blocks[0].text == "Lent on 5 m2 by 2 towns."
