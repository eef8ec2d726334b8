"""`manifest.json`: what it gives, and what is wrong with a bad one, in words that help to mend it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import BadManifest
from ingest.manifest import load_entries, load_manifest
from ingest.source import Kind

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


def folder(path: Path, documents: Any) -> Path:
    (path / "manifest.json").write_text(json.dumps({"documents": documents}), encoding="utf-8")
    return path


def test_an_entry_becomes_a_source(tmp_path: Path) -> None:
    entry = {
        "file": "town/rules.fr.txt",
        "id": "town-rules",
        "title": "Règles",
        "kind": "Decision",
        "date": "2030-03-03",
        "language": "FR",
        "publisher": "Town",
        "applies_from": "2030-04-01",
        "articles": 12,
        "sha256": "ab",
        "unknown field": [1],
    }
    entries = load_entries(folder(tmp_path, [entry]))
    source = entries["town/rules.fr.txt"].source
    assert (source.id, source.title, source.kind, source.language) == ("town-rules", "Règles", Kind.DECISION, "fr")
    assert (source.adopted, source.applies_from, source.articles) == (date(2030, 3, 3), date(2030, 4, 1), 12)
    assert entries["town/rules.fr.txt"].sha256 == "ab"


def test_the_catalogue_completes_what_the_manifest_leaves_out(tmp_path: Path) -> None:
    entry = {
        "file": "a.txt",
        "title": "Dublin III Regulation",
        "short_title": "Dublin III Regulation",
        "celex": "32013R0604",
    }
    source = load_manifest(folder(tmp_path, [entry]))["a.txt"]
    assert (source.applies_from, source.repealed_by, source.repealed_on) == (
        date(2014, 1, 1),
        "32024R1351",
        date(2026, 7, 1),
    )
    assert source.title.startswith("Regulation (EU) No 604/2013")


def test_what_the_manifest_says_is_kept(tmp_path: Path) -> None:
    entry = {"file": "a.txt", "title": "Dublin", "celex": "32013R0604", "applies_from": "2030-01-01"}
    source = load_manifest(folder(tmp_path, [entry]))["a.txt"]
    assert (source.title, source.applies_from) == ("Dublin", date(2030, 1, 1))


GOOD = {"file": "a.txt", "title": "A"}


@pytest.mark.parametrize(
    ("documents", "why"),
    [
        ({}, 'no list "documents"'),
        (["a.txt"], "document 1 is no object"),
        ([{"title": "A"}], 'document 1 has no "file"'),
        ([{"file": "a.txt"}], 'document 1 has no "title"'),
        ([GOOD, GOOD], "a.txt is listed twice"),
        ([GOOD | {"id": "x"}, {"file": "b.txt", "title": "B", "id": "x"}], "the id x is used by 2 documents"),
        ([GOOD | {"file": "../a.txt"}], "outside the manifest's folder"),
        ([GOOD | {"file": "/etc/passwd"}], "outside the manifest's folder"),
        ([GOOD | {"kind": "novel"}], "the kind 'novel' is not known; use one of treaty"),
        ([GOOD | {"language": "xx"}], "'xx' is no official language"),
        ([GOOD | {"date": "3 March"}], "date is '3 March', not a date; write it like 2024-05-14"),
        ([GOOD | {"title": 3}], "title is 3, not a text"),
        ([GOOD | {"articles": "many"}], "articles is 'many', not a number"),
    ],
)
def test_a_bad_manifest_says_where_and_why(tmp_path: Path, documents: Any, why: str) -> None:
    with pytest.raises(BadManifest) as caught:
        load_manifest(folder(tmp_path, documents))
    assert why in str(caught.value)
    assert "manifest.json" in str(caught.value)


def test_a_manifest_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"documents": [', encoding="utf-8")
    with pytest.raises(BadManifest, match="no valid JSON"):
        load_manifest(tmp_path)
    with pytest.raises(BadManifest, match="cannot be read"):
        load_manifest(tmp_path / "elsewhere")


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_corpus_manifest() -> None:
    sources = load_manifest(CORPUS)
    assert len(sources) == 34
    assert len({source.id for source in sources.values()}) == 34
    acts = [source for source in sources.values() if source.kind.is_law]
    assert all(source.in_force and source.applies_from for source in acts)
    assert {s.celex for s in acts if s.repealed_on} == {"32013L0033", "32013L0032", "32011L0095", "32013R0604"}
