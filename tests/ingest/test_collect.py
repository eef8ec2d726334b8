"""From paths to files: order, doubles, links, what is passed over and what is said of it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from ingest.collect import Collection, collect

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
BRIEFS = Path(__file__).parents[2] / "ingest" / "briefs"


def tree(root: Path, *files: str) -> Path:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Text of {file}.", encoding="utf-8")
    return root


def found(collection: Collection, root: Path) -> list[str]:
    return [str(file.path.relative_to(root)) for file in collection.files]


def said(collection: Collection) -> str:
    return "\n".join(problem.message for problem in collection.problems)


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "b.txt",
        "a/z.md",
        "a/b.txt",
        "c.PDF",
        "d.jpg",
        "e",
        ".hidden.txt",
        ".git/x.txt",
        "README.md",
        "a/SOURCES.md",
    )
    collection = collect([tmp_path])
    assert found(collection, tmp_path) == ["b.txt", "c.PDF", "a/b.txt", "a/z.md"]
    assert collection.problems == ()
    assert collection.files[0].sha256 == hashlib.sha256(b"Text of b.txt.").hexdigest()
    assert collection.files[0].size == len("Text of b.txt.")


def test_a_file_named_itself_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    tree(tmp_path, "README.md", "data.bin")
    assert found(collect([tmp_path / "README.md", tmp_path / "data.bin"]), tmp_path) == ["README.md", "data.bin"]


def test_no_file_comes_twice(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    assert found(collect([tmp_path, tmp_path / "a.txt", tmp_path]), tmp_path) == ["a.txt"]


def test_links_that_run_in_a_circle_end(tmp_path: Path) -> None:
    tree(tmp_path, "a/b.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert found(collect([tmp_path]), tmp_path) == ["a/b.txt"]


def test_a_missing_path_and_a_dead_link_are_problems_and_the_rest_is_found(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    (tmp_path / "dead.txt").symlink_to(tmp_path / "gone.txt")
    collection = collect([tmp_path / "nowhere", tmp_path])
    assert found(collection, tmp_path) == ["a.txt"]
    assert "nowhere does not exist; check the path." in said(collection)
    assert "dead.txt cannot be read" in said(collection)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    collection = collect([tree(tmp_path, "a.txt")])
    assert found(collection, tmp_path) == ["a.txt"]
    assert "huge.txt has 200 MB, more than 100 MB; split it and add the parts." in said(collection)


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever, a device without end."""
    tree(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    collection = collect([tmp_path])
    assert found(collection, tmp_path) == ["a.txt"]
    assert "pipe.txt is no regular file; give files and folders." in said(collection)
    assert "zero.txt is no regular file; give files and folders." in said(collection)


def test_names_that_are_no_text_and_links_to_themselves_are_problems(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "two\nlines.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("Text.", encoding="utf-8")
    collection = collect([tmp_path, tmp_path / "loop.txt"])
    assert found(collection, tmp_path) == ["a.txt"]
    messages = [problem.message.encode("utf-8").decode() for problem in collection.problems]  # all can be written down
    assert [message.rpartition("/")[2] for message in messages] == [
        "loop.txt is a link that leads to itself; remove it.",
        "caf\\udce9.txt has a name that is no readable text; rename the file.",
        "two lines.txt has a name that is no readable text; rename the file.",
        "loop.txt is a link that leads to itself; give another path.",
    ]


def test_documents_in_formats_that_are_not_read_are_named_with_what_to_do(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "old.doc", "sums.XLSX", "photo.jpg")
    collection = collect([tmp_path])
    assert found(collection, tmp_path) == ["a.txt"]
    assert said(collection).split("\n") == [
        "old.doc is an old Word file, which is not read; open it and save it as .docx or PDF and add that.",
        "sums.XLSX is a spreadsheet, which is not read; save the sheet as PDF and add that.",
    ]


def test_a_folder_that_may_not_be_opened_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.txt", "closed/b.txt")
    real = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    collection = collect([tmp_path])
    assert found(collection, tmp_path) == ["a.txt"]
    assert "closed cannot be opened (Permission denied); check its permissions." in said(collection)


def listed(root: Path, *entries: dict[str, str]) -> Path:
    (root / "manifest.json").write_text(json.dumps({"documents": list(entries)}), encoding="utf-8")
    return root


def test_a_manifest_gives_the_metadata_of_its_files_and_leaves_others_in(tmp_path: Path) -> None:
    tree(tmp_path, "sub/a.txt", "b.txt", "notes")
    listed(tmp_path, {"file": "sub/a.txt", "title": "A"}, {"file": "notes", "title": "Notes"})
    collection = collect([tmp_path])
    titles = {file.path.name: file.source.title if file.source else None for file in collection.files}
    assert titles == {"a.txt": "A", "b.txt": None, "notes": "Notes"}
    one = collect([tmp_path / "sub" / "a.txt"])
    assert [file.source.title if file.source else None for file in one.files] == ["A"]


def test_a_file_that_changed_since_it_was_listed_is_taken_with_a_warning(tmp_path: Path) -> None:
    listed(tree(tmp_path, "a.txt"), {"file": "a.txt", "title": "A", "sha256": "00"})
    collection = collect([tmp_path])
    assert len(collection.files) == 1
    assert [warning.message for warning in collection.warnings] == [
        f"{tmp_path / 'a.txt'} differs from the checksum in its manifest; it is read as it is."
    ]


def test_a_listed_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    listed(tree(tmp_path, "a.txt"), {"file": "gone.txt", "title": "Gone"})
    collection = collect([tmp_path])
    assert found(collection, tmp_path) == ["a.txt"]
    assert "gone.txt is listed in a manifest but is not there" in said(collection)


def test_a_bad_manifest_does_not_hide_the_files(tmp_path: Path) -> None:
    (tree(tmp_path, "a.txt") / "manifest.json").write_text("{", encoding="utf-8")
    collection = collect([tmp_path])
    assert found(collection, tmp_path) == ["a.txt"]
    assert "no valid JSON" in said(collection)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_corpus_and_the_briefs() -> None:
    collection = collect([CORPUS, BRIEFS])
    assert (collection.problems, collection.warnings) == ((), ())
    assert sum(file.source is not None for file in collection.files) == 34
    assert sum(file.path.parent.name == "briefs" for file in collection.files) == 7


def test_a_folder_inside_a_listed_one_has_what_the_manifest_above_says(tmp_path: Path) -> None:
    listed(tree(tmp_path, "acts/a.txt", "b.txt"), {"file": "acts/a.txt", "id": "a1", "title": "Act A"})
    for named in (tmp_path / "acts", tmp_path / "acts" / "a.txt"):
        collection = collect([named])
        assert [file.source.id for file in collection.files if file.source] == ["a1"]
        assert collection.problems == ()


def test_another_programs_manifest_above_is_none_of_ours(tmp_path: Path) -> None:
    (tree(tmp_path, "acts/a.txt") / "manifest.json").write_text('{"name": "a web page"}', encoding="utf-8")
    collection = collect([tmp_path / "acts"])
    assert (found(collection, tmp_path), collection.problems) == (["acts/a.txt"], ())
