"""Web pages by address: the main text alone, as Markdown that the reader takes; files as they are; no way inside."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.collect import collect
from ingest.document import UnitKind
from ingest.errors import IngestError, UnreadableFile
from ingest.load import load
from ingest.official.addresses import Guard, origin
from ingest.official.connection import Answer, Connection
from ingest.official.errors import Challenged, Damaged, NotThere, Refused, TooMuch
from ingest.official.exchange import Exchange
from ingest.official.manners import Manners, Pace
from ingest.official.opening import Places, open_sources
from ingest.official.outcome import Brought, Outcome
from ingest.official.starter import Wanted, starter
from ingest.official.sync import bring, fetched_before, to_bring
from ingest.readers.markdown import read_source
from ingest.source import Kind
from ingest.web import MAX_PAGE, fetch_page, file_name, page_of

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
if "official_repository" not in sys.modules:
    _spec = importlib.util.spec_from_file_location(
        "official_repository", Path(__file__).with_name("official_repository.py")
    )
    assert _spec
    assert _spec.loader
    sys.modules["official_repository"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["official_repository"])
server: Any = sys.modules["official_repository"]

QUICK = Manners(between=0, attempts=2, connects=2, pause=0, timeout=2, deadline=5)
SENTENCES = (
    "The town of Sample opened a house for newcomers on Monday, with rooms for courses and advice.",
    "The mayor said that the house had been planned together with the people who will use it every day.",
    "Courses in the language of the country begin in spring, and places are free of charge for all residents.",
    "The house is paid for by the town, the region and a fund of the Union, which covers a third of the costs.",
)
NEWS = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>A house for newcomers | Town of Sample</title>
<meta property="article:published_time" content="2025-03-04T09:00:00Z"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">All our news here</a></li></ul></nav></header>
<div class="cookie-banner">We use cookies to improve your experience. Accept all cookies.</div>
<main><article><h1>A house for newcomers</h1><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><h2>What it offers</h2>
<ul><li>{SENTENCES[2]}</li><li>Advice on work and housing</li></ul><p>{SENTENCES[3]}</p></article></main>
<aside><h2>Related stories</h2><a href="/x">Ten recipes you will love</a></aside>
<footer>Imprint, privacy, © Town of Sample</footer></body></html>"""
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def repository() -> Iterator[Any]:
    with server.Serving() as running:
        running.pages["/news/house"] = (200, HTML, NEWS.encode())
        yield running


@pytest.fixture
def exchange(repository: Any) -> Iterator[Exchange]:
    with Connection(Guard(frozenset({origin(repository.url)})), QUICK) as connection:
        yield Exchange(connection, Pace(QUICK, sleep=lambda _: None))


@pytest.fixture
def places(repository: Any, tmp_path: Path) -> Places:
    return Places(tmp_path / "library", tmp_path / "cache", base=repository.url)


def fetch(places: Places, *wanted: Wanted) -> list[Brought]:
    with open_sources(places, Pace(QUICK, sleep=lambda _: None)) as sources:
        return list(bring(sources, to_bring(wanted, ("en",), fetched_before(sources.shelf))).documents)


def test_the_main_text_is_kept_and_the_rest_left_out(repository: Any, exchange: Exchange) -> None:
    page = fetch_page(repository.url + "/news/house", exchange)
    text = page.body.decode()
    assert (page.title, page.language, page.published, page.suffix) == (
        "A house for newcomers",
        "en",
        "2025-03-04",
        ".md",
    )
    for sentence in SENTENCES:
        assert sentence in text
    for noise in ("cookies", "All our news", "recipes", "Imprint"):
        assert noise not in text


def test_the_result_reads_as_a_document_with_its_metadata(repository: Any, places: Places) -> None:
    url = repository.url + "/news/house"
    [found] = fetch(places, Wanted(url=url))
    assert (found.outcome, found.language) == (Outcome.ADDED, "en")
    [document] = map(load, collect([places.library]).files)
    source = document.source
    assert (source.title, source.url, source.adopted) == ("A house for newcomers", url, date(2025, 3, 4))
    assert (source.kind, source.celex) == (Kind.OTHER, None)
    headings = [document.text[u.start : u.end].split("\n")[0] for u in document.units if u.kind == UnitKind.HEADING]
    assert headings == ["A house for newcomers", "What it offers"]
    assert document.text.count("A house for newcomers") == 1
    assert "---" not in document.text
    assert "official_url" not in document.text


