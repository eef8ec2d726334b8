"""Web pages by address: the main text, without menus and banners, as Markdown with front matter; files as they are.

The extraction is trafilatura's (Apache-2.0), which finds the main text by the density of text and links and by the
habits of content systems (Barbaresi 2021, ACL demo 15). Fetching is the official client's: guarded against addresses of
the own network, bounded in size and time, polite.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ingest.errors import UnreadableFile
from ingest.infer import detect_language
from ingest.official.connection import Answer
from ingest.official.errors import Damaged, NotThere, TooMuch
from ingest.official.exchange import OK, Exchange
from ingest.official.formats import HTML, PDF, XHTML, format_of, is_whole
from ingest.readers._text import decode
from ingest.source import Source
from ingest.wording import LANGUAGES

ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5"
MAX_PAGE = 5_000_000
"""Bytes of a page's HTML; more is a data dump, and extraction is slow on it. Files may be as large as any document."""
_DOCX = b"PK\x03\x04"
_SLUG = 60
_LANG = re.compile(r"""<html\b[^>]*?\blang\s*=\s*["']?([A-Za-z]{2})""", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—]{2,60}$")
_FEW = 100  # letters: less is a cookie notice or an error page, not a text


@dataclass(frozen=True)
class Page:
    """What an address gave. `url` is the address asked for, `address` where it led; `suffix` is the file's ending.

    `title` and `published` (ISO date) are the page's own, where it says them; files (PDF, DOCX, text) say them inside.
    `source` is what a mirror says of it.
    """

    url: str
    address: str
    suffix: str
    body: bytes
    title: str = ""
    language: str = ""
    published: str = ""
    source: Source | None = None


def fetch_page(url: str, exchange: Exchange) -> Page:
    """The page or file at an address; raises CannotFetch, and UnreadableFile for a page without a main text."""
    answer = exchange.get(url, ACCEPT, is_complete=_is_complete)
    if answer.status != OK:
        raise NotThere(f"{url} is not there (status {answer.status}); check the address.")
    return page_of(url, answer)


def page_of(url: str, answer: Answer) -> Page:
    """The page in an answer; see `fetch_page`."""
    body = answer.body
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if format_of(body) is PDF:
        return Page(url, answer.url, ".pdf", body)
    if body.startswith(_DOCX) and ("wordprocessing" in kind or answer.url.lower().endswith(".docx")):
        return Page(url, answer.url, ".docx", body)
    if kind in {"text/plain", "text/markdown"}:
        return Page(url, answer.url, ".md" if kind == "text/markdown" else ".txt", body)
    if format_of(body) in {HTML, XHTML} or kind in {"text/html", "application/xhtml+xml"}:
        return _extracted(url, answer)
    raise Damaged(f"{url} is {kind or 'of an unknown kind'}, not a page, PDF, DOCX or text; save and add it as one.")


def file_name(url: str, suffix: str) -> str:
    """A stable name for an address's file: host and last words of the path, and eight digits of its checksum."""
    parts = urlsplit(url)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname or ''}-{last}".lower()).strip("-")[:_SLUG].strip("-")
    return f"{words}-{hashlib.sha256(url.encode()).hexdigest()[:8]}{suffix}"


def _is_complete(body: bytes) -> bool:
    """Whether an answer is whole; pages may leave their closing tag out."""
    return format_of(body) in {HTML, XHTML} or is_whole(body)


def _extracted(url: str, answer: Answer) -> Page:
    import trafilatura  # noqa: PLC0415 - takes more than a second to import

    if len(answer.body) > MAX_PAGE:
        raise TooMuch(f"{url} has more than {MAX_PAGE // 1_000_000} MB of HTML; save the part you need and add it.")
    markup = decode(answer.body)
    try:
        text = trafilatura.extract(
            markup, url=answer.url, output_format="markdown", include_comments=False, include_links=False,
            include_images=False, favor_precision=True, deduplicate=False,
        )  # fmt: skip
        told = trafilatura.extract_metadata(markup, default_url=answer.url)
    except (RecursionError, ValueError, AssertionError, TypeError) as error:
        raise UnreadableFile(f"{url} cannot be taken apart ({error}); save the page as PDF and add it.") from error
    text = (text or "").strip()
    if sum(character.isalpha() for character in text) < _FEW:
        raise UnreadableFile(f"{url} has no main text (it may need JavaScript); save the page as PDF and add it.")
    heading = _HEADING.search(text)
    title = _line((told.title if told else None) or (heading.group(1) if heading else "") or url)
    declared = _LANG.search(markup[:5000])
    language = declared.group(1).lower() if declared else ""
    language = language if language in LANGUAGES else detect_language(text)
    published = str(told.date or "") if told else ""
    body = _markdown(url, title, language, published, text)
    return Page(url, answer.url, ".md", body.encode("utf-8"), title, language, published)


def _markdown(url: str, title: str, language: str, published: str, text: str) -> str:
    """The text under front matter in the keys that the Markdown reader's documents use, the title as first heading."""
    matter = {"title": title, "official_url": url, "language": language, "date": published}
    lines = [f'{name}: "{value}"' for name, value in matter.items() if value]
    begins = _HEADING.match(text)
    if not (begins and _bare(begins.group(1)) in _bare(title)):
        text = f"# {title}\n\n{text}"
    return "\n".join(["---", *lines, "---", "", text, ""])


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _line(text: str) -> str:
    """A title on one line, without the site's name at its end and without marks that would end the front matter."""
    return _SITE.sub("", " ".join(text.replace('"', "'").split())) or text
