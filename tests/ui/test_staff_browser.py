"""The staff pages in Chromium: a document from upload to rollback, at a desk and on a phone; axe on every state."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.items import staff_questions
from ui.feedback_store import FeedbackStore

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]
_spec = importlib.util.spec_from_file_location("staff_bench", Path(__file__).with_name("staff_bench.py"))
assert _spec
assert _spec.loader
bench: Any = sys.modules.setdefault("staff_bench", importlib.util.module_from_spec(_spec))
if not hasattr(bench, "build_home"):
    _spec.loader.exec_module(bench)

DESK, PHONE, ZOOMED = {"width": 1280, "height": 800}, {"width": 360, "height": 740}, {"width": 320, "height": 256}
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
AXE = Path(__file__).with_name("axe") / "axe.min.js"
PAGES = ("documents", "questions", "evaluation", "guide", "health", "password", "sign-out")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, fake: Any) -> Iterator[tuple[str, Any]]:
    """The whole application with the staff pages on a free port: its address and the desk."""
    import uvicorn

    from ui.app import Equipment, build_app
    from ui.serve import listen
    from ui.staff.app import add_staff

    desk = bench.desk_of(bench.build_home(tmp_path_factory.mktemp("staff")), fake())
    app = build_app(desk.assistant, equipment=Equipment(opinions=desk.feedback, staff=lambda app: add_staff(app, desk)))
    listening: socket.socket = listen("127.0.0.1", 0)
    running = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    while not running.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", desk
    running.should_exit = True
    thread.join(timeout=10)
    listening.close()
    desk.runs.wait(60)


class Person:
    """Somebody in front of the staff pages; keeps a picture of each state and looks at it with axe."""

    def __init__(self, page: Any, base: str, pictures: Path, size: dict[str, int]) -> None:
        self.page, self.base, self._pictures, self._size = page, base, pictures, size

    def go(self, path: str) -> None:
        self.page.goto(f"{self.base}/staff/{path}")

    def sign_in(self) -> None:
        self.go("sign-in")
        self.page.get_by_label("Name").fill(bench.NAME)
        self.page.get_by_label("Password").fill(bench.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/staff/documents")

    def look(self, state: str) -> None:
        """The page passes axe, has no outside width, and its picture is kept."""
        self.page.screenshot(path=self._pictures / f"staff-{state}-{self._size['width']}.png", full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") == self._size["width"], state
        self.page.evaluate(AXE.read_text("utf-8") + "; 0")
        found = self.page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
        assert found == [], state

    def unfold(self) -> None:
        for folded in self.page.locator("main details").all():
            folded.evaluate("element => { element.open = true; }")


@pytest.fixture
def person(server: tuple[str, Any], browser: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """Opens the pages; fails on outside requests, script errors and refused content."""
    faults: list[str] = []
    contexts: list[Any] = []
    pictures = request.config.rootpath / "artefacts" / "ui"
    pictures.mkdir(parents=True, exist_ok=True)

    def person(size: dict[str, int] = DESK, **options: Any) -> Person:
        context = browser.new_context(viewport=size, **options)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server[0])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("request", lambda r: faults.extend([] if r.url.startswith(server[0]) else [f"outside: {r.url}"]))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.extend([said.text] if "Content Security Policy" in said.text else []))
        return Person(page, server[0], pictures, size)

    yield person
    for context in contexts:
        context.close()
    assert not faults


@SIZES
def test_a_document_from_upload_to_rollback(
    person: Callable[..., Person], server: tuple[str, Any], size: dict[str, int], tmp_path: Path
) -> None:
    width = size["width"]
    name = f"room-{width}.md"
    (tmp_path / name).write_text(f"# Reading room {width}\n\nThe town pays a quarter, {width} a year.\n")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "virus.exe").write_bytes(b"MZ")
    home, someone = server[1].home, person(size)
    page = someone.page
    (home / "slow").write_text("0.7")
    before = sum(1 for _ in (home / "generations").iterdir())
    someone.sign_in()
    someone.unfold()
    someone.look("documents")

    page.get_by_label("Files from this computer").set_input_files(tmp_path / "virus.exe")
    page.get_by_role("button", name="Show what would change").click()
    problem = page.get_by_role("alert")
    assert "virus.exe is of a kind that cannot be read." in problem.inner_text()
    assert page.evaluate("document.activeElement.id") == "problem"
    someone.look("wrong-file")

    page.get_by_label("Files from this computer").set_input_files([tmp_path / name, tmp_path / "broken.pdf"])
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("heading", name="1 document would change").wait_for()
    assert page.evaluate("document.activeElement.id") == "result"
    assert "broken.pdf is broken or no PDF" in page.locator(".failures").inner_text()
    someone.look("plan")

    page.get_by_role("button", name="Start the reindex").click()
    page.locator(".steps .done").first.wait_for()
    someone.look("running")
    run = page.url
    page.goto(f"{someone.base}/library")  # the pages for everybody answer all the while
    assert page.get_by_role("heading", name="Library").count() == 1
    someone.go("documents")
    assert "A run of anna is going on." in page.locator("main").inner_text()
    page.get_by_role("link", name="See how far it is").click()
    assert page.url == run
    page.get_by_role("heading", name="Published").wait_for()
    letter = page.get_by_label("Report for an e-mail").input_value()
    assert f"Added (1):\n- Reading room {width}" in letter
    assert "Not indexed (1):\n- broken.pdf: broken.pdf is broken or no PDF" in letter
    assert str(home) not in letter
    page.get_by_role("button", name="Copy the report").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == letter
    someone.look("report")

    someone.go("documents")
    assert sum(1 for _ in (home / "generations").iterdir()) == before + 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Go back to this one").first.click()
    assert "Nothing was deleted." in page.get_by_role("status").first.inner_text()
    someone.look("rolled-back")
    (home / "slow").unlink()


@SIZES
def test_every_page_passes_and_fits(
    person: Callable[..., Person], server: tuple[str, Any], size: dict[str, int]
) -> None:
    FeedbackStore(server[1].home).add("Who pays?", "en", date(2026, 11, 24), "answered", "x", [], "g", right=False)
    someone = person(size)
    someone.go("sign-in")
    someone.look("sign-in")
    someone.sign_in()
    for path in (*PAGES, "runs/nothing"):
        someone.go(path)
        someone.unfold()
        someone.look(path.replace("/", "-"))


@pytest.mark.parametrize("language", ["de", "el", "bg"])
def test_in_other_languages_dark_and_at_400_percent(person: Callable[..., Person], language: str) -> None:
    someone = person(ZOOMED, locale=language, color_scheme="dark", reduced_motion="reduce")
    someone.go("sign-in")
    assert someone.page.locator("html").get_attribute("lang") == language
    someone.page.locator("#name").fill(bench.NAME)
    someone.page.locator("#password").fill(bench.PASSWORD)
    someone.page.keyboard.press("Enter")
    someone.page.wait_for_url("**/staff/documents")
    someone.look(f"documents-{language}-dark")


def test_by_keyboard_from_a_question_to_an_evaluation_item(
    person: Callable[..., Person], server: tuple[str, Any]
) -> None:
    store = FeedbackStore(server[1].home)
    store.settle([entry.id for entry in store.unsettled()], "dismissed", "test")
    store.add("Who pays for the moon?", "en", date(2026, 11, 24), "not_in_documents", "No.", [], "g", right=None)
    someone = person()
    someone.sign_in()
    someone.go("questions")
    keyboard, page = someone.page.keyboard, someone.page

    def tab_to(name: str) -> None:
        for _ in range(60):
            keyboard.press("Tab")
            if name in page.evaluate("document.activeElement.innerText || ''"):
                return
        raise AssertionError(name)

    tab_to("Who pays for the moon?")
    keyboard.press("Enter")
    tab_to("Make an evaluation item")
    keyboard.press("Enter")
    page.get_by_text("Made the evaluation item").wait_for()
    someone.look("item-made")
    assert "Who pays for the moon?" in staff_questions(server[1].home).read_text("utf-8")


def test_files_that_are_too_large_are_told_before_they_are_sent(person: Callable[..., Person], tmp_path: Path) -> None:
    (tmp_path / "large.pdf").write_bytes(b"x" * 2000)
    someone = person()
    someone.sign_in()
    page = someone.page
    page.locator("#upload").evaluate("form => { form.dataset.most = 1000; }")
    page.get_by_label("Files from this computer").set_input_files(tmp_path / "large.pdf")
    page.get_by_role("button", name="Show what would change").click()
    assert page.get_by_role("alert").inner_text().startswith("large.pdf is larger than 100 MB")
    assert page.evaluate("document.activeElement.id") == "files"
    assert page.url.endswith("/staff/documents")
    someone.look("too-large")


def test_a_lost_connection_is_said_and_found_again_and_a_run_is_stopped(
    person: Callable[..., Person], server: tuple[str, Any], tmp_path: Path
) -> None:
    home, someone = server[1].home, person()
    page = someone.page
    (home / "slow").write_text("30")
    (tmp_path / "late.md").write_text("# Late\n\nThis comes late.\n")
    someone.sign_in()
    page.get_by_label("Files from this computer").set_input_files(tmp_path / "late.md")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Start the reindex").click()
    page.locator("#progress").wait_for()
    page.route("**/progress", lambda route: route.abort())
    page.get_by_text("The server does not answer.").wait_for()
    someone.look("connection-lost")
    page.unroute("**/progress")
    page.locator("#lost").wait_for(state="hidden")
    page.locator(".steps .now", has_text="Embed").wait_for()
    published = (home / "current").read_text()
    page.get_by_role("button", name="Stop it").click()
    page.get_by_role("heading", name="Not done").wait_for()
    assert "Stopped. The published index is as it was" in page.get_by_role("alert").inner_text()
    someone.look("stopped")
    assert (home / "current").read_text() == published
    (home / "slow").unlink()
    page.get_by_role("button", name="Start it again").click()
    page.get_by_role("heading", name="Published").wait_for()
    assert "- Late (late)" in page.get_by_label("Report for an e-mail").input_value()


def test_without_scripts_the_pages_work_too(person: Callable[..., Person], tmp_path: Path) -> None:
    (tmp_path / "plain.md").write_text("# Plain\n\nA page without scripts.\n")
    someone = person(java_script_enabled=False)
    someone.sign_in()
    page = someone.page
    page.locator("#files").set_input_files(tmp_path / "plain.md")
    page.locator("text=Show what would change").click()
    for _ in range(100):
        if page.locator("#result").count():
            break
        page.locator("noscript a").click()
        time.sleep(0.2)
    assert page.locator("#result").inner_text() == "1 document would change"
    page.locator("text=Discard").click()
    assert "Discarded." in page.locator("main").inner_text()
