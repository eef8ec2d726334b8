"""Which article of a repealed act became which article of the act that replaced it.

The correlation table in the newer act's annex says it, where an edition with annexes is indexed. Elsewhere the articles
are matched by what they are about: subject (the article's heading) and the vectors of their passages.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.folding import fold
from assistant.shelf import Searchable, Shelf
from ingest.document import Document, Passage, UnitKind

logger = logging.getLogger(__name__)

_TABLE = re.compile(
    r"correlation table|tableau de correspondance|entsprechungstabelle|tabla de correspondencias|tavola di concordanza",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:Article|Artikel|Artículo|Articolo)\s+(\d+[a-z]?)\b", re.IGNORECASE)
_SUBJECT_WEIGHT = 0.35  # measured: all 39 articles of Regulation 2024/1347 as in its printed table
_NEAR_ENOUGH = 0.62
_PRINTED = 0.3
_WORDS = re.compile(r"[^\W\d_]{3,}")
_FOUR_DIGITS, _YEAR_FIRST = 1999, 2015


@dataclass(frozen=True)
class Place:
    """An article of a work: CELEX number and locator ("Article 16")."""

    work: str
    article: str


@dataclass(frozen=True)
class Likenesses:
    """How near the articles of a new act are to those of the one it replaced: `values[i, j]` for `news[i]`, `olds[j]`.

    The cosine of their mean vectors, more where their headings share words, and more again where the printed
    correlation table has them on one row.
    """

    news: Sequence[str]
    olds: Sequence[str]
    values: NDArray[np.float32]


class Correlations:
    """The correspondences between the acts of one index. Tables are made when first asked for, then kept."""

    def __init__(self, index: Searchable, shelf: Shelf, replaced: Mapping[str, str]) -> None:
        """`replaced` maps a repealed work to the one in its place; both must be indexed to count."""
        self._index = index
        self._shelf = shelf
        self._after = {old: new for old, new in replaced.items() if old in shelf.works and new in shelf.works}
        self._before: dict[str, list[str]] = defaultdict(list)
        for old, new in self._after.items():
            self._before[new].append(old)
        self._tables: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}
        self._likenesses: dict[tuple[str, str], Likenesses] = {}

    def predecessors(self, work: str) -> Sequence[str]:
        """The indexed works that a work replaced."""
        return self._before.get(work, ())

    @property
    def replaced(self) -> Mapping[str, str]:
        """The indexed repealed works with those in their place."""
        return self._after

    def successor(self, work: str) -> str | None:
        """The indexed work that replaced a work."""
        return self._after.get(work)

    def before(self, place: Place) -> list[Place]:
        """The articles that a new act's article continues, nearest first; [] where it is new."""
        return [
            Place(old, article)
            for old in self.predecessors(place.work)
            for article in self._table(old, place.work).get(place.article, ())
        ]

    def after(self, place: Place) -> list[Place]:
        """The articles of the newer act that continue a repealed act's article."""
        new = self.successor(place.work)
        if new is None:
            return []
        table = self._table(place.work, new)
        return [Place(new, article) for article, olds in table.items() if place.article in olds]

    def likenesses(self, old: str, new: str) -> Likenesses:
        """All articles of two acts beside each other; made when first asked for, then kept."""
        key = old, new
        if key not in self._likenesses:
            likeness, printed = self._compared(old, new), self._printed(old, new)
            for i, article in enumerate(likeness.news):
                for j, other in enumerate(likeness.olds):
                    likeness.values[i, j] += _PRINTED * (other in printed.get(article, ()))
            self._likenesses[key] = likeness
        return self._likenesses[key]

    def _table(self, old: str, new: str) -> Mapping[str, tuple[str, ...]]:
        key = old, new
        if key not in self._tables:
            self._tables[key] = self._printed(old, new) or self._matched(old, new)
            logger.info("correlated %s with %s: %d articles", old, new, len(self._tables[key]))
        return self._tables[key]

    def _printed(self, old: str, new: str) -> dict[str, tuple[str, ...]]:
        """The table as printed in an annex of the new act."""
        for source in self._shelf.works[new]:
            annexes = [p for p in self._index.passages(source.id) if p.article.startswith("Annex")]
            if annexes:
                found = printed_table(self._index.document(source.id), act_number(old))
                if found:
                    return found
        return {}

    def _matched(self, old: str, new: str) -> dict[str, tuple[str, ...]]:
        compared = self._compared(old, new)
        table: dict[str, tuple[str, ...]] = {}
        for i, article in enumerate(compared.news):
            j = int(compared.values[i].argmax())
            if compared.values[i, j] >= _NEAR_ENOUGH:
                table[article] = (compared.olds[j],)
        return table

    def _compared(self, old: str, new: str) -> Likenesses:
        before, after = self._articles(old), self._articles(new)
        if not before or not after:
            return Likenesses((), (), np.zeros((0, 0), np.float32))
        values = self._vectors(after) @ self._vectors(before).T
        for i, passages in enumerate(after.values()):
            for j, others in enumerate(before.values()):
                values[i, j] += _SUBJECT_WEIGHT * _alike(_subject(passages[0]), _subject(others[0]))
        return Likenesses(list(after), list(before), values)

    def _articles(self, work: str) -> dict[str, list[Passage]]:
        articles = {p.article for p in self._index.passages(self._shelf.works[work][0].id)}
        kept = sorted((a for a in articles if a.startswith("Article ")), key=_order)
        return {a: self._shelf.article(work, a, "en") for a in kept if self._shelf.article(work, a, "en")}

    def _vectors(self, articles: Mapping[str, Sequence[Passage]]) -> NDArray[np.float32]:
        rows = []
        for passages in articles.values():
            mean = self._index.vectors([p.id for p in passages]).mean(axis=0)
            rows.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
        return np.stack(rows)


