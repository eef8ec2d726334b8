"""What the readers of marked-up layouts share: safe parsing, inline text, marks of points, numbered paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import Any

from lxml import etree

from ingest.block import Block
from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.readers._text import normalise

K = UnitKind
Element = Any  # lxml's element type is private

# "(a)", "a)", "1.", "(12)", "(iv)", "(1a)"; a dash or bullet has no number.
_MARK = re.compile(
    r"\(?(\d{1,3}(?:\.\d{1,3})*[a-z]{0,3}|[A-Za-zα-ωа-я]{1,5}|[ivxlcIVXLC]{1,7})(?:\)\.?|\.)|(\d{1,3}(?:\.\d{1,3})+)"
)
_DASH = re.compile(r"[—–‒−\-•·▪●*]")
_PARAGRAPH = re.compile(r"(\d{1,3}[a-z]{0,2})\. ?(?=\D)")
_ARTICLE_NUMBER = re.compile(r"(\d+[a-z]{0,2})\b")
# "Article premier", "Sole Article": what a text without numbers says for 1
_ONE = re.compile(
    r"\b(?:premier|primo|primero|πρώτο|prvi|первый|unic|unique|único|unico|sole|single|einziger|enige|eneste)\b"
)
_LEADING_POINT = re.compile(r"\((\d{1,3}[a-z]{0,2}|[a-z]{1,2}|[ivxl]{1,5})\) (?=\S)")
_LEADING_DASH = re.compile(r"[—–-] (?=\S)")
_ANNEX_NUMBER = re.compile(r"\b([IVXLC]+|[A-Z]|\d+)\b\.?$")
_BREAKING = {"br", "p", "div", "td", "th", "tr", "li"}
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")
QUOTES = "‘“„«\"'‚"


def parse(text: str, *, xml: bool, name: str) -> Element:
    """The root element, tags without namespaces. XML with fallback to tolerant HTML; entities are never expanded.

    Raises UnreadableFile for a document type that declares entities (the way to XML bombs and to reading other files)
    and for markup from which nothing can be had.
    """
    if re.search(r"<!ENTITY", text[:100_000], re.IGNORECASE):
        raise UnreadableFile(f"{name} declares entities, which are not read for safety; save it without its DOCTYPE.")
    root = _as_xml(text, name) if xml else None
    if root is None:
        root = _as_html(text, name)
    for element in root.iter(etree.Element):
        if "}" in element.tag:
            element.tag = element.tag.rpartition("}")[2]
    return root


def _as_xml(text: str, name: str) -> Element | None:
    """The root, or None for a page that is no well-formed XML and may be read as HTML."""
    known = _ENTITY.sub(lambda found: html5.get(f"{found.group(1)};", found.group()), text)
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(known.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        _refuse_depth(parser, name)
        if "<html" not in text[:5000].lower():
            raise UnreadableFile(f"{name} is not well-formed XML ({error.msg}); fetch it again.") from error
        return None


def _as_html(text: str, name: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"{name} has no readable markup ({error.msg}); fetch it again.") from error
    _refuse_depth(parser, name)
    if root is None:
        raise UnreadableFile(f"{name} has no readable markup; fetch it again.")
    return root


def _refuse_depth(parser: Any, name: str) -> None:
    """Refuse what the parser gave up on for its depth: it would drop the rest without a word."""
    if any("depth" in (entry.message or "").lower() for entry in parser.error_log):
        raise UnreadableFile(f"{name} has elements nested too deeply to be a text; fetch it again.")


def classes(element: Element) -> set[str]:
    """Class names, without the `oj-` prefix that the Official Journal's pages have had since 2023."""
    return {name.removeprefix("oj-") for name in (element.get("class") or "").split()}


def inline_text(element: Element, is_note: Callable[[Element], bool]) -> str:
    """All text under an element on one line, without footnote marks (and the space before them)."""
    parts: list[str] = []
    gather_text(element, is_note, parts)
    return normalise("".join(parts))


def gather_text(element: Element, is_note: Callable[[Element], bool], parts: list[str]) -> None:
    """Append the text runs under an element to `parts`."""
    parts.append(element.text or "")
    for child in element:
        gather_child(child, is_note, parts)


