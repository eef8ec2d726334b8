"""OpenDocument and RTF, and the sentences for formats that are not read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.document import UnitKind
from ingest.errors import IngestError, TooLarge, Truncated, UnreadableFile
from ingest.readers import read

K = UnitKind
ODT = "application/vnd.oasis.opendocument.text"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


def odt(folder: Path, body: str, name: str = "note.odt", kind: str = ODT, head: str = "") -> Path:
    content = (
        f"{head}<office:document-content {NAMESPACES}><office:body><office:text>{body}</office:text></office:body>"
    )
    meta = (
        f'<office:document-meta {NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<dc:title>Bicycles</dc:title><dc:language>de-DE</dc:language></office:meta></office:document-meta>"
    )
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", f"{content}</office:document-content>")
        archive.writestr("meta.xml", meta)
    return path


def test_open_document_text(tmp_path: Path) -> None:
    body = (
        '<text:h text:outline-level="2">Lending</text:h>'
        "<text:p>Everyone <text:span>may</text:span> borrow<text:s/>:<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>OJ C 1."
        "</text:p></text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>a bicycle;</text:p><text:list><text:list-item><text:p>with a bell;</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Day</text:p></table:table-cell>"
        "<table:table-cell><text:p>Fee</text:p></table:table-cell></table:table-row></table:table>"
    )
    reading = read(odt(tmp_path, body))
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        (K.HEADING, 2, "Lending"),
        (K.TEXT, 0, "Everyone may borrow :"),
        (K.POINT, 1, "– a bicycle;"),
        (K.POINT, 2, "– with a bell;"),
        (K.TABLE, 0, "Day | Fee"),
        (K.FOOTNOTE, 0, "(1) OJ C 1."),
    ]
    assert (reading.properties["title"], reading.properties["language"]) == ("Bicycles", "de")


def test_tracked_changes_of_an_open_document_are_read_as_accepted(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>two</text:p></text:deletion>"
        '</text:changed-region></text:tracked-changes><text:p>The fee is <text:change text:change-id="1"/>'
        '<text:change-start text:change-id="2"/>three<text:change-end text:change-id="2"/> euros.</text:p>'
    )
    reading = read(odt(tmp_path, body))
    assert [block.text for block in reading.blocks] == ["The fee is three euros."]
    assert reading.properties["notes"] == "tracked changes are read as accepted"


def test_entities_in_an_open_document_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read", encoding="utf-8")
    head = f'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "{"&a;" * 50}"><!ENTITY c SYSTEM "{secret.as_uri()}">]>'
    text = " ".join(
        block.text for block in read(odt(tmp_path, "<text:p>Words &b; &c; end.</text:p>", head=head)).blocks
    )
    assert text.startswith("Words")
    assert "haha" not in text
    assert "do not read" not in text


def test_bad_open_documents_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^note\.odt is no readable OpenDocument text"):
        read(odt(tmp_path, "<text:p>"))
    with pytest.raises(UnreadableFile, match=r"^note\.odt has no text"):
        read(odt(tmp_path, ""))
    with pytest.raises(TooLarge, match=r"^note\.odt would unpack to"):
        read(odt(tmp_path, " " * 60_000_000))
    with pytest.raises(IngestError, match=r"^sums\.ods is no text document; save it as PDF"):
        read(odt(tmp_path, "", "sums.ods", ODT.replace("text", "spreadsheet")))


def rtf(folder: Path, body: str, name: str = "note.rtf") -> Path:
    path = folder / name
    path.write_bytes((r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}" + body).encode("latin-1"))
    return path


def test_rich_text(tmp_path: Path) -> None:
    body = (
        r"{\b Article 1}\par Everyone may \'fcber bicycles \endash  and \u321?\'f3d\u378? boats.\par "
        r"{\pict\pngblip 89504e470d0a}Article 2\par It is free of charge for all who live there.\par }"
    )
    assert [block.text for block in read(rtf(tmp_path, body), "en").blocks] == [
        "Article 1",
        "Everyone may über bicycles – and Łódź boats.",
        "Article 2",
        "It is free of charge for all who live there.",
    ]


def test_tracked_changes_of_rich_text_are_read_as_accepted(tmp_path: Path) -> None:
    body = r"The fee is {\deleted\revauthdel1\revdttmdel2 two}{\revised\revauth1 three} euros.\par }"
    reading = read(rtf(tmp_path, body))
    assert [block.text for block in reading.blocks] == ["The fee is three euros."]
    assert reading.properties["notes"] == "tracked changes are read as accepted"


@pytest.mark.parametrize(
    ("body", "error", "why"),
    [
        (r"Half a sentence", Truncated, "breaks off before its end; save it again"),
        (r"}", UnreadableFile, "has no text"),
        (r"{\pict\bin4 abcd}}", UnreadableFile, "holds binary pictures; save it as .docx or PDF"),
    ],
)
def test_bad_rich_text_is_named(tmp_path: Path, body: str, error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=rf"^note\.rtf {why}"):
        read(rtf(tmp_path, body))


def zipped(folder: Path, name: str, *entries: str) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "x")
    return path


def test_other_files_are_named_with_what_to_do(tmp_path: Path) -> None:
    files = {
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "photo.pdf": b"\x89PNG\r\n\x1a\n" + bytes(50),
        "acts.tgz": b"\x1f\x8b\x08\x00" + bytes(50),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    zipped(tmp_path, "sums.xlsx", "xl/workbook.xml")
    zipped(tmp_path, "talk.pptx", "ppt/presentation.xml")
    zipped(tmp_path, "book.epub", "META-INF/container.xml")
    zipped(tmp_path, "acts.zip", "act.txt")
    said = {
        "old.doc": "is an old Office file or has a password; open it, save it as .docx or PDF without password.",
        "photo.pdf": "is a picture; make a PDF of it and index that with --ocr.",
        "acts.tgz": "is an archive; unpack it and add the files inside.",
        "sums.xlsx": "is a spreadsheet, which is not read; save the sheet as PDF and add that.",
        "talk.pptx": "is a presentation, which is not read; save it as PDF and add that.",
        "book.epub": "is an e-book, which is not read; save it as PDF or HTML and add that.",
        "acts.zip": "is a ZIP archive but no Word document; unpack it and add the files inside.",
    }
    for name, sentence in said.items():
        with pytest.raises(IngestError) as caught:
            read(tmp_path / name)
        assert str(caught.value) == f"{name} {sentence}"