def test_a_page_is_unchanged_when_only_its_surroundings_change(repository: Any, places: Places) -> None:
    wanted = Wanted(url=repository.url + "/news/house")
    fetch(places, wanted)
    repository.pages["/news/house"] = (200, HTML, NEWS.replace("Ten recipes", "Nine recipes").encode())
    assert fetch(places)[0].outcome is Outcome.UNCHANGED
    repository.pages["/news/house"] = (200, HTML, NEWS.replace("a third of the costs", "half of the costs").encode())
    [changed] = fetch(places)
    assert (changed.outcome, changed.reason) == (Outcome.CHANGED, "the text has changed at its source")
    del repository.pages["/news/house"]
    [gone] = fetch(places)
    assert gone.outcome is Outcome.MISSING
    assert gone.path is not None
    assert "half of the costs" in gone.path.read_text()


def test_a_page_that_mentions_an_act_is_not_taken_for_it(repository: Any, places: Places) -> None:
    text = NEWS.replace(SENTENCES[0], "The Commission's communication COM(2020) 609 is explained here for towns.")
    repository.pages["/about"] = (200, HTML, text.encode())
    fetch(places, Wanted(url=repository.url + "/about"))
    [found] = collect([places.library]).files
    assert found.source
    assert (found.source.celex, found.source.kind) == (None, Kind.OTHER)


def test_what_the_library_says_of_a_page_counts(repository: Any, places: Places) -> None:
    given = next(one.given for one in starter() if one.url)
    fetch(places, Wanted(url=repository.url + "/news/house", given=given))
    [document] = map(load, collect([places.library]).files)
    assert (document.id, document.source.kind) == ("cor-integration-partnership", Kind.PRESS_RELEASE)
    assert document.source.adopted == date(2020, 12, 12)
    assert document.source.publisher == "European Committee of the Regions"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_real_press_release_comes_through_a_page_and_from_a_mirror(repository: Any, places: Places) -> None:
    markdown = (CORPUS / "press-release" / "cor-integration-partnership.en.md").read_text()
    lines = [line.strip("# ").replace("*", "") for line in markdown.splitlines() if len(line) > 120]
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html lang=en><head><title>CoR and EU</title></head><body><nav>Menu</nav><main>{body}</main></body></html>"
    repository.pages["/pr"] = (200, HTML, page.encode())
    fetch(places, Wanted(url=repository.url + "/pr"))
    [document] = map(load, collect([places.library]).files)
    assert "join forces" in document.text or "joining forces" in document.text
    press = next(one for one in starter() if one.url)
    away = Places(places.library.with_name("away"), places.cache, mirror=str(CORPUS))
    [found] = fetch(away, press)
    assert found.outcome is Outcome.ADDED
    [mirrored] = map(load, collect([away.library]).files)
    assert mirrored.id == "cor-integration-partnership"


def test_files_by_address_are_kept_as_they_are(repository: Any, places: Places) -> None:
    text = "A plain guide\n\nEveryone may borrow a bicycle with a card, at any hour of the day.\n"
    repository.pages["/guide.txt"] = (200, {"Content-Type": "text/plain"}, text.encode())
    [found] = fetch(places, Wanted(url=repository.url + "/guide.txt"))
    assert found.path
    assert found.path.suffix == ".txt"
    assert found.path.read_text() == text


