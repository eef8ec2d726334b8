from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from embedders import Flat
from starlette.testclient import TestClient

from assistant.settings import Settings
from index.plan import Reading, find
from index.reindex import reindex
from ingest.load import load
from ingest.passages import split
from ingest.source import Kind, Source
from ui.app import Equipment, build_app
from ui.first_start import FETCH, ONLY_BRIEFS, indexed_sources, only_briefs
from ui.library import library_main
from ui.plain import status_object, status_text
from ui.texts import texts

BRIEF, ACT = Source("b", "A brief", Kind.BRIEF), Source("a", "An act", Kind.REGULATION)


def index(home: Path, folder: Path) -> None:
    report = reindex(home, [folder], Flat(), Reading(find, load, split))
    assert not report.failed


def test_only_briefs() -> None:
    assert only_briefs([BRIEF, BRIEF])
    assert not only_briefs([BRIEF, ACT])
    assert not only_briefs([])


def test_the_status_names_the_command_until_there_is_an_act(tmp_path: Path) -> None:
    settings, folder = Settings(home=tmp_path / "home"), tmp_path / "documents"
    assert indexed_sources(settings.home) == ()
    assert not status_object(settings)["only_briefs"]
    folder.mkdir()
    (folder / "brief.md").write_text("---\nid: b1\nkind: brief\n---\n# A brief\n\nRooms are open to all people.\n")
    index(settings.home, folder)
    found = status_object(settings)
    assert found["only_briefs"]
    assert status_text(found).endswith(ONLY_BRIEFS)
    assert ONLY_BRIEFS.endswith(FETCH)
    (folder / "note.txt").write_text("A note of a colleague\n\nRooms are open on Mondays too.\n")
    index(settings.home, folder)
    assert [source.kind for source in indexed_sources(settings.home)] == [Kind.BRIEF, Kind.OTHER]
    assert ONLY_BRIEFS not in status_text(status_object(settings))


def test_the_server_says_it_at_its_start(tmp_path: Path, capsys, monkeypatch) -> None:
    import assistant.compose
    import ui.serve
    from ui import cli

    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "brief.md").write_text("---\nid: b1\nkind: brief\n---\n# A brief\n\nRooms are open to all people.\n")
    index(tmp_path / "home", folder)
    monkeypatch.setenv("EUMA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(assistant.compose, "open_assistant", lambda settings: None)
    monkeypatch.setattr(ui.serve, "serve", lambda *_, **__: None)
    cli.serve(None, None)
    assert ONLY_BRIEFS in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "de", "el"])
def test_the_library_page_names_the_command_while_only_briefs_are_there(language: str) -> None:
    only = library_main([BRIEF], date(2026, 6, 1), texts(language))
    assert FETCH in only
    assert FETCH not in library_main([BRIEF, ACT], date(2026, 6, 1), texts(language))


def test_the_chat_page_says_so_too_and_leads_staff_to_their_button(fake, monkeypatch) -> None:
    assistant = fake()
    monkeypatch.setattr(assistant, "documents", lambda: [BRIEF])

    def page(**equipment) -> str:
        app = build_app(assistant, lambda: date(2026, 6, 1), Equipment(**equipment))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            return client.get("/").text

    assert FETCH in page()
    assert "/staff/documents" not in page()
    assert 'href="/staff/documents"' in page(staff=lambda app: None)
    monkeypatch.setattr(assistant, "documents", lambda: [BRIEF, ACT])
    assert FETCH not in page()
