"""The cache and the library folder on disk: names are checksums, also after a kill; nothing is half written."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import BadManifest
from ingest.manifest import load_entries
from ingest.official import storage
from ingest.official.cache import Cache, Entry
from ingest.official.errors import Busy, CannotFetch
from ingest.official.shelf import Shelf, entry_of
from ingest.source import Kind, Source

ROOT = Path(__file__).parents[2]
WRITER = """
import os, sys
from pathlib import Path
from ingest.official.cache import Cache, Entry
cache = Cache(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    body = os.urandom(64) * 300_000  # 19 MB: long enough to write that kills hit the middle
    cache.remember(f"request {body[0] % 7}", Entry(cache.put(body)))
"""


def require_names_are_checksums(folder: Path) -> int:
    kept = [path for path in (folder / "files").rglob("*") if path.is_file()]
    for path in kept:
        assert path.name == hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.parent.name == path.name[:2]
    return len(kept)


def test_names_are_checksums_after_every_kill(tmp_path: Path) -> None:
    chance = random.Random(7)
    kept = cut = 0
    for _ in range(20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.2))
        writer.kill()
        writer.wait()
        writer.stdout.close()
        kept += require_names_are_checksums(tmp_path)
        index = tmp_path / "index.json"
        for entry in json.loads(index.read_text()).values() if index.exists() else ():
            assert Cache(tmp_path).get(entry["sha256"]) is not None
        index.unlink(missing_ok=True)
        for left in (tmp_path / "unfinished").iterdir():
            cut += 1
            os.utime(left, (0, 0))
        Cache(tmp_path).sweep()
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert kept
    assert cut  # else no kill came in the middle of a write


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=50)), max_size=12))
def test_the_last_answer_to_each_request_is_kept_and_found_by_a_new_cache(puts: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder))
        for name, body in puts:
            cache.remember(name, Entry(cache.put(body), etag=name))
        cache.sweep()
        again = Cache(Path(folder))
        for name, body in dict(puts).items():
            entry = again.recall(name)
            assert entry
            assert again.get(entry.sha256) == body
        assert require_names_are_checksums(Path(folder)) == len(set(dict(puts).values()))


def test_a_body_that_rots_on_disk_is_noticed_and_forgotten(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    name = cache.put(b"a whole text")
    cache.remember("asked", Entry(name, etag="1"))
    cache.path(name).write_bytes(b"a whole tex")
    assert cache.recall("asked") is None
    assert not cache.path(name).exists()
    assert cache.put(b"a whole text") == name
    assert cache.recall("asked") is not None


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"a": 1}', '{"a": {"sha256": "../../../etc/passwd"}}'])
def test_a_damaged_index_is_begun_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "index.json").write_text(content)
    cache = Cache(tmp_path)
    assert cache.recall("a") is None
    cache.remember("b", Entry(cache.put(b"text")))
    assert Cache(tmp_path).recall("b") is not None


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    storage.write_whole(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        storage.write_whole(path, b"new and longer")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def source(name: str) -> Source:
    return Source(name, f"Title of {name}", Kind.OTHER, celex="32098R0007")


def entry(file: str, body: bytes = b"text", name: str = "one") -> dict[str, object]:
    return entry_of(file, body, source(name), {"from": "x", "address": f"http://x/{file}"}, None)


def test_the_shelf_writes_manifests_that_reindexing_reads(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(entry("a/en.html"), b"text")
    shelf.put(entry("b/en.html", name="two"), b"text")
    found = load_entries(tmp_path)
    assert {file: e.source.id for file, e in found.items()} == {"a/en.html": "one", "b/en.html": "two"}
    assert found["a/en.html"].sha256 == hashlib.sha256(b"text").hexdigest()


def test_a_better_format_takes_the_older_file_away(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    old = entry("a/en.html")
    shelf.put(old, b"text")
    shelf.put(entry("a/en.xhtml"), b"text", replaced=old)
    assert [e["file"] for e in shelf.entries()] == ["a/en.xhtml"]
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["en.xhtml"]


def test_what_people_put_into_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text("# Own")
    own = {"file": "own.md", "title": "Own", "remark": "by hand"}
    (tmp_path / "manifest.json").write_text(json.dumps({"documents": [own]}))
    shelf = Shelf(tmp_path)
    shelf.put(entry("a/en.html"), b"text")
    assert shelf.entries()[0] == own
    assert shelf.find(celex="32098R0007", language="en") is not None
    assert shelf.find(address="http://x/own.md") is None


def test_an_id_that_is_taken_is_named_before_anything_is_written(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(entry("a/en.html"), b"text")
    with pytest.raises(CannotFetch, match=r"lists one already, as a/en\.html; remove that entry"):
        shelf.put(entry("b/en.html"), b"text")
    assert not (tmp_path / "b").exists()
    assert len(load_entries(tmp_path)) == 1


def test_a_broken_manifest_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"documents": [')
    with pytest.raises(BadManifest, match="no valid JSON"):
        Shelf(tmp_path).put(entry("a/en.html"), b"text")
    assert (tmp_path / "manifest.json").read_text() == '{"documents": ['


def test_one_fetch_at_a_time_and_the_next_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".unfinished-x").write_bytes(b"half")
    with shelf.held():
        assert not (tmp_path / "a" / ".unfinished-x").exists()
        with pytest.raises(Busy, match="Another fetch works on"), Shelf(tmp_path).held():
            pass
    with shelf.held():
        pass
