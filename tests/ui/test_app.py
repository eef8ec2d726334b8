"""The routes and what they send, through the whole application with Gradio mounted."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.errors import NoIndex
from ingest.document import Document
from ui.app import build_app
from ui.security import LARGEST_REQUEST, allowed

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def client(fake: Any) -> Iterator[TestClient]:
    with TestClient(build_app(fake()), base_url="http://127.0.0.1") as client:
        yield client


def test_the_start_page_is_gradio_in_our_frame(client: TestClient) -> None:
    page = client.get("/", headers={"accept-encoding": "br"})
    assert page.status_code == 200
    assert "window.gradio_config" in page.text
    assert "Indexed: 3 documents, 23 November 2026." in page.text
    assert "<title>EU Migration Assistant</title>" in page.text


def test_the_start_page_names_no_other_site(client: TestClient) -> None:
    page = client.get("/").text
    assert set(re.findall(r"""(?:src|href|content)=["'](?:https?:)?//[^"']*""", page)) == set()
    assert "og:" not in page
    assert "twitter" not in page


def test_scripts_run_by_nonce_only(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    policy = first.headers["content-security-policy"]
    nonce = re.search(r"script-src 'self' 'nonce-([\w-]+)';", policy)
    assert nonce
    assert "unsafe-eval" not in policy
    assert first.text.count("<script") == first.text.count(f'<script nonce="{nonce[1]}"') > 0
    assert nonce[1] not in second.text


@pytest.mark.parametrize(
    "path", ["/", "/library", "/document/32098R0007", "/page/reading.css", "/theme.css", "/nowhere"]
)
def test_strict_headers_are_on_every_answer(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1:1",
        "/gradio_api/vibe-code",
        "/gradio_api/runs",
        "/monitoring",
        "/manifest.json",
        "/login",
    ],
)
def test_addresses_of_gradio_that_the_page_does_not_use_are_closed(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no such page." in answer.text
    assert client.post(path).status_code == 404


def test_what_the_page_uses_is_open() -> None:
    for path in ("/", "/assets/index.js", "/gradio_api/queue/join", "/document/x", "/library", "/note", "/passage/x"):
        assert allowed(path)


def test_search_engines_stay_out_of_staff_pages_and_the_queue(client: TestClient) -> None:
    found = client.get("/robots.txt")
    assert found.headers["content-type"].startswith("text/plain")
    assert {"Disallow: /staff", "Disallow: /gradio_api/"} <= set(found.text.splitlines())


def test_large_requests_are_refused(client: TestClient) -> None:
    answer = client.post("/gradio_api/queue/join", content=b"x" * (LARGEST_REQUEST + 1))
    assert answer.status_code == 413
    assert "too large" in answer.text
    assert client.get("/library", headers={"content-length": "-1"}).status_code == 413


def test_a_body_that_grows_unannounced_is_cut(client: TestClient) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - how a cut connection shows is the client's matter
        client.post("/gradio_api/queue/join", content=(b"x" * 100_000 for _ in range(12))).raise_for_status()


def test_another_site_may_not_ask(client: TestClient) -> None:
    answer = client.post("/gradio_api/queue/join", json={}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_the_document_page_marks_the_quoted_words(client: TestClient, act: Document) -> None:
    start = act.text.index("no later than")
    page = client.get(f"/document/{act.id}?start={start}&end={start + 36}").text
    assert '<mark id="quote">no later than six weeks after arriva' in page
    assert page.count('id="quote"') == 1
    assert '<h3 id="article-2" class="head article">Article 2 – Access for newcomers</h3>' in page
    assert '<a href="#article-2">Article 2 – Access for newcomers</a>' in page
    assert "Law, applies since 1 March 2026" in page
    assert "3 articles, 2 recitals" in page


def test_a_document_without_a_span_has_no_mark(client: TestClient, brief: Document) -> None:
    page = client.get("/document/lesesaal%2Fbrief").text
    assert "<mark" not in page
    assert 'class="text" lang="de"' in page
    assert "javascript:" not in page


@pytest.mark.parametrize(
    "query",
    [
        "start=5",
        "end=5",
        "start=a&end=b",
        "start=5&end=5",
        "start=9&end=5",
        "start=-1&end=5",
        "start=0&end=99999999",
        "start=1e3&end=2e3",
    ],
)
def test_bad_spans_get_a_plain_page(client: TestClient, act: Document, query: str) -> None:
    answer = client.get(f"/document/{act.id}?{query}")
    assert answer.status_code == 400
    assert "part" in answer.text
    assert "Open the library" in answer.text


@pytest.mark.parametrize("name", ["nothing", "../../etc/passwd", "%3Cscript%3Ealert(1)%3C/script%3E", ""])
def test_unknown_documents_get_a_plain_page(client: TestClient, name: str) -> None:
    answer = client.get(f"/document/{name}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_the_library_lists_every_document_once_with_its_status(client: TestClient) -> None:
    page = client.get("/library").text
    assert page.count('scope="row"') == 3
    assert "Directive 2001/99/EC on &lt;b&gt;old&lt;/b&gt; reading rooms" in page
    assert "Repealed since 1 March 2026 by Regulation (EU) 2098/7" in page
    assert 'href="/document/lesesaal%2Fbrief"' in page


def test_the_library_names_known_texts_that_are_not_indexed(client: TestClient) -> None:
    missing = client.get("/library").text.split('id="missing"')[1]
    assert "Reception Conditions Directive (recast)" in missing
    assert "32024L1346" in missing


def test_a_choice_of_language_is_kept_and_every_page_speaks_it(client: TestClient) -> None:
    chosen = client.get("/library?lang=sl")
    assert chosen.headers["set-cookie"].startswith("euma_language=sl;")
    for path in ("/", "/library", "/document/32098R0007", "/nowhere"):
        page = client.get(path)
        assert re.search(r'<html\s+lang="sl"', page.text), path
        assert "set-cookie" not in page.headers
    client.cookies.clear()
    assert re.search(r'<html\s+lang="el"', client.get("/", headers={"accept-language": "el"}).text)


def test_words_are_found_and_shown_on_the_document_page(client: TestClient) -> None:
    page = client.get("/document/32098R0007?find=READING").text
    assert "stands in 4 places" in page
    assert page.count('id="found-') == 4
    assert 'value="&lt;b&gt;x"' in client.get("/document/32098R0007?find=<b>x").text


def test_the_same_place_in_another_edition_is_a_piece_of_a_page(
    assistant: Any, act: Document, act_fr: Document
) -> None:
    assistant.kept = {act.id: act, act_fr.id: act_fr}
    start = act.text.index("no later than")
    span = f"start={start}&end={start + 20}"
    with TestClient(build_app(assistant), base_url="http://127.0.0.1") as client:
        piece = client.get(f"/passage/{act.id}?{span}&beside={act_fr.id}")
        assert piece.text.startswith('<div lang="fr"')
        assert "<mark>1. Les États membres ouvrent" in piece.text
        assert client.get(f"/passage/{act.id}?{span}&beside=nothing").status_code == 404
        assert client.get(f"/passage/{act.id}?start=a&end=b&beside={act_fr.id}").status_code == 400
        page = client.get(f"/document/{act.id}?{span}&beside={act_fr.id}").text
        assert page.count('id="quote"') == 1
        assert page.index('lang="en" dir="auto"') < page.index('lang="fr" dir="auto"')


def test_an_empty_index_is_said_on_every_page(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> None:
        raise NoIndex("Nothing is indexed yet.")

    for name in ("status", "documents", "document"):
        monkeypatch.setattr(assistant, name, nothing)
    with TestClient(build_app(assistant), base_url="http://127.0.0.1") as client:
        assert "Nothing is indexed yet." in client.get("/").text
        assert "No document is indexed yet." in client.get("/library").text
        assert client.get("/document/x").status_code == 404


def test_building_and_serving_opens_no_connection() -> None:
    """In a process of its own, since imports happen once: no name is looked up, no address is connected to."""
    code = (
        "import sys\n"
        "def watch(event, args):\n"
        "    if event in {'socket.connect', 'socket.getaddrinfo'}: print('OUT', event, args, flush=True)\n"
        "sys.addaudithook(watch)\n"
        "import importlib.util\n"
        f"spec = importlib.util.spec_from_file_location('fakes', {str(Path(__file__).with_name('conftest.py'))!r})\n"
        "fakes = importlib.util.module_from_spec(spec); sys.modules['fakes'] = fakes; spec.loader.exec_module(fakes)\n"
        "from ui.app import build_app\n"
        "build_app(fakes.FakeAssistant())\n"
        "import time; time.sleep(1); print('built')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.split() == ["built"]


def test_pages_without_the_chat_do_not_import_gradio() -> None:
    code = "import sys, ui.page, ui.library, ui.viewer, ui.turn, ui.serve; print('gradio' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == "False"
