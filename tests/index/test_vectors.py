"""One contract for both vector stores: embedded Chroma and a Chroma server."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.vector_stores import VectorStoreQuery

from index.backup import back_up
from index.errors import IndexingError
from index.generation import IndexHome
from index.reader import OpenIndex
from index.restore import restore
from index.vacuum import vacuum
from index.vector_place import VectorPlace
from index.vectors import Entry, VectorStore


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a Chroma server on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--host", "127.0.0.1", "--port", str(port), "--path", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(150):
                try:
                    with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1):
                        break
                except OSError:
                    time.sleep(0.2)
            else:
                pytest.fail("the Chroma server did not start")
            yield url
        finally:
            process.terminate()


@pytest.fixture(params=["embedded", "server"])
def location(request):
    return "embedded" if request.param == "embedded" else request.getfixturevalue("server")


@pytest.fixture
def place(location, tmp_path):
    return VectorPlace(IndexHome(tmp_path), location)


def entries(count=300, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [Entry(f"p{i}", f"text {i}", v, {"language": "en"}, f"d{i % 3}") for i, v in enumerate(vectors)]


class TestContract:
    def test_finds_the_nearest_with_their_cosines(self, place):
        added = entries()
        with place.open("g1") as store:
            store.create("passages").add(added)
        with place.open("g1") as store:
            found = store.open("passages").query(added[7].vector, 300)
        exact = np.stack([e.vector for e in added]) @ added[7].vector
        assert [i for i, _ in found] == [f"p{i}" for i in np.argsort(-exact)]
        assert [c for _, c in found] == pytest.approx(sorted(exact, reverse=True), abs=1e-5)

    def test_filters_on_metadata(self, place):
        added = entries()
        with place.open("g1") as store:
            collection = store.create("passages")
            collection.add(added)
            found = collection.query(added[0].vector, 10, {"document_id": "d1"})
            assert collection.query(added[0].vector, 10, {"language": "fr"}) == []
        assert len(found) == 10
        assert {int(i[1:]) % 3 for i, _ in found} == {1}

    def test_asking_for_more_than_there_are_returns_all(self, place):
        with place.open("g1") as store:
            collection = store.create("passages")
            assert collection.query(entries(1)[0].vector, 5) == []
            collection.add(entries(2))
            assert len(collection.query(entries(1)[0].vector, 5)) == 2
            assert collection.count() == 2

    def test_returns_vectors_in_the_order_asked(self, place):
        added = entries(20)
        with place.open("g1") as store:
            collection = store.create("passages")
            collection.add(added)
            got = collection.vectors(["p9", "p3"])
            assert got == pytest.approx(np.stack([added[9].vector, added[3].vector]), abs=1e-6)
            with pytest.raises(KeyError):
                collection.vectors(["p3", "nothing"])

    def test_tells_which_ids_there_are_and_deletes_some(self, place):
        added = entries(20)
        with place.open("g1") as store:
            collection = store.create("passages")
            collection.add(added)
            collection.delete(["p3", "p4"])
            assert collection.present(["p3", "p4", "p5", "nothing"]) == 1
            assert "p3" not in {i for i, _ in collection.query(added[3].vector, 20)}
            assert collection.count() == 18

    def test_generations_do_not_see_each_other(self, place):
        for name, count in (("g1", 3), ("g2", 5)):
            with place.open(name) as store:
                store.create("passages").add(entries(count))
        with place.open("g1") as store:
            assert store.open("passages").count() == 3
            assert store.names() == ["passages"]

    def test_a_collection_that_is_not_there_says_what_to_do(self, place):
        with place.open("g1") as store, pytest.raises(IndexingError, match="euma reindex"):
            store.open("passages")

    def test_llama_index_reads_the_same_collection(self, place):
        added = entries(20)
        with place.open("g1") as store:
            collection = store.create("passages")
            collection.add(added)
            query = VectorStoreQuery(query_embedding=added[4].vector.tolist(), similarity_top_k=1)
            [node] = collection.llama_index.query(query).nodes
        assert (node.node_id, node.get_content(), node.ref_doc_id) == ("p4", "text 4", "d1")
        assert node.metadata == {"language": "en"}

    def test_a_whole_index_is_built_and_rebuilt(self, three, location):
        first = three.reindex(vectors=location)
        three.write("work", "Another text about bicycles.")
        three.reindex(vectors=location, keep=1)
        with OpenIndex.open(three.home, vectors=location) as index:
            [(found, _)] = index.dense(three.factory.embedder.embed_query("text about bicycles"), 1)
            assert index.passage(found).text == "Another text about bicycles."
        with VectorPlace(IndexHome(three.home), location).open(first.generation) as store:
            assert store.names() == []


def test_moving_to_a_server_embeds_nothing(three, server):
    three.reindex()
    with pytest.raises(IndexingError, match="EUMA_CHROMA_URL"):
        OpenIndex.open(three.home, vectors=server)
    report = three.reindex(vectors=server)
    assert (report.embedded, report.generation is None) == (0, False)
    with OpenIndex.open(three.home, vectors=server) as index:
        assert len(index.dense(three.factory.embedder.embed_query("flats"), 2)) == 2


def test_a_backup_moves_to_a_server_and_a_vacuum_frees_what_is_left_there(three, server, tmp_path):
    three.reindex()
    back_up(three.home, tmp_path / "b.tar")
    three.home = tmp_path / "another"
    report = restore(three.home, tmp_path / "b.tar", server)
    place = VectorPlace(IndexHome(three.home), server)
    with OpenIndex.open(three.home, vectors=server) as index:
        assert len(index.dense(three.factory.embedder.embed_query("flats"), 9)) == 6
    with place.open("20200101T000000000000") as store:
        store.create("passages")
    said, freed = (vacuum(three.home, place, 3, dry_run=dry) for dry in (True, False))
    assert [one.names for one in said] == [one.names for one in freed] == [("20200101T000000000000-passages",)]
    assert vacuum(three.home, place, 3) == []
    with place.open(report.generation) as store:
        assert store.names() == ["guide", "passages"]


def test_two_homes_share_a_server(three, server, tmp_path):
    three.reindex(vectors=server)
    three.home = tmp_path / "another"
    three.reindex(vectors=server)
    three.home = tmp_path / "home"
    assert len(three.ask("flats", 9)) == 6


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "127.0.0.1:8000", "http://"])
def test_a_wrong_address_is_refused(url):
    with pytest.raises(IndexingError, match="no address of a Chroma server"):
        VectorStore.server(url, "x-")


def test_a_silent_server_is_named(three):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(IndexingError, match="does not answer"):
        three.reindex(vectors=url)
    assert three.factory.loads == 0
