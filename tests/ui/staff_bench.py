"""A home folder with a small real index, an assistant that reads it, and an application with the staff pages."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from assistant.compose import guide, reading
from assistant.settings import Settings
from index.reader import OpenIndex
from index.reindex import Options, reindex
from ingest.document import Document
from ingest.source import Source
from ui.accounts import Accounts, Cost
from ui.security import Guard
from ui.staff.app import add_staff
from ui.staff.desk import Desk, open_desk

WORKER = (sys.executable, str(Path(__file__).with_name("staff_worker.py")))
NAME, PASSWORD = "anna", "correct horse battery"
ACT = """REGULATION (EU) 2098/7

on reading rooms

Article 1

Subject matter

This Regulation lays down rules for reading rooms.

Article 2

Access for newcomers

1. Member States shall open a reading room no later than six weeks after arrival.

2. The room shall offer a table and a lamp.
"""


def small_index() -> Any:
    """The module with the index tests' own parts."""
    if "small_index" not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            "small_index", Path(__file__).parents[1] / "index" / "conftest.py"
        )
        assert spec
        assert spec.loader
        sys.modules["small_index"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["small_index"])
    return sys.modules["small_index"]


class LiveAssistant:
    """Reads the published index anew each time; `fake` answers."""

    def __init__(self, home: Path, fake: Any) -> None:
        self._home = home
        self.ask = fake.ask

    def documents(self) -> list[Source]:
        with OpenIndex.open(self._home) as index:
            return index.documents()

    def document(self, document_id: str) -> Document:
        with OpenIndex.open(self._home) as index:
            return index.document(document_id)

    def status(self) -> Mapping[str, object]:
        with OpenIndex.open(self._home) as index:
            made = index.manifest
        return {
            "generation": made.id,
            "built_at": made.built_at,
            "embedding_model": made.embedding_model,
            "documents": made.documents,
            "passages": made.passages,
        }


def build_home(folder: Path) -> Path:
    """A home folder in which one act is indexed, and another home's worth of nothing else."""
    home = folder / "home"
    file = home / "uploads" / "32098R0007.txt"
    file.parent.mkdir(parents=True)
    file.write_text(ACT, "utf-8")
    options = Options(software="test")
    reindex(home, [file], small_index().Factory(), reading(), guide=guide(), options=options)
    return home


def copied(home: Path, folder: Path) -> Path:
    """A home folder that a test may change."""
    return Path(shutil.copytree(home, folder / "home"))


def desk_of(home: Path, fake: Any, **settings: Any) -> Desk:
    """The staff's desk in a home folder, with one account."""
    Accounts(home, Cost(2**4, 1, 1)).add(NAME, PASSWORD)
    return open_desk(Settings(home=home, **settings), LiveAssistant(home, fake), None, WORKER)


def application(desk: Desk) -> FastAPI:
    """The staff pages behind the guard, without the chat."""
    app = FastAPI(middleware=[Middleware(Guard, not_found=lambda _: "nothing here")])
    add_staff(app, desk)
    return app


class Visitor:
    """A browser without scripts: follows no redirects by itself, takes the forms' tokens from the pages."""

    def __init__(self, desk: Desk) -> None:
        self.client = TestClient(application(desk), base_url="http://127.0.0.1", follow_redirects=False)
        self.token = ""

    def get(self, path: str, **more: Any) -> Any:
        answer = self.client.get(f"/staff{path}", **more)
        if found := re.search(r'name="csrf" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.post(f"/staff{path}", data={"csrf": self.token, **(data or {})}, **more)

    def sign_in(self, name: str = NAME, password: str = PASSWORD, **more: str) -> Any:
        answer = self.post("/sign-in", {"name": name, "password": password, **more})
        if answer.status_code == 303:
            self.get("/sign-out")
        return answer

    def follow(self, answer: Any) -> Any:
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"].removeprefix("/staff"))
