"""Editions of one act are compared unit by unit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pond import NEW, PondAssistant, document

from eval.fidelity import compare_editions, counts, disagreeing, pairs
from ingest.collect import collect
from ingest.document import Document, UnitKind
from ingest.load import load
from ingest.manifest import load_entries
from ingest.source import Source

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


def edition(text: str) -> Document:
    return replace(document(NEW), source=replace(NEW, id="copy"), text=text)


def test_the_same_text_typeset_otherwise_has_no_errors() -> None:
    found = compare_editions(document(NEW), edition(document(NEW).text.replace(" ", "\u00a0")))
    assert (len(found.matched), found.error_rate, found.only_a, found.only_b) == (3, 0, (), ())


def test_the_error_rate_by_hand() -> None:
    text = document(NEW).text
    found = compare_editions(document(NEW), edition(text.replace("mayor", "major")))
    assert [(u.locator, u.edits) for u in found.worst] == [("Article 3", 1)]
    assert found.error_rate == pytest.approx(1 / sum(len(t) for t in text.split("\nArticle")), rel=0.2)


def test_a_unit_that_only_one_edition_has_is_named() -> None:
    short = document(NEW)
    found = compare_editions(document(NEW), replace(short, units=short.units[:-1]))
    assert (found.only_a, found.only_b) == (("Article 3",), ())


def test_only_editions_of_one_text_in_one_language_are_paired(pond: PondAssistant) -> None:
    assert list(pairs(pond)) == []


def test_counts_are_held_against_the_promise(pond: PondAssistant) -> None:
    rows = counts(pond, [replace(NEW, articles=4)])
    assert [(r.source.id, r.found, r.expected) for r in disagreeing(rows)] == [("new", 3, 4)]
    assert disagreeing(counts(pond)) == []


class Files:
    """The corpus's documents of some acts, read straight from their files."""

    def __init__(self, *names: str) -> None:
        found = collect([CORPUS / name for name in names]).files
        self._documents = {d.id: d for d in map(load, found)}

    def documents(self) -> list[Source]:
        return [d.source for d in self._documents.values()]

    def document(self, document_id: str) -> Document:
        return self._documents[document_id]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_qualification_regulations_pdf_has_the_units_and_words_of_its_xhtml() -> None:
    files = Files("pact-2024/32024R1347.en.xhtml", "pdf/32024R1347.en.pdf")
    [pair] = pairs(files)
    assert (len(pair.matched), pair.only_a, pair.only_b) == (120, (), ())
    told = [u for u in pair.matched if u.locator != "Article 40"]  # the XHTML lacks the text that this article quotes
    assert sum(u.edits for u in told) / sum(u.length for u in told) < 0.01
    assert {files.document(s.id).count(UnitKind.RECITAL) for s in files.documents()} == {78}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_five_files_of_the_data_protection_regulation_agree() -> None:
    files = Files("gdpr")
    promised = [entry.source for entry in load_entries(CORPUS).values()]
    assert disagreeing(counts(files, promised)) == []
    found = {(p.a.layout, p.b.layout, p.a.language): p for p in pairs(files)}
    assert len(found) == 4
    assert all(len(p.matched) == 99 for p in found.values())
    assert max(p.error_rate for p in found.values()) < 0.01  # a corrigendum, in the consolidated text only
