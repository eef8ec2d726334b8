"""The pages in Chromium: what a person does, at a desk, on a phone, by keyboard; nothing leaves the machine."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
AXE = Path(__file__).with_name("axe") / "axe.min.js"
HERE = "http://127.0.0.1:"


@pytest.fixture(scope="module")
def server(fake: Any) -> Iterator[tuple[str, Any]]:
    """The application on a free port with a fake assistant: its address and the assistant."""
    import uvicorn

    from ui.app import build_app
    from ui.serve import listen

    assistant = fake()
    listening: socket.socket = listen("127.0.0.1", 0)
    running = uvicorn.Server(uvicorn.Config(build_app(assistant), log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    while not running.started:
        time.sleep(0.05)
    yield f"{HERE}{listening.getsockname()[1]}", assistant
    running.should_exit = True
    thread.join(timeout=10)
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, server: tuple[str, Any], request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Opens a page of a given size; fails on outside requests, script errors and refused content; keeps a picture."""
    opened: list[Any] = []
    faults: list[str] = []

    def visit(path: str = "/", *, size: dict[str, int] = DESK, expect_faults: bool = False, **options: Any) -> Any:
        context = browser.new_context(viewport=size, **options)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda r: faults.extend([] if r.url.startswith((HERE, "data:")) else [f"outside: {r.url}"]))
        if not expect_faults:
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: faults.extend([said.text] if said.type == "error" else []))
        page.goto(server[0] + path)
        if path == "/" and options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]")
        opened.append(page)
        return page

    yield visit
    pictures = request.config.rootpath / "artefacts" / "ui"
    pictures.mkdir(parents=True, exist_ok=True)
    for n, page in enumerate(opened):
        name = request.node.name.replace("/", "-").replace("[", "-").replace("]", "")
        page.screenshot(path=pictures / f"{name}{f'-{n}' if n else ''}.png")
        page.context.close()
    assert not faults


def ask(page: Any, question: str, state: str = "answered") -> Any:
    """Type a question, send it with Enter, wait for its turn."""
    before = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('.turn:not(.waiting)').length > n", arg=before)
    turn = page.locator(".turn").last
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
    card = page.locator("#t1-c3")
    assert card.locator("mark").inner_text() == "Die Stadt zahlt ein Viertel"
    assert in_sight(page, card.locator("mark"))
    assert page.evaluate("document.activeElement.id") == "t1-c3"
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
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
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
def test_nothing_jumps_when_the_answer_comes(
    visit: Callable[..., Any], server: tuple[str, Any], size: dict[str, int]
) -> None:
    answering = threading.Event()
    server[1].pause = lambda: answering.wait(10)
    try:
        page = visit(size=size)
        page.get_by_label("Your question").fill("When does a reading room open?")
        page.keyboard.press("Enter")
        page.wait_for_selector(".turn.waiting")
        assert page.locator(".waiting .waiting").inner_text() == "Searching 3 documents …"
        assert page.locator("#announcer").inner_text() == "Searching 3 documents …"
        settle(page)
        before = [page.locator(s).bounding_box()["y"] for s in (".turn h2", "#composer")]
    finally:
        answering.set()
        server[1].pause = lambda: None
    page.wait_for_selector(".turn.answered")
    settle(page)
    after = [page.locator(s).bounding_box()["y"] for s in (".turn h2", "#composer")]
    assert page.locator("#announcer").inner_text().startswith("4 quotations from 3 documents")
    assert after[0] == pytest.approx(before[0], abs=1)
    assert in_sight(page, page.locator(".turn h2"))


def test_an_example_is_asked_by_one_click(visit: Callable[..., Any], server: tuple[str, Any]) -> None:
    page = visit()
    page.locator("#examples button").first.click()
    page.wait_for_selector(".turn.answered")
    assert server[1].asked[-1][0] == "What are the three strands of the integration partnership?"
    assert not page.locator("#welcome").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_follow_ups_carry_the_conversation_and_starting_over_drops_it(
    visit: Callable[..., Any], server: tuple[str, Any]
) -> None:
    page = visit()
    ask(page, "When does it open?")
    ask(page, "And on Sundays?")
    assert server[1].asked[-1][2] == ("When does it open?",)
    page.get_by_role("button", name="Start over").click()
    page.wait_for_selector("#welcome", state="visible")
    assert page.locator(".turn").count() == 0
    ask(page, "And at night?")
    assert server[1].asked[-1][2] == ()


def test_a_reload_and_the_back_button_lose_nothing(visit: Callable[..., Any]) -> None:
    page = visit(expect_faults=True)  # Gradio reports its own open stream when a page is left
    ask(page, "When does it open?")
    page.get_by_label("Your question").fill("A half-typed quest")
    page.get_by_role("link", name="Library").click()
    page.wait_for_selector("table.library")
    page.go_back()
    page.wait_for_selector(".turn.answered")
    page.wait_for_function("document.querySelector('#question textarea').value === 'A half-typed quest'")
    page.reload()
    page.wait_for_selector(".turn.answered")
    page.wait_for_function("document.querySelector('#question textarea').value === 'A half-typed quest'")


