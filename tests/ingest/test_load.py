"""From file to document: metadata from a manifest or from the file, and every failure in one plain sentence."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import load as module
from ingest.collect import FoundFile, collect
from ingest.document import UnitKind
from ingest.errors import IngestError, TooLarge, UnreadableFile
from ingest.load import Limits, load
from ingest.source import Kind, Source

K = UnitKind
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
BRIEFS = Path(__file__).parents[2] / "ingest" / "briefs"
ACT = "Article 1\nThis applies to bicycles.\nArticle 2\nThis is addressed to the Member States."


def found(folder: Path, content: bytes, name: str = "rules.en.txt", source: Source | None = None) -> FoundFile:
    path = folder / name
    path.write_bytes(content)
    return FoundFile(path, "00", len(content), source)


def test_metadata_from_the_file(tmp_path: Path) -> None:
    document = load(found(tmp_path, ACT.encode()))
    assert (document.source.id, document.source.language, document.source.articles) == ("rules", "en", 2)
    assert document.source.recitals is None
    assert document.count(K.ARTICLE) == 2


def test_metadata_from_a_manifest(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = Source(id="town", title="Rules", kind=Kind.OTHER, articles=3)
    with caplog.at_level(logging.WARNING):
        document = load(found(tmp_path, ACT.encode(), source=source))
    assert (document.source.id, document.source.title) == ("town", "Rules")
    assert document.source.articles == 2  # what is there, not what was promised
    assert "town has 2 articles, its manifest says 3" in caplog.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("cut.pdf", b"%PDF-1.4\n1 0 obj"),
        ("zip.docx", b"PK\x03\x04nothing"),
        ("cut.xhtml", b"<html><body><p>Half a page"),
        ("blank.md", b"  \n"),
        ("binary.txt", bytes(range(256)) * 20),
    ],
)
def test_bad_files_are_named_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(IngestError) as caught:
        load(found(tmp_path, content, name))
    message = str(caught.value)
    assert name in message
    assert "\n" not in message
    assert message.endswith(".")


def test_a_missing_file_and_one_above_the_limit(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.txt"):
        load(FoundFile(tmp_path / "gone.txt", "00", 1))
    with pytest.raises(TooLarge, match=r"rules\.en\.txt"):
        load(found(tmp_path, ACT.encode()), Limits(max_bytes=10))


def test_a_reader_that_fails_unexpectedly_is_reported_as_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(module, "read", fail)
    with caplog.at_level(logging.ERROR), pytest.raises(UnreadableFile, match=r"rules\.en\.txt has contents"):
        load(found(tmp_path, ACT.encode()))


def test_one_bad_file_among_good_ones_stops_none(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"good{number}.txt").write_text(ACT, encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 broken")
    loaded, failed = [], []
    for file in collect([tmp_path]).files:
        try:
            loaded.append(load(file))
        except IngestError as error:
            failed.append(str(error))
    assert len(loaded) == 5
    assert failed == ["bad.pdf is broken or no PDF; download it again."]


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_whole_corpus_agrees_with_its_manifest(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        started = time.process_time()  # the clock on the wall says more of what else runs
        documents = [load(file) for file in collect([CORPUS, BRIEFS]).files]
        seconds = time.process_time() - started
    assert len(documents) == 41
    assert not caplog.records  # no count differs from the manifest's
    assert len({document.id for document in documents}) == 41
    assert seconds < 60
    for document in documents:
        for unit in document.units:
            assert 0 <= unit.start <= unit.end <= len(document.text)
        assert not [c for c in set(document.text) if ord(c) < 32 and c != "\n"]


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_what_is_inferred_agrees_with_the_manifest() -> None:
    for file in collect([CORPUS]).files:
        given = file.source
        assert given
        own = load(replace(file, source=None)).source
        assert (own.celex, own.language, own.kind) == (given.celex, given.language, given.kind), file.path.name
        if given.celex and given.celex.startswith("3"):
            assert (own.adopted, own.in_force, own.applies_from) == (given.adopted, given.in_force, given.applies_from)
            assert (own.repealed_by, own.repealed_on) == (given.repealed_by, given.repealed_on)
