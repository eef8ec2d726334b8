"""Every step of a build is made to fail in every way; the published index answers, and the next run makes up for it."""

from __future__ import annotations

import copy
import errno
import os
import re
import shutil
import subprocess
import threading

import pytest

from index import build, reindex, searches
from index.cache import VectorCache
from index.current import CurrentIndex
from index.difference import Difference
from index.errors import BuildFailed, BuildInProgress, IndexingError
from index.generation import IndexHome
from index.reader import OpenIndex
from index.store import StoreBuilder
from index.vectors import VectorCollection

STEPS = [
    (reindex, "make_plan"),
    (StoreBuilder, "add"),
    (StoreBuilder, "copy"),
    (StoreBuilder, "add_guide"),
    (StoreBuilder, "pending"),
    (StoreBuilder, "set_vectors"),
    (VectorCache, "get"),
    (VectorCache, "put"),
    (searches, "write_lexical"),
    (Difference, "__init__"),
    (Difference, "fresh"),
    (VectorCollection, "add"),
    (VectorCollection, "delete"),
    (VectorCollection, "count"),
    (searches, "verify"),
    (build, "checksums"),
    (IndexHome, "seal"),
    (IndexHome, "publish"),
    (IndexHome, "prune"),
    (VectorCache, "vacuum"),
]
FAILURES = [
    OSError(errno.ENOSPC, "No space left on device"),
    MemoryError(),
    KeyboardInterrupt(),
]
OTHERS = [PermissionError(errno.EACCES, "Permission denied", "somewhere"), RuntimeError("a bug")]
LAST = {"prune", "vacuum"}
"""Steps after the publication: failing there costs disk, nothing else."""
REMEDIED = {"Difference", "delete"}
"""Steps that take the published vectors over: where they fail, all are written anew."""


def state(bench):
    """What lies in a home, vectors' own files aside."""
    return sorted(f.relative_to(bench.home).as_posix() for f in bench.home.rglob("*") if "chroma" not in f.parts)


def fails(failure, calls):
    def failing(*_args, **_named):
        calls.append(1)
        raise copy.copy(failure)  # anew each time, or one would be the cause of the next

    return failing


@pytest.mark.parametrize(("where", "step"), STEPS, ids=lambda v: v if isinstance(v, str) else v.__name__)
def test_a_failure_at_any_step_costs_nothing(three, monkeypatch, where, step):
    three.write("bulk", *[f"Paragraph {n} about trams." for n in range(10)])
    first = three.reindex().generation
    before = state(three)
    three.write("work", "A changed text about bicycles.")
    for failure in FAILURES:
        calls: list[int] = []
        with monkeypatch.context() as patch:
            patch.setattr(where, step, fails(failure, calls))
            try:
                three.reindex(keep=9)
                raised = None
            except (IndexingError, OSError, MemoryError, KeyboardInterrupt, RuntimeError) as error:
                raised = error
        assert calls, f"{step} is no step of a build"
        if IndexHome(three.home).current() != first:  # after the publication, or made up for
            assert step in LAST | REMEDIED or where.__name__ in REMEDIED
            assert raised is None or isinstance(raised, KeyboardInterrupt)
            IndexHome(three.home).rollback(first)
            continue
        assert raised is not None
        if isinstance(raised, BuildFailed):
            assert re.search(r"not published: .+\. The published one answers as before\.$", str(raised))
        left = [name for name in state(three) if name not in before and not name.startswith("cache.sqlite")]
        assert left == []
        assert three.ask("permit ninety days", 1)[0][0].startswith("A permit to work takes ninety")
    three.reindex()
    assert three.ask("changed text bicycles", 1)[0][0] == "A changed text about bicycles."
    assert {m.id for m in IndexHome(three.home).generations()} == {
        f.name for f in (three.home / "generations").iterdir()
    }


def test_the_reason_is_said_in_words(three, monkeypatch):
    three.reindex()
    three.write("work", "A changed text.")
    said = {}
    for failure in (*FAILURES[:2], *OTHERS):
        with monkeypatch.context() as patch:
            patch.setattr(VectorCache, "put", fails(failure, []))
            with pytest.raises(BuildFailed) as caught:
                three.reindex()
        said[type(failure).__name__] = str(caught.value)
    assert "is full. Make room" in said["OSError"]
    assert "memory ran out" in said["MemoryError"]
    assert "somewhere cannot be written (Permission denied)" in said["PermissionError"]
    assert "RuntimeError: a bug. Run the reindex again." in said["RuntimeError"]


def test_two_builds_at_once_and_a_reader_all_the_while(three):
    """One builds, the other is refused at once, and somebody asks until both have ended."""
    first = three.reindex().generation
    three.write("work", "A changed text about bicycles.")
    inside, going_on, asked, wrong = threading.Event(), threading.Event(), [], []

    def wait(event):
        if event.stage == "embed":
            inside.set()
            going_on.wait(20)

    def ask():
        current = CurrentIndex(three.home, clock=lambda: len(asked) * 10.0)
        query = three.factory.embedder.embed_query("text about bicycles and permits")
        while not asked or asked[-1] == first:
            try:
                with current.use() as index:
                    assert len(index.dense(query, 5)) == 5
                    asked.append(index.manifest.id)
            except Exception as error:
                wrong.append(error)
                break
        current.close()

    builder = threading.Thread(target=lambda: three.reindex(progress=wait))
    asker = threading.Thread(target=ask)
    builder.start()
    assert inside.wait(20)
    asker.start()
    with pytest.raises(BuildInProgress):
        three.reindex()
    while len(asked) < 20 and not wrong:
        pass
    assert set(asked) == {first}
    going_on.set()
    builder.join(30)
    asker.join(30)
    assert wrong == []
    assert asked[-1] == IndexHome(three.home).current() != first


@pytest.fixture
def read_only(three, tmp_path):
    """An index on a medium that was made read-only."""
    place = tmp_path / "medium"
    place.mkdir()
    can_mount = shutil.which("mount") and os.geteuid() == 0
    if not can_mount or subprocess.run(["mount", "-t", "tmpfs", "none", place], check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    three.home = place / "home"
    three.reindex()
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)
    yield three
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_read_only_folder_answers_and_refuses_builds_in_words(read_only):
    assert read_only.ask("permit ninety days", 1)[0][0].startswith("A permit to work takes ninety")
    read_only.write("work", "A changed text.")
    with pytest.raises(IndexingError, match="cannot be written to"):
        read_only.reindex()
    with OpenIndex.open(read_only.home) as index:
        copy = index._store._temporary.name
        assert index.lexical("permit", "en", 3)
        assert os.path.isdir(copy)  # noqa: PTH112
    assert not os.path.isdir(copy)  # noqa: PTH112
