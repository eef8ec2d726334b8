"""A connection that is lost, in Chromium: before the answer, in the middle of it, with the server gone for good."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed (apt-get install chromium)"),
]


def ask(page: Any, question: str) -> None:
    """Type a question, send it with Enter, wait for its turn."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_selector("#log .turn.answered")


def test_a_connection_lost_before_the_answer_gives_the_question_back(visit: Callable[..., Any]) -> None:
    page = visit(expect_faults=True)
    ask(page, "When does it open?")
    page.route("**/gradio_api/queue/join*", lambda route: route.abort())
    page.get_by_label("Your question").fill("And on Sundays?")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".turn.answered")  # Gradio has loaded the page again by itself
    page.wait_for_function("() => document.querySelector('#question textarea')?.value === 'And on Sundays?'")


def test_a_connection_lost_in_mid_answer_gives_the_question_back(visit: Callable[..., Any], running: Any) -> None:
    answering = threading.Event()
    running.assistant.pause = lambda: answering.wait(10)
    try:
        page = visit(expect_faults=True)
        page.get_by_label("Your question").fill("When does it open?")
        page.keyboard.press("Enter")
        page.wait_for_selector("#now .turn.waiting")
        page.reload()
    finally:
        answering.set()
        running.assistant.pause = lambda: None
    page.get_by_role("alert").filter(has_text="The connection was lost").wait_for()
    assert page.get_by_label("Your question").input_value() == "When does it open?"
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector("#log .turn.answered")
    assert page.locator("#lost").inner_text() == ""


def test_a_server_that_goes_away_gives_the_question_back_and_says_so_in_the_readers_language(
    visit: Callable[..., Any], running: Any
) -> None:
    answering = threading.Event()
    running.assistant.pause = lambda: answering.wait(10)
    try:
        page = visit("/?lang=de", expect_faults=True)
        page.locator("#question textarea").fill("When does it open?")
        page.keyboard.press("Enter")
        page.wait_for_selector("#now .turn.waiting")
        page.evaluate(  # what Gradio shows when the server does not answer any more
            "document.querySelector('.toast-wrap').append(Object.assign(document.createElement('p'),"
            " { textContent: 'Connection to the server was lost.' }))"
        )
        page.get_by_role("alert").filter(has_text="Die Verbindung").wait_for()
        assert page.locator("#question textarea").input_value() == "When does it open?"
        assert not page.locator("#now .turn").is_visible()
        assert not page.get_by_text("Connection to the server was lost.").is_visible()
    finally:
        answering.set()
        running.assistant.pause = lambda: None