def test_two_tabs_are_two_conversations(visit: Callable[..., Any], server: tuple[str, Any]) -> None:
    ask(visit(), "When does it open?")
    other = visit()
    assert other.locator(".turn").count() == 0
    ask(other, "And on Sundays?")
    assert server[1].asked[-1][2] == ()


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
    assert box.get_attribute("aria-invalid") == "false"
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


@SIZES
def test_20_000_characters_are_counted_refused_and_kept(visit: Callable[..., Any], size: dict[str, int]) -> None:
    page = visit(size=size)
    box = page.get_by_label("Your question")
    box.fill("why " * 5000)
    assert page.locator("#counter").inner_text() == "19,999 of 2,000 characters: too long to send"
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="2,000 at most").wait_for()
    assert box.input_value() == "why " * 5000
    assert page.locator(".turn").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_the_day_is_asked_for_and_an_empty_day_is_today(visit: Callable[..., Any], server: tuple[str, Any]) -> None:
    page = visit()
    page.wait_for_timeout(500)  # Gradio's load event sets today's date once more, over what is typed before it comes
    day = page.get_by_label("As of")
    assert day.input_value() == date.today().isoformat()
    day.fill("2026-01-02")
    turn = ask(page, "When?")
    assert server[1].asked[-1][1] == date(2026, 1, 2)
    assert "law as of 2 January 2026" in turn.inner_text()
    day.fill("")
    ask(page, "When again?")
    assert server[1].asked[-1][1] == date.today()


def test_an_error_says_what_to_do_and_gives_the_question_back(visit: Callable[..., Any]) -> None:
    page = visit()
    turn = ask(page, "crash", state="failed")
    assert "Something went wrong" in turn.inner_text()
    assert page.get_by_label("Your question").input_value() == "crash"
    ask(page, "When?")


def test_a_broken_connection_gives_the_question_back(visit: Callable[..., Any]) -> None:
    page = visit(expect_faults=True)
    ask(page, "When does it open?")
    page.route("**/gradio_api/queue/join*", lambda route: route.abort())
    page.get_by_label("Your question").fill("And on Sundays?")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.unroute("**/gradio_api/queue/join*")
    page.reload()
    page.wait_for_selector(".turn.answered")
    page.wait_for_function("document.querySelector('#question textarea').value === 'And on Sundays?'")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk-dark", "phone-light"])
def test_axe_finds_nothing_on_any_page_and_state(visit: Callable[..., Any], scheme: str, size: dict[str, int]) -> None:
    def check(page: Any, state: str) -> None:
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        told = [(v["id"], v["impact"], [n["html"][:160] for n in v["nodes"]][:4]) for v in found]
        assert not told, f"{state}: {json.dumps(told, indent=1)}"

    page = visit(size=size, color_scheme=scheme, reduced_motion="reduce")
    check(page, "first page")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("alert").filter(has_text="empty").wait_for()
    check(page, "problem")
    ask(page, "When does it open?").locator(".cite").first.click()
    check(page, "answer")
    ask(page, "perhaps", state="not_in_documents")
    ask(page, "the moon", state="not_in_documents")
    ask(page, "cake", state="out_of_scope")
    ask(page, "crash", state="failed")
    check(page, "all states")
    for path in ("/library", "/document/32098R0007?start=10&end=90#quote", "/document/lesesaal%2Fbrief", "/nowhere"):
        check(visit(path, size=size, color_scheme=scheme, expect_faults=path == "/nowhere"), path)


def test_dark_and_light_follow_the_system(visit: Callable[..., Any]) -> None:
    colours = []
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme)
        ask(page, "When?")
        colours.append(
            page.evaluate(
                "[document.body, document.querySelector('.quote')].map(e => getComputedStyle(e))"
                ".flatMap(c => [c.backgroundColor, c.color])"
            )
        )
    assert colours[0][0] == "rgb(255, 255, 255)"
    assert colours[1][0] == "rgb(20, 23, 28)"
    assert colours[0][3] != colours[1][3]


@pytest.mark.parametrize("path", ["/", "/library", "/document/32098R0007"])
def test_at_400_percent_zoom_nothing_scrolls_sideways(visit: Callable[..., Any], path: str) -> None:
    page = visit(path, size={"width": 320, "height": 256})
    if path == "/":
        ask(page, "When does it open?")
        assert page.locator("#composer").evaluate("e => getComputedStyle(e).position") == "relative"
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_print_has_question_answer_and_sources_without_buttons(visit: Callable[..., Any]) -> None:
    page = visit()
    ask(page, "When does it open?")
    page.emulate_media(media="print")
    assert page.locator(".turn h2").is_visible()
    assert page.locator("#t1-c4 mark").is_visible()
    for gone in ("#composer", "header.site nav", "footer.site"):
        assert not page.locator(gone).is_visible()


def test_without_scripts_the_library_is_in_reach(visit: Callable[..., Any]) -> None:
    page = visit(java_script_enabled=False)
    assert page.locator("noscript p").is_visible()
    page.get_by_role("link", name="Library").click()
    assert page.locator("table.library").is_visible()
