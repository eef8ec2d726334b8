"""A day in a staff member's life on the real corpus, through the real command line, each report compared with what was
done; and the whole starter library synchronised from a mirror. Minutes: pytest -m long tests/ui/test_real_corpus.py

Only the embedder is a stand-in; `EUMA_TEST_PACKAGED=1` takes the packaged one (ten more minutes on two cores).
"""

from __future__ import annotations

import html
import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from embedders import Flat
from typer.testing import CliRunner

import ui.updating
from assistant import compose
from index.reader import OpenIndex
from ingest.official.manners import Manners, Pace
from ingest.official.starter import starter
from ui import cli, fetching

if "official_repository" not in sys.modules:
    _path = Path(__file__).parents[1] / "ingest" / "official_repository.py"
    _spec = importlib.util.spec_from_file_location("official_repository", _path)
    assert _spec
    assert _spec.loader
    sys.modules["official_repository"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["official_repository"])
server: Any = sys.modules["official_repository"]

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
ASYLUM, BLUE, GDPR = "32024R1348", "32021L1883", "32016R0679"
pytestmark = [
    pytest.mark.long,
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here"),
]


class Staff:
    """Somebody at a terminal; `folder` is where a colleague puts documents."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder

    def run(self, *arguments: object, code: int = 0) -> str:
        result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
        assert result.exit_code == code, result.output
        return result.stdout

    def report(self, *arguments: object, code: int = 0) -> dict[str, Any]:
        """The report of a reindex; a dry run before it must have said the same, and changed nothing."""
        published = (self.home / "current").read_text() if (self.home / "current").exists() else None
        foreseen = json.loads(self.run(*arguments, "--dry-run", "--json", code=code))
        assert published == ((self.home / "current").read_text() if (self.home / "current").exists() else None)
        done = json.loads(self.run(*arguments, "--json", code=code))
        for part in ("added", "changed", "unchanged", "removed", "renamed", "failed"):
            assert done[part] == foreseen[part], part
        return done

    def ids(self) -> set[str]:
        return {source["id"] for source in json.loads(self.run("sources", "list", "--json"))}

    def found(self, words: str) -> set[str]:
        """Documents that a search by words finds, as the published index has them."""
        with OpenIndex.open(self.home) as index:
            return {index.passage(identifier).document_id for identifier, _ in index.lexical(words, "en", 20)}


@pytest.fixture
def staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Staff:
    monkeypatch.setenv("EUMA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    if not os.environ.get("EUMA_TEST_PACKAGED"):
        monkeypatch.setattr(compose, "embedder_choice", lambda _: Flat())
        monkeypatch.setattr(compose, "guide", lambda _=None: ())
        monkeypatch.setattr(ui.updating, "with_probes", lambda _settings, report, _show: report)
    folder = tmp_path / "documents"
    shutil.copytree(CORPUS, folder)
    return Staff(tmp_path / "home", folder)


def lists(report: dict[str, Any]) -> dict[str, list[str]]:
    """What a report says became of documents, without those that are as they were."""
    return {part: report[part] for part in ("added", "changed", "removed", "renamed") if report[part]}


def edited(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, "utf-8")


def test_a_day_on_the_real_corpus(staff: Staff) -> None:
    folder, manifest = staff.folder, json.loads((staff.folder / "manifest.json").read_text("utf-8"))["documents"]
    everything = sorted(entry["id"] for entry in manifest)

    morning = staff.report("reindex", folder)
    both = [entry["id"] for entry in manifest if entry["id"] not in morning["added"]]
    assert sorted([*morning["added"], *both]) == everything
    assert not morning["failed"]
    assert all(any(identifier in note["message"] for note in morning["notes"]) for identifier in both)  # of two formats
    assert staff.ids() == set(morning["added"])

    again = staff.report("reindex", folder)
    assert (lists(again), again["embedded"], again["generation"]) == ({}, 0, None)

    act = folder / "acts" / "32021L1883.en.txt"  # change: one word of an article
    edited(act, lambda text: re.sub(r"(\nArticle 5\n.*?) shall ", r"\1 shall zealously ", text, count=1, flags=re.S))
    changed = staff.report("reindex", act)
    assert lists(changed) == {"changed": [BLUE]}
    assert 1 <= changed["embedded"] <= 3
    assert BLUE in staff.found("zealously")

    moved = act.rename(folder / "acts" / "moved.32021L1883.en.txt")
    renamed = staff.report("reindex", moved)
    assert (lists(renamed), renamed["embedded"]) == ({"renamed": [BLUE]}, 0)

    shutil.copy(moved, folder / "copy.32021L1883.en.txt")
    copied = staff.report("reindex", folder / "copy.32021L1883.en.txt")
    assert (lists(copied), copied["embedded"]) == ({}, 0)
    assert any("copy.32021L1883" in note["about"] + note["message"] for note in copied["notes"])

    noon = staff.report("reindex", folder / "acts", code=4)  # the manifest still lists the file by its old name
    assert (lists(noon), noon["embedded"]) == ({}, 0)
    assert ["is listed in a manifest" in one["reason"] for one in noon["failed"]] == [True]

    broken = folder / "pact-2024" / f"{ASYLUM}.en.xhtml"
    whole = broken.read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])
    failed = staff.report("reindex", folder / "pact-2024", code=4)
    assert [Path(one["path"]).name for one in failed["failed"]] == [broken.name]
    assert lists(failed) == {}
    assert ASYLUM in staff.ids()  # its published text stays
    broken.write_bytes(whole)

    before = (staff.home / "current").read_text().strip()
    removed = staff.report("sources", "remove", GDPR)
    assert lists(removed) == {"removed": [GDPR]}
    assert GDPR not in staff.ids() | staff.found("portability of personal data controller")
    back = json.loads(staff.run("rollback", "--json"))
    assert back["generation"] == before
    assert GDPR in staff.ids() & staff.found("portability of personal data controller")
    assert "damaged" not in staff.run("generations", "--check")


def mirror(folder: Path) -> Path:
    """The corpus laid out by number and language; short texts of our own for the documents it lacks."""
    for file in CORPUS.rglob("*.*"):
        number, _, rest = file.name.partition(".")
        if rest.count(".") and file.name not in {"README.md", "manifest.json"}:
            place = folder / number / f"{rest.partition('.')[0]}{file.suffix}"
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place)
    for wanted in starter():
        if wanted.celex and not (folder / wanted.celex).exists():
            (folder / wanted.celex).mkdir()
            text = f"<html><body><h1>Document {wanted.celex}</h1><p>Rooms of {wanted.celex} are open.</p></body></html>"
            (folder / wanted.celex / "en.html").write_text(text, "utf-8")
    pages = [
        {"url": one.url, "title": "A page", "file": "cor-integration-partnership/en.md"} for one in starter() if one.url
    ]
    (folder / "manifest.json").write_text(json.dumps({"documents": pages}), "utf-8")
    return folder


def fill(repository: Any, folder: Path) -> None:
    """The mirror's texts as the repository has them; plain texts as the old pages, and faults that pass."""
    kinds = {".xhtml": "xhtml", ".html": "html", ".txt": "html", ".pdf": "pdf"}
    for place in sorted(folder.glob("*/en.*")):
        body = place.read_bytes()
        if place.suffix == ".txt":
            lines = "".join(f"<p>{html.escape(line)}</p>" for line in body.decode("utf-8").splitlines() if line.strip())
            body = f'<html lang="en"><body><div id="TexteOnly">{lines}</div></body></html>'.encode()
        if place.suffix in kinds:
            repository.add(place.parent.name, "eng", kinds[place.suffix], body)
    lines = (folder / "cor-integration-partnership" / "en.md").read_text("utf-8").splitlines()
    text = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line.strip())
    page = f"<html><body><main><h1>A partnership</h1>{text}</main></body></html>".encode()
    repository.pages["/page"] = (200, {"Content-Type": "text/html"}, page)
    repository.fault("32024R1351 eng xhtml", "later", "cut")
    repository.fault("/resource/celex/32024R1356", "status 503", "empty")


