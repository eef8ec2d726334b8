"""Markdown: headings, lists and tables with their kinds, front matter into properties, inline marks taken out.

Pages converted to Markdown by machine bring traces along: boxes (□) for pictures, links to nothing (`[text](#)`),
spaces inside quotation marks, a paragraph cut in two where a page ended. They are cleaned before any offset exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.readers._text import decode, normalise

K = UnitKind
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"([A-Za-z_][\w-]*):[ \t]*(.*)$")
_HTML = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_BOXES = re.compile(r"[\u25a0\u25a1\u25fb-\u25fe\u2610\ufffc\ufffd\uf000-\uf8ff]+")
_OPEN_SPACE = re.compile(r"([“«‘(\[]) (?=\w)")
_CLOSE_SPACE = re.compile(r"(?<=[\w.,!?]) (?=[”’»)\]])(?!’\w)")
_POINT_SPACE = re.compile(r"(?<=[\w)\]”’\"]) (?=[.,;](?:\s|\"|”|$))")
_STRAIGHT_QUOTE = re.compile(r'"')
_SENTENCE_END = re.compile(r"[.!?:;…][\"”’»)]*$")
_LONG = 40  # characters: shorter lines may be addresses or names, not sentences cut in two


def read_markdown(path: Path) -> Reading:
    """Blocks of a Markdown file; properties hold the front matter, or the first heading as title.

    List items are POINT with their nesting as level, table rows TABLE with cells parted by " | ".
    """
    return read_source(decode(path.read_bytes()), path.name)


def read_source(text: str, name: str) -> Reading:
    """Blocks of Markdown that is already decoded; `name` is for messages."""
    properties: dict[str, str] = {}
    found = _FRONT_MATTER.match(text.replace("\r\n", "\n"))
    if found:
        properties = _front_matter(found.group(1))
        text = text.replace("\r\n", "\n")[found.end() :]
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(_BOXES.sub("", text))
    blocks = tuple(_joined(list(_Walk(tokens).blocks())))
    if not blocks:
        raise UnreadableFile(f"{name} has no text; give a file with text.")
    first = next((block.text for block in blocks if block.kind == K.HEADING), "")
    if first:
        properties.setdefault("title", first)
    return Reading(blocks, "markdown", properties)


def _front_matter(text: str) -> dict[str, str]:
    """`key: value` lines, the value with or without quotes; a list ("- item" lines) is joined by semicolons."""
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        entry = _ENTRY.match(line)
        if entry:
            key = entry.group(1)
            found[key] = _unquoted(entry.group(2))
        elif key and line.strip().startswith("- "):
            item = _unquoted(line.strip()[2:])
            found[key] = f"{found[key]}; {item}" if found[key] else item
    return {name: value for name, value in found.items() if value}


def _unquoted(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


class _Walk:
    """Goes through the parser's flat list of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._lists: list[int | None] = []  # the next number of each open list, None for bullets
        self._item = False  # whether the next paragraph is the first of a list item
        self._cells: list[str] = []
        self._in_cell = False

    def blocks(self) -> Iterator[Block]:
        """All blocks with text."""
        level = 0
        for token in self._tokens:
            if token.type == "heading_open":
                level = int(token.tag[1])
            elif token.type in {"bullet_list_open", "ordered_list_open"}:
                ordered = token.type.startswith("ordered")
                self._lists.append(int(token.attrs.get("start") or 1) if ordered else None)
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self._lists.pop()
            elif token.type == "list_item_open":
                self._item = True
            elif token.type in {"th_open", "td_open", "th_close", "td_close"}:
                self._in_cell = token.type.endswith("open")
            elif token.type == "tr_close":
                yield from self._row()
            elif token.type in {"inline", "fence", "code_block", "html_block"}:
                yield from self._inline(token, level)
                level = 0

    def _row(self) -> Iterator[Block]:
        if any(self._cells):
            yield Block(" | ".join(self._cells), K.TABLE)
        self._cells = []

    def _inline(self, token: Token, level: int) -> Iterator[Block]:
        raw = _HTML.sub(" ", token.content) if token.type == "html_block" else token.content
        text = _clean(_plain(token.children) if token.children is not None else raw)
        if self._in_cell:
            self._cells.append(text)
        elif not any(character.isalnum() for character in text):
            return
        elif level:
            yield Block(text, K.HEADING, level=level)
        elif self._lists and self._item:
            yield self._point(text)
        elif self._lists:
            yield Block(text, K.SUBPARAGRAPH, level=len(self._lists))
        elif _is_bold(token):  # "**Contact:**" on a line of its own
            yield Block(text, K.HEADING, level=6)
        else:
            yield Block(text)

    def _point(self, text: str) -> Block:
        number = self._lists[-1]
        self._item = False
        if number is None:
            return Block(f"– {text}", K.POINT, None, len(self._lists))
        self._lists[-1] = number + 1
        return Block(f"{number}. {text}", K.POINT, str(number), len(self._lists))


def _plain(children: Sequence[Token]) -> str:
    """The text of inline tokens: link texts without their targets, no emphasis marks, no images, no HTML tags."""
    parts = []
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline"}:
            parts.append(child.content)
    return "".join(parts)


def _is_bold(token: Token) -> bool:
    """Whether a paragraph is nothing but one short bold phrase."""
    inner = [child for child in token.children or () if child.type != "text" or child.content.strip()]
    bold = len(inner) == 3 and inner[0].type == "strong_open" and inner[-1].type == "strong_close"  # noqa: PLR2004
    return bold and len(inner[1].content) <= _LONG * 2


def _clean(text: str) -> str:
    """Text as it reads when it is not a conversion: no stray asterisks, no spaces on the wrong side of marks."""
    text = re.sub(r"\*{1,3}(?=\W|$)|(?<!\w)\*{1,3}(?=\w)", "", text)
    text = _POINT_SPACE.sub("", normalise(text))
    text = _CLOSE_SPACE.sub("", _OPEN_SPACE.sub(r"\1", text))
    return _straight_quotes(text)


def _straight_quotes(text: str) -> str:
    """Take the spaces inside pairs of straight quotation marks away: `said: " Migration "` is `said: "Migration"`."""
    parts = _STRAIGHT_QUOTE.split(text)
    if len(parts) == 1:
        return text
    closed = len(parts) % 2 == 1
    inside = [part.strip() if at % 2 and (closed or at < len(parts) - 1) else part for at, part in enumerate(parts)]
    if not closed:
        inside[-1] = inside[-1].lstrip()
    return '"'.join(inside)


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Put a sentence together that was cut into two paragraphs: no end before the cut, a small letter after it."""
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None and _goes_on(waiting, block):
            text = f"{waiting.text} {block.text}"
            waiting = replace(waiting, text=_balanced(text))
            continue
        if waiting is not None:
            yield waiting
        waiting = block
    if waiting is not None:
        yield waiting


def _goes_on(block: Block, following: Block) -> bool:
    if block.kind is not None or following.kind is not None or len(block.text) < _LONG:
        return False
    return not _SENTENCE_END.search(block.text) and following.text[:1].islower()


def _balanced(text: str) -> str:
    return _straight_quotes(text) if text.count('"') % 2 == 0 else text
