"""E-mail: saved messages, and text with the marks of quotations."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.block import Reading
from ingest.collect import FoundFile
from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.load import load
from ingest.readers import read
from ingest.readers.text import read_lines

K = UnitKind
PROSE = "Everyone who lives in the town may borrow a bicycle for a day, and keep it over night if the weather is bad."


def message(text: str = PROSE, subject: str = "Bicycles – ‘Fahrräder’") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", subject
    mail["Date"] = "Tue, 05 Mar 2030 10:00:00 +0100"
    mail.set_content(text)
    return mail


def read_mail(folder: Path, mail: EmailMessage | bytes, name: str = "note.eml") -> Reading:
    path = folder / name
    path.write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())
    return read(path, "en")


def test_subject_and_text_without_senders(tmp_path: Path) -> None:
    reading = read_mail(tmp_path, message())
    assert [(block.kind, block.text) for block in reading.blocks] == [
        (K.HEADING, "Bicycles – ‘Fahrräder’"),
        (K.TEXT, PROSE),
    ]
    assert reading.properties["date"] == "2030-03-05"
    assert "example.org" not in str(reading)


def test_a_mail_is_known_by_its_head_too(tmp_path: Path) -> None:
    assert read_mail(tmp_path, message(), "note.txt").layout == "mail"
    assert (
        read_mail(tmp_path, b"From: the mayor\nTo the people: hello, this is a letter.", "letter.txt").layout == "text"
    )


def test_a_mail_becomes_a_document_with_its_date(tmp_path: Path) -> None:
    path = tmp_path / "note.eml"
    path.write_bytes(message().as_bytes())
    document = load(FoundFile(path, "00", 1))
    assert (document.source.title, str(document.source.adopted)) == ("Bicycles – ‘Fahrräder’", "2030-03-05")


def test_plain_text_comes_before_html_and_attachments_are_named(tmp_path: Path) -> None:
    mail = message()
    mail.add_alternative("<p>HTML</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="act.pdf")
    reading = read_mail(tmp_path, mail)
    assert [block.text for block in reading.blocks][1:] == [PROSE]
    assert reading.properties["notes"] == "attachments not read: act.pdf"


def test_html_alone_is_read_as_a_page(tmp_path: Path) -> None:
    mail = message()
    mail.set_content(f"<html><body><p>{PROSE}</p><p hidden>Secret.</p></body></html>", subtype="html")
    assert [block.text for block in read_mail(tmp_path, mail).blocks][1:] == [PROSE]


def test_lines_that_flow_are_put_together(tmp_path: Path) -> None:
    mail = message("Everyone who lives in the town \nmay borrow a bicycle.\n> The old \n> rule.\n")
    mail.set_param("format", "flowed")
    texts = [block.text for block in read_mail(tmp_path, mail).blocks][1:]
    assert texts == ["Everyone who lives in the town may borrow a bicycle.", "> The old rule."]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "cp1252", "utf-16"])
def test_declared_character_sets(tmp_path: Path, charset: str) -> None:
    body = "Über Käse für alle, die ihn gern essen und nicht zu viel bezahlen wollen.".encode(charset)
    head = f"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    mail = read_mail(tmp_path, head + body)
    assert mail.blocks[1].text.startswith("Über Käse für alle")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Subject: x\nContent-Type: image/png\n\nabc", "has no text of its own; save its attachments"),
        (b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n", "has no text of its own"),
        (b"Subject: x\nContent-Type: text/plain; charset=no-such\n\n\n", "has no text|is empty"),
        (b"Subject: =?utf-8?b?////?=\nContent-Transfer-Encoding: base64\n\n!!!", "has no text|is no readable message"),
    ],
)
def test_mails_without_text_are_named(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=rf"^note\.eml .*(?:{why})"):
        read_mail(tmp_path, content)


def test_quoted_lines_lose_their_marks_and_keep_their_words() -> None:
    text = (
        "Dear colleague, please find the rule below.\n\n"
        "> Article 1 applies to bicycles that are lent by the towns of all\n"
        "> Member States, and to tricycles, which the towns may lend as well\n"
        "> where there are any.\n"
        ">\n"
        "> > An older message said that only bicycles are lent, and nothing\n"
        "> > else, whatever anybody may ask for or be in need of, for as long\n"
        "> > as the mayor thinks so.\n"
        "Yours, the mayor\n"
    )
    found = [block.text for block in read_lines(text).blocks]
    assert (found[0], found[-1]) == ("Dear colleague, please find the rule below.", "Yours, the mayor")
    assert found[1:-1] == [
        " ".join(line.lstrip("> ") for line in text.splitlines()[2:5]),
        " ".join(line.lstrip("> ") for line in text.splitlines()[6:9]),
    ]


def test_a_greater_than_sign_is_no_quotation() -> None:
    text = "Shares of bicycles:\n> 50 % in the old town\nand fewer elsewhere."
    assert "> 50 % in the old town" in [block.text for block in read_lines(text).blocks]
