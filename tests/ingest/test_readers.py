"""The choice of a reader, encodings, and files that are broken, hostile, too large or no documents at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.block import Reading
from ingest.errors import TooLarge, Truncated, UnknownFormat, UnreadableFile
from ingest.readers import read


def page(body: str, head: str = "<title>32030L0001</title>") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML//EN" "xhtml-strict.dtd">'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head>{head}</head><body>{body}</body></html>'
    )


def point(mark: str, content: str) -> str:
    return (
        '<table><col width="4%"/><col width="96%"/><tbody><tr>'
        f'<td valign="top"><p class="oj-normal">{mark}</p></td><td valign="top">{content}</td></tr></tbody></table>'
    )


def p(text: str, name: str = "oj-normal") -> str:
    return f'<p class="{name}">{text}</p>'


ARTICLE = (
    '<div class="eli-subdivision" id="art_1"><p class="oj-ti-art">Article 1</p>'
    '<div class="eli-title" id="art_1.tit_1"><p class="oj-sti-art">Scope</p></div>{}</div>'
)


def read_page(tmp_path: Path, markup: str | bytes, name: str = "act.xhtml") -> Reading:
    path = tmp_path / name
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return read(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "iso-8859-1", "cp1252"])
def test_encodings_are_read_as_they_are_whatever_they_say(tmp_path: Path, encoding: str) -> None:
    """The page always declares UTF-8."""
    reading = read_page(tmp_path, page(ARTICLE.format(p("Über £5 für Käse"))).encode(encoding))
    assert reading.blocks[-1].text == "Über £5 für Käse"


def test_a_declared_single_byte_encoding_is_used(tmp_path: Path) -> None:
    markup = page(ARTICLE.format(p("Zażółć gęślą jaźń"))).replace("UTF-8", "ISO-8859-2")
    assert read_page(tmp_path, markup.encode("iso-8859-2")).blocks[-1].text == "Zażółć gęślą jaźń"


def test_utf8_that_declares_latin1_is_read_as_utf8(tmp_path: Path) -> None:
    markup = page(ARTICLE.format(p("Žluťoučký"))).replace("UTF-8", "ISO-8859-1")
    assert read_page(tmp_path, markup).blocks[-1].text == "Žluťoučký"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_page_is_refused(tmp_path: Path, share: float) -> None:
    markup = page(ARTICLE.format(p("Text.") * 50))
    with pytest.raises(Truncated, match=r"act\.xhtml breaks off .*; fetch it again"):
        read_page(tmp_path, markup[: int(len(markup) * share)])


def test_entities_are_refused_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read", encoding="utf-8")
    doctype = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"> <!ENTITY y "ha">]>'
    markup = f'<?xml version="1.0"?>{doctype}<html><body><p class="oj-ti-art">Article 1 &x; &y;</p></body></html>'
    with pytest.raises(UnreadableFile, match="declares entities"):
        read_page(tmp_path, markup)


@pytest.mark.parametrize("depth", [300, 5000])
def test_very_deep_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    markup = page("<div>" * depth + p("Article 1", "oj-ti-art") + "</div>" * depth)
    with pytest.raises(UnreadableFile, match=r"act\.xhtml .*nested"):
        read_page(tmp_path, markup)


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", UnreadableFile, "is empty"),
        (b" \n\t ", UnreadableFile, "is empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", UnknownFormat, "binary file"),
        (b"<html><body></body></html>", UnreadableFile, "no text"),
        (b'<?xml version="1.0"?><feed><entry>News</entry></feed>', UnknownFormat, "<feed>"),
        (b'<?xml version="1.0"?><ACT><P>Text', Truncated, "breaks off"),
        (b'<?xml version="1.0"?><ACT><P>a < b</P></ACT>', UnreadableFile, "not well-formed"),
    ],
)
def test_bad_files_get_a_plain_sentence(tmp_path: Path, content: bytes, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        read_page(tmp_path, content)
    assert str(caught.value).startswith("act.xhtml ")
    assert str(caught.value).endswith(".")


def test_missing_and_too_large_files(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        read(tmp_path / "nothing.xhtml")
    path = tmp_path / "large.xhtml"
    path.write_text(page(p("x")), encoding="utf-8")
    with pytest.raises(TooLarge, match="more than the limit"):
        read(path, max_bytes=10)
    with pytest.raises(UnreadableFile, match="is a folder"):
        read(tmp_path)
