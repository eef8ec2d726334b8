"""`euma sources add` and `sync` through their command line, against the local repository; indexing is a fake."""

from __future__ import annotations

import importlib.util
import json
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import ui.source_commands as commands
from index.report import Failure, ReindexReport
from ingest.errors import IngestError
from ingest.official.manners import Manners, Pace
from ingest.official.opening import Places
from ingest.official.starter import starter
from ui import fetching

TESTS = Path(__file__).parents[1]
if "official_repository" not in sys.modules:
    _spec = importlib.util.spec_from_file_location("official_repository", TESTS / "ingest" / "official_repository.py")
    assert _spec
    assert _spec.loader
    sys.modules["official_repository"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["official_repository"])
server: Any = sys.modules["official_repository"]

CELEX = "32024R1351"
ACT = server.act("REGULATION (EU) 2024/1351", "Member States shall keep a reading room.")
QUICK = Manners(between=0, attempts=2, connects=2, pause=0, timeout=2, deadline=5)


@dataclass
class Bench:
    """A command line on a home folder of its own, and what indexing and progress were told."""

    home: Path
    mirror: str | None = None
    proxy: str | None = None
    languages: str = "en"
    indexed: list[list[Path]] = field(default_factory=list)
    shown: list[tuple[str, int, int, str]] = field(default_factory=list)
    failures: tuple[Failure, ...] = ()

    def update(
        self,
        _: Any,
        paths: Sequence[Path],
        show: commands.Show,
        *,
        remove_ids: Sequence[str] = (),
        dry_run: bool = False,
    ) -> ReindexReport:
        self.indexed.append(list(paths))
        show("embed", 1, 1, "")
        return ReindexReport(added=tuple(p.name for p in paths), failed=self.failures, generation="g1")

    @contextmanager
    def bar(self, *, quiet: bool = False) -> Iterator[fetching.Show]:
        yield lambda *step: None if quiet else self.shown.append(step)

    def run(self, *arguments: str) -> Result:
        app = typer.Typer()
        app.callback()(lambda: None)
        pace = lambda: Pace(QUICK, sleep=lambda _: None)  # noqa: E731
        commands.register(app, lambda: self, self.bar, self.update, pace)
        return CliRunner().invoke(app, list(arguments))


