"""What a vacuum deletes, and what it leaves."""

from __future__ import annotations

import pytest

from index.cache import VectorCache
from index.errors import BuildInProgress
from index.generation import IndexHome
from index.lock import build_lock
from index.unpack import STAMP
from index.vacuum import vacuum
from index.vector_place import VectorPlace


@pytest.fixture
def littered(three):
    """Three generations, a killed build, two models and a killed unpacking, and vectors that nothing uses."""
    for number in range(3):
        three.write("work", f"Version {number} of a text.")
        three.reindex(keep=9)
    (three.home / "generations" / "20200101T000000000000").mkdir()
    (three.home / "generations" / "20200101T000000000000" / "documents.sqlite").write_bytes(b"x" * 5000)
    for name in ("used", "unused"):
        (three.home / "models" / name).mkdir(parents=True)
        (three.home / "models" / name / STAMP).write_text("{}")
    (three.home / "models" / "begun.abc.part").mkdir()
    (three.home / "models" / "own").mkdir()  # not unpacked by this program
    with VectorCache(three.home / "cache.sqlite") as cache:
        cache.put({bytes([n]) * 32: three.factory.embedder.embed_query("x") for n in range(7)})
    return three


def run(bench, **options):
    found = vacuum(bench.home, VectorPlace(IndexHome(bench.home)), 1, {"used"}, **options)
    return {freed.what: freed for freed in found}


def everything(bench):
    return {f.relative_to(bench.home) for f in bench.home.rglob("*") if "chroma" not in f.parts and f.name != "lock"}


def test_a_dry_run_says_what_a_run_then_does(littered):
    before = everything(littered)
    said = run(littered, dry_run=True)
    assert everything(littered) == before
    done = run(littered)
    counts = {what: freed.count for what, freed in done.items()}
    assert counts == {what: freed.count for what, freed in said.items()}
    assert counts == {"unfinished builds": 1, "old generations": 2, "unused models": 2, "cached vectors": 9}
    assert done["unused models"].names == ("begun.abc.part", "unused")
    assert done["unfinished builds"].bytes == said["unfinished builds"].bytes >= 5000
    assert all(freed.bytes > 0 for what, freed in said.items() if what != "unused models")


def test_what_is_needed_stays(littered):
    run(littered)
    assert [m.id for m in IndexHome(littered.home).generations()] == [IndexHome(littered.home).current()]
    assert {f.name for f in (littered.home / "models").iterdir()} - {"lock"} == {"used", "own"}
    assert littered.ask("Version 2 of a text", 1)[0][0] == "Version 2 of a text."
    with VectorCache(littered.home / "cache.sqlite") as cache:
        assert len(cache) == 5
    assert run(littered) == {}


def test_the_published_generation_stays_even_when_it_is_old(littered):
    first = IndexHome(littered.home).generations()[0].id
    IndexHome(littered.home).rollback(first)
    run(littered)
    assert len(IndexHome(littered.home).generations()) == 2
    assert littered.ask("Version 0 of a text", 1)[0][0] == "Version 0 of a text."


def test_not_while_an_index_is_being_built(littered):
    with build_lock(littered.home), pytest.raises(BuildInProgress):
        run(littered)


def test_an_empty_home_has_nothing_to_free(bench):
    assert run(bench) == {}
    assert not bench.home.exists()
