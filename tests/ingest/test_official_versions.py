"""Consolidated texts and corrigenda from the repository, and documents that were taken out on purpose."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.collect import collect
from ingest.load import load
from ingest.manifest import load_manifest
from ingest.official.celex import act_of
from ingest.official.manners import Manners, Pace
from ingest.official.opening import Places, open_sources
from ingest.official.outcome import FetchReport
from ingest.official.shelf import Shelf
from ingest.official.starter import Follow, Wanted
from ingest.official.sync import bring, fetched_before, to_bring
from ingest.source import Kind

if "official_repository" not in sys.modules:
    _spec = importlib.util.spec_from_file_location(
        "official_repository", Path(__file__).with_name("official_repository.py")
    )
    assert _spec
    assert _spec.loader
    sys.modules["official_repository"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["official_repository"])
server: Any = sys.modules["official_repository"]

ACT, OLD, NEW, CORRECTED = "32098R0007", "02098R0007-20990101", "02098R0007-21000101", "32098R0007R(01)"
QUICK = Manners(between=0, attempts=2, connects=2, pause=0, timeout=2, deadline=5)
TITLE = "Regulation (EU) 2098/7 on reading rooms"


@pytest.fixture
def repository() -> Iterator[Any]:
    with server.Serving() as running:
        for celex in (ACT, OLD, NEW):
            running.add(celex, "eng", "xhtml", server.act(TITLE, f"Rooms as in {celex}."))
        running.add(
            CORRECTED, "eng", "html", server.act(f"Corrigendum to {TITLE}", "On page 9: for ‘two’, read ‘six’.")
        )
        running.rows = [(ACT, "consolidated", OLD, ""), (ACT, "corrigenda", CORRECTED, "")]
        yield running


@pytest.fixture
def places(repository: Any, tmp_path: Path) -> Places:
    return Places(tmp_path / "library", tmp_path / "cache", base=repository.url)


def fetch(places: Places, *wanted: Wanted, languages: tuple[str, ...] = ("en",)) -> FetchReport:
    with open_sources(places, Pace(QUICK, sleep=lambda _: None)) as sources:
        return bring(sources, to_bring(wanted, languages, fetched_before(sources.shelf)))


def outcomes(report: FetchReport) -> dict[str, str]:
    return {f"{one.name} {one.language}": one.outcome.value for one in report.documents}


def test_an_act_alone_brings_no_versions(repository: Any, places: Places) -> None:
    assert outcomes(fetch(places, Wanted(ACT))) == {f"{ACT} en": "added"}


def test_all_versions_and_corrigenda_come_when_asked_and_stand_side_by_side(repository: Any, places: Places) -> None:
    report = fetch(places, Wanted(ACT, follow=Follow.ALL))
    assert outcomes(report) == {f"{celex} en": "added" for celex in (ACT, OLD, CORRECTED)}
    sources = {source.celex: source for source in load_manifest(places.library).values()}
    assert (sources[OLD].kind, sources[OLD].version) == (Kind.CONSOLIDATED, date(2099, 1, 1))
    assert (sources[CORRECTED].kind, sources[CORRECTED].corrects) == (Kind.CORRIGENDUM, ACT)
    assert {source.work for source in sources.values()} == {ACT}
    documents = [load(found) for found in collect([places.library]).files]
    assert len({document.id for document in documents}) == 3


def test_the_next_sync_follows_newer_versions_only(repository: Any, places: Places) -> None:
    fetch(places, Wanted(OLD))
    older = "02098R0007-20980801"
    repository.add(older, "eng", "xhtml", server.act(TITLE, "Rooms of old."))
    repository.rows = [(ACT, "consolidated", celex, "") for celex in (older, OLD, NEW)]
    assert outcomes(fetch(places)) == {f"{OLD} en": "unchanged", f"{NEW} en": "added"}
    assert outcomes(fetch(places)) == {f"{OLD} en": "unchanged", f"{NEW} en": "unchanged"}


def test_a_corrigendum_of_another_language_is_a_note_and_no_failure(repository: Any, places: Places) -> None:
    repository.add(ACT, "deu", "xhtml", server.act("Verordnung (EU) 2098/7 über Lesesäle", "Die Säle sind offen."))
    report = fetch(places, Wanted(ACT, follow=Follow.ALL), languages=("de",))
    assert outcomes(report) == {f"{ACT} de": "added"}
    assert report.is_complete
    assert f"{CORRECTED} does not exist in de." in report.notes


def test_an_act_without_other_texts_says_so(repository: Any, places: Places) -> None:
    repository.rows = []
    report = fetch(places, Wanted(ACT, follow=Follow.ALL))
    assert report.notes == (f"No consolidated text and no corrigendum of {ACT} is named by the Publications Office.",)


def test_what_was_taken_out_is_not_fetched_again_until_it_is_asked_for(repository: Any, places: Places) -> None:
    fetch(places, Wanted(ACT, follow=Follow.ALL))
    shelf = Shelf(places.library)
    entry = shelf.find(celex=OLD, language="en")
    assert entry
    shelf.take_out([entry], [f"{OLD} en"])
    assert not (places.library / entry["file"]).exists()
    fetch(places, Wanted(ACT, follow=Follow.ALL), Wanted(OLD))
    assert shelf.find(celex=OLD, language="en") is None
    assert json.loads((places.library / "manifest.json").read_text())["left_out"] == [f"{OLD} en"]
    shelf.take_back([f"{OLD} en"])
    assert outcomes(fetch(places, Wanted(OLD)))[f"{OLD} en"] == "added"
    assert "left_out" not in json.loads((places.library / "manifest.json").read_text())


def test_a_plain_mirror_folder_tells_its_versions_by_its_folders(tmp_path: Path) -> None:
    for celex in (ACT, OLD, NEW, CORRECTED):
        (tmp_path / "mirror" / celex).mkdir(parents=True)
        (tmp_path / "mirror" / celex / "en.xhtml").write_bytes(server.act(TITLE, f"Rooms as in {celex}."))
    places = Places(tmp_path / "library", tmp_path / "cache", mirror=str(tmp_path / "mirror"))
    report = fetch(places, Wanted(ACT, follow=Follow.ALL))
    assert outcomes(report) == {f"{celex} en": "added" for celex in (ACT, OLD, NEW, CORRECTED)}
    assert set(outcomes(fetch(places)).values()) == {"unchanged"}


def test_whose_text_a_number_names() -> None:
    assert (act_of(OLD), act_of(CORRECTED), act_of(ACT), act_of("12012E/TXT")) == (ACT, ACT, None, None)
