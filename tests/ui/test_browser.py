"""The chat in Chromium: what a person does, at a desk, on a phone, by keyboard; nothing leaves the machine."""

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

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def ask(page: Any, question: str, state: str = "answered") -> Any:
    """Type a question, send it with Enter, wait for its turn."""
    before = page.locator("#log .turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('#log .turn').length > n", arg=before)
    turn = page.locator("#log .turn").last
    assert state in turn.get_attribute("class").split()
    return turn


def in_sight(page: Any, locator: Any) -> bool:
    """Whether an element is on the screen and not under the question box."""
    box = locator.bounding_box()
    composer = page.locator("#composer").bounding_box()
    return bool(box) and box["y"] >= 0 and box["y"] + min(box["height"], 30) <= composer["y"]


def settle(page: Any) -> None:
    """Wait until nothing scrolls any more."""
    page.wait_for_function(
        "() => new Promise(done => { const y = scrollY; setTimeout(() => done(y === scrollY), 150); })"
    )


@SIZES
def test_ask_open_a_citation_and_see_the_quoted_words(visit: Callable[..., Any], size: dict[str, int]) -> None:
    page = visit(size=size)
    turn = ask(page, "When does a reading room open?")
    turn.locator(".cite").nth(2).click()
    settle(page)
    card = page.locator("#t1-c3" if size is DESK else "#sheet .card")
    assert card.locator("mark").inner_text() == "Die Stadt zahlt ein Viertel"
    assert in_sight(page, card.locator("mark"))
    assert page.evaluate("document.activeElement.matches('#t1-c3, .sheet-body')")
    with page.context.expect_page() as opening:
        card.get_by_role("link", name="Open in document").click()
    document = opening.value
    document.wait_for_load_state()
    mark = document.locator("mark#quote")
    assert mark.inner_text() == "Die Stadt zahlt ein Viertel"
    box = mark.bounding_box()
    assert 0 <= box["y"] <= size["height"]
    for shown in (page, document):
        assert shown.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_by_keyboard_alone(visit: Callable[..., Any]) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type("When does a reading room open?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.answered")
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.cite')"):
            break
    assert page.evaluate("document.activeElement.id") == "t1-a4"
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.id") == "t1-c4"
    assert in_sight(page, page.locator("#t1-c4 mark"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Open in document")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "t1-a4"


def test_focus_is_always_visible(visit: Callable[..., Any]) -> None:
    page = visit()
    ask(page, "When does a reading room open?")
    page.locator("a.skip").focus()
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        name, width, style = page.evaluate(
            "() => { const e = document.activeElement, c = getComputedStyle(e);"
            " return [e.tagName + '.' + e.className, c.outlineWidth, c.outlineStyle]; }"
        )
        if name.startswith("BODY"):
            break
        seen.add(name)
        assert (width, style) == ("2px", "solid"), name
    assert len(seen) > 5


@SIZES
def test_nothing_jumps_when_the_answer_comes(visit: Callable[..., Any], running: Any, size: dict[str, int]) -> None:
    answering = threading.Event()
    running.assistant.pause = lambda: answering.wait(10)
    try:
        page = visit(size=size)
        page.get_by_label("Your question").fill("When does a reading room open?")
        page.keyboard.press("Enter")
        page.wait_for_selector(".turn.waiting")
        assert page.locator(".waiting .waiting").inner_text() == "Searching 4 documents …"
        assert page.locator("#announcer").inner_text() == "Searching 4 documents …"
        settle(page)
        before = [page.locator(s).bounding_box()["y"] for s in (".turn h2", "#composer")]
    finally:
        answering.set()
        running.assistant.pause = lambda: None
    page.wait_for_selector(".turn.answered")
    settle(page)
    after = [page.locator(s).bounding_box()["y"] for s in (".turn h2", "#composer")]
    assert page.locator("#announcer").inner_text().startswith("4 quotations from 3 documents")
    assert after[0] == pytest.approx(before[0], abs=1)
    assert in_sight(page, page.locator(".turn h2"))


def test_an_example_is_asked_by_one_click(visit: Callable[..., Any], running: Any) -> None:
    page = visit()
    page.locator("#examples button").first.click()
    page.wait_for_selector("#log .turn.answered")
    assert running.assistant.asked[-1][0] == "What are the three strands of the integration partnership?"
    assert not page.locator("#welcome").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_follow_ups_carry_the_conversation_and_starting_over_drops_it(visit: Callable[..., Any], running: Any) -> None:
    page = visit()
    ask(page, "When does it open?")
    ask(page, "And on Sundays?")
    assert running.assistant.asked[-1][2] == ("When does it open?",)
    page.get_by_role("button", name="Start over").click()
    page.wait_for_selector("#welcome", state="visible")
    assert page.locator(".turn").count() == 0
    ask(page, "And at night?")
    assert running.assistant.asked[-1][2] == ()


def test_a_reload_and_the_back_button_lose_nothing(visit: Callable[..., Any]) -> None:
    page = visit(expect_faults=True)  # Gradio reports its own open stream when a page is left
    ask(page, "When does it open?")
    page.get_by_label("Your question").fill("A half-typed quest")
    page.get_by_role("link", name="Library").click()
    page.wait_for_selector("table.library")
    page.go_back()
    page.wait_for_selector(".turn.answered")
    page.wait_for_function("() => document.querySelector('#question textarea').value === 'A half-typed quest'")
    page.reload()
    page.wait_for_selector(".turn.answered")
    page.wait_for_function("() => document.querySelector('#question textarea').value === 'A half-typed quest'")


def test_two_tabs_are_two_conversations(visit: Callable[..., Any], running: Any) -> None:
    ask(visit(), "When does it open?")
    other = visit()
    assert other.locator(".turn").count() == 0
    ask(other, "And on Sundays?")
    assert running.assistant.asked[-1][2] == ()


def test_an_empty_question_is_refused_at_the_field(visit: Callable[..., Any]) -> None:
    page = visit()
    page.get_by_role("button", name="Ask", exact=True).click()
    alert = page.get_by_role("alert").filter(has_text="The question is empty")
    alert.wait_for()
    box = page.get_by_label("Your question")
    assert box.get_attribute("aria-invalid") == "true"
    assert "problem-text" in box.get_attribute("aria-describedby")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    ask(page, "When?")
    assert box.get_attribute("aria-invalid") is None
    assert not page.get_by_text("The question is empty").count()


@pytest.mark.parametrize(
    "words",
    [
        "<img src=x onerror=\"document.title='gone'\"><script>document.title='gone'</script>",
        "**bold** _it_ `code` [a](javascript:alert(1)) $$x^2$$ # no heading | a | b | &lt;b&gt; ${1+1} {{7*7}}",
    ],
    ids=["html", "markdown"],
)
def test_markup_in_a_question_is_shown_as_text(visit: Callable[..., Any], words: str) -> None:
    page = visit()
    turn = ask(page, words)
    assert turn.locator("h2 bdi").inner_text() == words
    assert turn.locator("h2 bdi *").count() == 0
    assert page.title() == "EU Migration Assistant"


def test_20_000_characters_are_counted_refused_and_kept(visit: Callable[..., Any]) -> None:
    page = visit(size=PHONE)
    box = page.get_by_label("Your question")
    box.fill("why " * 5000)
    assert page.locator("#counter").inner_text() == "19,999 of 2,000 characters: too long to send"
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="2,000 at most").wait_for()
    assert box.input_value() == "why " * 5000
    assert page.locator(".turn").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_an_error_says_what_to_do_and_gives_the_question_back(visit: Callable[..., Any]) -> None:
    page = visit()
    turn = ask(page, "crash", state="failed")
    assert "Something went wrong" in turn.inner_text()
    assert turn.locator(".tools-bar").count() == 0
    page.wait_for_function("() => document.querySelector('#question textarea').value === 'crash'")
    ask(page, "When?")


def test_without_scripts_the_library_is_in_reach(visit: Callable[..., Any]) -> None:
    page = visit(java_script_enabled=False)
    assert page.locator("noscript p").is_visible()
    page.get_by_role("link", name="Library").click()
    assert page.locator("table.library").is_visible()