@pytest.fixture(autouse=True)
def no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine is found: on a network with internet the tests must not fetch anything from it."""
    found = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        if host not in {"127.0.0.1", b"127.0.0.1"}:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with server.Serving() as running:
        own = fetching.places

        def places(settings: Any) -> Places:
            return replace(own(settings), base=running.url)

        monkeypatch.setattr(fetching, "places", places)
        yield running


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "home")


def error_of(result: Result) -> str:
    assert isinstance(result.exception, IngestError)  # which `main` says in one sentence, with exit code 1
    return str(result.exception)


def test_an_act_is_fetched_and_indexed(repository: Any, bench: Bench) -> None:
    repository.add(CELEX, "eng", "xhtml", ACT)
    repository.add(CELEX, "fra", "xhtml", ACT.replace(b"shall keep a reading room", b"ouvrent une salle"))
    result = bench.run("add", CELEX, "--languages", "en,fr")
    assert result.exit_code == 0
    folder = bench.home / "library" / CELEX
    assert bench.indexed == [[folder / "en.xhtml", folder / "fr.xhtml"]]
    assert f"added: {CELEX} en (XHTML from the Publications Office)" in result.output
    assert "Published generation g1" in result.output
    assert bench.shown[0] == ("fetch", 0, 2, f"{CELEX} en")
    assert bench.shown[-1][0] == "embed"


def test_the_languages_of_the_settings_hold_unless_others_are_given(repository: Any, bench: Bench) -> None:
    bench.languages = "fr,de"
    bench.run("add", CELEX)
    assert {seen.headers.get("accept-language") for seen in repository.seen if "celex" in seen.path} == {"fra", "deu"}


def test_a_missing_language_is_said_and_the_rest_indexed(repository: Any, bench: Bench) -> None:
    repository.add(CELEX, "eng", "xhtml", ACT)
    result = bench.run("add", CELEX, "--languages", "en,ga")
    assert result.exit_code == 4
    assert f"missing: {CELEX} ga ({CELEX} is not in the repository in ga" in result.output
    assert bench.indexed == [[bench.home / "library" / CELEX / "en.xhtml"]]


def test_files_addresses_and_numbers_mix(repository: Any, bench: Bench, tmp_path: Path) -> None:
    repository.add(CELEX, "eng", "xhtml", ACT)
    note = tmp_path / "note.md"
    note.write_text("# A note\n\nText.\n")
    link = f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{CELEX}"
    result = bench.run("add", str(note), link, CELEX, "--json")
    assert result.exit_code == 0
    assert bench.indexed == [[note, bench.home / "library" / CELEX / "en.xhtml"]]
    said = json.loads(result.output)
    assert [one["outcome"] for one in said["fetched"]["documents"]] == ["added"]
    assert said["indexed"]["generation"] == "g1"


def test_plain_files_need_no_network_and_leave_no_library(bench: Bench, tmp_path: Path) -> None:
    note = tmp_path / "32024R1351"  # a file, though it is called like an act
    note.write_text("text")
    assert bench.run("add", str(note)).exit_code == 0
    assert bench.indexed == [[note]]
    assert not bench.home.exists()


def test_a_file_is_indexed_though_the_network_is_down(bench: Bench, tmp_path: Path, dead: None) -> None:
    note = tmp_path / "note.md"
    note.write_text("text")
    result = bench.run("add", str(note), CELEX)
    assert result.exit_code == 4
    assert bench.indexed == [[note]]
    assert "Ended early: 127.0.0.1 cannot be reached" in result.output


@pytest.mark.parametrize("argument", ["32024R13", "no/such/file.pdf", "www.example.org/page", "ftp://example.org/"])
def test_an_argument_that_is_nothing_is_named_before_anything_is_fetched(
    repository: Any, bench: Bench, argument: str
) -> None:
    result = bench.run("add", CELEX, argument)
    assert error_of(result).startswith(f"{argument} is no file or folder that exists, no CELEX number")
    assert repository.seen == []
    assert bench.indexed == []


def test_an_act_may_be_given_by_name(repository: Any, bench: Bench) -> None:
    repository.add("32016R0679", "eng", "xhtml", ACT)
    assert bench.run("add", "Dsgvo").exit_code == 0
    assert bench.indexed == [[bench.home / "library" / "32016R0679" / "en.xhtml"]]


def test_an_unknown_language_is_named_before_anything_is_fetched(repository: Any, bench: Bench) -> None:
    assert "'xx' is no official language" in error_of(bench.run("add", CELEX, "--languages", "xx"))
    assert repository.seen == []


def test_an_address_of_the_own_network_is_refused(repository: Any, bench: Bench) -> None:
    result = bench.run("add", "http://127.0.0.1:1/admin")
    assert result.exit_code == 4
    assert "not on the public internet" in result.output
    assert bench.indexed == []


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    own = fetching.places
    monkeypatch.setattr(fetching, "places", lambda settings: replace(own(settings), base="http://127.0.0.1:9"))


@pytest.mark.parametrize("command", [("add", CELEX), ("sync",), ("sync", "--json")])
def test_offline_is_one_sentence_with_the_next_step(bench: Bench, dead: None, command: tuple[str, ...]) -> None:
    bench.proxy = "http://127.0.0.1:9"
    sentence = error_of(bench.run(*command))
    assert "\n" not in sentence
    assert sentence.startswith("127.0.0.1 cannot be reached")
    assert sentence.endswith("Check EUMA_PROXY, or set EUMA_MIRROR to a folder or address that has the documents.")
    assert bench.indexed == []


def test_the_next_step_fits_the_settings(bench: Bench, dead: None, tmp_path: Path) -> None:
    assert error_of(bench.run("add", CELEX)).endswith(
        "Set EUMA_PROXY to your network's proxy, or EUMA_MIRROR to a folder or address that has the documents."
    )
    bench.mirror = "http://127.0.0.1:9/mirror"
    assert error_of(bench.run("add", CELEX)).endswith("Check EUMA_MIRROR, and that the mirror is connected.")
    bench.mirror = str(tmp_path / "gone")
    assert "is no folder" in error_of(bench.run("add", CELEX))


def test_sync_brings_the_library_and_what_was_added(repository: Any, bench: Bench) -> None:
    for one in starter():
        if one.celex:
            repository.add(one.celex, "eng", "xhtml", server.act(f"Act {one.celex}", f"Provision of {one.celex}."))
    repository.add("32098R0007", "deu", "html", b"<html><body><p>Artikel 1</p><p>Ein Lesesaal.</p></body></html>")
    bench.run("add", "32098R0007", "--languages", "de", "--fetch-only")
    assert bench.indexed == []
    acts = sum(one.celex is not None for one in starter())
    bench.mirror = None
    first = json.loads(bench.run("sync", "--json", "--fetch-only").output)["fetched"]["documents"]
    counts = [sum(one["outcome"] == outcome for one in first) for outcome in ("added", "unchanged")]
    assert counts == [acts, 1]
    [page] = [one for one in first if one["outcome"] not in {"added", "unchanged"}]
    assert page["name"].startswith("https://cor.europa.eu/")
    assert page["reason"].startswith("The name cor.europa.eu cannot be looked up")
    result = bench.run("sync")
    assert f"unchanged at the source: {acts + 1}" in result.output
    assert bench.indexed == [[bench.home / "library"]]


def test_a_dry_run_asks_nothing(repository: Any, bench: Bench) -> None:
    repository.add(CELEX, "eng", "xhtml", ACT)
    bench.run("add", CELEX, "--fetch-only")
    repository.seen.clear()
    result = bench.run("sync", "--dry-run", "--languages", "en,de")
    assert result.exit_code == 0
    assert f"update: {CELEX} en\n" in result.output
    assert f"fetch: {CELEX} de\n" in result.output
    acts = sum(one.celex is not None for one in starter())
    assert f"{2 * acts + 1} documents would be asked for." in result.output
    plan = json.loads(bench.run("sync", "--dry-run", "--json").output)["planned"]
    assert {"name": CELEX, "language": "en", "group": plan[3]["group"], "here": True} in plan
    assert repository.seen == []
    assert bench.indexed == []


def test_a_document_that_cannot_be_indexed_shows_in_the_exit_code(repository: Any, bench: Bench) -> None:
    repository.add(CELEX, "eng", "xhtml", ACT)
    bench.failures = (Failure("x", "It is broken."),)
    result = bench.run("add", CELEX)
    assert result.exit_code == 4
    assert "failed: x: It is broken." in result.output


def test_a_mirror_setting_is_enough_on_a_closed_network(bench: Bench, tmp_path: Path, dead: None) -> None:
    (tmp_path / "mirror" / CELEX).mkdir(parents=True)
    (tmp_path / "mirror" / CELEX / "en.xhtml").write_bytes(ACT)
    bench.mirror = str(tmp_path / "mirror")
    result = bench.run("add", CELEX)
    assert result.exit_code == 0
    assert f"added: {CELEX} en (XHTML from the mirror {bench.mirror})" in result.output
