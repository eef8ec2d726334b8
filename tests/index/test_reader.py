"""Reading the published generation, and following it."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.current import CurrentIndex
from index.errors import IndexingError, NoIndex
from index.generation import IndexHome
from index.records import document_from_row, source_from_json, source_to_json, units_to_json
from ingest.document import Document, Unit, UnitKind
from ingest.source import Kind, Source


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_documents_and_passages_come_back_as_they_were(three):
    document = three.reading.load(three.reading.collect([three.folder])[0][0])
    passages = three.reading.split(document)
    three.reindex()
    from index.reader import OpenIndex

    with OpenIndex.open(three.home) as index:
        assert index.document("housing") == document
        assert index.passages("housing") == list(passages)
        assert index.source("housing") == document.source
        assert index.passage(passages[1].id) == passages[1]
        assert document.text[passages[1].start : passages[1].end] == index.passage(passages[1].id).text


def test_vectors_come_in_the_order_asked_and_are_those_embedded(opened, three):
    first, second = opened.passages("housing")
    expected = three.factory.embedder.embed_passages([second.embedded_text, first.embedded_text])
    assert opened.vectors([second.id, first.id]) == pytest.approx(expected)
    with pytest.raises(KeyError):
        opened.vectors(["nothing"])


def test_dense_cosines_are_exact_and_filters_work(opened, three):
    query = three.factory.embedder.embed_query("rents in town")
    found = opened.dense(query, 6)
    exact = opened.vectors([i for i, _ in found]) @ query
    assert [c for _, c in found] == pytest.approx(list(exact), abs=1e-5)
    assert list(exact) == sorted(exact, reverse=True)
    only = opened.dense(query, 6, {"document_id": "work"})
    assert {opened.passage(i).document_id for i, _ in only} == {"work"}


@pytest.mark.parametrize("lookup", ["source", "document", "passages", "passage", "path"])
def test_unknown_ids_are_key_errors(opened, lookup):
    with pytest.raises(KeyError):
        getattr(opened, lookup)("nothing")


def test_many_threads_read_at_once(opened, three):
    def read(number):
        text = f"Every child goes to school {number}"
        nearest = opened.dense(three.factory.embedder.embed_query(text), 1)[0][0]
        opened.document("work")
        return opened.passage(nearest).text, opened.lexical(text, "en", 1)[0][0] == nearest

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(100))) == {("Every child goes to school.", True)}


def test_a_damaged_file_says_what_to_do(three):
    from index.reader import OpenIndex

    report = three.reindex()
    folder = IndexHome(three.home).folder(report.generation)
    (folder / "documents.sqlite").write_bytes(b"not a database" * 100)
    with OpenIndex.open(three.home) as index, pytest.raises(IndexingError, match="euma rollback"):
        index.documents()
    (folder / "lexical" / "passages.json").unlink()
    with pytest.raises(IndexingError, match="euma rollback"):
        OpenIndex.open(three.home)


def test_following_swaps_after_two_seconds_and_old_users_finish(three):
    first, clock = three.reindex(), Clock()
    current = CurrentIndex(three.home, "words@1", clock=clock)
    with current.use() as old:
        three.write("work", "A text about bicycles.")
        second = three.reindex()
        with current.use() as index:
            assert index.manifest.id == first.generation
        clock.now = 2.5
        with current.use() as index:
            assert index.manifest.id == second.generation
        assert old.document("work").text.endswith("The employer signs the contract.")
        assert len(old.dense(np.ones(64, np.float32) / 8, 3)) == 3
    with pytest.raises(IndexingError):
        old._archive.count("documents")
    current.close()


def test_a_new_generation_of_another_model_leaves_the_old_one_answering(three, caplog):
    first, clock = three.reindex(), Clock()
    current = CurrentIndex(three.home, "words@1", clock=clock)
    three.factory = type(three.factory)("words@2")
    three.reindex()
    clock.now = 2.5
    with current.use() as index:
        assert index.manifest.id == first.generation
    assert "still answering" in caplog.text
    current.close()


def test_following_under_load_never_fails(three):
    three.reindex()
    clock = Clock()
    current = CurrentIndex(three.home, clock=clock)
    failures, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                with current.use() as index:
                    assert index.dense(np.ones(64, np.float32) / 8, 2)
                    assert index.document("work").text
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(4):
        three.write("work", f"Version number{number}.")
        three.reindex()
        clock.now += 3
    stop.set()
    for thread in threads:
        thread.join()
    with current.use() as index:
        assert "number3" in index.document("work").text
    current.close()
    assert failures == []


def test_nothing_to_follow(tmp_path):
    with pytest.raises(NoIndex):
        CurrentIndex(tmp_path)


texts = st.text(st.characters(codec="utf-8"), max_size=20)
dates = st.none() | st.dates()


@given(
    st.builds(
        Source,
        id=texts,
        title=texts,
        kind=st.sampled_from(Kind),
        celex=st.none() | texts,
        adopted=dates,
        in_force=dates,
        applies_from=dates,
        repealed_on=dates,
        articles=st.none() | st.integers(0, 999),
    )
)
def test_sources_survive_being_stored(source):
    assert source_from_json(source_to_json(source)) == source


def test_units_survive_being_stored():
    units = (
        Unit(UnitKind.ARTICLE, 0, 5, "17", "Employment", 2, None, "art_17", 3),
        Unit(UnitKind.PARAGRAPH, 1, 4, "1", parent=0),
    )
    source = Source("x", "X", Kind.DIRECTIVE, adopted=date(2024, 5, 14))
    document = Document(source, "texts", units)
    assert document_from_row(source_to_json(source), "texts", units_to_json(units)) == document
    assert {f.name for f in dataclasses.fields(Unit)} == {
        "kind", "start", "end", "number", "heading", "level", "parent", "anchor", "page",
    }  # fmt: skip
