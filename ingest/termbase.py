"""The termbase: concepts of migration law with their English terms, everyday words and names in the 24 languages.

The concepts are data, `ingest/terms/<topic>.jsonl`. Their names were written for this project after the official
languages' acts; they serve to search and as a glossary, not as legal translations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.concepts import FOLDER, LANGUAGES, BadTermbase, Concept, Definition, load_termbase
from ingest.inflection import distance, marked, normal, spans

__all__ = ["LANGUAGES", "BadTermbase", "Concept", "Definition", "Match", "TermMatcher", "expansion", "load_termbase"]

_COMPOUNDING = frozenset(("da", "de", "et", "fi", "hu", "nl", "sv"))
_PART = 6  # shortest beginning of a compound that is looked up: "Haft" is in "Haftpflicht", "válás" in "válaszolni"
_TAIL = 7  # shortest name looked up at an end, after at least four letters: "kunta" is in "yhteiskunta"
_SEPARABLE = "uber unter wieder gegen nicht zuruck over onder tegen terug under efter eest lapi"
_PREFIXES = frozenset(_SEPARABLE.split())  # they make other words: "Überprüfung" is no "Prüfung"
_ACRONYM = 3  # up to this length an acronym must be written in capitals: "EES" is also Estonian for "in front"
_ROVING = frozenset(("el", "ga"))  # accents move and beginnings change with inflection
_STOP = re.compile(r"[.?!;:()](?!\w)(?!\s+[^\W\d_A-ZÀ-ÞΑ-ΩА-Я])")  # not in "YK:n", "pr. person"


@dataclass(frozen=True)
class Match:
    """A concept found at `text[start:end]`: whole words, also where only a part of a compound was recognised."""

    concept: Concept
    start: int
    end: int


@dataclass(frozen=True)
class _Entry:
    """A name ready to match. `strict`: all words side by side; else function words may come and go between."""

    concept: Concept
    tokens: tuple[str, ...]
    strict: bool
    exact: bool
    capitals: bool
    written: str  # the first word with its accents


@dataclass(frozen=True)
class _Word:
    token: str
    written: str
    start: int
    end: int
    weak: bool
    capitals: bool
    stop: bool  # a sentence or bracket ends between this word and the next


@dataclass(frozen=True)
class _Lexicon:
    language: str
    weak: frozenset[str]
    entries: dict[str, list[_Entry]] = field(default_factory=dict)
    single: dict[str, list[_Entry]] = field(default_factory=dict)

    def add(self, concept: Concept, name: str, *, exact: bool) -> None:
        raw = tuple(normal(word, self.language) for word, _, _ in spans(name))
        content = tuple(normal(word, self.language) for word, _, _ in spans(name) if not self.is_weak(word))
        strict = len(content) <= 1
        tokens = raw if strict else content
        capitals = len(raw) == 1 and name.isupper() and len(name) <= _ACRONYM
        if exact and strict and not name.isupper():
            return
        written = next(w for w, _, _ in spans(name) if normal(w, self.language) == tokens[0]).casefold()
        entry = _Entry(concept, tokens, strict, exact, capitals, written)
        self.entries.setdefault(tokens[0][:3], []).append(entry)
        if len(tokens) == 1 and len(tokens[0]) >= _PART and not exact:
            self.single.setdefault(tokens[0][:4], []).append(entry)

    def is_weak(self, word: str) -> bool:
        """Whether a word says nothing: an article, a preposition, a possessive, a letter ("sur", but not "sûr")."""
        return word.casefold() in self.weak or (len(word) == 1 and not word.isdigit())


class TermMatcher:
    """Finds concepts in text. Lexicons are made on first use of a language and kept."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._concepts = tuple(concepts)
        self._weak: dict[str, str] = json.loads((FOLDER / "function-words.json").read_text(encoding="utf-8"))
        self._lexicons: dict[str, _Lexicon] = {}

    def find(self, text: str, language: str) -> list[Match]:
        """The concepts named in a text, in order of place; the longest name wins, then the nearest form.

        In another language than English, English terms of several words and acronyms count too ("Blue Card", "CEAS").
        An unknown language code is read as English.
        """
        lexicon = self._lexicon(language if language in LANGUAGES else "en")
        words = _words_of(text, lexicon)
        candidates = list(_candidates(words, lexicon))
        candidates.sort(key=lambda c: (-c[0], c[1], c[2]))
        taken: set[int] = set()
        found = []
        for _, _, first, last, entry in candidates:
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                found.append(Match(entry.concept, words[first].start, words[last].end))
        if lexicon.language in _COMPOUNDING:
            for at, word in enumerate(words):
                if at not in taken:
                    found += [Match(concept, word.start, word.end) for concept in _parts(word.token, lexicon)]
        return sorted(found, key=lambda match: match.start)

    def _lexicon(self, language: str) -> _Lexicon:
        if language not in self._lexicons:
            lexicon = _Lexicon(language, frozenset(self._weak[language].split()))
            for concept in self._concepts:
                for name in concept.terms(language):
                    lexicon.add(concept, name, exact=False)
                for name in concept.en if language != "en" else ():
                    lexicon.add(concept, name, exact=True)
            self._lexicons[language] = lexicon
        return self._lexicons[language]


