"""Fetching, indexing, removing and listing together: the real index with a small embedder, the local repository."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import typer
from embedders import Flat
from typer.testing import CliRunner, Result

import ui.source_commands as commands
from index.reindex import Options, reindex
from index.report import ReindexReport
from ingest.official.manners import Manners, Pace
from ingest.official.opening import Places
from ingest.official.starter import Wanted
from ui import fetching, source_list

if "official_repository" not in sys.modules:
    _path = Path(__file__).parents[1] / "ingest" / "official_repository.py"
    _spec = importlib.util.spec_from_file_location("official_repository", _path)
    assert _spec
    assert _spec.loader
    sys.modules["official_repository"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["official_repository"])
server: Any = sys.modules["official_repository"]

ACT, VERSION, CORRIGENDUM = "32098R0007", "02098R0007-20990101", "32098R0007R(01)"
TITLE = "Regulation (EU) 2098/7 on reading rooms"
QUICK = Manners(between=0, attempts=2, connects=2, pause=0, timeout=2, deadline=5)


@dataclass
class Staff:
    """A member of staff at a terminal with settings."""

    home: Path
    mirror: str | None = None
    proxy: str | None = None
    languages: str = "en"

    def update(
        self, _: Any, paths: Sequence[Path], show: Any, *, remove_ids: Sequence[str] = (), dry_run: bool = False
    ) -> ReindexReport:
        return reindex(self.home, paths, Flat(), remove_ids=remove_ids, options=Options(dry_run=dry_run))

    @contextmanager
    def bar(self, *, quiet: bool = False) -> Iterator[Any]:
        yield lambda *step: None

    def run(self, *arguments: str) -> Result:
        app = typer.Typer()
        source_list.register(app, lambda: self)
        commands.register(app, lambda: self, self.bar, self.update, lambda: Pace(QUICK, sleep=lambda _: None))
        return CliRunner().invoke(app, list(arguments))

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").output)

    def ids(self) -> set[str]:
        return {source["id"] for source in self.json("list")}


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The repository with an act in two versions and a corrigendum; the starter library is the act alone."""
    with server.Serving() as running:
        running.add(ACT, "eng", "xhtml", server.act(TITLE, "Reading rooms are open on six days."))
        running.add(VERSION, "eng", "xhtml", server.act(TITLE, "Reading rooms are open on seven days."))
        running.add(CORRIGENDUM, "eng", "html", server.act(f"Corrigendum to {TITLE}", "For ‘six’, read ‘five’."))
        running.rows = [(ACT, "consolidated", VERSION, ""), (ACT, "corrigenda", CORRIGENDUM, "")]
        own = fetching.places

        def places(settings: Any) -> Places:
            return replace(own(settings), base=running.url)

        monkeypatch.setattr(fetching, "places", places)
        monkeypatch.setattr("ingest.official.starter.starter", lambda: (Wanted(ACT),))
        yield running


@pytest.fixture
def staff(tmp_path: Path) -> Staff:
    return Staff(tmp_path / "home")


def test_the_second_sync_fetches_and_embeds_nothing(repository: Any, staff: Staff) -> None:
    first = staff.json("sync")
    assert (first["indexed"]["added"], first["indexed"]["embedded"]) == ([ACT], 2)
    repository.seen.clear()
    second = staff.run("sync")
    assert second.exit_code == 0
    assert "unchanged at the source: 1" in second.output
    assert f"unchanged: 1 ({ACT})" in second.output
    assert "Nothing to do: the published index is up to date." in second.output
    texts = [seen for seen in repository.seen if "/cellar/" in seen.path]
    assert texts
    assert all("if-none-match" in seen.headers for seen in texts)  # answered by 304 without a body


def test_a_changed_act_embeds_its_changed_article_only(repository: Any, staff: Staff) -> None:
    staff.run("sync")
    page = server.act(TITLE, "Reading rooms are open on six days.").replace(b"provision 2", b"the second provision")
    repository.add(ACT, "eng", "xhtml", page)
    found = staff.json("sync")
    assert found["fetched"]["documents"][0]["reason"] == "the text has changed at its source"
    assert (found["indexed"]["changed"], found["indexed"]["embedded"]) == ([ACT], 1)
    assert "content of" in found["indexed"]["reasons"][ACT]


def test_versions_and_corrigenda_are_listed_with_their_act(repository: Any, staff: Staff) -> None:
    result = staff.run("add", ACT, "--versions")
    assert result.exit_code == 0, result.output
    listed = {source["id"]: source for source in staff.json("list")}
    assert (listed[VERSION]["valid_from"], listed[VERSION]["valid_until"]) == ("2099-01-01", None)
    assert (listed[ACT]["valid_from"], listed[ACT]["valid_until"]) == (None, "2099-01-01")
    assert (listed[CORRIGENDUM]["kind"], listed[CORRIGENDUM]["corrects"]) == ("corrigendum", ACT)
    lines = staff.run("list").output.splitlines()
    assert f"  {ACT}: valid until the day before 1 January 2099" in lines
    assert f"  {VERSION}: valid from 1 January 2099" in lines
    assert f"  {ACT}: {CORRIGENDUM}" in lines


