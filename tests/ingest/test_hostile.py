"""Files made to do harm: each is read or refused with one sentence, within bounds of time and memory."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.collect import FoundFile
from ingest.document import Document
from ingest.errors import IngestError, NoTextLayer, ReaderStopped, TooLarge, UnreadableFile
from ingest.isolation import Bounds, IsolatedLoader
from ingest.readers import read
from ingest.readers._pdf_letters import is_undecodable
from ingest.source import Kind, Source

_spec = importlib.util.spec_from_file_location("printed", Path(__file__).with_name("printed.py"))
assert _spec
assert _spec.loader
printed: Any = sys.modules.setdefault("printed", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(printed)

SOURCE = Source(id="odd", title="Odd", kind=Kind.OTHER)
SENTENCE = "Everyone who lives in the town may borrow a bicycle."
SECONDS = 90.0  # in which each must be read or refused; a second or two on an idle core, many minutes where quadratic


@pytest.fixture(scope="module")
def loader() -> Iterator[IsolatedLoader]:
    with IsolatedLoader(Bounds(seconds=SECONDS)) as isolated:
        yield isolated


def load(loader: IsolatedLoader, folder: Path, name: str, content: bytes | str) -> Document:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return loader.load(FoundFile(path, "00", path.stat().st_size, SOURCE))


def outcome(loader: IsolatedLoader, folder: Path, name: str, content: bytes | str) -> str:
    """The text of a file, or the sentence that refuses it; that its reader must be stopped is an error."""
    try:
        return load(loader, folder, name, content).text
    except ReaderStopped:
        raise
    except IngestError as error:
        sentence = str(error)
    assert re.fullmatch(rf"{re.escape(name)} [^\n]+\.", sentence)
    return sentence


def zipped(entries: dict[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in entries.items():
            archive.writestr(name, part)
    return content.getvalue()


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def word(body: str, head: str = "", **more: str) -> bytes:
    """A Word file of the parts that it must have."""
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'{head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
            f'main"><w:body>{body}</w:body></w:document>',
            **more,
        }
    )


PARAGRAPH = f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"


def laughs(name: str = "h") -> str:
    """Entities that would expand to ten million words (the "billion laughs")."""
    doubled = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    return f'<!DOCTYPE x [<!ENTITY a "ha">{doubled}]>'


def test_an_honest_small_file_is_read(loader: IsolatedLoader, tmp_path: Path) -> None:
    """So that the files below are refused for what is in them."""
    assert load(loader, tmp_path, "small.docx", word(PARAGRAPH)).text == SENTENCE


def test_entities_are_not_expanded_in_word_files(loader: IsolatedLoader, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read", encoding="utf-8")
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    for head in (laughs(), outside):
        body = f"{PARAGRAPH}<w:p><w:r><w:t>&{'h' if head == laughs() else 'a'};</w:t></w:r></w:p>"
        text = outcome(loader, tmp_path, "odd.docx", word(body, head))
        assert "haha" not in text
        assert "do not read" not in text


def test_a_document_type_far_down_declares_no_entities_either(loader: IsolatedLoader, tmp_path: Path) -> None:
    page = f"<?xml version='1.0'?><!--{'x' * 200_000}-->{laughs()}<html><body><p>&h; words</p></body></html>"
    assert "haha" not in outcome(loader, tmp_path, "odd.xhtml", page)


def test_paths_in_archives_lead_nowhere(loader: IsolatedLoader, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    evil = {"../../evil.txt": "x", str(tmp_path / "evil.txt"): "x", "word/../../../evil.txt": "x"}
    assert load(loader, folder, "odd.docx", word(PARAGRAPH, **evil)).text == SENTENCE
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["odd.docx"]


@pytest.mark.parametrize("name", ["word/document.xml", "word/media/image1.png"])
def test_zip_bombs(loader: IsolatedLoader, tmp_path: Path, name: str) -> None:
    with pytest.raises(TooLarge, match=r"^odd\.docx would unpack to \d+ MB in \d parts, which no honest document does"):
        load(loader, tmp_path, "odd.docx", word(PARAGRAPH, **{name: " " * 60_000_000}))


def test_an_archive_that_understates_its_size(loader: IsolatedLoader, tmp_path: Path) -> None:
    packed = word(PARAGRAPH, **{"word/document.xml": " " * 30_000_000})
    size = (30_000_000).to_bytes(4, "little")
    assert packed.count(size) == 2
    with pytest.raises(UnreadableFile, match=r"^odd\.docx "):
        load(loader, tmp_path, "odd.docx", packed.replace(size, (1000).to_bytes(4, "little")))


def test_archives_within_archives_are_not_unpacked(loader: IsolatedLoader, tmp_path: Path) -> None:
    inner = zipped({"a.txt": "x"})
    for _ in range(20):
        inner = zipped({"a.zip": inner})
    with pytest.raises(UnreadableFile, match=r"^odd\.docx is a ZIP archive but no Word document; unpack it"):
        load(loader, tmp_path, "odd.docx", inner)


def test_gigantic_tables_are_read_in_time(loader: IsolatedLoader, tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>x1</w:t></w:r></w:p></w:tc>"
    assert (
        len(load(loader, tmp_path, "odd.docx", word(f"<w:tbl>{f'<w:tr>{cell}</w:tr>' * 5_000}</w:tbl>")).units) == 5_000
    )
    page = f"<html><body><table>{'<tr><td>x1</td><td>2</td></tr>' * 10_000}</table></body></html>"
    assert len(load(loader, tmp_path, "odd.html", page).units) == 10_000
    wide = f"<html><body><table><tr>{'<td>x1</td>' * 30_000}</tr></table></body></html>"
    assert load(loader, tmp_path, "odd.html", wide).text.count("|") == 29_999


DEEP = {
    "odd.html": "<html><body>" + "<div>" * 100_000 + "x" + "</div>" * 100_000 + "</body></html>",
    "many.html": "<html><body>" + ("<div>" * 200 + "x" + "</div>" * 200) * 100 + "</body></html>",
    "tables.html": "<html><body>" + "<table><tr><td>" * 80 + SENTENCE + "</td></tr></table>" * 80 + "</body></html>",
    "odd.xml": "<?xml version='1.0'?><ACT>" + "<P>" * 50_000 + "x" + "</P>" * 50_000 + "</ACT>",
    "odd.md": ">" * 50_000 + SENTENCE,
    "brackets.md": "[" * 50_000 + SENTENCE,
    "odd.txt": ">" * 50_000 + SENTENCE,
    "odd.rtf": "{\\rtf1 " + "{" * 100_000 + SENTENCE + "}" * 100_001,
    "odd.docx": word("<w:sdt><w:sdtContent>" * 5000 + PARAGRAPH + "</w:sdtContent></w:sdt>" * 5000),
    "odd.eml": "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(2000)),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting(loader: IsolatedLoader, tmp_path: Path, name: str) -> None:
    text = outcome(loader, tmp_path, name, DEEP[name])
    assert len(text) < 200_000


SLOW = {
    "contents.txt": "Contents\n" * 20_000,
    "articles.txt": f"Article 1\n{SENTENCE}\n" * 10_000,
    "quoted.txt": f"Article 1\n{SENTENCE}\n" + f"‘Article 9\n{SENTENCE}\nArticle 2\n" * 7_000,
    "labels.txt": f"Article 1\n{SENTENCE}\n" + "(a)\n(i)\n" * 10_000,
    "recitals.txt": "Whereas:\n" + "".join(f"({i}) word.\n" for i in range(20_000)) + "Article 1\nWords.\n",
    "joints.txt": "abcDef ghiJkl. Mno.Pqr (a) x" * 10_000,
    "spaces.txt": "a" + " " * 3_000_000 + "b",
    "deleted.rtf": "{\\rtf1 {" + "\\deleted x " * 20_000 + "\\par }}",
    "links.md": "[a](b) " * 20_000,
    "ticks.md": "`" * 50_000,
    "header.eml": "Subject: " + "=?utf-8?q?a?= " * 3_000 + "\n\nText of it.",
    "breaks.html": "<html><body>" + "<b>x</b><br>" * 10_000 + "</body></html>",
    "menus.html": "<html><body>" + "<div class='menu'><a href='/x'>x</a></div>" * 10_000 + SENTENCE + "</body></html>",
}


@pytest.mark.parametrize("name", SLOW)
def test_work_does_not_grow_with_the_square_of_the_size(loader: IsolatedLoader, tmp_path: Path, name: str) -> None:
    assert outcome(loader, tmp_path, name, SLOW[name])


def pdf(content: bytes, box: bytes = b"[0 0 595 842]", catalog: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    """A page whose content is this stream; object 3 is a font, further objects begin with number 6."""
    resources = b"<< /Font << /F1 3 0 R >>" + (b" /XObject << /X 6 0 R >>" if more else b"") + b" >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        content,
        b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents 4 0 R /Resources " + resources + b" >>",
        *more,
    )
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        out
        + head
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )


def stream(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), extra, packed)


WORDS = stream(f"BT /F1 10 Tf 60 700 Td ({SENTENCE}) Tj ET".encode())


def test_javascript_and_actions_in_a_pdf_do_nothing(loader: IsolatedLoader, tmp_path: Path) -> None:
    script = b"/OpenAction << /S /JavaScript /JS (while (true) {}) >> /AA << /WC << /S /Launch /F (/bin/sh) >> >>"
    assert load(loader, tmp_path, "odd.pdf", pdf(WORDS, catalog=script)).text == SENTENCE


def test_a_page_as_large_as_a_country_is_read(loader: IsolatedLoader, tmp_path: Path) -> None:
    assert load(loader, tmp_path, "odd.pdf", pdf(WORDS, box=b"[0 0 1000000000 1000000000]")).text == SENTENCE


def test_a_pdf_that_unpacks_beyond_its_memory_is_named(tmp_path: Path) -> None:
    bomb = pdf(stream(b" " * 200_000_000 + b"BT /F1 10 Tf (x) Tj ET"))
    with IsolatedLoader(Bounds(seconds=SECONDS, memory=350_000_000)) as small, pytest.raises(IngestError) as caught:
        load(small, tmp_path, "odd.pdf", bomb)
    assert str(caught.value).startswith("odd.pdf ")


def test_forms_that_draw_each_other_without_end_are_stopped(tmp_path: Path) -> None:
    """Nine levels of ten: a thousand million words, from two kilobytes."""
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /Font << /F1 3 0 R >> "
    kind += b"/XObject << /X %d 0 R >> >>"
    forms = [stream(b"/X Do " * 10, kind % (7 + level)) for level in range(9)]
    last = stream(b"BT /F1 10 Tf 60 700 Td (Words.) Tj ET", kind % 6)
    bomb = pdf(stream(b"/X Do"), more=(*forms, last))
    started = time.monotonic()
    with IsolatedLoader(Bounds(seconds=3, memory=1_000_000_000)) as quick, pytest.raises(UnreadableFile) as caught:
        load(quick, tmp_path, "odd.pdf", bomb)
    assert str(caught.value).startswith("odd.pdf ")
    assert time.monotonic() - started < SECONDS


def test_page_trees_that_lead_to_themselves_or_boast(loader: IsolatedLoader, tmp_path: Path) -> None:
    loop = pdf(WORDS).replace(b"/Kids [5 0 R] /Count 1 ", b"/Kids [2 0 R] /Count 99")
    boast = pdf(WORDS).replace(b"/Count 1 >>", b"/Count 2147483647 >>")
    for content in (loop, boast):
        assert len(outcome(loader, tmp_path, "odd.pdf", content)) < 200


def test_fonts_without_a_map_to_letters_are_told(tmp_path: Path) -> None:
    """What readers get then: the numbers of the shapes, in fonts of ASCII order 29 places away from the letters."""
    shifted = "".join(chr(ord(c) - 29) for c in SENTENCE * 12)
    lines = "".join(
        f"BT /F1 10 Tf 60 {800 - 12 * i} Td <{shifted[i * 60 : i * 60 + 60].encode().hex()}> Tj ET\n" for i in range(10)
    )
    path = tmp_path / "odd.pdf"
    path.write_bytes(pdf(stream(lines.encode())))
    with pytest.raises(NoTextLayer, match=r"^odd\.pdf has text that cannot be decoded; run text recognition"):
        read(path)


def test_a_subset_of_a_font_without_its_map_is_told(tmp_path: Path) -> None:
    path = printed.pdf()(tmp_path)
    path.write_bytes(re.sub(rb"/ToUnicode \d+ 0 R", lambda found: b" " * len(found.group()), path.read_bytes()))
    with pytest.raises(NoTextLayer, match=r"^act1\.pdf has text that cannot be decoded"):
        read(path)


def test_tables_of_numbers_and_short_texts_are_no_riddles() -> None:
    assert not is_undecodable(" ".join(f"{i}.5 % {i * 3} 000" for i in range(500)) + " Total of all towns")
    assert not is_undecodable("Krk, vlk, smrk, prst, krv, čtvrt.")
    assert not is_undecodable("כל אדם רשאי לשאול אופניים ליום אחד " * 50)
    assert not is_undecodable("Všichni, kdo bydlí ve městě, si mohou na den půjčit kolo a nechat si je přes noc. " * 20)


def test_a_file_of_200_megabytes_is_refused_unread(loader: IsolatedLoader, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    started = time.monotonic()
    with pytest.raises(TooLarge, match=r"^odd\.txt has 200 MB, more than the limit of 100 MB; split it"):
        loader.load(FoundFile(path, "00", 200_000_000, SOURCE))
    assert time.monotonic() - started < 5


def _whole_files() -> dict[str, bytes]:
    mail = f"From: a@b.c\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain\n\n{SENTENCE}\n"
    office = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text"))
    content = (
        f"<office:document-content {office}><office:body><office:text><text:p>{SENTENCE}</text:p></office:text>"
        "</office:body></office:document-content>"
    )
    return {
        "odd.pdf": pdf(WORDS),
        "odd.docx": word(PARAGRAPH),
        "odd.odt": zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}),
        "odd.rtf": f"{{\\rtf1 {SENTENCE}\\par }}".encode(),
        "odd.html": f"<html><body><p>{SENTENCE}</p></body></html>".encode(),
        "odd.xml": f"<?xml version='1.0'?><ACT><P>{SENTENCE}</P></ACT>".encode(),
        "odd.eml": mail.encode(),
        "odd.md": f"# Title\n\n{SENTENCE}\n".encode(),
        "odd.txt": SENTENCE.encode(),
    }


@pytest.mark.parametrize("name", _whole_files())
def test_truncated_files_give_their_text_or_a_sentence(loader: IsolatedLoader, tmp_path: Path, name: str) -> None:
    whole = _whole_files()[name]
    assert SENTENCE in load(loader, tmp_path, name, whole).text
    for cut in sorted({1, 10, len(whole) // 4, len(whole) // 2, len(whole) * 3 // 4, len(whole) - 1}):
        assert outcome(loader, tmp_path, name, whole[:cut])


def test_a_pdf_by_name_only_is_refused(tmp_path) -> None:
    file = tmp_path / "bad.pdf"
    file.write_bytes(b"%PDF broken")
    with pytest.raises(UnreadableFile, match=r"bad\.pdf has no PDF's signature"):
        read(file)
