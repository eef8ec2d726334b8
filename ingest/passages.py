"""A document to passages: the spans that are embedded, found and quoted.

Cuts follow the law's own parts: a numbered paragraph with its points, a recital, a definition, a few short blocks under
one heading. A passage never crosses an article, and breaks a sentence only if it is longer than an embedder can read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.contexts import context, own_end
from ingest.document import Document, Passage, UnitKind
from ingest.locators import article_locator, span_locator
from ingest.pieces import Piece, count_words, group, join, sentences
from ingest.wording import wording

K = UnitKind
MAX_WORDS = 170  # about 230 tokens of English, 350 of Polish or Greek: inside the 512 that e5 reads
_HEADED = {K.DIVISION, K.HEADING, K.ANNEX, K.PROTOCOL, K.ARTICLE}
_LOOSE = {K.TEXT, K.CITATION, K.TABLE, K.POINT, K.SUBPARAGRAPH, K.PARAGRAPH}
_LISTED = {K.POINT, K.TABLE}
_QUOTES = ("‘", "“", "„", "«", '"', "'", "‚", "»", "”")
_FEWEST = 3  # definitions that make a list of them
_LEAD_IN_WORDS = 12  # "Member States:" before the first numbered paragraph is no passage of its own


def split(document: Document, max_words: int = MAX_WORDS) -> tuple[Passage, ...]:
    """The passages of a document in reading order, each at most `max_words` words where its sentences allow.

    Titles, headings, footnotes, tables of contents and signatures are not passages. Ids depend on document id, locator
    and text alone.
    """
    if max_words < 1:
        raise ValueError(f"max_words must be at least 1, not {max_words}")
    cutter = _Cutter(document, max_words)
    spans = [piece for piece in cutter.spans() if piece.words]
    return tuple(_named(document, cutter, spans))


def _named(document: Document, cutter: _Cutter, spans: Sequence[Piece]) -> Iterator[Passage]:
    seen: dict[str, int] = {}
    for span in spans:
        text = document.text[span.start : span.end]
        place = span_locator(document, span.first, span.last)
        key = f"{document.id}\n{place}\n{text}"
        repeated = seen[key] = seen.get(key, -1) + 1
        around = [document.units[i] for i in reversed(document.ancestors(span.first))]
        yield Passage(
            id=hashlib.sha256(f"{key}\n{repeated}".encode() if repeated else key.encode()).hexdigest()[:16],
            document_id=document.id,
            locator=place,
            article=article_locator(document, span.first),
            start=span.start,
            end=span.end,
            text=text,
            context=context(document, span, place, cutter.defining),
            anchor=next((u.anchor for u in around if u.anchor), None),
            page=next((u.page for u in around if u.page), None),
        )


class _Cutter:
    """Cuts one document; `_children` maps each unit (None: the document) to the units directly inside it."""

    def __init__(self, document: Document, max_words: int) -> None:
        self._document = document
        self._units = document.units
        self._text = document.text
        self._max_words = max_words
        self._words = wording(document.source.language)
        self._children: dict[int | None, list[int]] = {}
        for i, unit in enumerate(document.units):
            self._children.setdefault(unit.parent, []).append(i)
        self.defining: set[int] = set()  # units that introduce definitions
        articles = [u.start for u in document.units if u.kind == K.ARTICLE]
        self._last_article = max(articles, default=None)

    def spans(self, container: int | None = None) -> Iterator[Piece]:
        """The spans under a container, in reading order."""
        run: list[int] = []
        for child in self._children.get(container, []):
            kind = self._units[child].kind
            if kind in _LOOSE:
                run.append(child)
                continue
            yield from self._section(run)
            run = []
            if kind == K.ARTICLE:
                yield from self._article(child)
            elif kind == K.RECITAL:
                yield from self._recital(child)
            elif kind in _HEADED and not self._is_contents(child):
                yield from self.spans(child)
        yield from self._section(run)

    def _is_contents(self, index: int) -> bool:
        return bool(self._words.contents.match(self._units[index].heading or ""))

    def _recital(self, index: int) -> list[Piece]:
        whole = self._whole(index)
        return [whole] if whole.words <= 2 * self._max_words else group(self._pieces(index), self._max_words)

    def _article(self, index: int) -> Iterator[Piece]:
        run: list[int] = []
        for child in self._children.get(index, []):
            if self._units[child].kind != K.PARAGRAPH:
                run.append(child)
                continue
            lead_in = sum(self._whole(i).words for i in run) <= _LEAD_IN_WORDS
            if not lead_in:
                yield from self._bundle(run)
                run = []
            yield from self._bundle([*run, child])
            run = []
        yield from self._bundle(run)

    def _bundle(self, run: list[int]) -> list[Piece]:
        """One paragraph, or the text of an article without numbered paragraphs."""
        if not run:
            return []
        definitions = self._definitions(run)
        if definitions:
            return definitions
        whole = join([self._whole(i) for i in run])
        return [whole] if whole.words <= self._max_words else group(self._compound(run), self._max_words)

    def _definitions(self, run: list[int]) -> list[Piece]:
        """Each definition alone, the opening words with the first; empty unless the run is a list of definitions."""
        members = list(self._descend(run))
        listed = [i for i in members if self._units[i].kind == K.POINT] or members[1:]
        defined = [i for i in listed if self._defines(i)]
        if len(defined) < _FEWEST or len(defined) * 3 < len(listed) * 2:  # two thirds, and not one quotation
            return []
        self.defining.update(i for i in members if i not in listed)
        spans: list[Piece] = []
        opening: list[Piece] = []
        for i in members:
            piece = self._whole(i) if i in listed else self._own(i)
            if i not in listed and not spans:
                opening.append(piece)
            elif piece.words + sum(p.words for p in opening) <= self._max_words:
                spans.append(replace(join([*opening, piece]), first=i))
                opening = []
            else:
                spans += group([*opening, *self._pieces(i)], self._max_words)
                opening = []
        return spans + opening

    def _defines(self, index: int) -> bool:
        """Whether a point, or a subparagraph, begins with a term in quotation marks."""
        unit = self._units[index]
        text = self._text[unit.start : unit.end]
        term = text.partition(" ")[2] if unit.kind == K.POINT else text
        return term.startswith(_QUOTES)

    def _descend(self, run: list[int]) -> Iterator[int]:
        """Units of a run with the outermost points of its paragraphs and subparagraphs."""
        for i in run:
            yield i
            if self._units[i].kind in {K.PARAGRAPH, K.SUBPARAGRAPH}:
                yield from self._descend(self._children.get(i, []))

    def _section(self, run: list[int]) -> list[Piece]:
        """Short blocks under one heading, a list kept with the line that introduces it."""
        run = self._without_formulas(run)
        return group(self._compound(run), self._max_words) if run else []

    def _without_formulas(self, run: list[int]) -> list[int]:
        """A run without "Whereas:", the enacting formula in capitals, and the signatures behind the last article."""
        kept: list[int] = []
        for i in run:
            unit = self._units[i]
            text = self._text[unit.start : unit.end]
            if self._last_article is not None and unit.kind == K.TEXT:
                if unit.start > self._last_article and self._words.signed.match(text):
                    break
                if self._words.whereas.match(text) or (unit.start < self._last_article and text.isupper()):
                    continue
            kept.append(i)
        return kept

    def _compound(self, run: list[int]) -> list[Piece]:
        """Pieces of a run: lists and tables with their opening line as one piece where that fits."""
        pieces: list[Piece] = []
        for members in self._lists(run):
            whole = join([self._whole(i) for i in members])
            pieces += [whole] if whole.words <= self._max_words else [p for i in members for p in self._pieces(i)]
        return pieces

    def _lists(self, run: list[int]) -> list[list[int]]:
        lists: list[list[int]] = []
        for i in run:
            listed = self._units[i].kind in _LISTED
            if listed and lists and (self._units[lists[-1][-1]].kind in _LISTED or self._opens(lists[-1][-1])):
                lists[-1].append(i)
            else:
                lists.append([i])
        return lists

    def _opens(self, index: int) -> bool:
        return self._text[self._units[index].start : self._units[index].end].endswith(":")

    def _pieces(self, index: int) -> list[Piece]:
        """A unit in pieces that fit: itself, or its own sentences and its children's pieces."""
        whole = self._whole(index)
        if whole.words <= self._max_words:
            return [whole]
        inside = self._compound(self._children.get(index, []))
        return group([*self._sentences(index), *inside], self._max_words)

    def _whole(self, index: int) -> Piece:
        unit = self._units[index]
        return Piece(unit.start, unit.end, count_words(self._text, unit.start, unit.end), index, index)

    def _own(self, index: int) -> Piece:
        start, end = self._units[index].start, own_end(self._document, index)
        return Piece(start, end, count_words(self._text, start, end), index, index)

    def _sentences(self, index: int) -> list[Piece]:
        own = self._own(index)
        if own.words <= self._max_words:
            return [own]
        spans = sentences(self._text, own.start, own.end, 2 * self._max_words)
        return [Piece(start, end, count_words(self._text, start, end), index, index) for start, end in spans]