def test_an_act_in_one_version_has_no_section_for_it(repository: Any, staff: Staff) -> None:
    staff.run("sync")
    assert "Versions" not in staff.run("list").output
    assert "valid_from" not in staff.json("list")[0]


def test_what_is_removed_stays_removed_until_it_is_added_again(repository: Any, staff: Staff, tmp_path: Path) -> None:
    repository.rows = []
    note = tmp_path / "note.txt"
    note.write_text("A note on reading rooms\n\nThey are open on holidays too.\n")
    staff.run("add", ACT, VERSION, str(note))
    dry = staff.run("remove", ACT, "note", "--dry-run")
    assert "Nothing was changed (dry run)." in dry.output
    assert staff.ids() == {ACT, VERSION, "note"}
    result = staff.run("remove", ACT, "note")
    assert f"removed: {ACT} (as asked)" in result.output
    assert f"The file {note} stays; indexing its folder adds it again." in result.output
    assert result.output.count(" stays;") == 1
    assert not (staff.home / "library" / ACT / "en.xhtml").exists()
    staff.run("sync")
    assert staff.ids() == {VERSION}
    assert staff.json("sync", "--dry-run")["planned"][0]["name"] == VERSION
    staff.run("add", ACT)
    assert staff.ids() == {ACT, VERSION}


def test_a_dry_run_of_adding_says_what_would_come_and_fetches_nothing(
    repository: Any, staff: Staff, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("A note on reading rooms\n\nThey are open on holidays too.\n")
    result = staff.run("add", ACT, str(note), "--dry-run", "--languages", "en,de")
    assert result.exit_code == 0, result.output
    assert f"fetch: {ACT} en\nfetch: {ACT} de\n" in result.output
    assert f"added: note (new file {note})" in result.output
    found = staff.json("add", ACT, str(note), "--dry-run")
    assert ([one["name"] for one in found["planned"]], found["indexed"]["added"]) == ([ACT], ["note"])
    assert repository.seen == []
    assert not (staff.home / "current").exists()


def test_sync_brings_versions_of_the_library_when_asked(repository: Any, staff: Staff) -> None:
    staff.run("sync", "--versions", "--fetch-only")
    assert {path.parent.name for path in (staff.home / "library").glob("*/*")} == {ACT, VERSION, CORRIGENDUM}


def test_an_unknown_id_removes_nothing(repository: Any, staff: Staff) -> None:
    staff.run("sync")
    result = staff.run("remove", ACT, "nothing")
    assert result.exit_code == 1
    assert result.stderr.strip() == "euma: Not indexed: nothing. Run: euma sources list, to see the ids."
    assert staff.ids() == {ACT}
    assert (staff.home / "library" / ACT / "en.xhtml").exists()


def test_a_language_that_is_missing_and_a_page_that_is_not_there_cost_nothing_else(
    repository: Any, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = fetching.places
    monkeypatch.setattr(fetching, "places", lambda s: replace(own(s), trusted=(repository.url,)))
    result = staff.run("add", ACT, f"{repository.url}/gone", "--languages", "en,ga")
    assert result.exit_code == 4
    assert f"missing: {ACT} ga" in result.output
    assert f"missing: {repository.url}/gone ({repository.url}/gone is not there (status 404); check" in result.output
    assert f"added: {ACT} (new file" in result.output


def test_a_dead_host_loses_nothing(repository: Any, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    staff.run("sync")
    own = fetching.places
    monkeypatch.setattr(fetching, "places", lambda s: replace(own(s), base="http://127.0.0.1:9"))
    result = staff.run("sync")
    assert str(result.exception).startswith("127.0.0.1 cannot be reached")
    assert staff.ids() == {ACT}
    assert (staff.home / "library" / ACT / "en.xhtml").exists()


def test_a_library_that_was_fetched_is_a_mirror_for_others(repository: Any, staff: Staff, tmp_path: Path) -> None:
    staff.run("add", ACT, "--versions")
    shutil.copytree(staff.home / "library", tmp_path / "mirror")
    requests = len(repository.seen)
    other = Staff(tmp_path / "other", mirror=str(tmp_path / "mirror"))
    result = other.run("add", ACT, "--versions")
    assert result.exit_code == 0, result.output
    assert other.ids() == {ACT, VERSION, CORRIGENDUM}
    assert len(repository.seen) == requests
