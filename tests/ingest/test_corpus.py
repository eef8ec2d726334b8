"""The real corpus: every document's units agree with the law, and every passage keeps its place."""

from __future__ import annotations

import json
import time
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.document import Document, Passage, UnitKind
from ingest.passages import split
from ingest.readers import read
from ingest.source import Kind, Source
from ingest.structure import article_locator, build_document, locator

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here"),
]
K = UnitKind
ARTICLES = {
    "gdpr/02016R0679-20160504.en.fmx.xml": 99,
    "gdpr/02016R0679-20160504.en.html": 99,
    "gdpr/02016R0679-20160504.fr.html": 99,
    "gdpr/32016R0679.en.xhtml": 99,
    "gdpr/32016R0679.fr.xhtml": 99,
    "treaties/12012E-TXT.en.html": 358,
    "treaties/12012E-TXT.fr.html": 358,
    "treaties/12012P-TXT.en.xhtml": 54,
    "treaties/12012P-TXT.fr.xhtml": 54,
    "pdf/32013R0604.en.pdf": 49,
    "pdf/32024R1347.en.pdf": 42,
}
RECITALS = {
    "gdpr/32016R0679.en.xhtml": 173,
    "gdpr/32016R0679.fr.xhtml": 173,
    "pdf/32024R1347.en.pdf": 78,
}
MARKUP = ["pact-2024/32024L1346.en.xhtml", *(name for name in ARTICLES if not name.endswith(".pdf"))]


@cache
def manifest() -> dict[str, dict[str, str]]:
    if not CORPUS.is_dir():
        return {}
    listed = json.loads((CORPUS / "manifest.json").read_text(encoding="utf-8"))["documents"]
    return {entry["file"]: entry for entry in listed}


@cache
def load(name: str) -> Document:
    entry = manifest()[name]
    source = Source(
        id=entry["id"],
        title=entry["title"],
        kind=Kind.OTHER,
        short_title=entry.get("short_title"),
        celex=entry.get("celex"),
        language=entry["language"],
    )
    return build_document(source, read(CORPUS / name, entry["language"]))


@cache
def passages(name: str) -> tuple[Passage, ...]:
    return split(load(name))


def own_text(doc: Document, index: int) -> str:
    """A unit's text before its first child."""
    unit = doc.units[index]
    inside = index + 1 < len(doc.units) and doc.units[index + 1].parent == index
    return doc.text[unit.start : doc.units[index + 1].start if inside else unit.end]


def shape(name: str) -> list[str]:
    """Locators of all articles, paragraphs and points in reading order."""
    doc = load(name)
    wanted = {K.ARTICLE, K.PARAGRAPH, K.POINT}
    return [locator(doc, i) for i, unit in enumerate(doc.units) if unit.kind in wanted]


@pytest.mark.parametrize("name", manifest())
def test_articles_and_recitals_are_those_of_the_law(name: str) -> None:
    doc, entry = load(name), manifest()[name]
    articles = ARTICLES.get(name, entry.get("articles"))
    recitals = RECITALS.get(name, entry.get("recitals"))
    main = [
        unit.number
        for i, unit in enumerate(doc.units)
        if unit.kind == K.ARTICLE and article_locator(doc, i).startswith("Article")
    ]
    assert main == [str(number) for number in range(1, len(main) + 1)]
    assert articles is None or doc.count(K.ARTICLE) == len(main) == articles
    assert recitals is None or doc.count(K.RECITAL) == recitals
    numbers = [unit.number for unit in doc.units if unit.kind == K.RECITAL]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("name", manifest())
def test_every_passage_keeps_its_place_and_no_article_loses_text(name: str) -> None:
    doc, cut = load(name), passages(name)
    assert cut
    assert all(doc.text[p.start : p.end] == p.text == p.text.strip() for p in cut)
    assert all(before.end <= after.start for before, after in pairwise(cut))
    assert len({p.id for p in cut}) == len(cut)
    covered = "".join("".join(p.text.split()) for p in cut if p.article.startswith("Article"))
    body = "".join(
        "".join(own_text(doc, i).split())
        for i, unit in enumerate(doc.units)
        if article_locator(doc, i).startswith("Article") and unit.kind != K.ARTICLE
    )
    assert covered == body
    articles = [(u.start, u.end) for u in doc.units if u.kind in {K.ARTICLE, K.RECITAL}]
    starts = sorted(start for start, _ in articles)
    assert not any(p.start < start < p.end for p in cut for start in starts if p.start < start)


@pytest.mark.parametrize("name", manifest())
def test_text_is_normalised_and_free_of_layout_marks(name: str) -> None:
    text = load(name).text
    assert not set("\u00a0\u00ad\u2009\u202f\u200b\ufeff\t\r") & set(text)
    assert "  " not in text
    assert not any(mark in text for mark in ("►", "▼", "◄", "□", "](#)"))


def test_editions_of_the_general_data_protection_regulation_have_one_shape() -> None:
    editions = [name for name in ARTICLES if name.startswith("gdpr/")]
    assert len({tuple(shape(name)) for name in editions}) == 1
    consolidated = {load(name).text.partition("Article 1\n")[2].partition("\n(1)")[0] for name in editions[:2]}
    assert len({text.partition("This Regulation shall be binding")[0] for text in consolidated}) == 1


def test_the_charter_has_one_shape_in_both_languages() -> None:
    assert shape("treaties/12012P-TXT.en.xhtml") == shape("treaties/12012P-TXT.fr.xhtml")


def test_the_treaty_has_its_protocols_and_annexes() -> None:
    doc = load("treaties/12012E-TXT.en.html")
    assert [u.number for u in doc.units if u.kind == K.PROTOCOL] == [str(number) for number in range(1, 38)]
    found = {p.locator: p for p in passages("treaties/12012E-TXT.en.html")}
    assert "common policy on asylum" in found["Article 78(1)"].text
    assert "(ex Article" not in found["Article 78(1)"].text
    assert "inviolable" in found["Protocol (No 7), Article 1"].text
    assert "Greenland" in found["Annex II"].text


def test_known_places_are_found() -> None:
    found = {p.locator: p for p in passages("pact-2024/32024L1346.en.xhtml")}
    definition = found["Article 2, point (7)"]
    assert definition.text.startswith("(7) ‘material reception conditions’ means")
    assert definition.article == "Article 2"
    employment = found["Article 17(1)"]
    assert "six months" in employment.text
    assert employment.anchor == "art_17"
    assert employment.context == "Reception Conditions Directive (recast), Article 17(1) Employment"


def test_marked_up_files_are_read_fast() -> None:
    """Budget: a few seconds for the slowest file; measured 0.3 s."""
    started = time.perf_counter()
    for name in MARKUP:
        read(CORPUS / name)
    assert time.perf_counter() - started < 20