@pytest.mark.parametrize(
    ("path", "answer", "error", "words"),
    [
        ("/gone", (404, HTML, b"<html>no</html>"), NotThere, "is not there"),
        ("/app", (200, HTML, b"<html><body><div id=app></div></body></html>"), UnreadableFile, "may need JavaScript"),
        ("/film", (200, {"Content-Type": "video/mp4"}, b"\x00\x01film"), Damaged, "video/mp4, not a page"),
        ("/check", (200, HTML, server.CHALLENGE), Challenged, "check for browsers"),
        ("/dump", (200, HTML, b"<html>" + b"<p>word</p>" * (MAX_PAGE // 10)), TooMuch, "more than 5 MB"),
        ("/members", (403, HTML, b"<html>no</html>"), Refused, "answered 403"),
        ("/cut.pdf", (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 half"), Damaged, "breaks off"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    repository: Any, exchange: Exchange, path: str, answer: Any, error: type[IngestError], words: str
) -> None:
    repository.pages[path] = answer
    with pytest.raises(error, match=words):
        fetch_page(repository.url + path, exchange)


def test_no_address_of_the_own_network_is_asked_not_even_by_a_redirect(repository: Any) -> None:
    with Connection(Guard(), QUICK) as connection, pytest.raises(Refused, match="not on the public internet"):
        fetch_page(repository.url + "/news/house", Exchange(connection, Pace(QUICK)))
    assert repository.seen == []
    with server.Serving() as inside:
        inside.pages["/secret"] = (200, HTML, NEWS.encode())
        repository.pages["/out"] = (302, {"Location": inside.url + "/secret"}, b"")
        with (
            Connection(Guard(frozenset({origin(repository.url)})), QUICK) as connection,
            pytest.raises(Refused, match="not on the public internet"),
        ):
            fetch_page(repository.url + "/out", Exchange(connection, Pace(QUICK)))
        assert inside.seen == []
    for target in ("file:///etc/passwd", "gopher://x/", "http://user:pw@example.org/"):
        repository.pages["/out"] = (302, {"Location": target}, b"")
        with Connection(Guard(frozenset({origin(repository.url)})), QUICK) as connection, pytest.raises(Refused):
            fetch_page(repository.url + "/out", Exchange(connection, Pace(QUICK)))


def test_the_name_is_looked_up_once_and_that_address_is_used(repository: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when checked and local when connected to (DNS rebinding) leads nowhere."""
    asked: list[str] = []

    def resolve(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    with Connection(Guard(resolve=resolve), QUICK) as connection:
        reached: list[str] = []

        def send(request: Any, **_: Any) -> Any:
            reached.append(f"{request.url.host} {request.headers['host']} {request.extensions.get('sni_hostname')}")
            raise RuntimeError("far enough")

        monkeypatch.setattr(connection._client, "send", send)
        with pytest.raises(RuntimeError, match="far enough"):
            connection.ask("https://example.org/page", {})
    assert asked == ["example.org"]
    assert reached == ["93.184.216.34 example.org example.org"]


def test_names_of_files_are_stable_and_differ_by_query() -> None:
    first = file_name("https://example.org/News/A%20house.html?id=1", ".md")
    assert first == file_name("https://example.org/News/A%20house.html?id=1", ".md")
    assert first.startswith("example-org-a-house-html-")
    assert first != file_name("https://example.org/News/A%20house.html?id=2", ".md")
    assert "/" not in file_name("https://example.org/../../etc/passwd", ".md")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_title_survives_front_matter(title: str) -> None:
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\x00", "")
    markup = NEWS.replace("A house for newcomers | Town of Sample", escaped).replace(
        "<h1>A house for newcomers</h1>", ""
    )
    page = page_of("https://example.org/x", Answer("https://example.org/x", 200, HTML, markup.encode()))
    reading = read_source(page.body.decode(), "x.md")
    assert reading.properties["official_url"] == "https://example.org/x"
    assert reading.properties["language"] == "en"
    texts = " ".join(block.text for block in reading.blocks)
    for sentence in SENTENCES:
        assert sentence in texts


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "application/pdf", ""]))
def test_any_answer_gives_a_page_or_a_plain_error(body: bytes, kind: str) -> None:
    message = "https://example.org/"
    try:
        page_of("https://example.org/", Answer("https://example.org/", 200, {"content-type": kind}, body))
    except IngestError as error:
        message = str(error)
    assert message.startswith("https://example.org/")


def test_deep_nesting_does_not_take_the_run_down() -> None:
    deep = b"<html><body>" + b"<div>" * 50_000 + b"x" + b"</div>" * 50_000 + b"</body></html>"
    with pytest.raises(IngestError):
        page_of("https://example.org/", Answer("https://example.org/", 200, HTML, deep))