def ask_here(repository: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client ask this server for everything, the web page too, and wait for nothing."""
    own, fetch = fetching.places, fetching.fetch
    wanted = tuple(replace(one, url=f"{repository.url}/page") if one.url else one for one in starter())
    here = {"base": repository.url, "trusted": (repository.url,)}
    monkeypatch.setattr(fetching, "places", lambda settings: replace(own(settings), **here))
    monkeypatch.setattr("ingest.official.starter.starter", lambda: wanted)
    quick = Pace(Manners(between=0, pause=0), sleep=lambda _: None)
    monkeypatch.setattr(fetching, "fetch", lambda *given, **named: fetch(*given, **{**named, "pace": quick}))


@pytest.mark.parametrize("way", ["mirror", "repository"])
def test_the_whole_starter_library(staff: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    folder = mirror(tmp_path / "mirror")
    staff.run("reindex")
    assert "Only the built-in briefs" in staff.run("status")
    briefs = staff.ids()
    with server.Serving() as repository:
        if way == "mirror":
            monkeypatch.setenv("EUMA_MIRROR", str(folder))
        else:
            fill(repository, folder)
            ask_here(repository, monkeypatch)
        first = json.loads(staff.run("sources", "sync", "--json"))
        assert [one["outcome"] for one in first["fetched"]["documents"]] == ["added"] * 27
        assert (len(first["indexed"]["added"]), first["indexed"]["failed"]) == (27, [])
        assert staff.ids() - briefs == set(first["indexed"]["added"])
        assert "Only the built-in briefs" not in staff.run("status")
        second = json.loads(staff.run("sources", "sync", "--json"))
        assert [one["outcome"] for one in second["fetched"]["documents"]] == ["unchanged"] * 27
        assert (lists(second["indexed"]), second["indexed"]["embedded"]) == ({}, 0)
