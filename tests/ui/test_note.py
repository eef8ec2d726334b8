"""Briefing notes and opinions: the records that pages send, and what is made of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from starlette.testclient import TestClient

from ui.app import Equipment, build_app
from ui.asking import Asking
from ui.note import BadNote, notes
from ui.note_files import _escaped, markdown
from ui.record import record
from ui.texts import texts

TODAY = date(2026, 11, 24)
EN = texts("en")


def record_of(assistant: Any, question: str = "When does it open?") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(record(assistant.ask(question), Asking(EN, 1, TODAY)))
    return found


@pytest.fixture(scope="module")
def app(fake: Any) -> Any:
    return build_app(fake(), lambda: TODAY)


@pytest.fixture
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_a_note_says_what_where_by_when_and_from_which_index(assistant: Any) -> None:
    text = markdown(notes(json.dumps([record_of(assistant)])), EN, TODAY)
    assert "## When does it open?" in text
    assert "> “no later than six weeks after arrival” \\[1\\]" in text
    assert "1. **Reading Rooms Regulation**, Article 2(1) · Law, applies since 1 March 2026 · CELEX 32098R0007" in text
    assert "<https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32098R0007>" in text
    assert (
        "Made on 24 November 2026 with the EU Migration Assistant. Index version g1, built on 23 November 2026." in text
    )
    assert "javascript:" not in text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60))
def test_markdown_shows_texts_exactly_as_they_are(text: str) -> None:
    shown = MarkdownIt().render("x " + _escaped(text))
    assert "<em>" not in shown
    assert "<a " not in shown
    assert "<code>" not in shown
    assert "<h" not in shown


def test_the_page_for_printing_and_both_files(client: TestClient, assistant: Any) -> None:
    sent = json.dumps([record_of(assistant), record_of(assistant, "the moon")])
    page = client.post("/note?lang=de", data={"records": sent, "format": "print"})
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert '<html lang="de">' in page.text
    assert page.text.count("<h2>") == 2
    assert 'href="javascript:' not in page.text
    word = client.post("/note", data={"records": sent, "format": "docx"})
    assert word.headers["content-disposition"] == 'attachment; filename="euma-2026-11-24.docx"'
    from docx import Document

    written = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word.content)).paragraphs)
    assert "“no later than six weeks after arrival” [1]" in written
    assert "CELEX 32098R0007" in written
    assert client.post("/note", data={"records": sent, "format": "md"}).text.startswith("# Briefing note")


@pytest.mark.parametrize(
    "sent",
    ["", "no json", "[]", "{}", "[1]", "[" * 60_000, json.dumps([{}]), json.dumps([{"question": "x"}] * 21), "null"],
)
def test_what_is_no_record_is_refused_plainly(client: TestClient, sent: str) -> None:
    with pytest.raises(BadNote):
        notes(sent)
    answer = client.post("/note", data={"records": sent})
    assert answer.status_code == 400
    assert "The note could not be made." in answer.text
    assert client.post("/feedback", content=sent).json() == {"kept": False}


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": "soon"},
        {"question": 7},
        {"sentences": "x"},
        {"sentences": [{"text": "x"}]},
        {"citations": [{"n": "one"}]},
        {"notes": ["x"] * 61},
        {"question": "x" * 20_001},
    ],
)
def test_a_broken_record_is_refused(assistant: Any, change: dict[str, Any]) -> None:
    with pytest.raises(BadNote):
        notes(json.dumps([record_of(assistant) | change]))


def test_opinions_are_kept_up_to_sixty_a_minute(assistant: Any, opinions: Any) -> None:
    app = build_app(assistant, lambda: TODAY, Equipment(opinions=opinions))
    sent = {"record": record_of(assistant), "right": True}
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.post("/feedback", json=sent).json() == {"kept": True}
        assert client.post("/feedback", json={**sent, "right": "yes"}).status_code == 400
        assert client.post("/feedback", json=sent, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        statuses = [client.post("/feedback", json=sent).status_code for _ in range(62)]
    assert statuses.count(200) == 59
    assert statuses[-1] == 503
    assert opinions.kept[0][0] == "When does it open?"


def test_without_a_place_to_keep_them_opinions_are_not_said_to_be_kept(client: TestClient, assistant: Any) -> None:
    assert client.post("/feedback", json={"record": record_of(assistant), "right": True}).json() == {"kept": False}