def gather_child(child: Element, is_note: Callable[[Element], bool], parts: list[str]) -> None:
    """Append the text runs of a child element and what follows it to `parts`."""
    if isinstance(child.tag, str):  # comments and processing instructions have none
        if is_note(child):
            _drop_mark(parts, child)
            return
        broken = child.tag in _BREAKING
        parts.append(" " if broken else "")
        gather_text(child, is_note, parts)
        parts.append(" " if broken else "")
    elif child.tag is etree.Entity:  # one that no standard knows: shown as it is written
        parts.append(child.text or "")
    parts.append(child.tail or "")


def lines_of(element: Element, is_note: Callable[[Element], bool]) -> list[str]:
    """The lines into which `<br>` parts an element's text, without footnote marks."""
    runs: list[list[str]] = [[]]

    def gather(node: Element) -> None:
        runs[-1].append(node.text or "")
        for child in node:
            if not isinstance(child.tag, str) or is_note(child) or (child.tag != "br" and child.find(".//br") is None):
                gather_child(child, is_note, runs[-1])
                continue
            if child.tag == "br":
                runs.append([])
            else:
                gather(child)
            runs[-1].append(child.tail or "")

    gather(element)
    return [line for run in runs if (line := normalise("".join(run)))]


def _drop_mark(parts: list[str], note: Element) -> None:
    """Leave out a footnote mark, the space before it, and brackets around it."""
    strip_end(parts)
    tail = note.tail or ""
    if parts and parts[-1].endswith("(") and tail.lstrip().startswith(")"):
        parts[-1] = parts[-1][:-1].rstrip()
        tail = tail.lstrip()[1:]
    parts.append(tail)


def strip_end(parts: list[str]) -> None:
    """Drop white space at the end of a run of text parts."""
    while parts and not parts[-1].strip():
        parts.pop()
    if parts:
        parts[-1] = parts[-1].rstrip()


def rows(table: Element) -> list[Element]:
    """A table's own rows, not those of tables inside it."""
    found = []
    for child in elements(table):
        if child.tag == "tr":
            found.append(child)
        elif child.tag in {"tbody", "thead", "tfoot"}:
            found.extend(row for row in elements(child) if row.tag == "tr")
    return found


def elements(element: Element) -> Iterator[Element]:
    """Child elements, without comments and processing instructions."""
    return (child for child in element if isinstance(child.tag, str))


def mark_of(text: str) -> tuple[bool, str | None]:
    """Whether a text is nothing but a point's mark, and the number it gives: "(a)" -> a, "–" -> None."""
    if _DASH.fullmatch(text):
        return True, None
    found = _MARK.fullmatch(text)
    return (True, found.group(1) or found.group(2)) if found else (False, None)


def body_block(text: str, level: int = 0) -> Block:
    """A block inside an article by its beginning: "1. …" paragraph, "(a) …" or "– …" point, else subparagraph."""
    paragraph = _PARAGRAPH.match(text)
    if paragraph and level == 0:
        return Block(text, K.PARAGRAPH, paragraph.group(1))
    point = _LEADING_POINT.match(text)
    if point:
        return Block(text, K.POINT, point.group(1), level)
    if _LEADING_DASH.match(text):
        return Block(text, K.POINT, None, level)
    return Block(text, K.SUBPARAGRAPH, None, level)


def article_number(text: str) -> str | None:
    """The number in an article heading: "Article 17a" -> 17a, "3. cikk" -> 3, "Article premier" -> 1."""
    found = _ARTICLE_NUMBER.search(text)
    if found:
        return found.group(1)
    return "1" if _ONE.search(text.casefold()) else None


def annex_number(text: str) -> str | None:
    """The number in an annex heading: "ANNEX II" -> II, "ANNEX" -> None, "II LISA" -> II."""
    words = text.split()
    if len(words) < 2:  # noqa: PLR2004 - a word alone is the name "ANNEX"
        return None
    found = _ANNEX_NUMBER.search(text) or re.match(r"([IVXLC]+|\d+)\.?\b", text)
    return found.group(1) if found else None


def division_number(text: str) -> str | None:
    """The number in a division heading: "CHAPTER IVa" -> IVa, "Section 2" -> 2."""
    found = re.search(r"\b([IVXLC]+[a-z]?|\d+[a-z]?|[A-Z])\b\.?$", text) or re.match(r"([IVXLC]+|\d+)\b", text)
    return found.group(1) if found else None
