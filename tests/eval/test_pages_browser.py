"""The report and the comparison in Chromium: they ask nobody for anything, fit a phone, and pass axe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_report import report

from eval.page import comparison_html, to_html

AXE = Path(__file__).parents[1] / "ui" / "axe" / "axe.min.js"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("name", ["report", "comparison"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_whole_alone_and_accessible(chromium: Any, tmp_path: Path, name: str, width: int) -> None:
    told = report()
    assert told.since is not None
    file = tmp_path / f"{name}.html"
    file.write_text(to_html(told) if name == "report" else comparison_html(told.since), "utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 800}, bypass_csp=True)  # or axe could not come in
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator("details").first.evaluate("element => { element.open = true; }")
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run(document)")["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    page.close()
