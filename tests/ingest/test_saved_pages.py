"""Texts as people save them: consolidated ones with signs of origin in any layout, pages of the EUR-Lex site."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked_up import PREFIX, old_page, places, row, texts

from ingest.document import UnitKind
from ingest.readers import read

K = UnitKind
SITE = (
    '<html lang="en"><head><title>Regulation - 2030/5 - EN - EUR-Lex</title><script>let x = "never";</script>'
    '<meta name="WT.z_docTitle" content="Regulation (EU) 2030/5 on rooms"></head><body><div id="op-header">'
    "<p>Quick search</p></div><h1>Document 32030R0005</h1><div id=PP4Contents><div id=textTabContent><div id=document1>"
    "{act}</div></div></div><div><p>This site is managed by the Publications Office</p></div></body></html>"
)
ACTS = {
    "oj-xhtml": '<p class="oj-doc-ti">REGULATION (EU) 2030/5</p><p class="oj-ti-art">Article 1</p>'
    '<p class="oj-normal">1. Rooms open.</p>',
    "consolidated": '<p class="title-doc-first">REGULATION (EU) 2030/5</p><p class="title-article-norm">Article 1</p>'
    '<div class="norm"><span class="no-parag">1. </span><div class="norm inline-element">Rooms open.</div></div>',
    "plain-html": "<p>REGULATION (EU) 2030/5</p><p>THE COUNCIL,</p><p>Article 1</p><p>1. Rooms open.</p>"
    "<p>2. Lamps burn in all of them.</p>",
}


@pytest.mark.parametrize("layout", ACTS)
def test_a_page_saved_from_the_site_holds_the_act_alone(tmp_path: Path, document, layout: str) -> None:
    page = SITE.format(act=ACTS[layout])
    found = document(page)
    assert places(found, K.ARTICLE, K.PARAGRAPH)[:2] == ["Article 1", "Article 1(1)"]
    assert found.text.startswith("REGULATION")
    assert "search" not in found.text
    assert "managed" not in found.text
    reading = read(tmp_path / "act.html")
    assert (reading.layout, reading.properties["celex"], reading.properties["language"]) == (layout, "32030R0005", "en")
    assert "2030/5" in reading.properties["title"]


def test_an_element_that_is_only_called_so_is_not_the_page(document) -> None:
    found = document(
        f'<html><body><p>{"Rooms are open to all people. " * 20}</p><div id="document1">More</div></body></html>'
    )
    assert "Rooms are open" in found.text


def test_a_consolidated_text_of_any_layout_loses_its_signs_and_its_head(document) -> None:
    found = document(
        old_page(
            "1998F0699 — DE — 05.07.2001 — 001.001", "Dieses Dokument ist lediglich eine Dokumentationsquelle.",
            "►B GEMEINSAME MASSNAHME vom 3. Dezember 1998", "Geändert durch:", "►M1 Rahmenbeschluss L 182 1 5.7.2001",
            "▼B", "GEMEINSAME MASSNAHME", "vom 3. Dezember 1998", "DER RAT DER EUROPÄISCHEN UNION —",
            "HAT FOLGENDES ANGENOMMEN:", "▼M1 —————", "▼B", "Artikel 2", "▼M1", "(2) Ein Saal ►C1 brennt nie ◄.",
            "(4) Eine Lampe brennt.", "Artikel 3", "Säle öffnen.", language="de",
        )
    )  # fmt: skip
    assert not set("►▼◄—") & set(found.text.replace("UNION —", ""))
    assert texts(found, K.TITLE) == ["GEMEINSAME MASSNAHME", "vom 3. Dezember 1998"]
    assert places(found, K.ARTICLE, K.PARAGRAPH) == ["Article 2", "Article 2(2)", "Article 2(4)", "Article 3"]
    assert "Ein Saal brennt nie." in found.text


def test_its_reference_line_names_a_consolidated_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "2098R0007 — EN — 01.02.2099 — 001.001\n\n►B REGULATION\n\n▼B\n\nREGULATION\n\nArticle 1\n\nRooms.\n"
    )
    assert read(path).properties["celex"] == "02098R0007-20990201"


def test_an_older_consolidated_page_keeps_its_recitals_and_one_title(document) -> None:
    title = '<p class="title-doc-first">DIRECTIVE 2098/7/EC</p><p class="title-doc-last">on rooms</p>'
    found = document(
        f'{PREFIX}<p class="reference">02098L0007 — EN — 01.02.2099 — 001.001</p>{title}<p class="norm">Amended by:</p>'
        f"<table><tr><td><p>DIRECTIVE 2098/9</p></td><td><p>L 331</p></td></tr></table>{title}"
        f'<div class="preamble"><p class="norm">THE COUNCIL,</p>Whereas:{row("(1)", "Rooms help.")}'
        f'{row("(2)", "Lamps help.")}<p class="norm">HAS ADOPTED THIS DIRECTIVE:</p></div>'
        '<p class="title-article-norm">Article 1</p><p class="norm">1. Rooms open.</p>'
        f"{row('(a)', 'in towns;')}</body></html>"
    )
    assert texts(found, K.TITLE) == ["DIRECTIVE 2098/7/EC", "on rooms"]
    assert places(found, K.RECITAL, K.PARAGRAPH, K.POINT) == [
        "Recital 1", "Recital 2", "Article 1(1)", "Article 1(1), point (a)",
    ]  # fmt: skip