def printed_table(document: Document, number: str) -> dict[str, tuple[str, ...]]:
    """New article to old articles, most rows first, from the annex whose table names the act `number` ("2011/95")."""
    for unit in document.units:
        text = document.text[unit.start : unit.end]
        if unit.kind is UnitKind.ANNEX and _TABLE.search(text[:200]) and number in text[:400]:
            return _rows(text[text.index(number) :].split("\n"))
    return {}


def _rows(lines: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Rows are "old | new" lines, or two lines each where the reader kept cells apart."""
    cells: Iterable[tuple[str, str]]
    if any(" | " in line for line in lines):
        cells = [(a, b) for a, _, b in (line.partition(" | ") for line in lines)]
    else:
        cells = list(zip(lines[2::2], lines[3::2], strict=False))
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for old, new in cells:
        was, now = _ARTICLE.match(old.strip()), _ARTICLE.match(new.strip())
        if was and now:
            votes[f"Article {now[1]}"][f"Article {was[1]}"] += 1
    return {article: tuple(name for name, _ in counted.most_common()) for article, counted in votes.items()}


def act_number(celex: str) -> str:
    """How an act's title writes its number: "2013/33" for directives, "604/2013" for regulations before 2015, with two
    digits of the year before 1999: "64/221", "1612/68". A CELEX number of another form is returned as it is."""
    match = re.fullmatch(r"3(\d{4})([A-Z])(\d{4})", celex)
    if not match:
        return celex
    year, number = match[1] if int(match[1]) >= _FOUR_DIGITS else match[1][2:], str(int(match[3]))
    return f"{number}/{year}" if match[2] == "R" and int(match[1]) < _YEAR_FIRST else f"{year}/{number}"


def _order(article: str) -> tuple[int, str]:
    match = re.search(r"\d+", article)
    return (int(match[0]) if match else 0, article)


def _subject(passage: Passage) -> frozenset[str]:
    """The words of an article's heading: what stands in its context behind the locator."""
    _, _, heading = passage.context.rpartition(passage.locator)
    return frozenset(word for word in _WORDS.findall(fold(heading)))


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    """Jaccard."""
    return len(a & b) / len(a | b) if a and b else 0.0