def expansion(matches: Iterable[Match]) -> list[str]:
    """The English legal terms of the concepts found, each once, in order: what a lexical query may add."""
    return list(dict.fromkeys(term for match in matches for term in match.concept.en))


def _words_of(text: str, lexicon: _Lexicon) -> list[_Word]:
    found = spans(text)
    words = []
    for at, (word, start, end) in enumerate(found):
        token = normal(word, lexicon.language)
        gap = text[end : found[at + 1][1] + 1] if at + 1 < len(found) else ""
        stop = _STOP.search(gap) is not None
        words.append(_Word(token, word.casefold(), start, end, lexicon.is_weak(word), word.isupper(), stop))
    return words


def _candidates(words: Sequence[_Word], lexicon: _Lexicon) -> Iterable[tuple[int, int, int, int, _Entry]]:
    """Every name that matches somewhere: (length, letters apart, first word, last word, entry)."""
    for first, word in enumerate(words):
        for entry in lexicon.entries.get(word.token[:3], ()):
            matched = _match(entry, words, first, lexicon.language)
            if matched is not None:
                yield matched[0] - first, matched[1], first, matched[0], entry


def _match(entry: _Entry, words: Sequence[_Word], first: int, language: str) -> tuple[int, int] | None:
    """The last word and the letters apart, where the entry's words stand from `first` on."""
    if entry.capitals and not words[first].capitals:
        return None
    if len(entry.tokens[0]) < _PART - 1 and _mistaken(entry.written, words[first].written, language):
        return None
    at, cost = first - 1, 0
    for token in entry.tokens:
        at += 1
        while at > first and at < len(words) and words[at].weak and not entry.strict:
            at += 1
        if at >= len(words) or any(word.stop for word in words[first:at]):
            return None
        apart = distance(token, words[at].token, language) if not entry.exact else _same(token, words[at].token)
        if apart is None:
            return None
        cost += apart
    return at, cost


def _mistaken(name: str, word: str, language: str) -> bool:
    """Whether short words are alike only without accents, in a text that sets them: Czech "byt" and "být"."""
    return language not in _ROVING and marked(word) and not word.startswith(name[:3])


def _same(a: str, b: str) -> int | None:
    return 0 if a == b else None


def _parts(token: str, lexicon: _Lexicon) -> list[Concept]:
    """The concepts named by the beginning and the end of a compound ("Flüchtlings|unterkunft")."""
    heads = (token[:n] for n in range(len(token) - 3, _PART - 1, -1))
    tails = (token[n:] for n in range(4, len(token) - _TAIL + 1) if token[:n] not in _PREFIXES)
    head = next((entry for part in heads for entry in _named(part, lexicon, exact=True)), None)
    tail = next((entry for part in tails for entry in _named(part, lexicon, exact=False)), None)
    return list(dict.fromkeys(entry.concept for entry in (head, tail) if entry is not None))


def _named(part: str, lexicon: _Lexicon, *, exact: bool) -> list[_Entry]:
    known = lexicon.single.get(part[:4], [])
    if exact:
        return [entry for entry in known if entry.tokens[0] == part]
    long = (entry for entry in known if len(entry.tokens[0]) >= _TAIL)
    return [entry for entry in long if distance(entry.tokens[0], part, lexicon.language) is not None]
