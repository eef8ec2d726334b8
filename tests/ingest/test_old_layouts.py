"""The fidelity measure on an act that no corpus has: one like those of the 1980s, alike from every layout."""

from __future__ import annotations

import html
import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from marked_up import old_page, places, texts

from eval.fidelity import compare_editions
from ingest.document import Document, UnitKind
from ingest.readers import read
from ingest.source import Kind, Source
from ingest.structure import build_document

_spec = importlib.util.spec_from_file_location("printed", Path(__file__).with_name("printed.py"))
assert _spec
assert _spec.loader
printed: Any = sys.modules.setdefault("printed", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(printed)

K = UnitKind
TITLE = ("COUNCIL DIRECTIVE", "of 14 June 1989", "on the opening of reading rooms")
OPENING = (
    "THE COUNCIL OF THE EUROPEAN COMMUNITIES,",
    "Having regard to the Treaty and its Article 49,",
)
RECITALS = tuple(
    f"Whereas the rooms of town number {n} are of use to people who arrive, and their lamps must be looked after by "
    f"somebody who knows them well{mark}"
    for n, mark in ((1, ";"), (2, ";"), (3, ","))
)
FORMULA = "HAS ADOPTED THIS DIRECTIVE:"
ARTICLES = (
    ("1. Every town shall open a reading room and keep it open for all who arrive there.", "2. It shall have lamps."),
    ("Where a room has no lamp, the town shall buy one within six weeks of the day on which it opened.",),
    ("This Directive is addressed to the Member States.",),
)
SIGNED = ("Done at Luxembourg, 14 June 1989.", "For the Council", "P. NAME")


def lines() -> list[tuple[str, str]]:
    """The act's lines with their classes in the Official Journal's layout of before 2004."""
    found = [("doc-ti", line) for line in TITLE] + [("normal", line) for line in (*OPENING, *RECITALS, FORMULA)]
    for number, parts in enumerate(ARTICLES, 1):
        found += [("ti-art", f"Article {number}"), *(("normal", text) for text in parts)]
    return found + [("normal", line) for line in SIGNED]


def formex() -> str:
    title = "".join(f"<P>{line}</P>" for line in TITLE)
    consid = "".join(f"<CONSID>{line}</CONSID>" for line in RECITALS)
    articles = ""
    for number, parts in enumerate(ARTICLES, 1):
        inside = "".join(
            f"<PARAG><NO.PARAG>{text[:2]}</NO.PARAG><ALINEA>{text[3:]}</ALINEA></PARAG>"
            if text[1] == "."
            else f"<ALINEA>{text}</ALINEA>"
            for text in parts
        )
        articles += f"<ARTICLE><TI.ART>Article {number}</TI.ART>{inside}</ARTICLE>"
    return (
        f"<ACT><BIB.INSTANCE><LG.DOC>EN</LG.DOC></BIB.INSTANCE><TITLE><TI>{title}</TI></TITLE><PREAMBLE>"
        f"<PREAMBLE.INIT>{OPENING[0]}</PREAMBLE.INIT><GR.CONSID>{consid}</GR.CONSID><PREAMBLE.FINAL>{FORMULA}"
        f"</PREAMBLE.FINAL></PREAMBLE><ENACTING.TERMS>{articles}</ENACTING.TERMS></ACT>"
    )


def printed_act(folder: Path) -> Path:
    """Two columns with the running head of the Official Journal of that time."""
    sheet = printed._Sheet(2, "DejaVuSans", "J", 9)
    sheet.add_page()
    sheet.set_font("body", size=9)
    with sheet.text_columns(ncols=2, gutter=8, text_align="J") as columns:
        for _, text in lines():
            middle = text.isupper() or text.startswith("Article ")
            with columns.paragraph(bottom_margin=3, text_align="C" if middle else "J") as paragraph:
                paragraph.write(text)
    path = folder / "act.pdf"
    sheet.output(str(path))
    return path


def written(folder: Path, layout: str) -> Path:
    plain = [text for _, text in lines()]
    contents = {
        "old.html": old_page(*map(html.escape, plain)),
        "breaks.html": f'<html lang="en"><body><div id="TexteOnly">{"<br>".join(plain)}</div></body></html>',
        "classes.html": f"<html><body>{''.join(f'<p class={c}>{t}</p>' for c, t in lines())}</body></html>",
        "act.xml": formex(),
        "act.txt": "\n\n".join(plain),
        "narrow.txt": "\n\n".join(printed._filled(text) for text in plain),
    }
    if layout == "act.pdf":
        return printed_act(folder)
    path = folder / layout
    path.write_text(contents[layout], "utf-8")
    return path


def document(path: Path) -> Document:
    return build_document(Source(path.name, "An act", Kind.DIRECTIVE, language="en"), read(path, "en"))


@pytest.mark.parametrize("layout", ["breaks.html", "classes.html", "act.xml", "act.txt", "narrow.txt", "act.pdf"])
def test_an_old_act_is_read_alike_from_every_layout(tmp_path: Path, layout: str) -> None:
    truth = document(written(tmp_path, "old.html"))
    found = document(written(tmp_path, layout))
    compared = compare_editions(truth, replace(found, source=replace(found.source, id=layout)))
    assert [unit.locator for unit in compared.matched] == [
        "Recital 1", "Recital 2", "Recital 3", "Article 1", "Article 2", "Article 3",
    ]  # fmt: skip
    assert (compared.only_a, compared.only_b, compared.error_rate) == ((), (), 0), compared.worst


OLD = {  # opening, first recital or the word over them, second recital, formula, article
    "da": ("RÅDET FOR DE EUROPÆISKE FÆLLESSKABER HAR —", "ud fra følgende betragtninger:", "Lokaler er åbne;",
           "UDSTEDT FØLGENDE DIREKTIV:", "Artikel"),
    "de": ("DER RAT DER EUROPÄISCHEN GEMEINSCHAFTEN -", "in Erwägung nachstehender Gründe:", "Säle stehen offen.",
           "HAT FOLGENDE RICHTLINIE ERLASSEN:", "Artikel"),
    "el": ("ΤΟ ΣΥΜΒΟΥΛΙΟ ΤΩΝ ΕΥΡΩΠΑΪΚΩΝ ΚΟΙΝΟΤΗΤΩΝ,", "Εκτιμώντας:", "ότι οι αίθουσες είναι ανοικτές·",
           "ΕΞΕΔΩΣΕ ΤΗΝ ΠΑΡΟΥΣΑ ΟΔΗΓΙΑ:", "Άρθρο"),
    "es": ("EL CONSEJO DE LAS COMUNIDADES EUROPEAS,", "Considerando que las salas están abiertas;",
           "Considerando que hay lámparas;", "HA ADOPTADO LA PRESENTE DIRECTIVA:", "Artículo"),
    "fr": ("LE CONSEIL DES COMMUNAUTÉS EUROPÉENNES,", "considérant que les salles sont ouvertes;",
           "considérant que les lampes brûlent,", "A ARRÊTÉ LA PRÉSENTE DIRECTIVE:", "Article"),
    "it": ("IL CONSIGLIO DELLE COMUNITÀ EUROPEE,", "considerando che le sale sono aperte;",
           "considerando che le lampade ardono,", "HA ADOTTATO LA PRESENTE DIRETTIVA:", "Articolo"),
    "nl": ("DE RAAD VAN DE EUROPESE GEMEENSCHAPPEN,", "Overwegende dat de zalen open zijn;",
           "Overwegende dat de lampen branden,", "HEEFT DE VOLGENDE RICHTLIJN VASTGESTELD:", "Artikel"),
    "pt": ("O CONSELHO DAS COMUNIDADES EUROPEIAS,", "Considerando que as salas estão abertas;",
           "Considerando que há lâmpadas;", "ADOPTOU A PRESENTE DIRECTIVA:", "Artigo"),
}  # fmt: skip


@pytest.mark.parametrize("language", OLD)
def test_recitals_without_numbers_in_the_languages_of_the_eighties(tmp_path: Path, language: str) -> None:
    opening, first, second, formula, article = OLD[language]
    act = ["TITLE", opening, first, second, formula, f"{article} 1", "A.", f"{article} 2", "B."]
    path = tmp_path / "act.html"
    path.write_text(old_page(*act, language=language), "utf-8")
    found = build_document(Source("x", "x", Kind.DIRECTIVE, language=language), read(path))
    under_a_word = first.endswith(":")
    assert texts(found, K.RECITAL) == ([second] if under_a_word else [first, second])
    assert places(found, K.ARTICLE) == ["Article 1", "Article 2"]
    assert texts(found, K.TITLE) == ["TITLE"]
