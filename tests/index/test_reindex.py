"""What a reindex adds, keeps, moves and drops."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from index.errors import BuildInProgress, IndexingError, WrongModel
from index.generation import IndexHome
from index.guide import GuideEntry
from index.lock import build_lock
from index.reader import OpenIndex
from index.reindex import reindex
from index.report import STAGES
from ingest.source import Kind, Source


def test_a_first_build_publishes_every_document(three):
    report = three.reindex()
    assert (report.added, report.embedded, report.reused) == (("housing", "school", "work"), 6, 0)
    assert report.generation == IndexHome(three.home).current()
    assert three.ask("rents capped council")[0][0] == "Rents are capped by the council."


def test_nothing_changed_publishes_nothing_and_loads_no_model(three):
    first = three.reindex()
    again = three.reindex()
    assert again.generation is None
    assert (again.embedded, again.added, again.changed) == (0, (), ())
    assert again.unchanged == ("housing", "school", "work")
    assert IndexHome(three.home).current() == first.generation
    assert three.factory.loads == 1


def test_one_changed_paragraph_embeds_one_passage(three):
    three.reindex()
    three.write("work", "A permit to work takes sixty days.", "The employer signs the contract.")
    report = three.reindex()
    assert (report.changed, report.embedded, report.reused) == (("work",), 1, 5)
    assert three.ask("permit to work takes days")[0][0] == "A permit to work takes sixty days."
    assert not any("ninety" in text for text, _ in three.ask("permit ninety days", 9))


def test_unchanged_files_are_not_read_again(three):
    three.reindex()
    three.write("fourth", "Libraries lend books.")
    read, load = [], three.reading.load
    three.reading = replace(three.reading, load=lambda found: (read.append(found.path.stem), load(found))[1])
    report = three.reindex()
    assert read == ["fourth"]
    assert report.added == ("fourth",)


def test_other_settings_read_everything_again_but_embed_nothing(three):
    three.reindex()
    three.reading = replace(three.reading, settings={"words": "100"})
    report = three.reindex()
    assert report.changed == ("housing", "school", "work")
    assert (report.embedded, report.reused) == (0, 6)


def test_force_reads_everything_again(three):
    three.reindex()
    assert three.reindex(force=True).changed == ("housing", "school", "work")


def test_a_file_alone_leaves_the_others_as_they_are(three, tmp_path):
    three.reindex()
    other = tmp_path / "elsewhere" / "bus.txt"
    other.parent.mkdir()
    other.write_text("Buses\n\nThe bus runs hourly.", "utf-8")
    report = three.reindex(other)
    assert (report.added, report.removed) == (("bus",), ())
    with OpenIndex.open(three.home) as index:
        assert [s.id for s in index.documents()] == ["bus", "housing", "school", "work"]


def test_a_deleted_file_of_a_given_folder_is_removed(three):
    three.reindex()
    (three.folder / "school.txt").unlink()
    report = three.reindex()
    assert (report.removed, report.embedded) == (("school",), 0)
    with OpenIndex.open(three.home) as index:
        assert [s.id for s in index.documents()] == ["housing", "work"]
        assert index.manifest.passages == 4


def test_a_deleted_file_outside_the_given_paths_stays(three, tmp_path):
    three.reindex()
    (three.folder / "school.txt").unlink()
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "bus.txt").write_text("Buses\n\nThe bus runs hourly.", "utf-8")
    assert three.reindex(other).removed == ()


def test_a_renamed_file_keeps_its_document(three):
    three.reindex()
    (three.folder / "school.txt").rename(three.folder / "education.txt")
    report = three.reindex()
    assert (report.renamed, report.removed, report.added, report.embedded) == (("school",), (), (), 0)
    with OpenIndex.open(three.home) as index:
        assert index.path("school").name == "education.txt"
    assert three.reindex().generation is None


def test_a_renamed_file_keeps_what_a_manifest_said_of_it(three):
    def collect(paths):
        files, *rest = listed(paths)
        known = Source("the-school", "The school of the town", Kind.BRIEF)
        return [replace(f, source=known) if f.path.name == "school.txt" else f for f in files], *rest

    listed = three.reading.collect
    three.reading = replace(three.reading, collect=collect)
    three.reindex()
    (three.folder / "school.txt").rename(three.folder / "education.txt")
    report = three.reindex()
    assert (report.renamed, report.removed, report.added, report.embedded) == (("the-school",), (), (), 0)
    with OpenIndex.open(three.home) as index:
        assert index.source("the-school").title == "The school of the town"
        assert index.path("the-school").name == "education.txt"
    assert three.reindex().generation is None


def test_the_same_id_from_another_path_replaces(three, tmp_path):
    three.reindex()
    newer = tmp_path / "newer" / "x.txt"
    newer.parent.mkdir()
    newer.write_text("Housing id housing\n\nThe town sells flats now.", "utf-8")
    report = three.reindex(newer)
    assert (report.changed, report.added, report.removed) == (("housing",), (), ())
    assert three.ask("town sells flats", 1)[0][0] == "The town sells flats now."
    with OpenIndex.open(three.home) as index:
        assert index.manifest.documents == 3


def test_another_id_from_the_same_path_replaces(three):
    three.reindex()
    three.write("work", "A permit.", title="Work id labour")
    report = three.reindex()
    assert (report.changed, report.removed) == (("labour",), ())
    with OpenIndex.open(three.home) as index:
        assert [s.id for s in index.documents()] == ["housing", "labour", "school"]


def test_documents_are_removed_by_id(three):
    three.reindex()
    report = three.reindex(three.folder / "housing.txt", remove_ids=["work", "nothing"])
    assert report.removed == ("work",)
    assert "No document 'nothing'" in report.failed[0].reason


def test_a_run_without_paths_only_removes(three):
    three.reindex()
    three.write("work", "A text nobody asked to read.")
    report = reindex(three.home, [], three.factory, three.reading, remove_ids=["school"])
    assert (report.removed, report.changed, report.unchanged) == (("school",), (), ())
    with OpenIndex.open(three.home) as index:
        assert [s.id for s in index.documents()] == ["housing", "work"]


def test_the_last_document_can_be_removed(bench):
    bench.write("only", "One text.")
    bench.reindex()
    (bench.folder / "only.txt").unlink()
    assert bench.reindex().removed == ("only",)
    with OpenIndex.open(bench.home) as index:
        assert index.documents() == []
        assert index.dense(bench.factory.embedder.embed_query("text"), 5) == []
        assert index.lexical("text", "en", 5) == []
        assert index.guide(bench.factory.embedder.embed_query("text"), 5) == []


def test_a_dry_run_changes_nothing(three):
    report = three.reindex(dry_run=True)
    assert report.added == ("housing", "school", "work")
    assert report.generation is None
    assert IndexHome(three.home).current_or_none() is None


def test_another_model_is_refused_when_opening_and_embeds_everything_anew(three):
    three.reindex()
    three.factory = type(three.factory)("words@2")
    with pytest.raises(WrongModel, match=r"words@1.*words@2.*euma reindex"):
        OpenIndex.open(three.home, "words@2")
    report = three.reindex()
    assert (report.embedded, report.reused) == (6, 0)
    with OpenIndex.open(three.home, "words@2") as index:
        assert index.manifest.embedding_model == "words@2"


def test_a_changed_guide_builds_anew_without_embedding_passages(three):
    three.write("32003L0086", "Family members may join.", title="Family reunification")
    three.guide = (GuideEntry("32003L0086", "1", None, "en", "Can my wife come?"),)
    first = three.reindex()
    assert first.guide_embedded == 1
    absent = GuideEntry("32016R0679", "5", None, "en", "How long are files kept?")
    three.guide += (GuideEntry("32003L0086", "1", None, "de", "Darf meine Frau kommen?"), absent)
    second = three.reindex()
    assert (second.embedded, second.guide_embedded) == (0, 1)
    with OpenIndex.open(three.home) as index:
        found = index.guide(three.factory.embedder.embed_query("Can my wife come?"), 5)
        assert [e.language for e, _ in found] == ["en", "de"]
        assert found[0][1] == pytest.approx(1, abs=1e-4)


def test_two_builds_at_once_are_refused(three):
    with build_lock(three.home), pytest.raises(BuildInProgress, match="another process"):
        three.reindex()


def test_old_generations_go_and_the_cache_forgets_them(three):
    for number in range(5):
        three.write("work", f"Version number{number}.")
        three.reindex(keep=2)
    index = IndexHome(three.home)
    assert len(index.generations()) == 2
    three.write("work", "Version number0.")
    assert three.reindex(keep=2).embedded == 1


def test_progress_goes_through_the_stages_in_order(three):
    events = []
    three.reindex(progress=events.append)
    stages = list(dict.fromkeys(event.stage for event in events))
    assert stages == list(STAGES)
    assert all(0 <= e.done <= e.total for e in events)


def test_a_lost_generation_asks_for_a_rollback(three):
    three.reindex()
    three.write("work", "Another text.")
    second = three.reindex()
    shutil.rmtree(IndexHome(three.home).folder(second.generation))
    with pytest.raises(IndexingError, match="euma rollback"):
        three.reindex()
    IndexHome(three.home).rollback()
    assert three.reindex().changed == ("work",)


def test_the_only_generation_lost_starts_from_nothing(three):
    first = three.reindex()
    shutil.rmtree(IndexHome(three.home).folder(first.generation))
    report = three.reindex()
    assert report.added == ("housing", "school", "work")
    assert report.embedded == 0  # the cache still knows every text


def test_a_run_with_nothing_to_do_imports_neither_torch_nor_chroma(three, tmp_path):
    three.reindex()
    script = f"""
import sys
from pathlib import Path
from index.reindex import reindex
from index.embedder import EmbedderChoice
EmbedderChoice(Path("models")).name
reindex(Path({str(tmp_path / "fresh")!r}), [], EmbedderChoice(Path("models")))
heavy = {{"torch", "sentence_transformers", "chromadb", "llama_index", "transformers"}} & sys.modules.keys()
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path, timeout=60)
