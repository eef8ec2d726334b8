"""The headings that divide a legal text, told from the same words in running text, contents lists, quotes and tables.

An act's articles are numbered consecutively (Joint Practical Guide, guideline 15). So of all lines that look like an
article heading those are taken that make the best rising sequence; a line that breaks it is a cell of a correlation
table, an entry of the table of contents, or an article that the act inserts into another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.block import Block
from ingest.document import UnitKind
from ingest.labels import label_of
from ingest.sequence import Candidate, sequence
from ingest.wording import Wording

K = UnitKind
# What opens a quotation closes it in another language: ”…” in Finnish and Swedish, »…« in Danish.
_OPENING = "‘“„«\"'‚‹”»"
_CLOSED = re.compile(r"[’”“»«\"'›‹]\s?[.;,]?$")
_MARKS = re.compile(r"(?P<opens>(?<![^\s(\[–—-])[‘“„«\"'‚‹”»’](?=[\w(…]|\s\w))|[’”“»«\"'›‹](?!\w)")
_SENTENCE_END = (".", ";", ":", ",", ".’", ";’", ".”", ";”", ".»", '."')
_HEADING_LENGTH = 250
_QUOTE_BLOCKS = 150  # a quotation longer than this was never closed in print
_NOTE_MARK = 5  # characters of a footnote mark behind a heading: " [*]"
_SENTENCE = 12  # characters that a sentence has at least
_WEAK = 0.05  # weight of a candidate without text under it
_LEAST = 6  # characters of a title in capitals
_OPEN_KINDS = (None, K.HEADING)


@dataclass(frozen=True)
class Mark:
    """A heading: its kind, bare number, own words ("TITLE I") and the title on the same line, if any."""

    kind: UnitKind
    number: str | None
    label: str
    rest: str = ""


def landmarks(blocks: Sequence[Block], words: Wording) -> dict[int, Mark]:
    """Headings by block index: articles, divisions, annexes, protocols. Blocks with a kind are not looked at."""
    quoted = set(_quoted(blocks, words))
    free = [i for i, block in enumerate(blocks) if block.kind in _OPEN_KINDS and i not in quoted]
    articles = {} if any(block.kind == K.ARTICLE for block in blocks) else _article_marks(blocks, free, words)
    given = [i for i, block in enumerate(blocks) if block.kind == K.ARTICLE]
    strong = [i for i in articles if _has_text(i, blocks, articles, len(blocks))]
    first = min([*(strong or articles), *given], default=len(blocks))
    apart = (i for i in free if (i > first or not articles) and not _is_cell(i, blocks, words))
    borders = {i: mark for i in apart for mark in _border(blocks[i].text, words)}
    borders |= _new_beginnings(blocks, articles, strong, borders)
    if not any(mark.kind == K.PROTOCOL for mark in borders.values()):  # declarations are annexed to treaties only
        borders = {i: mark for i, mark in borders.items() if not words.declaration.match(mark.label)}
    chosen: dict[int, Mark] = {}
    edges = [0, *sorted(borders), len(blocks)]
    for start, end in pairwise(edges):
        part = [i for i in articles if start <= i < end]
        candidates = [_candidate(i, blocks, articles, end) for i in part]
        kept = sequence(candidates)
        if start and sum(c.weight for c in kept) < len(kept) / 2:
            continue  # the left or right column of a correlation table
        chosen |= {c.index: articles[c.index] for c in kept}
    divisions = {i: mark for i in free if i not in borders for mark in _division(blocks[i].text, words)}
    return chosen | borders | _real_divisions(divisions, chosen, articles)


def _new_beginnings(
    blocks: Sequence[Block], articles: dict[int, Mark], strong: Sequence[int], borders: dict[int, Mark]
) -> dict[int, Mark]:
    """Titles in capitals between an article and a new Article 1 and 2: "AGREEMENT" behind the decision on it."""
    found = {}
    for before, at, after in zip(strong, strong[1:], strong[2:], strict=False):
        numbers = [articles[i].number for i in (at, after)]
        if numbers != ["1", "2"] or any(before < i < at for i in borders):
            continue
        title = next((i for i in range(before + 1, at) if _is_title(blocks[i])), None)
        if title is not None:
            found[title] = Mark(K.ANNEX, None, blocks[title].text)
    return found


def _is_title(block: Block) -> bool:
    text = block.text
    is_name = ". " in text  # who signed: "A. NAME"
    return block.kind in _OPEN_KINDS and text.isupper() and _is_short(text) and len(text) > _LEAST and not is_name


def contents(blocks: Sequence[Block], words: Wording) -> range:
    """The blocks of a table of contents, its heading included. It ends where its first entry comes again."""
    texts = [block.text.casefold() for block in blocks]
    for start, block in enumerate(blocks[: len(blocks) // 2]):
        if block.kind not in _OPEN_KINDS or not words.contents.match(block.text) or start + 2 >= len(texts):
            continue
        first, second = texts[start + 1 : start + 3]
        for again in range(start + 2, len(texts) - 1):
            if texts[again] == first and (len(first) > _HEADING_LENGTH // 6 or texts[again + 1] == second):
                return range(start, again)
    return range(0)


def is_heading_like(text: str) -> bool:
    """Whether a block can be a heading's title: short, unmarked, and no sentence."""
    return label_of(text) is None and _is_short(text)


def _is_short(text: str) -> bool:
    return len(text) <= _HEADING_LENGTH and not text.endswith(_SENTENCE_END) and "|" not in text


