"""Is a document read right? Acts that are there in two formats should have the same units with the same words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from eval.places import Corpus
from ingest.document import Document, UnitKind
from ingest.locators import locator
from ingest.source import Source

_KINDS = (UnitKind.RECITAL, UnitKind.ARTICLE)
_LABEL = re.compile(r"^\s*(?:\(?\d{1,3}[a-z]?\)|\d{1,3}\.)\s*")


@dataclass(frozen=True)
class UnitError:
    """A unit that two editions have: characters to insert, delete or replace, and the length of the longer text."""

    locator: str
    edits: int
    length: int

    @property
    def rate(self) -> float:
        """The character error rate of the unit."""
        return self.edits / self.length if self.length else 0.0


@dataclass(frozen=True)
class Pair:
    """Two editions of a text in one language: units matched one to one, units that only one has, and the differences.

    `error_rate` is the character error rate over all matched units: edits by length (Morris, Maier and Green,
    Interspeech 2004, define the word form), white space and typographic quotes and dashes folded.
    """

    a: Source
    b: Source
    matched: tuple[UnitError, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]

    @property
    def error_rate(self) -> float:
        """Edits over characters of all matched units."""
        length = sum(unit.length for unit in self.matched)
        return sum(unit.edits for unit in self.matched) / length if length else 0.0

    @property
    def worst(self) -> list[UnitError]:
        """Matched units that differ most, worst first."""
        return sorted((u for u in self.matched if u.edits), key=lambda u: -u.rate)


@dataclass(frozen=True)
class Count:
    """Units of one sort that a document has, against those that its manifest or catalogue entry promises."""

    source: Source
    kind: str
    found: int
    expected: int | None

    @property
    def agrees(self) -> bool:
        """Whether the counts are the same, or nothing is promised."""
        return self.expected is None or self.found == self.expected


def pairs(corpus: Corpus) -> Iterator[Pair]:
    """Every two editions of one text in one language."""
    editions: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in corpus.documents():
        editions[source.work, source.language].append(source)
    for same in editions.values():
        for a, b in combinations(sorted(same, key=lambda s: s.id), 2):
            yield compare_editions(corpus.document(a.id), corpus.document(b.id))


def compare_editions(a: Document, b: Document) -> Pair:
    """Matches recitals and articles by locator and counts the edits between their texts."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - only this measure needs it

    first, second = dict(_units(a)), dict(_units(b))
    matched = [
        UnitError(name, Levenshtein.distance(text, second[name]), max(len(text), len(second[name])))
        for name, text in first.items()
        if name in second
    ]
    only = [tuple(n for n in x if n not in y) for x, y in ((first, second), (second, first))]
    return Pair(a.source, b.source, tuple(matched), *only)


def counts(corpus: Corpus, expected: Iterable[Source] = ()) -> list[Count]:
    """Articles and recitals of every document against `expected` sources of the same id (a manifest's), where given."""
    promised = {source.id: source for source in expected}
    rows = []
    for source in corpus.documents():
        document, told = corpus.document(source.id), promised.get(source.id)
        for kind, name in ((UnitKind.ARTICLE, "articles"), (UnitKind.RECITAL, "recitals")):
            found = document.count(kind)
            expects = getattr(told, name) if told else None
            if found or expects:
                rows.append(Count(source, name, found, expects))
    return rows


def disagreeing(found: Sequence[Count]) -> list[Count]:
    """The counts that are not as promised."""
    return [count for count in found if not count.agrees]


def _units(document: Document) -> Iterator[tuple[str, str]]:
    """Recitals and articles by locator (first one wins, as protocols number anew under their own name)."""
    seen: set[str] = set()
    for index, unit in enumerate(document.units):
        if unit.kind in _KINDS and (name := locator(document, index)) not in seen:
            seen.add(name)
            yield name, _folded(document.text[unit.start : unit.end])


def _folded(text: str) -> str:
    """A unit's words as one line: no labels at line starts, one kind of quotes and dashes, single spaces."""
    lines = (_LABEL.sub("", line) for line in text.split("\n"))
    plain = unicodedata.normalize("NFKC", " ".join(lines))
    plain = re.sub(r"[‘’‚`´]", "'", re.sub(r"[“”„«»]", '"', re.sub(r"[‐‑‒–—−]", "-", plain)))
    return re.sub(r"\s+", " ", plain).strip()
