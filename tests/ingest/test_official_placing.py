"""Files by address that their readers do not outlive are left out, before this process reads them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import ReaderStopped
from ingest.official import placing
from ingest.official.manners import Manners, Pace
from ingest.official.opening import Places, open_sources
from ingest.official.outcome import FetchReport, Outcome
from ingest.official.starter import Wanted
from ingest.official.sync import bring, to_bring

if "official_repository" not in sys.modules:
    _spec = importlib.util.spec_from_file_location(
        "official_repository", Path(__file__).with_name("official_repository.py")
    )
    assert _spec
    assert _spec.loader
    sys.modules["official_repository"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["official_repository"])
server: Any = sys.modules["official_repository"]
QUICK = Manners(between=0, attempts=1, connects=1, pause=0, timeout=2, deadline=5)


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    with server.Serving() as running:
        running.pages["/report.pdf"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4\nnothing in it\n%%EOF")
        yield Places(tmp_path / "library", tmp_path / "cache", base=running.url)


def fetch(places: Places) -> FetchReport:
    with open_sources(places, Pace(QUICK, sleep=lambda _: None)) as sources:
        return bring(sources, to_bring([Wanted(url=f"{places.base}/report.pdf")], ("en",)))


def test_a_broken_pdf_by_address_is_named_and_not_kept(places: Places) -> None:
    [brought] = fetch(places).documents
    assert brought.outcome is Outcome.FAILED
    assert "is broken or no PDF" in brought.reason
    assert not list(places.library.glob("*/*.pdf"))


def test_a_file_that_its_reader_does_not_outlive_is_not_read_here(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fatal:
        def __enter__(self) -> Fatal:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def load(self, found: Any) -> None:
            raise ReaderStopped(f"{found.path.name} made its reader crash; get another copy.")

    def read(*_: object) -> None:
        raise AssertionError("it was read in this process")

    monkeypatch.setattr(placing, "IsolatedLoader", Fatal)
    monkeypatch.setattr(placing, "read", read)
    [brought] = fetch(places).documents
    assert (brought.outcome, "made its reader crash" in brought.reason) == (Outcome.FAILED, True)
