"""The report says of each document what became of it and why, before (dry run) as after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.plan import Reading, find
from index.reader import OpenIndex
from index.reindex import Options, reindex
from ingest.load import load
from ingest.passages import split


def both(bench, **named):
    """The report of a dry run and of the real run, which must agree."""
    before = bench.reindex(dry_run=True, **named)
    after = bench.reindex(**named)
    told = [
        (r.added, r.changed, r.unchanged, r.removed, r.renamed, r.failed, dict(r.reasons), r.notes)
        for r in (before, after)
    ]
    assert told[0] == told[1]
    return after


def test_each_document_has_its_reason(three):
    three.reindex()
    (three.folder / "school.txt").rename(three.folder / "education.txt")
    (three.folder / "work.txt").unlink()
    three.write("housing", "The town sells flats now.")
    three.write("health", "Everybody may see a doctor.")
    three.write("bad", "UNREADABLE")
    report = both(three)
    folder = three.folder
    assert report.reasons == {
        "health": f"new file {folder / 'health.txt'}",
        "housing": f"the content of {folder / 'housing.txt'} has changed",
        "school": f"{folder / 'education.txt'} has the content that {folder / 'school.txt'} had",
        "work": f"{folder / 'work.txt'} is gone",
    }
    assert (report.embedded, len(report.failed)) == (2, 1)
    again = three.reindex()
    assert again.reasons == {}
    assert set(again.unchanged) == {"health", "housing", "school"}


def test_other_settings_and_removal_on_request_are_reasons_too(three):
    three.reindex()
    three.reading = replace(three.reading, settings={"words": "99"})
    report = both(three, remove_ids=["work"])
    assert report.reasons["housing"] == "what is known about it, or how files are read, has changed"
    assert report.removed == ()  # the folder still has it
    report = reindex(three.home, [], three.factory, three.reading, remove_ids=["work"])
    assert report.reasons == {"work": "as asked"}


def test_a_file_that_moved_is_recognised_when_it_is_named_alone(three, tmp_path):
    three.reindex()
    moved = tmp_path / "elsewhere" / "lessons.txt"
    moved.parent.mkdir()
    (three.folder / "school.txt").rename(moved)
    report = three.reindex(moved)
    assert (report.renamed, report.added, report.embedded) == (("school",), (), 0)


def test_a_copy_is_not_indexed_twice(three):
    three.reindex()
    copy = three.folder / "a copy.txt"
    copy.write_bytes((three.folder / "work.txt").read_bytes())
    report = both(three)
    assert (report.added, report.embedded, report.failed) == ((), 0, ())
    [note] = report.notes
    assert note.message == f"{copy} has the content of {three.folder / 'work.txt'} and is not indexed again."
    three.write("work", "Now the two differ.")
    report = three.reindex()
    assert (report.changed, report.added) == (("work",), ("a copy",))


def test_a_changed_file_that_became_a_copy_does_not_keep_its_old_text(three):
    three.reindex()
    (three.folder / "work.txt").write_bytes((three.folder / "housing.txt").read_bytes())
    three.reindex()
    assert three.ask("A permit to work takes ninety days.", 1)[0][0] != "A permit to work takes ninety days."


ACT = """<html><body><p>REGULATION (EU) 2098/7 on reading rooms</p><p>Article 1</p><p>{words}</p>
<p>Article 2</p><p>This Regulation shall enter into force on 1 March 2098.</p></body></html>"""
MARKDOWN = "---\nid: 32098R0007\ncelex: 32098R0007\n---\n# REGULATION (EU) 2098/7 on rooms\n\n## Article 1\n\n{words}\n"


@pytest.fixture
def real(bench):
    """A bench that reads with the project's own readers."""
    bench.reading = Reading(find, load, split)
    bench.folder.mkdir()
    return bench


def test_of_two_formats_under_one_id_the_better_is_used(real):
    (real.folder / "b.html").write_text(ACT.format(words="Rooms are open."))
    (real.folder / "a.md").write_text(MARKDOWN.format(words="Rooms are open, it is noted."))
    report = both(real)
    assert (report.added, report.failed) == (("32098R0007",), ())
    assert report.reasons["32098R0007"].endswith("b.html")
    assert report.notes[0].message == f"a.md is 32098R0007 in a lesser format; {real.folder / 'b.html'} is used."
    again = real.reindex()
    assert (again.generation, again.embedded, len(again.notes)) == (None, 0, 1)


