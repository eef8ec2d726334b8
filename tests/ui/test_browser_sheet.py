"""Citations on a phone and in another language; looks, zoom, print; axe on every page and state."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed (apt-get install chromium)"),
]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
AXE = Path(__file__).with_name("axe") / "axe.min.js"


def ask(page: Any, question: str, state: str = "answered") -> Any:
    before = page.locator("#log .turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('#log .turn').length > n", arg=before)
    turn = page.locator("#log .turn").last
    assert state in turn.get_attribute("class").split()
    return turn


def check(page: Any, state: str) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    told = [(v["id"], v["impact"], [n["html"][:160] for n in v["nodes"]][:4]) for v in found]
    assert not told, f"{state}: {json.dumps(told, indent=1)}"


def test_on_a_phone_citations_open_one_at_a_time_and_back_closes_them(visit: Callable[..., Any]) -> None:
    page = visit(size=PHONE)
    turn = ask(page, "When does it open?")
    assert not page.locator("#t1-c1").is_visible()
    turn.locator(".cite").nth(1).click()
    sheet = page.get_by_role("dialog")
    assert sheet.locator(".place-in-row").inner_text() == "2 of 4"
    assert "a table & a lamp" in sheet.locator("mark").first.inner_text() + sheet.inner_text()
    box = page.locator("#composer").bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"] + 1
    sheet.get_by_role("button", name="Next").click()
    page.keyboard.press("ArrowRight")
    assert sheet.locator(".place-in-row").inner_text() == "4 of 4"
    assert sheet.get_by_role("button", name="Next").is_disabled()
    check(page, "sheet")
    page.go_back()
    page.wait_for_selector("#sheet", state="hidden")
    assert page.evaluate("document.activeElement.id") == "t1-a4"
    turn.locator(".cite").first.click()
    page.keyboard.press("Escape")
    page.wait_for_selector("#sheet", state="hidden")
    assert page.url.endswith("/")


@pytest.mark.parametrize("language", ["el", "it", "pl", "ro", "bg"])
def test_the_buttons_of_the_sheet_stay_on_the_screen(visit: Callable[..., Any], language: str) -> None:
    page = visit(f"/?lang={language}", size={"width": 320, "height": 256})
    ask(page, "When does it open?").locator(".cite").first.click()
    boxes = [button.bounding_box() for button in page.locator("#sheet .sheet-bar button").all()]
    assert len(boxes) == 3
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)


def test_the_same_place_in_another_language_opens_in_place_and_side_by_side(visit: Callable[..., Any]) -> None:
    page = visit()
    ask(page, "When does it open?")
    card = page.locator("#t1-c1")
    card.get_by_role("link", name="français").click()
    card.locator(".other-edition mark").wait_for()
    assert "au plus tard six semaines" in card.locator(".other-edition mark").inner_text()
    page.goto(page.url.rstrip("/") + card.get_by_role("link", name="français").get_attribute("href"))
    columns = page.locator(".pair .text")
    boxes = [columns.nth(n).bounding_box() for n in range(2)]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert page.locator("#quote").inner_text() == "no later than six weeks after arrival"
    check(page, "side by side")


def test_words_are_found_in_a_document(visit: Callable[..., Any]) -> None:
    page = visit("/document/32098R0007", size=PHONE)
    page.get_by_label("Find in this document").fill("READING room")
    page.keyboard.press("Enter")
    page.locator(".places a").last.click()
    assert page.locator("mark:target").inner_text().casefold() == "reading room"
    check(page, "found")


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("en", DESK, "dark"), ("de", PHONE, "light"), ("el", DESK, "light")],
    ids=["en-desk-dark", "de-phone-light", "el-desk-light"],
)
def test_axe_finds_nothing_on_any_page_and_state(
    visit: Callable[..., Any], language: str, size: dict[str, int], scheme: str
) -> None:
    page = visit(f"/?lang={language}", size=size, color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.lang") == language
    check(page, "first page")
    page.locator("#ask").click()
    page.locator("#problem .problem").wait_for()
    check(page, "problem")
    ask(page, "When does it open?").locator(".cite").first.click()
    check(page, "answer")
    page.keyboard.press("Escape")
    page.locator("#filters summary").click()
    page.locator(".note-menu summary").click()
    page.locator(".languages summary").click(force=True)
    check(page, "menus")
    page.keyboard.press("Escape")
    page.locator("#filters summary").click()
    page.locator(".act[data-act='wrong']").click()
    ask(page, "perhaps", state="not_in_documents")
    ask(page, "the moon", state="not_in_documents")
    ask(page, "cake", state="out_of_scope")
    ask(page, "crash", state="failed")
    check(page, "all states")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    for path in ("/library", "/document/32098R0007?start=10&end=90#quote", "/document/lesesaal%2Fbrief", "/nowhere"):
        options = {"size": size, "color_scheme": scheme, "locale": language, "expect_faults": path == "/nowhere"}
        other = visit(path, **options)
        check(other, path)
        assert other.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_colours_follow_the_system_until_they_are_chosen(visit: Callable[..., Any]) -> None:
    page = visit(color_scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(20, 23, 28)"
    page.get_by_role("button", name="Light or dark colours").click()
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.get_by_role("link", name="Library").click()
    page.wait_for_selector("table.library")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("path", ["/", "/library", "/document/32098R0007?start=10&end=90&beside=32098R0007-fr"])
def test_at_400_percent_zoom_nothing_scrolls_sideways(visit: Callable[..., Any], path: str) -> None:
    page = visit(path, size={"width": 320, "height": 256})
    if path == "/":
        ask(page, "When does it open?")
        assert page.locator("#composer").evaluate("e => getComputedStyle(e).position") == "relative"
        page.locator("#filters summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_pressed_is_large_enough_to_hit(visit: Callable[..., Any]) -> None:
    page = visit(size=PHONE)
    ask(page, "When does it open?")
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, input, summary, a.cite, nav a')]"
        ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 1)"
        ".map(e => [e.textContent.slice(0, 30), e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([words]) => words)"
    )
    assert small == []


def test_print_has_question_answer_and_sources_without_buttons(visit: Callable[..., Any]) -> None:
    page = visit(size=PHONE)
    ask(page, "When does it open?")
    page.emulate_media(media="print")
    assert page.locator(".turn h2").is_visible()
    assert page.locator("#t1-c4 mark").is_visible()
    for gone in ("#composer", "header.site nav", "footer.site", ".tools-bar"):
        assert not page.locator(gone).is_visible()
