"""E-mail messages (.eml) and saved web pages (.mht): the subject and the text, without senders and attachments.

Quoted text keeps its words and loses its marks (">"); attachments are named, so that they can be saved and added.
"""

from __future__ import annotations

import email
import email.policy
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.readers import plain_html
from ingest.readers._markup import parse
from ingest.readers._text import decode, normalise
from ingest.readers.text import read_lines

_MAX_PARTS = 200


def read_mail(path: Path) -> Reading:
    """Blocks of a message's text, its subject as heading; properties title, date, notes. Raises UnreadableFile."""
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = _body(message)
        subject = normalise(str(message.get("Subject") or ""))
        reading = _reading(body, path.name) if body is not None else None
        properties = _properties(message, subject)
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, IndexError, RecursionError) as error:
        raise UnreadableFile(f"{path.name} is no readable message; save its text or make a PDF of it.") from error
    if reading is None or not any(block.text for block in reading.blocks):
        raise UnreadableFile(f"{path.name} has no text of its own; save its attachments and add those.")
    heading = (Block(subject, UnitKind.HEADING, level=1),) if subject else ()
    return Reading((*heading, *reading.blocks), "mail", reading.properties | properties)


def _body(message: EmailMessage) -> EmailMessage | None:
    """The part that says most plainly what the message says."""
    chosen = message.get_body(("plain", "html"))
    if chosen is not None:
        return chosen if isinstance(chosen, EmailMessage) else None
    if message.is_multipart():
        return None
    return message if message.get_content_maintype() == "text" else None


def _reading(part: EmailMessage, name: str) -> Reading:
    raw = part.get_payload(decode=True)
    charset = part.get_content_charset()
    text = _decoded(raw if isinstance(raw, bytes) else b"", charset)
    if part.get_content_subtype() == "html":
        return plain_html.read_tree(parse(text, xml=False, name=name))
    if part.get_param("format") == "flowed":
        text = _unflowed(text)
    return read_lines(text)


def _decoded(raw: bytes, charset: str | None) -> str:
    """By the declared character set where the bytes can be that, else as any file."""
    try:
        return raw.decode(charset) if charset else decode(raw)
    except (LookupError, UnicodeDecodeError):
        return decode(raw)


def _unflowed(text: str) -> str:
    """Lines that end with a space go on in the next one (RFC 3676, 4.1); but for "-- ", a signature's rule."""
    lines: list[str] = []
    open_line = False
    for raw in text.splitlines():
        depth = len(raw) - len(raw.lstrip(">"))
        line = raw[depth:].removeprefix(" ")
        if open_line and lines and lines[-1].startswith(">" * depth + " " * bool(depth)):
            lines[-1] += line
        else:
            lines.append(f"{'>' * depth} {line}" if depth else line)
        open_line = line.endswith(" ") and line != "-- "
    return "\n".join(line.rstrip() for line in lines)


def _properties(message: EmailMessage, subject: str) -> dict[str, str]:
    found = {"title": subject} if subject else {}
    sent = getattr(message.get("Date"), "datetime", None)
    if sent is not None:
        found["date"] = sent.date().isoformat()
    names = []
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            break
        if part.get_content_disposition() == "attachment":
            names.append(normalise(part.get_filename() or "without a name")[:80])
    if names:
        found["notes"] = f"attachments not read: {', '.join(names[:5])}" + (" and more" if len(names) > 5 else "")  # noqa: PLR2004
    return found
