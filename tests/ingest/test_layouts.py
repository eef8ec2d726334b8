"""One act in many layouts: every one gives the same units with the same words; and pages that PDF makes hard."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.fidelity import compare_editions
from ingest.block import Block
from ingest.document import Document, UnitKind
from ingest.readers import read
from ingest.readers.pdf import read_pdf
from ingest.recognise import recognise
from ingest.structure import build_document
from ingest.wording import LANGUAGES

_spec = importlib.util.spec_from_file_location("printed", Path(__file__).with_name("printed.py"))
assert _spec
assert _spec.loader
printed: Any = sys.modules.setdefault("printed", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(printed)

K = UnitKind
_COMPARED = {K.RECITAL, K.DIVISION, K.ARTICLE, K.PARAGRAPH, K.SUBPARAGRAPH, K.POINT}


def units(document: Document) -> list[tuple[str, str | None, str | None]]:
    return [(unit.kind, unit.number, unit.heading) for unit in document.units if unit.kind in _COMPARED]


@pytest.mark.parametrize("layout", printed.LAYOUTS)
def test_an_act_is_read_alike_from_every_layout(tmp_path: Path, layout: str) -> None:
    truth = printed.truth()
    reading = read(printed.LAYOUTS[layout](tmp_path), "en")
    found = build_document(replace(truth.source, id=layout), reading)
    compared = compare_editions(truth, found)
    assert (compared.only_a, compared.only_b) == ((), ())
    assert compared.error_rate == 0, compared.worst
    assert units(found) == units(truth)


def sheet(size: float = 10) -> Any:
    page = printed._Sheet(1, "DejaVuSans", "L", size)
    page.add_page()
    page.set_font("body", size=size)
    return page


def texts(folder: Path, page: Any) -> list[str]:
    path = folder / "page.pdf"
    page.output(str(path))
    return [block.text for block in read_pdf(path).blocks]


def say(page: Any, text: str) -> None:
    page.multi_cell(0, 5, text, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(4)


ROWS = [
    ("Town", "What is lent to people who live there", "What is lent to guests"),
    (
        "Pond",
        "Bicycles with two wheels, and tricycles where the town has any",
        "Nothing at all, for they bring their own",
    ),
    ("Lake", "Boats", "Boats"),
    ("Hill", "Sledges in winter, and in summer carts that have a well-oiled brake", "Carts"),
]


def test_rows_of_a_table_with_several_lines_a_cell(tmp_path: Path) -> None:
    page = sheet()
    say(page, "The following table shows what was lent.")
    with page.table(col_widths=(30, 70, 70), v_align="TOP", text_align="LEFT") as table:
        for row in ROWS:
            line = table.row()
            for cell in row:
                line.cell(cell)
    page.ln(4)
    say(page, "After the table the text goes on.")
    assert texts(tmp_path, page) == [
        "The following table shows what was lent.",
        *(" | ".join(row) for row in ROWS),
        "After the table the text goes on.",
    ]


def test_columns_of_running_text_are_no_table(tmp_path: Path) -> None:
    page = sheet()
    left = "Bicycles are lent by all towns to everyone who lives there and has a card."
    right = "They are brought back before midnight, or else a fee is due, which the mayor sets."
    with page.text_columns(ncols=2, gutter=8, text_align="L", line_height=1.2) as columns:
        columns.write(left)
        columns.new_column()
        columns.write(right)
    assert texts(tmp_path, page) == [left, right]


def test_ligatures_and_forms_of_letters(tmp_path: Path) -> None:
    page = sheet()
    say(page, "The oﬃce ﬁnds eﬀective ﬂags ﬆill.")
    assert texts(tmp_path, page) == ["The office finds effective flags still."]


def test_text_from_right_to_left_is_read_in_its_order(tmp_path: Path) -> None:
    """On the page the letters stand from right to left, numbers from left to right."""
    page = sheet(12)
    for shown in ("דחא םויל םיינפוא לואשל יאשר םדא לכ", "רתומ (2024) קוחה לש 5 ףיעס יפל"):
        page.multi_cell(0, 8, shown, align="R", new_x="LMARGIN", new_y="NEXT")
        page.ln(8)
    assert texts(tmp_path, page) == ["כל אדם רשאי לשאול אופניים ליום אחד", "לפי סעיף 5 של החוק (2024) מותר"]


def test_signs_that_turn_the_direction_are_left_out(tmp_path: Path) -> None:
    """They can show a reader other words than those that are quoted."""
    path = tmp_path / "page.txt"
    path.write_text("The fee is \u202e001\u202c euros for \u2067everyone\u2069.", encoding="utf-8")
    assert [block.text for block in read(path, "en").blocks] == ["The fee is 001 euros for everyone."]


# Marks of quotation in the language editions of the Official Journal (Interinstitutional Style Guide, 10.1 and annex).
_MARKS = """
    bg „“ cs „“ da »« de „“ el «» en ‘’ es «» et „“ fi ”” fr «» ga ‘’ hr „” hu „” it «» lt „“ lv “” mt “” nl „” pl „”
    pt «» ro „” sk „“ sl „“ sv ””
"""
QUOTES = dict(zip(_MARKS.split()[::2], _MARKS.split()[1::2], strict=True))
ARTICLE = {
    "bg": "Член {}", "cs": "Článek {}", "da": "Artikel {}", "de": "Artikel {}", "el": "Άρθρο {}", "en": "Article {}",
    "es": "Artículo {}", "et": "Artikkel {}", "fi": "{} artikla", "fr": "Article {}", "ga": "Airteagal {}",
    "hr": "Članak {}.", "hu": "{}. cikk", "it": "Articolo {}", "lt": "{} straipsnis", "lv": "{}. pants",
    "mt": "Artikolu {}", "nl": "Artikel {}", "pl": "Artykuł {}", "pt": "Artigo {}.º", "ro": "Articolul {}",
    "sk": "Článok {}", "sl": "Člen {}", "sv": "Artikel {}",
}  # fmt: skip
assert QUOTES.keys() == ARTICLE.keys() == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("space", ["", "\u00a0"])
def test_an_article_in_the_quotation_marks_of_a_language_is_not_the_acts_own(language: str, space: str) -> None:
    opening, closing = QUOTES[language]
    heading = ARTICLE[language].format
    sentence = "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod."
    lines = [
        heading(1),
        sentence.replace(".", ":"),
        f"{opening}{space}{heading(9)}",
        sentence,
        heading(2),
        f"{sentence}{space}{closing}.",
        heading(2),
        sentence,
        heading(3),
        sentence.replace(".", ":"),
        f"{opening}{space}{heading(8)}",
        sentence,
        heading(4),
        f"{sentence}{space}{closing}.",
    ]
    found = recognise([Block(line) for line in lines], language)
    assert [(block.number, at) for at, block in enumerate(found) if block.kind == K.ARTICLE] == [
        ("1", 0),
        ("2", 6),
        ("3", 8),
    ]
    assert [block.text for block in found] == lines
