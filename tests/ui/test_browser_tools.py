"""Filters, copying, links, briefing notes, opinions and languages in Chromium."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.views import Filter

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed (apt-get install chromium)"),
]
PHONE = {"width": 360, "height": 740}


def ask(page: Any, question: str) -> Any:
    before = page.locator("#log .turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('#log .turn').length > n", arg=before)
    return page.locator("#log .turn").last


def test_filters_narrow_the_search_and_an_empty_day_is_today(visit: Callable[..., Any], running: Any) -> None:
    page = visit(size=PHONE)
    page.locator("#filters summary").click()
    page.get_by_label("Search in").select_option("Law only")
    page.get_by_label("Document").select_option("32098R0007")
    page.get_by_label("Law as of").fill("2026-01-02")
    assert "Law only" in page.locator("#filtered").inner_text()
    turn = ask(page, "When?")
    assert running.parts.filters[-1] == Filter(True, "32098R0007")
    assert running.assistant.asked[-1][1] == date(2026, 1, 2)
    assert "Searched only in: Law only · Reading Rooms Regulation" in turn.inner_text()
    assert "law as of 2 January 2026" in turn.inner_text()
    asked = len(running.parts.filters)
    turn.get_by_role("button", name="Search again in all documents").click()
    page.wait_for_selector("#t2")
    page.wait_for_selector("#log #t2.answered")
    assert len(running.parts.filters) == asked
    assert running.assistant.asked[-1][1] == date(2026, 1, 2)
    page.locator("#filters summary").click()
    page.get_by_label("Law as of").fill("")
    ask(page, "When again?")
    assert running.assistant.asked[-1][1] == date.today()


def test_filters_that_leave_nothing_say_so_at_the_field(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator("#filters summary").click()
    page.get_by_label("Search in").select_option("Law only")
    page.get_by_label("Document").select_option("lesesaal/brief")
    page.get_by_label("Your question").fill("When?")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="The filters leave no document").wait_for()
    page.wait_for_function("() => document.querySelector('#question textarea').value === 'When?'")
    assert page.get_by_label("Document").get_attribute("aria-invalid") == "true"
    page.get_by_role("button", name="Clear the filters").click()
    assert page.get_by_label("Document").input_value() == ""


def test_what_to_ask_next_is_asked_by_one_click(visit: Callable[..., Any], running: Any) -> None:
    page = visit()
    turn = ask(page, "When does it open?")
    turn.locator(".next button").first.click()
    page.wait_for_selector("#log #t2.answered")
    assert running.assistant.asked[-1][0] == "When must a reading room open for newcomers?"
    assert running.assistant.asked[-1][2] == ("When does it open?",)
    assert page.locator("#t2 .next button").all_inner_texts() == ["From which day does it apply?"]


def test_copying_gives_the_quotations_with_their_sources(visit: Callable[..., Any]) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "When does it open?")
    turn.get_by_role("button", name="Copy with sources").click()
    turn.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "“no later than six weeks after arrival” [1]" in copied
    assert "[1] Reading Rooms Regulation · Article 2(1) · Law, applies since 1 March 2026 · CELEX 32098R0007" in copied


def test_a_link_opens_the_answer_again_and_says_when_its_index_has_gone(
    visit: Callable[..., Any], running: Any
) -> None:
    page = visit("/?lang=de", permissions=["clipboard-read", "clipboard-write"])
    ask(page, "When does it open?")
    turn = ask(page, "And on <b>Sundays & holidays?")
    turn.locator("[data-act='link']").click()
    page.locator("#t2 .said:not(:empty)").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    opened = visit(link.removeprefix(running.address))
    opened.wait_for_selector("#log .turn.answered")
    today = date.today()
    assert running.assistant.asked[-1] == ("And on <b>Sundays & holidays?", today, ("When does it open?",))
    assert "#" not in opened.url
    assert opened.locator(".index-note").count() == 0
    assert opened.evaluate("document.documentElement.lang") == "de"
    for generation, said in (("g0", "as it was"), ("older", "no longer kept")):
        other = visit("/?lang=en" + re.sub(r"generation=\w+", f"generation={generation}", link[link.index("#") :]))
        assert said in other.locator("#log .index-note").inner_text()


def test_a_briefing_note_prints_and_downloads(visit: Callable[..., Any]) -> None:
    page = visit()
    ask(page, "When does it open?")
    turn = ask(page, "the moon")
    turn.locator(".note-menu summary").click()
    turn.get_by_label("Briefing note").select_option("The whole conversation")
    with page.context.expect_page() as opening:
        turn.get_by_role("button", name="Print or PDF").click()
    note = opening.value
    note.wait_for_load_state()
    assert note.locator("h2").all_inner_texts() == ["When does it open?", "the moon"]
    assert "CELEX 32098R0007" in note.locator(".cited").inner_text()
    assert "Index version g1" in note.locator("main").inner_text()
    for name, kind in (("Word", "docx"), ("Markdown", "md")):
        turn.locator(".note-menu summary").click()
        with page.expect_download() as downloading:
            turn.get_by_role("button", name=name).click()
        content = downloading.value.path().read_bytes()
        assert downloading.value.suggested_filename.endswith(f".{kind}")
        if kind == "md":
            assert "> “no later than six weeks after arrival” \\[1\\]" in content.decode()
        else:
            from docx import Document

            written = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
            assert "“no later than six weeks after arrival” [1]" in written


def test_an_opinion_is_kept_with_its_answer_and_nothing_about_who_gave_it(
    visit: Callable[..., Any], running: Any
) -> None:
    page = visit(expect_faults=True)  # the browser reports the refusal below as an error
    turn = ask(page, "When does it open?")
    turn.get_by_role("button", name="No", exact=True).click()
    turn.get_by_label("What was wrong?").fill("The second one is off.")
    running.opinions.broken = True
    turn.get_by_role("button", name="Send").click()
    turn.get_by_text("It could not be saved.").wait_for()
    running.opinions.broken = False
    turn.get_by_role("button", name="Send").click()
    turn.get_by_text("Thank you.").wait_for()
    question, language, _, status, answer, citations, generation, right, reason = running.opinions.kept[-1]
    assert (question, language, status, generation) == ("When does it open?", "en", "answered", "g1")
    assert (right, reason) == (False, "The second one is off.")
    assert "no later than six weeks" in answer
    assert [citation["n"] for citation in citations] == [1, 2, 3, 4]


def test_the_language_comes_from_the_browser_and_can_be_switched(visit: Callable[..., Any], running: Any) -> None:
    page = visit(locale="el-GR")
    assert page.evaluate("document.documentElement.lang") == "el"
    assert "23 Νοεμβρίου 2026" in page.locator("header.site").inner_text()
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Deutsch").click()
    page.wait_for_selector("html[lang=de][data-ready]")
    assert "23. November 2026" in page.locator("header.site").inner_text()
    page.goto(f"{running.address}/library")
    assert page.evaluate("document.documentElement.lang") == "de"


def test_an_index_republished_while_a_citation_is_open_loses_nothing(visit: Callable[..., Any], running: Any) -> None:
    page = visit(size=PHONE)
    turn = ask(page, "When does it open?")
    kept = dict(running.assistant.kept)
    turn.locator(".cite").nth(3).click()
    try:
        del running.assistant.kept["32001L0099"]
        with page.context.expect_page() as opening:
            page.get_by_role("dialog").get_by_role("link", name="Open in document").click()
        opening.value.wait_for_load_state()
        assert "There is no document of that name" in opening.value.locator("main").inner_text()
        assert "nine weeks" in page.get_by_role("dialog").inner_text()
        page.keyboard.press("Escape")
        ask(page, "When now?")
    finally:
        running.assistant.kept = kept


def test_a_conversation_outlives_its_tab_only_where_the_reader_chose_so(
    visit: Callable[..., Any], running: Any
) -> None:
    page = visit(expect_faults=True)  # Gradio reports its own open stream when a page is left
    keep = page.get_by_label("Keep my conversation in this browser")
    ask(page, "When does it open?")
    other = page.context.new_page()
    other.goto(running.address)
    other.wait_for_selector("html[data-ready]")
    assert other.locator(".turn").count() == 0
    keep.check()
    ask(page, "And on Sundays?")
    other.reload()
    other.wait_for_selector("html[data-ready]")
    assert other.locator("#log .turn h2 bdi").all_inner_texts() == ["When does it open?", "And on Sundays?"]
    assert other.get_by_label("Keep my conversation in this browser").is_checked()
    other.get_by_role("button", name="Start over").click()
    later = page.context.new_page()
    later.goto(running.address)
    later.wait_for_selector("html[data-ready]")
    assert later.locator(".turn").count() == 0
    later.get_by_label("Keep my conversation in this browser").uncheck()
    assert later.evaluate("localStorage.getItem('euma-conversation')") is None