def _article_marks(blocks: Sequence[Block], free: Sequence[int], words: Wording) -> dict[int, Mark]:
    marks = {}
    for i in free:
        found = words.article.match(blocks[i].text)
        if found:
            marks[i] = _article(found)
    return marks


def _article(found: re.Match[str]) -> Mark:
    part = found.groupdict()
    if part["sole"] or part["first"]:
        return Mark(K.ARTICLE, "1", found.group())
    number = part["number"] or part["before"]
    suffix = (part["suffix"] or part["letter"] or "").strip()
    rest = part["rest"] or ""
    return Mark(K.ARTICLE, f"{number}{suffix}", found.group().removesuffix(rest).rstrip(" –—:-"), rest)


def _candidate(index: int, blocks: Sequence[Block], articles: dict[int, Mark], end: int) -> Candidate:
    number = articles[index].number or "1"
    digits = re.match(r"\d+", number)
    value = int(digits.group()) if digits else 1
    return Candidate(index, value, number[len(str(value)) :], 1.0 if _has_text(index, blocks, articles, end) else _WEAK)


def _has_text(index: int, blocks: Sequence[Block], articles: dict[int, Mark], end: int) -> bool:
    """Whether sentences stand under a heading, not only a title as in a table of contents."""
    for i in range(index + 1, min(index + 4, end)):
        if i in articles:
            return False
        text = blocks[i].text
        if len(text) > _HEADING_LENGTH // 2 or (len(text) > _SENTENCE and text.endswith(_SENTENCE_END)):
            return True
    return False


def _quoted(blocks: Sequence[Block], words: Wording) -> Iterator[int]:
    """Blocks inside a quotation of another act's articles, annexes or numbered paragraphs."""
    since: int | None = None
    following = "1"  # the number of the act's own next article, which ends a quotation that was never closed
    for i, block in enumerate(blocks):
        text = block.text
        article = words.article.match(text)
        if since is not None and words.signed.match(text):
            since = None
        if since is not None and article and _article(article).number == following:
            since = since if _is_closed(blocks[i + 1 : since + _QUOTE_BLOCKS]) else None
        if since is None:
            if article or block.kind == K.ARTICLE:
                number = re.match(r"\d+", (_article(article).number if article else block.number) or "")
                following = str(int(number.group()) + 1) if number else following
            since = i if _opens_quotation(text, words) else None
        if since is not None:
            yield i
            if (i > since and _CLOSED.search(text)) or i - since > _QUOTE_BLOCKS:
                since = None


def _is_closed(blocks: Sequence[Block]) -> bool:
    """Whether a quotation that is open before these blocks is closed in them, before another one begins."""
    for block in blocks:
        depth = sum(1 if mark["opens"] else -1 for mark in _MARKS.finditer(block.text))
        if depth > 0 or (depth < 0 and _CLOSED.search(block.text)):
            return depth < 0
    return False


def _opens_quotation(text: str, words: Wording) -> bool:
    inner = text[1:].lstrip()
    if text[:1] not in _OPENING or not inner or _CLOSED.search(text):
        return False
    heading = words.article.match(inner) or words.division.match(inner) or words.annex.match(inner)
    return heading is not None or label_of(inner) is not None


def _is_cell(index: int, blocks: Sequence[Block], words: Wording) -> bool:
    """Whether a line "Annex I" stands between the cells of a correlation table."""
    around = (blocks[i].text for i in (index - 1, index + 1) if 0 <= i < len(blocks))
    cells = [text for text in around if len(text) < _HEADING_LENGTH // 5 and words.reference.match(text)]
    return bool(cells) and not blocks[index].text.isupper()


def _border(text: str, words: Wording) -> Iterator[Mark]:
    """Where numbering begins anew: a protocol, an annex, the declarations of a treaty."""
    protocol = words.protocol.match(text)
    if protocol and _is_short(text):
        rest = protocol.group("rest")
        yield Mark(K.PROTOCOL, protocol.group("number"), text.removesuffix(rest).strip(), rest)
        return
    annex = words.annex.match(text)
    if annex and _is_short(text):
        part = annex.groupdict()
        rest = part["rest"] or ""
        yield Mark(K.ANNEX, part["number"] or part["before"], text.removesuffix(rest).rstrip(" –—:-"), rest)
    elif (
        (declared := words.declaration.match(text))
        and not text[0].isdigit()
        and len(text) - declared.end() < _NOTE_MARK
    ):
        yield Mark(K.ANNEX, None, text)


def _division(text: str, words: Wording) -> Iterator[Mark]:
    if not _is_short(text):
        return
    found = words.division.match(text)
    if found:
        part = found.groupdict()
        rest = part["rest"] or part["after"] or ""
        if not rest[:1].islower():
            yield Mark(K.DIVISION, part["number"] or part["before"], text.removesuffix(rest).rstrip(" –—:-"), rest)
    elif text.isupper() and words.ordinal_part.match(text):
        yield Mark(K.DIVISION, None, text)


def _real_divisions(divisions: dict[int, Mark], chosen: dict[int, Mark], articles: dict[int, Mark]) -> dict[int, Mark]:
    """Divisions without those of a table of contents that has no heading: its articles come before Article 1."""
    first = min(chosen, default=0)
    last = max((i for i in articles if i < first), default=-1)
    return {i: mark for i, mark in divisions.items() if i > last}