def test_a_better_format_that_comes_later_takes_the_place(real):
    markdown = real.folder / "a.md"
    markdown.write_text(MARKDOWN.format(words="Rooms are open, it is noted."))
    assert real.reindex().added == ("32098R0007",)
    (real.folder / "z.html").write_text(ACT.format(words="Rooms are open."))
    report = both(real)
    assert (report.changed, report.unchanged, report.failed) == (("32098R0007",), (), ())
    with OpenIndex.open(real.home) as index:
        assert index.path("32098R0007").name == "z.html"
        assert "it is noted" not in index.document("32098R0007").text
    (real.folder / "z.html").unlink()
    report = real.reindex()  # the better one is gone: the lesser one serves again
    assert "32098R0007" in report.changed + report.added
    with OpenIndex.open(real.home) as index:
        assert index.path("32098R0007").name == "a.md"


def test_a_lesser_format_from_elsewhere_does_not_replace(real, tmp_path):
    (real.folder / "b.html").write_text(ACT.format(words="Rooms are open."))
    real.reindex()
    mail = tmp_path / "from a colleague.md"
    mail.write_text(MARKDOWN.format(words="Rooms are shut."))
    report = real.reindex(mail)
    assert (report.generation, report.failed, len(report.notes)) == (None, (), 1)


def test_of_xhtml_and_html_with_the_same_classes_xhtml_is_used(real):
    page = '<html><body><p class="oj-doc-ti">REGULATION (EU) 2098/7 on rooms</p><p class="oj-ti-art">Article 1</p>'
    for name in ("a.html", "b.xhtml"):
        (real.folder / name).write_text(f'{page}<p class="oj-normal">Rooms are open in {name}.</p></body></html>')
    report = both(real)
    assert (report.added, report.failed, len(report.notes)) == (("32098R0007",), (), 1)
    with OpenIndex.open(real.home) as index:
        assert index.path("32098R0007").name == "b.xhtml"


def test_two_formats_under_two_ids_are_noted(real):
    (real.folder / "b.html").write_text(ACT.format(words="Rooms are open."))
    (real.folder / "32098R0007.txt").write_text(
        "REGULATION (EU) 2098/7\non reading rooms\n\nArticle 1\n\nRooms are open, in plain words.\n"
    )
    report = both(real)
    assert set(report.added) == {"32098R0007", "32098R0007-txt"}
    assert report.notes[-1].message == (
        "32098R0007-txt is the text of 32098R0007 in a lesser format; answers use 32098R0007."
    )
    assert real.reindex().notes == ()


def test_a_checksum_that_differs_from_the_manifest_is_a_note(real):
    (real.folder / "b.html").write_text(ACT.format(words="Rooms are open."))
    (real.folder / "manifest.json").write_text(
        '{"documents": [{"file": "b.html", "title": "Rooms", "sha256": "' + "0" * 64 + '"}]}'
    )
    report = both(real)
    assert "differs from the checksum in its manifest; it is read as it is." in report.notes[0].message
    assert len(report.added) == 1


def test_force_says_so(three):
    three.reindex()
    report = reindex(three.home, [three.folder], three.factory, three.reading, options=Options(force=True))
    assert set(report.reasons.values()) == {"read again as asked"}


def test_a_stray_copy_of_the_old_text_does_not_replace_the_changed_file(real):
    page = real.folder / "rooms.html"
    page.write_text(ACT.format(words="Rooms are open."))
    real.reindex()
    (real.folder / "a copy.html").write_bytes(page.read_bytes())
    page.write_text(ACT.format(words="Rooms are shut."))
    report = both(real)
    assert report.changed == ("32098R0007",)
    assert [failure.path for failure in report.failed] == [str(real.folder / "a copy.html")]
    with OpenIndex.open(real.home) as index:
        assert "Rooms are shut." in index.document("32098R0007").text
