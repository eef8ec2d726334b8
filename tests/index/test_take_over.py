"""A new generation takes the published one's vectors over and writes only the difference."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from index.generation import IndexHome
from index.guide import GuideEntry
from index.reader import OpenIndex
from index.vectors import VectorCollection


@pytest.fixture
def written(monkeypatch):
    """How many vectors each build writes to and deletes from the store."""
    counts = {"added": 0, "deleted": 0}
    add, delete = VectorCollection.add, VectorCollection.delete

    def counting(name, call):
        def wrapped(self, rows):
            counts[name] += len(rows)
            call(self, rows)

        return wrapped

    monkeypatch.setattr(VectorCollection, "add", counting("added", add))
    monkeypatch.setattr(VectorCollection, "delete", counting("deleted", delete))
    return counts


@pytest.fixture
def forty(bench):
    for number in range(40):
        bench.write(f"d{number:02}", f"Text number{number}.", f"More of number{number}.")
    bench.reindex()
    return bench


def change(bench, counts, name, *paragraphs, **options):
    counts.update(added=0, deleted=0)
    bench.write(name, *paragraphs, **options)
    return bench.reindex()


def nearest(bench, text):
    """The nearest passages by the vector store, and by comparing all vectors."""
    with OpenIndex.open(bench.home) as index:
        query = bench.factory.embedder.embed_query(text)
        found = [index.passage(i).text for i, _ in index.dense(query, 5)]
        everything = [p for s in index.documents() for p in index.passages(s.id)]
        cosines = index.vectors([p.id for p in everything]) @ query
        return found, [everything[i].text for i in np.argsort(-cosines)[:5]]


def test_a_changed_passage_writes_one_and_deletes_one(forty, written):
    change(forty, written, "d07", "Text about bicycles.", "More of number7.")
    assert written == {"added": 1, "deleted": 1}
    found, exact = nearest(forty, "text about bicycles")
    assert found[0] == "Text about bicycles."
    assert set(found) == set(exact)
    assert IndexHome(forty.home).generations()[-1].replaced == 1


def test_what_is_embedded_or_filtered_otherwise_is_written_again(forty, written):
    change(forty, written, "d07", "Text number7.", "More of number7.", title="Another title")
    assert written == {"added": 2, "deleted": 2}
    change(forty, written, "d08", "Text number8.", "More of number8.", title="A title [fr]")
    with OpenIndex.open(forty.home) as index:
        found = index.dense(forty.factory.embedder.embed_query("number8"), 5, {"language": "fr"})
        assert {index.passage(i).document_id for i, _ in found} == {"d08"}


def test_removed_documents_and_guide_questions_go(forty, written):
    forty.write("32003L0086", "Family members may join.")
    forty.guide = (GuideEntry("32003L0086", "1", None, "en", "Can my wife come?"),)
    forty.reindex()
    written.update(added=0, deleted=0)
    (forty.folder / "32003L0086.txt").unlink()
    forty.reindex()
    assert written == {"added": 0, "deleted": 2}
    with OpenIndex.open(forty.home) as index:
        assert index.guide(forty.factory.embedder.embed_query("wife"), 5) == []


def test_a_worn_store_is_written_anew(forty, written):
    replaced = []
    for number in range(20):
        change(forty, written, "d07", f"Version{number}.", "More of number7.")
        replaced.append(IndexHome(forty.home).generations()[-1].replaced)
    assert replaced == [*range(1, 17), 0, 1, 2, 3]  # a fifth of 80


def test_many_changes_write_all_anew(forty, written):
    for number in range(20):
        forty.write(f"d{number:02}", f"Other text {number}.")
    written.update(added=0, deleted=0)
    forty.reindex()
    assert written == {"added": 60, "deleted": 0}


@pytest.mark.parametrize("damage", ["missing", "truncated", "another"])
def test_published_vectors_that_cannot_be_taken_over_are_written_anew(forty, written, damage, caplog):
    index = IndexHome(forty.home)
    chroma = index.folder(index.current()) / "chroma"
    if damage == "missing":
        shutil.rmtree(chroma)
    elif damage == "truncated":
        (chroma / "chroma.sqlite3").write_bytes((chroma / "chroma.sqlite3").read_bytes()[:5000])
    else:
        first = index.current()
        change(forty, written, "d07", "Another text.", "More of number7.")
        shutil.rmtree(index.folder(index.current()) / "chroma")
        shutil.copytree(index.folder(first) / "chroma", index.folder(index.current()) / "chroma")
    change(forty, written, "d09", "Text about bicycles.", "More of number9.")
    found, exact = nearest(forty, "text about bicycles")
    assert set(found) == set(exact)
    assert "writing all anew" in caplog.text
    with OpenIndex.open(forty.home) as opened:
        assert len(opened.dense(forty.factory.embedder.embed_query("text"), 200)) == 80
