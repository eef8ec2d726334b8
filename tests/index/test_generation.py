"""Generations: ids, publishing, rolling back, pruning."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from index.errors import BuildInProgress, NoIndex, UnknownGeneration, WrongModel
from index.generation import IndexHome, Manifest, check_model, checksums
from index.lock import build_lock
from index.reader import OpenIndex


@pytest.fixture
def index(tmp_path):
    return IndexHome(tmp_path)


def make(index, model="m@1", publish=True):
    name = index.new_id()
    folder = index.folder(name)
    (folder / "lexical").mkdir(parents=True)
    (folder / "documents.sqlite").write_bytes(name.encode())
    (folder / "lexical" / "passages.json").write_text("[]")
    index.seal(
        Manifest(name, "2026-01-01T00:00:00+00:00", model, 3, 1, 2, 0, "", {}, "embedded", "0.1", checksums(folder))
    )
    if publish:
        index.publish(name)
    return name


def test_nothing_published_says_what_to_do(index):
    assert index.current_or_none() is None
    with pytest.raises(NoIndex, match="euma reindex"):
        index.current()
    with pytest.raises(NoIndex):
        OpenIndex.open(index.path)
    with pytest.raises(NoIndex):
        index.rollback()


def test_ids_sort_by_time_even_when_the_clock_was_set_back(index):
    future = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y%m%dT%H%M%S%f")
    index.folder(future).mkdir(parents=True)
    names = [future]
    for _ in range(5):
        names.append(index.new_id())
        index.folder(names[-1]).mkdir()
    assert names == sorted(set(names))


def test_publishing_replaces_the_current_file_at_once(index):
    first, second = make(index), make(index)
    assert index.current() == second
    assert [m.id for m in index.generations()] == [first, second]
    assert [f.name for f in index.path.iterdir() if f.is_file()] == ["current"]


def test_rolling_back_goes_to_the_one_before_and_no_further(index):
    first, second = make(index), make(index)
    assert index.rollback().id == first
    assert index.current() == first
    with pytest.raises(UnknownGeneration, match="no earlier generation"):
        index.rollback()
    assert index.rollback(second).id == second


def test_rolling_back_to_what_is_not_there(index):
    make(index)
    with pytest.raises(UnknownGeneration, match="no generation"):
        index.rollback("../elsewhere")
    with pytest.raises(UnknownGeneration, match="euma status"):
        index.publish("nothing")


@pytest.mark.parametrize("name", ["documents.sqlite", "lexical/passages.json"])
def test_rolling_back_to_a_damaged_generation_is_refused(index, name):
    first, second = make(index), make(index)
    (index.folder(first) / name).write_text("altered")
    with pytest.raises(UnknownGeneration, match="damaged"):
        index.rollback()
    assert index.current() == second


def test_rolling_back_waits_for_no_build(index):
    make(index)
    with build_lock(index.path), pytest.raises(BuildInProgress):
        index.rollback()


def test_pruning_keeps_the_newest_and_the_published(index):
    names = [make(index) for _ in range(5)]
    index.publish(names[0])
    assert index.prune(2) == names[1:3]
    assert [m.id for m in index.generations()] == [names[0], *names[3:]]
    assert index.prune(0) == [names[3]]


def test_sweeping_removes_what_a_killed_build_left(index):
    whole = make(index)
    index.folder(index.new_id()).mkdir()
    half = index.folder(index.new_id())
    half.mkdir()
    (half / "manifest.json").write_text('{"id": "half')
    assert len(index.sweep()) == 2
    assert [m.id for m in index.generations()] == [whole]


def test_a_home_has_one_label(index):
    label = index.label()
    assert len(label) == 8
    assert IndexHome(index.path).label() == label


def test_another_model_names_both_and_the_command(index):
    manifest = index.manifest(make(index, model="old@1"))
    check_model(manifest, "old@1")
    with pytest.raises(WrongModel, match=r"old@1.*new@2.*euma reindex"):
        check_model(manifest, "new@2")


def test_the_lock_is_for_one_and_is_given_back(tmp_path):
    seen = []

    def second():
        try:
            with build_lock(tmp_path):
                seen.append("entered")
        except BuildInProgress as error:
            seen.append(str(error))

    with build_lock(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    second()
    assert "another process" in seen[0]
    assert seen[1] == "entered"
