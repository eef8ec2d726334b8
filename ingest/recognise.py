"""Gives every block without a kind the kind that its wording and place say, for legal texts in the 24 languages.

Readers of markup set kinds where the markup gives them; this is for the layouts that do not: plain text, PDF, old HTML.
Two passes: `landmarks` finds the headings, then the blocks between them are typed by region (preamble, article, annex).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.block import Block
from ingest.document import UnitKind
from ingest.labels import Label, is_note, is_rule, join_labels, label_of
from ingest.landmarks import Mark, contents, is_heading_like, landmarks
from ingest.recitals import INSTITUTION, is_formula, is_resolved, recitals
from ingest.wording import Wording, wording

__all__ = ["recognise"]

K = UnitKind
_MAX_TITLE_BLOCKS = 8
_HEADING_LENGTH = 120
_NAME = re.compile(r"[^\W\d_]\.(?: ?[^\W\d_]+[.-]?){1,3}")  # "K. NAME"
_LONGEST = 2_000  # characters: a longer line opens nothing, and takes long to look through
_GAP = 4  # paragraphs in a row that a consolidated text may have lost
_FORMER_NUMBER = re.compile(r"\(ex[ -]")  # "(ex Article 12 TEC)", "(ex-article 12 TCE)"
_PERCENT = re.compile(r"[\d., ]+\s?%?$")
_NUMBERED_HEADING = re.compile(r"(?:(?P<deep>\d{1,2}(?:\.\d{1,2})+)\.?|(?P<flat>\d{1,2}|[IVX]+)\.)\s+\S")
_SECTION = re.compile(r"(?:[IVX]{1,5}|[A-Z])\.\s+[^a-z]\S*[^.;:,]*$")  # "II. FINAL" among the points of a resolution
# "THE EUROPEAN PARLIAMENT AND THE COUNCIL …,", "DER RAT … —", "The European Parliament,"
_OPENING = re.compile(r"(?:[^a-zà-ÿα-ώа-я]{6,}[^.;:]*,|[^.;:]{6,200}(?:,| ?[–—-]))$")


def recognise(blocks: Sequence[Block], language: str | None) -> tuple[Block, ...]:
    """Type the kind-less blocks; put marks on lines of their own ("(a)") before their texts.

    `language` (ISO 639-1) chooses the words; None or another language means all 24. A text without articles and
    recitals gets HEADING and TEXT. A table of contents, which only repeats headings, and drawn lines are left out.
    """
    if all(block.kind is not None for block in blocks):
        return tuple(blocks)
    words = wording(language)
    kept = [block for block in blocks if block.kind is not None or not is_rule(block.text)]
    listed = contents(kept, words)
    kept = [block for i, block in enumerate(kept) if i not in listed]
    joined = list(join_labels(kept, words.reference, words.article))
    marks = landmarks(joined, words)
    found = recitals(joined, marks, words)
    typed = {block.kind for block in joined}
    legal = typed & {K.ARTICLE, K.RECITAL} or found or any(mark.kind == K.ARTICLE for mark in marks.values())
    legal = (
        legal
        or any(mark.kind == K.ANNEX for i, mark in marks.items() if i < _MAX_TITLE_BLOCKS // 2)
        or is_resolved(joined)
    )
    if not legal:
        return tuple(_plain(block) for block in joined)
    return tuple(_Walk(joined, marks, found, words).blocks())


def _plain(block: Block) -> Block:
    """A block of a text that is no legal act: a numbered or marked-out line is a heading, all else text."""
    if block.kind is not None:
        return block
    number = _NUMBERED_HEADING.match(block.text)
    if block.level > 0:
        return replace(block, kind=K.HEADING)
    if number and len(block.text) <= _HEADING_LENGTH and not block.text.endswith((".", ";", ":", ",")):
        deep = number.group("deep")
        return replace(block, kind=K.HEADING, level=2 + (deep.count(".") if deep else 0))
    label = label_of(block.text)
    if label and label.style == "dash":
        return replace(block, kind=K.POINT)
    return replace(block, kind=K.TABLE if " | " in block.text else K.TEXT)


class _Walk:
    """Goes through the blocks in order; `_region` says in what part of the act it is."""

    def __init__(self, blocks: list[Block], marks: dict[int, Mark], recitals: dict[int, str], words: Wording) -> None:
        self._blocks, self._marks, self._recitals, self._words = blocks, marks, recitals, words
        self._region = "front"
        self._style: str | None = None  # how the article's paragraphs are marked, once known
        self._last = 0  # the last paragraph's number
        self._before: K | None = None  # kind of the block before
        self._recitals_end = max(recitals, default=-1)
        first = min([*recitals, *marks], default=0)
        self._opening = next((i for i, block in enumerate(blocks[:first]) if INSTITUTION.match(block.text)), 0)
        self._has_articles = any(mark.kind == K.ARTICLE for mark in marks.values()) or any(
            block.kind == K.ARTICLE for block in blocks
        )

    def blocks(self) -> Iterator[Block]:
        """All blocks with kinds."""
        for i, block in enumerate(self._blocks):
            for typed in self._type(i, block):
                self._before = typed.kind
                yield typed

    def _type(self, i: int, block: Block) -> Iterator[Block]:
        mark = self._marks.get(i)
        if mark:
            self._enter(mark.kind)
            yield replace(block, text=mark.label, kind=mark.kind, number=mark.number, level=0)
            if mark.rest:
                yield replace(block, text=mark.rest, kind=K.SUBJECT, number=None, level=0, anchor=None)
        elif block.kind == K.HEADING and self._region == "end" and _NAME.fullmatch(block.text):
            yield replace(block, kind=K.TEXT, level=0)  # who signed looks like a lettered heading
        elif block.kind is not None:
            if block.kind != K.FOOTNOTE:
                self._enter(block.kind)
            yield block
        elif i in self._recitals:
            self._region = "recitals"
            yield replace(block, kind=K.RECITAL, number=self._recitals[i])
        elif self._is_subject(i):
            yield replace(block, kind=K.SUBJECT)
        else:
            yield self._by_region(i, block)

    def _enter(self, kind: UnitKind) -> None:
        regions = {K.ARTICLE: "article", K.DIVISION: "division", K.ANNEX: "annex", K.PROTOCOL: "protocol"}
        self._region = regions.get(kind, self._region) if kind != K.DIVISION or self._region != "annex" else "annex"
        self._style, self._last = None, 0

    def _is_subject(self, i: int) -> bool:
        """Whether a block is the title of the heading before it; an article's only if more follows in the article."""
        block = self._blocks[i]
        if self._before == K.SUBJECT and self._region == "article":
            return False
        if self._before not in {K.ARTICLE, K.DIVISION, K.ANNEX, K.PROTOCOL, K.SUBJECT} or self._region == "front":
            return False
        if self._region == "article" and _FORMER_NUMBER.match(block.text):
            return True
        following = i + 1 < len(self._blocks) and i + 1 not in self._marks
        if not is_heading_like(block.text) or self._words.reference.match(block.text):
            return False
        if self._before == K.SUBJECT:  # a second line of a division's title
            return self._region == "division" and not following
        return following or self._region in {"division", "protocol"}

    def _by_region(self, i: int, block: Block) -> Block:
        text = block.text
        if self._region != "annex" and text.startswith("|") and text.endswith("|"):
            return replace(block, kind=K.TABLE)
        if self._region in {"article", "operative"} and (
            self._words.signed.match(text) or self._words.binding.match(text)
        ):
            self._region = "end"
            return replace(block, kind=K.TEXT)
        if self._words.whereas.match(text):
            self._region = "recitals"
            return replace(block, kind=K.TEXT)
        if self._opens_operative(i, text):
            self._region, self._style, self._last = "operative", None, 0
            if is_formula(text):
                return replace(block, kind=K.TEXT)
        typed: dict[str, K] = {"division": K.TEXT, "end": K.TEXT, "protocol": K.TEXT, "preamble": K.CITATION}
        if self._region == "end" and is_note(text):
            return replace(block, kind=K.FOOTNOTE)
        if self._region == "front":
            return self._front(i, block)
        if self._region == "preamble" and not text.endswith((",", ";", ")", "thereof")):
            return replace(block, kind=K.TEXT)
        if self._region in typed:
            return replace(block, kind=typed[self._region])
        readers = {"article": self._in_article, "recitals": self._in_recitals, "annex": self._in_annex}
        return (readers | {"operative": self._in_operative})[self._region](block, i)

    def _opens_operative(self, i: int, text: str) -> bool:
        """Whether the points of an act without articles begin: a recommendation's, a resolution's."""
        if self._has_articles or self._region not in {"recitals", "preamble"} or i < self._recitals_end:
            return False
        label = label_of(text)
        return is_formula(text) or (label is not None and label.style == "dot" and label.value == 1)

    def _in_operative(self, block: Block, i: int) -> Block:
        if len(block.text) <= _HEADING_LENGTH and _SECTION.match(block.text):
            self._style, self._last = None, 0
            return replace(block, kind=K.HEADING, level=2)
        typed = self._in_article(block, i)
        is_loose = typed.kind == K.SUBPARAGRAPH and (not self._last or is_formula(block.text))
        return replace(typed, kind=K.TEXT) if is_loose else typed

    def _front(self, i: int, block: Block) -> Block:
        """Before the preamble: the act's title, up to the line of the institutions."""
        if (len(block.text) <= _LONGEST and _OPENING.match(block.text)) or (
            i >= _MAX_TITLE_BLOCKS and i >= self._opening
        ):
            self._region = "preamble"
            return replace(block, kind=K.TEXT)
        return replace(block, kind=K.TITLE, level=1) if i < _MAX_TITLE_BLOCKS else _plain(block)

    def _in_recitals(self, block: Block, i: int) -> Block:
        label = label_of(block.text)
        if label and self._before in {K.RECITAL, K.SUBPARAGRAPH, K.POINT}:
            return replace(block, kind=K.POINT, number=label.number)
        enacting = i + 1 in self._marks or block.text.isupper()
        return replace(block, kind=K.SUBPARAGRAPH if self._before is not None and not enacting else K.TEXT)

    def _in_article(self, block: Block, i: int) -> Block:
        label = label_of(block.text)
        if label is None or label.style == "code":
            return replace(block, kind=K.SUBPARAGRAPH)
        if self._is_paragraph(label, i):
            self._style, self._last = label.style, label.value or 0
            return replace(block, kind=K.PARAGRAPH, number=label.number)
        return replace(block, kind=K.POINT, number=label.number)

    def _is_paragraph(self, label: Label, i: int) -> bool:
        """Numbered paragraphs go on as they began: first thing in the article, not after an introduction with a colon.

        So "1." is a paragraph in most acts, "(1)" in German ones, and both are points in lists of definitions.
        """
        if label.value is None or not (label.style == "dot" or (label.style == "paren" and self._words.brackets)):
            return False
        opens = self._before in {K.ARTICLE, K.SUBJECT}
        introduced = not opens and self._blocks[i - 1].text.endswith(":") and self._region != "operative"
        if self._style is None:
            return (label.value == 1 or opens) and not introduced
        inserted = label.value == self._last and not (label.number or "").isdecimal()
        follows = label.value == self._last + 1 or (not introduced and self._last < label.value <= self._last + _GAP)
        return label.style == self._style and (follows or inserted)

    def _in_annex(self, block: Block, i: int) -> Block:
        text = block.text
        label = label_of(text)
        if is_note(text) and (text.startswith("[") or self._before == K.FOOTNOTE):
            return replace(block, kind=K.FOOTNOTE)
        if self._before == K.FOOTNOTE and label and label.style == "dash":
            return replace(block, kind=K.FOOTNOTE)
        if _PERCENT.match(text) or self._words.reference.match(text) or "|" in text:
            return replace(block, kind=K.TABLE)
        if self._words.declaration.match(text):
            return replace(block, kind=K.HEADING, level=2)
        if label:
            return replace(block, kind=K.POINT, number=label.number)
        depth = self._introduces(i)
        return replace(block, kind=K.HEADING, level=1 + depth) if depth else replace(block, kind=K.TEXT)

    def _introduces(self, i: int) -> int:
        """How near above a list of points a line stands in an annex: 2 just before it, 1 with one heading between."""
        for distance, block in enumerate(self._blocks[i : i + 3]):
            if distance and label_of(block.text) is not None:
                return 3 - distance
            if not is_heading_like(block.text) or not block.text[:1].isupper() or i + distance in self._marks:
                return 0
        return 0
