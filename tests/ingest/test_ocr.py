"""Scans: recognised where Tesseract is wanted and there, refused with what to install where it is not."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from eval.fidelity import compare_editions
from ingest.collect import FoundFile
from ingest.errors import NoTextLayer
from ingest.isolation import IsolatedLoader
from ingest.load import load
from ingest.ocr import CODES, lines_of
from ingest.readers import read
from ingest.structure import build_document
from ingest.wording import LANGUAGES

_spec = importlib.util.spec_from_file_location("printed", Path(__file__).with_name("printed.py"))
assert _spec
assert _spec.loader
printed: Any = sys.modules.setdefault("printed", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(printed)

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the worker: threads of Tesseract that wait for each other take many times as long on a busy machine."""
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")


def scan(folder: Path, printed_pdf: Path, name: str = "scan.pdf", pages: int | None = None) -> Path:
    """The pages of a PDF as pictures of 200 dots an inch, without text."""
    from fpdf import FPDF

    sheet = FPDF(format="A4", unit="pt")
    with pypdfium2.PdfDocument(printed_pdf) as document:
        for number in range(len(document) if pages is None else pages):
            sheet.add_page()
            sheet.image(document[number].render(scale=200 / 72, grayscale=True).to_pil(), 0, 0, sheet.w, sheet.h)
    path = folder / name
    sheet.output(str(path))
    return path


def page_of(folder: Path, text: str) -> Path:
    sheet = printed.FPDF(format="A4")
    sheet.add_font("body", "", printed.FONTS / "DejaVuSerif.ttf")
    sheet.add_page()
    sheet.set_font("body", size=11)
    sheet.multi_cell(0, 6, text)
    path = folder / "printed.pdf"
    sheet.output(str(path))
    return path


GERMAN = (
    "Jede Gemeinde verleiht Fahrräder an alle, die dort wohnen. Wer keines zurückgibt, zahlt eine Gebühr für Müßiggang."
)


def test_the_codes_are_those_of_the_official_languages() -> None:
    assert set(CODES) == set(LANGUAGES)


def test_without_being_asked_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = scan(tmp_path, page_of(tmp_path, GERMAN))
    with pytest.raises(NoTextLayer) as caught:
        read(path)
    assert str(caught.value) == (
        "scan.pdf is a scan without text; run text recognition on it with --ocr, or give a PDF with text."
    )


def test_where_tesseract_is_missing_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scan(tmp_path, page_of(tmp_path, GERMAN))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        NoTextLayer, match=r"^scan\.pdf is a scan .* not installed; install tesseract-ocr and its models"
    ):
        read(path, "de", ocr=True)
    monkeypatch.setitem(sys.modules, "pytesseract", None)
    with pytest.raises(NoTextLayer, match=r"run: pip install pytesseract"):
        read(path, "de", ocr=True)


def test_a_pdf_with_text_needs_no_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert GERMAN in read(page_of(tmp_path, GERMAN), ocr=True).blocks[0].text


def test_a_model_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytesseract = pytest.importorskip("pytesseract")
    monkeypatch.setattr(pytesseract, "get_languages", lambda: ["eng", "osd"])
    path = scan(tmp_path, page_of(tmp_path, GERMAN))
    with pytest.raises(NoTextLayer, match=r"no model for its language; install tesseract-ocr-pol\.$"):
        read(path, "pl", ocr=True)


@needs_tesseract
def test_a_scanned_act_has_the_units_of_the_printed_one(tmp_path: Path) -> None:
    truth = printed.truth()
    reading = read(scan(tmp_path, printed.pdf()(tmp_path), pages=1), "en", ocr=True)
    compared = compare_editions(truth, build_document(replace(truth.source, id="scan"), reading))
    assert (compared.only_a, compared.only_b) == (("Article 3", "Article 4", "Article 5", "Article 6", "Article 7"), ())
    assert compared.error_rate < 0.01, compared.worst
    assert reading.properties["notes"] == "1 of 1 pages are read by text recognition, which can misread"
    assert {block.page for block in reading.blocks} == {1}
    assert "Official Journal" not in " ".join(block.text for block in reading.blocks)


@needs_tesseract
@pytest.mark.parametrize("name", ["scan.de.pdf", "scan.pdf"])
def test_the_language_comes_from_the_name_or_the_page(tmp_path: Path, name: str) -> None:
    if "deu" not in _models():
        pytest.skip("Tesseract's German model is not installed")
    path = scan(tmp_path, page_of(tmp_path, GERMAN), name)
    with IsolatedLoader(ocr=True) as loader:
        document = loader.load(FoundFile(path, "00", 1))
    assert document.text == GERMAN
    assert document.source.language == "de"
    assert document.source.completeness == "1 of 1 pages are read by text recognition, which can misread"


def _models() -> list[str]:
    pytesseract = pytest.importorskip("pytesseract")
    return list(pytesseract.get_languages())


@needs_tesseract
def test_a_picture_without_words_is_refused(tmp_path: Path) -> None:
    path = scan(tmp_path, page_of(tmp_path, " "))
    with pytest.raises(NoTextLayer, match=r"^scan\.pdf is a scan in which no text could be recognised; scan it anew"):
        load(FoundFile(path, "00", 1), ocr=True)


def words(**columns: list[Any]) -> dict[str, list[Any]]:
    count = len(columns["text"])
    empty: dict[str, list[Any]] = {
        name: [1] * count for name in ("block_num", "par_num", "line_num", "left", "top", "width", "height")
    }
    return empty | {"conf": [90] * count} | columns


def test_words_become_lines_with_their_places() -> None:
    table = words(
        text=["Every", "town", "lends", ""],
        line_num=[1, 1, 2, 2],
        left=[100, 200, 100, 0],
        top=[100, 100, 150, 0],
        width=[80, 80, 80, 0],
        height=[40, 40, 40, 0],
    )
    first, second = lines_of(table, 3, 842, 2.0)
    assert (first.text, first.left, first.right, first.base, first.page) == ("Every town", 50, 140, 842 - 70, 3)
    assert (second.text, second.size) == ("lends", 20)


def test_words_that_are_guesses_are_no_text() -> None:
    assert lines_of(words(text=["Evxry", "t0wn"], conf=[20, 30]), 1, 842, 2.0) == []
    assert lines_of(words(text=["", " "], conf=[-1, -1]), 1, 842, 2.0) == []
