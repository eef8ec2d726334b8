"""A file that cannot be indexed fails alone, and says why."""

from __future__ import annotations

import pytest

from index.generation import IndexHome


def test_two_files_with_one_id_fail_the_second(three):
    three.write("zoning", "Zones.", title="Zones id housing")
    report = three.reindex()
    assert report.added == ("housing", "school", "work")
    assert [f.path.endswith("zoning.txt") for f in report.failed] == [True]
    assert "different ids" in report.failed[0].reason
    again = three.reindex()
    assert again.generation is None
    assert len(again.failed) == 1


def test_one_bad_file_of_thirty_fails_alone(bench):
    for number in range(29):
        bench.write(f"d{number:02}", f"Text number {number}.")
    bench.write("d13x", "UNREADABLE")
    report = bench.reindex()
    assert len(report.added) == 29
    assert [f.reason for f in report.failed] == ["d13x.txt has no text. Get another copy."]


@pytest.mark.parametrize("content", ["CRASH", "UNREADABLE"])
def test_a_published_document_survives_a_file_that_became_unreadable(three, content):
    three.reindex()
    three.write("work", content)
    report = three.reindex()
    assert report.generation is None
    assert len(report.failed) == 1
    assert three.ask("permit to work takes ninety days")[0][1] > 0.7


def test_a_fault_of_a_reader_is_told_as_such(three, caplog):
    three.write("work", "CRASH")
    report = three.reindex()
    assert "please report it" in report.failed[0].reason
    assert "ZeroDivisionError" in caplog.text


def test_a_document_without_passages_is_left_out(three):
    three.write("empty", title="Only a title")
    assert "no text that could be cited" in three.reindex().failed[0].reason


def test_only_failures_publish_nothing(bench):
    bench.write("bad", "UNREADABLE")
    report = bench.reindex()
    assert report.generation is None
    assert IndexHome(bench.home).current_or_none() is None
    assert list((bench.home / "generations").iterdir()) == []


def test_a_missing_path_is_listed_and_the_rest_indexed(three):
    report = three.reindex(three.folder, three.folder / "missing")
    assert len(report.added) == 3
    assert report.failed[0].path.endswith("missing")
