"""A backup holds all that cannot be made again, and a restore loses nothing."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from contextlib import closing

import pytest

from index import restore as restoring
from index.backup import back_up
from index.errors import BadBackup, BuildFailed, BuildInProgress, IndexingError, NoIndex
from index.generation import IndexHome
from index.lock import build_lock
from index.restore import check, restore


@pytest.fixture
def backed_up(three, tmp_path):
    """An index with a library and a database beside it, and its backup."""
    three.reindex()
    (three.home / "library" / "en").mkdir(parents=True)
    (three.home / "library" / "en" / "act.html").write_text("<p>An act.</p>")
    with closing(sqlite3.connect(three.home / "feedback.sqlite")) as base:
        base.execute("CREATE TABLE said (text)")
        base.execute("INSERT INTO said VALUES ('helpful')")
        base.commit()
    for name in ("models", "fetched"):
        (three.home / name).mkdir()
        (three.home / name / "large").write_text("made again")
    file = tmp_path / "backups" / "euma.tar"
    file.parent.mkdir()
    return three, file, back_up(three.home, file)


def answer(bench):
    return bench.ask("permit to work takes days", 1)[0][0]


def test_a_backup_holds_what_cannot_be_made_again(backed_up):
    bench, file, report = backed_up
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert names[-1] == "checksums.json"
    assert {n for n in names if n.startswith("home/")} == {"home/feedback.sqlite", "home/library/en/act.html"}
    assert not any("chroma" in name for name in names)
    assert (report.documents, report.passages, report.files) == (3, 6, len(names) - 1)
    assert report.generation == check(file)["generation"] == IndexHome(bench.home).current()
    assert file.stat().st_mode & 0o077 == 0
    assert [f.name for f in file.parent.iterdir()] == ["euma.tar"]


@pytest.mark.parametrize("name", ["euma.tar", "euma.tar.gz"])
def test_a_restore_on_an_empty_machine_answers_without_embedding(three, tmp_path, name):
    three.reindex()
    back_up(three.home, tmp_path / name)
    three.home = tmp_path / "elsewhere"
    report = restore(three.home, tmp_path / name)
    assert (report.documents, report.passages, report.before) == (3, 6, None)
    assert answer(three) == "A permit to work takes ninety days."
    embedded = len(three.factory.embedder.passages)
    assert three.reindex().generation is None  # the same files: nothing to do
    assert len(three.factory.embedder.passages) == embedded


def test_a_restore_brings_back_an_earlier_state_and_can_be_rolled_back(backed_up):
    bench, file, _ = backed_up
    (bench.folder / "work.txt").unlink()
    second = bench.reindex().generation
    (bench.home / "library" / "en" / "act.html").write_text("<p>A newer act.</p>")
    (bench.home / "feedback.sqlite").unlink()
    report = restore(bench.home, file)
    assert answer(bench) == "A permit to work takes ninety days."
    assert (report.restored, report.kept) == (("feedback.sqlite",), ("library/en/act.html",))
    assert "newer" in (bench.home / "library" / "en" / "act.html").read_text()
    with closing(sqlite3.connect(bench.home / "feedback.sqlite")) as base:
        assert base.execute("SELECT text FROM said").fetchall() == [("helpful",)]
    assert report.before == second
    assert IndexHome(bench.home).rollback().id == second
    assert answer(bench) != "A permit to work takes ninety days."


def test_a_database_in_use_is_backed_up_whole(backed_up, tmp_path):
    bench, _, _ = backed_up
    with closing(sqlite3.connect(bench.home / "feedback.sqlite")) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("INSERT INTO said VALUES ('only in the log yet')")
        base.commit()
        back_up(bench.home, tmp_path / "second.tar")
    (bench.home / "feedback.sqlite").unlink()
    restore(bench.home, tmp_path / "second.tar")
    with closing(sqlite3.connect(bench.home / "feedback.sqlite")) as base:
        assert base.execute("SELECT count(*) FROM said").fetchone() == (2,)


def everything(home):
    return {f.relative_to(home).as_posix() for f in home.rglob("*") if "chroma" not in f.parts}


def test_any_damage_is_refused_and_changes_nothing(backed_up, tmp_path):
    bench, file, _ = backed_up
    whole, before = file.read_bytes(), everything(bench.home)
    damaged = tmp_path / "damaged.tar"
    places = [*range(600, len(whole) - 2000, len(whole) // 12)]
    versions = [whole[:at] for at in places] + [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    refused = 0
    for version in [b"", b"no tar at all", *versions]:
        damaged.write_bytes(version)
        try:
            with tarfile.open(damaged) as archive:  # a flipped bit in what only fills up a block changes no file
                same = {m.name: archive.extractfile(m).read() for m in archive} == contents(whole)
        except (tarfile.TarError, EOFError):
            same = False
        if same:
            continue
        with pytest.raises(BadBackup) as caught:
            restore(bench.home, damaged)
        assert str(caught.value).endswith(("use another copy of it.", "Nothing was changed."))
        refused += 1
    assert refused >= 20
    assert everything(bench.home) == before
    assert answer(bench) == "A permit to work takes ninety days."


def contents(tar: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def with_member(file, target, name, content=b"x", kind=tarfile.REGTYPE, link=""):
    """A copy of a backup with one more member, listed among the checksums as if it belonged."""
    import hashlib

    held = contents(file.read_bytes())
    about = json.loads(held.pop("checksums.json"))
    about["files"][name] = hashlib.sha256(content).hexdigest()
    with tarfile.open(target, "w") as archive:
        for member, data in [*held.items(), (name, content), ("checksums.json", json.dumps(about).encode())]:
            entry = tarfile.TarInfo(member)
            entry.size = len(data)
            if member == name:
                entry.type, entry.linkname = kind, link
                entry.size = len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(entry, io.BytesIO(data))


HOSTILE = [
    ("../outside", tarfile.REGTYPE, ""),
    ("home/../../outside", tarfile.REGTYPE, ""),
    ("/tmp/outside", tarfile.REGTYPE, ""),
    ("home/./x", tarfile.REGTYPE, ""),
    ("elsewhere/x", tarfile.REGTYPE, ""),
    ("home", tarfile.REGTYPE, ""),
    ("home/link", tarfile.SYMTYPE, "/etc/passwd"),
    ("home/hard", tarfile.LNKTYPE, "generation/manifest.json"),
    ("home/pipe", tarfile.FIFOTYPE, ""),
    ("home/device", tarfile.CHRTYPE, ""),
]


def test_what_no_backup_holds_is_refused(backed_up, tmp_path):
    bench, file, _ = backed_up
    before = everything(bench.home)
    for name, kind, link in HOSTILE:
        with_member(file, tmp_path / "hostile.tar", name, kind=kind, link=link)
        with pytest.raises(BadBackup, match="Nothing was changed"):
            restore(bench.home, tmp_path / "hostile.tar")
        assert everything(bench.home) == before, name
        assert not (tmp_path / "outside").exists()


def test_what_the_program_itself_writes_is_not_taken_from_a_backup(backed_up, tmp_path):
    bench, file, _ = backed_up
    with_member(file, tmp_path / "more.tar", "home/models/evil/model.safetensors")
    report = restore(bench.home, tmp_path / "more.tar")
    assert not (bench.home / "models" / "evil").exists()
    assert "models/evil/model.safetensors" not in report.restored


def test_a_full_disk_while_restoring_leaves_the_index(backed_up, monkeypatch):
    bench, file, _ = backed_up
    before = everything(bench.home)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "write_vectors", full)
    with pytest.raises(BuildFailed, match=r"is full.*answers as before"):
        restore(bench.home, file)
    assert everything(bench.home) == before
    assert answer(bench) == "A permit to work takes ninety days."


def test_what_killed_restores_left_goes_with_the_next_build(backed_up):
    bench, _, _ = backed_up
    (bench.home / "restoring-abc.part" / "generation").mkdir(parents=True)
    (bench.home / "current.123.part").write_text("x")
    bench.reindex()
    assert not list(bench.home.glob("*.part"))


def test_places_that_a_backup_cannot_go(backed_up, tmp_path):
    bench, file, _ = backed_up
    before = file.read_bytes()
    with pytest.raises(IndexingError, match="--replace"):
        back_up(bench.home, file)
    assert file.read_bytes() == before
    back_up(bench.home, file, replace=True)
    with pytest.raises(IndexingError, match="Choose a place outside"):
        back_up(bench.home, bench.home / "b.tar")
    with pytest.raises(IndexingError, match="cannot be written"):
        back_up(bench.home, tmp_path / "missing" / "b.tar")
    report = back_up(bench.home, tmp_path)
    assert report.file == str(tmp_path / f"euma-{report.generation}.tar")
    assert not list(tmp_path.rglob("*.part"))


def test_without_an_index_or_file_it_says_so(bench, tmp_path):
    with pytest.raises(NoIndex):
        back_up(bench.home, tmp_path / "b.tar")
    with pytest.raises(BadBackup, match="There is no file"):
        restore(bench.home, tmp_path / "missing.tar")
    assert not bench.home.exists()


def test_a_damaged_index_is_not_backed_up(three, tmp_path):
    report = three.reindex()
    file = three.home / "generations" / report.generation / "lexical" / "passages.json"
    file.write_text("[]")
    with pytest.raises(IndexingError, match="euma rollback"):
        back_up(three.home, tmp_path / "b.tar")
    assert not list(tmp_path.glob("b.tar*"))


def test_no_restore_during_a_build(backed_up):
    bench, file, _ = backed_up
    with build_lock(bench.home), pytest.raises(BuildInProgress):
        restore(bench.home, file)
