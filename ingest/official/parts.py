"""Documents in several parts: finding the parts in an index (status 300), and making one readable document of them."""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from ingest.official.errors import Damaged, TooMuch
from ingest.official.formats import FORMEX, PDF, Format, format_of
from ingest.official.rendition import Rendition
from ingest.readers._text import decode
from ingest.readers.formex import ROOTS

MAX_PARTS = 200
"""More than any act has; a longer list is a mistake."""
_LINK = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_PLAIN_LINK = re.compile(r"https?://[^\s<>\"']+")
_PART = re.compile(r"(?P<whole>.*)/DOC_(?P<number>\d+)(?:/.*)?$")
_BODY = re.compile(r"<body\b[^>]*>(.*)</body\s*>", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(r"""((?:charset|encoding)\s*=\s*["']?)[\w.:-]+""", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_NO_ENTITIES = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


@dataclass(frozen=True)
class Part:
    """One fetched part; `name` is its address or its name in a zip, which gives its place."""

    name: str
    body: bytes


def fingerprint(pieces: Sequence[Part]) -> str:
    """A checksum of what was fetched, to tell whether it has changed: joining and zipping may vary, parts do not."""
    checksums = "".join(hashlib.sha256(piece.body).hexdigest() for piece in pieces)
    return hashlib.sha256(pieces[0].body if len(pieces) == 1 else checksums.encode()).hexdigest()


def part_urls(index: str, url: str) -> tuple[str, ...]:
    """The addresses of the parts that an index at `url` lists, in order.

    The repository's parts are …/DOC_1, …/DOC_2 of one manifestation. An index of several manifestations lists
    alternatives (PDF for archives, PDF for print): the first is taken. Links that are no DOC_ count when there is none.
    """
    found = [html.unescape(link) for link in _LINK.findall(index)] or _PLAIN_LINK.findall(index)
    links = list(dict.fromkeys(urljoin(url, link.strip()) for link in found))
    links = [link for link in links if urlsplit(link).scheme in {"http", "https"}]
    placed = [(match, link) for link in links if (match := _PART.match(link))]
    if placed:
        whole = placed[0][0]["whole"]
        links = [link for match, link in sorted(placed, key=_place) if match["whole"] == whole]
    if not links:
        raise Damaged(f"{url} offers several parts but lists none; try again later.")
    if len(links) > MAX_PARTS:
        raise TooMuch(f"{url} lists {len(links)} parts, more than {MAX_PARTS}; add the document as a file.")
    return tuple(links)


def _place(placed: tuple[re.Match[str], str]) -> tuple[int, list[str | int]]:
    return int(placed[0]["number"]), _natural(placed[1])


def _natural(name: str) -> list[str | int]:
    return [int(piece) if piece.isdecimal() else piece for piece in _DIGITS.split(name)]


def rendition(celex: str, language: str, wanted: Format, pieces: Sequence[Part], url: str) -> Rendition:
    """The rendition made of pieces in order; pieces of other kinds (pictures, tables of contents) are left out.

    Raises Damaged when no piece is a text of the wanted format.
    """
    what = f"{celex} ({language})"
    texts = [piece.body for piece in pieces if (found := format_of(piece.body)) and found.family == wanted.family]
    if not texts:
        raise Damaged(f"None of the {len(pieces)} parts of {what} is {wanted.name}; try again later.")
    if wanted.family == FORMEX.family:
        wanted = FORMEX
        body = texts[0] if len(pieces) == 1 else _joined_formex(texts, what)
    elif len(texts) == 1:
        body = texts[0]
    else:
        body = _joined_pdf(texts) if wanted is PDF else _joined_pages(texts, what)
    return Rendition(celex, language, wanted, body, url, fingerprint(pieces), len(texts))


def _joined_pages(pages: Sequence[bytes], what: str) -> bytes:
    """The first page with the contents of the others' bodies behind its own; each part in a `div` of its own."""
    texts = [decode(page) for page in pages]
    bodies = [found for text in texts if (found := _BODY.search(text))]
    if len(bodies) < len(texts):
        raise Damaged(f"A part of {what} has no body; try again later.")
    contents = "\n".join(f'<div class="part">{body.group(1)}</div>' for body in bodies)
    first, whole = bodies[0], texts[0]
    head = _CHARSET.sub(r"\g<1>utf-8", whole[: first.start(1)].lstrip("\ufeff"))
    return (head + contents + whole[first.end(1) :]).encode("utf-8")


def _joined_formex(files: Sequence[bytes], what: str) -> bytes:
    """The act's element with the annexes' elements behind its own contents; files that hold no text are left out."""
    try:
        roots = [etree.fromstring(file, _NO_ENTITIES) for file in files]
    except etree.XMLSyntaxError as error:
        raise Damaged(f"A part of {what} is not well-formed XML ({error.msg}); try again later.") from error
    texts = [root for root in roots if root.tag in ROOTS]
    if not texts:
        raise Damaged(f"No part of {what} holds a text, only {', '.join(sorted({str(r.tag) for r in roots}))}.")
    texts.sort(key=lambda root: root.tag in {"ANNEX", "CONS.ANNEX"})  # stable: the act first, annexes in their order
    for other in texts[1:]:
        texts[0].append(other)
    return bytes(etree.tostring(texts[0], encoding="utf-8", xml_declaration=True))


def _joined_pdf(files: Sequence[bytes]) -> bytes:
    import pypdfium2  # noqa: PLC0415 - only for the rare PDF in parts

    whole = pypdfium2.PdfDocument.new()
    try:
        for file in files:
            part = pypdfium2.PdfDocument(file)
            whole.import_pages(part)
            part.close()
        kept = io.BytesIO()
        whole.save(kept)
    except pypdfium2.PdfiumError as error:
        raise Damaged(f"A part of the PDF cannot be opened ({error}); try again later.") from error
    finally:
        whole.close()
    return kept.getvalue()


def unzipped(archive: bytes, what: str, max_bytes: int) -> tuple[Part, ...]:
    """The XML files of a Formex zip in natural order of their names; nothing is written to disk.

    Raises TooMuch above `max_bytes` unpacked (zip bombs lie about their sizes, so what is read is counted), Damaged.
    """
    parts, left = [], max_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            names = [entry.filename for entry in opened.infolist() if entry.filename.lower().endswith(".xml")]
            if len(names) > MAX_PARTS:
                raise TooMuch(f"The zip of {what} holds {len(names)} files, more than {MAX_PARTS}.")
            for name in sorted(names, key=_natural):
                with opened.open(name) as file:
                    body = file.read(left + 1)
                left -= len(body)
                if left < 0:
                    raise TooMuch(f"The zip of {what} unpacks to more than {max_bytes // 1_000_000} MB.")
                parts.append(Part(name, body))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise Damaged(f"The zip of {what} cannot be opened ({error}); try again later.") from error
    if not parts:
        raise Damaged(f"The zip of {what} holds no XML file.")
    return tuple(parts)
