"""Acts named by number: CELEX, ELI (European Legislation Identifier), COM, "2024/1346", "No 604/2013", "2003/86/EC"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from assistant.folding import Folded, fold
from assistant.vocabulary import all_words, alternatives

_CELEX = re.compile(
    r"(?<![\w/])(?:celex(?::|%3a|\s)\s*)?(?P<celex>[0-9]\d{4}[a-z]{1,2}\d{4}|1\d{4}[a-z]/txt)(?:-\d{8})?(?!\w)"
)
_ELI = re.compile(r"eli/(?P<kind>dir|reg|dec)\w*/(?P<year>\d{4})/(?P<number>\d{1,4})(?!\d)")
_COM = re.compile(r"(?<!\w)com\s*[(/]?\s*(?P<year>\d{4})\s*[)/]?[\s,/]*(?:no\.?\s*)?(?P<number>\d{1,4})(?!\d)")
_NUMBER = re.compile(
    r"(?<![\d/,-])(?<!\d\.)(?P<a>\d{1,4})\s?/\s?(?P<b>\d{1,4})"
    r"(?:\s?/\s?(?P<suffix>[^\W\d_]{2,5})(?!\w))?(?!\d|/\d|[.,]\d)"
)
_HYPHEN = re.compile(r"(?<![\d/-])(?P<a>(?:19|20)\d\d)-(?P<b>\d{2,4})(?P<suffix>)(?![\d-])")
_LETTER = {"dir": "L", "reg": "R", "dec": "D"}
_MONTHS = 12
_LOOK_BACK = 60  # characters from an act's kind to its number
_CENTURIES = (1950, 2100)


@dataclass(frozen=True)
class Numbered:
    """An act named by number, with offsets into the question.

    `celex` is None where the catalogue has no such act. `named`: whether the words around say that it is an act of the
    Union; `text` is how the question names it, then from "Regulation" on.
    """

    celex: str | None
    start: int
    end: int
    named: bool
    text: str


class ActNumbers:
    """The acts of a catalogue by year and number; `celexes` are their CELEX numbers."""

    def __init__(self, celexes: Collection[str]) -> None:
        self._known: dict[tuple[int, int], list[str]] = {}
        self._others = {celex for celex in celexes if not celex.startswith("3")}
        for celex in sorted(celexes):
            if match := re.fullmatch(r"3(\d{4})[A-Z](\d{4})", celex):
                self._known.setdefault((int(match[1]), int(match[2])), []).append(celex)

    def find(self, folded: Folded) -> list[Numbered]:
        """All acts named by number, in order, without overlaps."""
        found: list[Numbered] = []
        for candidate in (*self._exact(folded), *self._plain(folded)):
            if not any(candidate.start < other.end and other.start < candidate.end for other in found):
                found.append(candidate)
        return sorted(found, key=lambda numbered: numbered.start)

    def _exact(self, folded: Folded) -> Iterator[Numbered]:
        for match in _CELEX.finditer(folded.text):
            celex = match["celex"].upper()
            yield _numbered(folded, match, f"3{celex[1:]}" if celex[0] == "0" else celex)
        for match in _ELI.finditer(folded.text):
            letter = _LETTER[match["kind"]]
            yield _numbered(folded, match, f"3{match['year']}{letter}{int(match['number']):04d}")
        for match in _COM.finditer(folded.text):
            year, number = match["year"], int(match["number"])
            celexes = [f"5{year}{kind}{number:04d}" for kind in ("DC", "PC", "JC", "SC")]
            yield _numbered(folded, match, next((c for c in celexes if c in self._others), celexes[0]))

    def _plain(self, folded: Folded) -> Iterator[Numbered]:
        for match in _NUMBER.finditer(folded.text):
            yield from self._read(folded, match)
        for match in _HYPHEN.finditer(folded.text):
            numbered = list(self._read(folded, match))
            yield from (one for one in numbered if one.named and not _is_year(int(match["b"])))  # 2021-2027

    def _read(self, folded: Folded, match: re.Match[str]) -> Iterator[Numbered]:
        a, b = int(match["a"]), int(match["b"])
        kind = _kind_before().search(folded.text, max(0, match.start() - _LOOK_BACK), match.start())
        union = bool(match["suffix"] or (kind and kind["union"]))
        word = kind["kind"] if kind else None
        named = union or bool(word)
        if a <= _MONTHS and _is_year(b) and not named:  # 12/2026
            return
        celex = self._look_up(a, b, word, old=named)
        act = named and (union or (word is not None and _is_act(word, a, b)))
        if celex or act or _is_year(a) or _is_year(b):
            start, end = folded.span(kind.start() if kind and named else match.start(), match.end())
            text = re.sub(r"\s+", " ", folded.original[start:end]).strip()
            first, _ = folded.span(match.start(), match.end())
            yield Numbered(celex, first, end, act, text)

    def _look_up(self, a: int, b: int, kind: str | None, *, old: bool) -> str | None:
        pairs = [(a, b), (b, a), *([(1900 + a, b)] if old and a < 100 else ())]  # noqa: PLR2004 - "95/46/EC"
        candidates = [celex for pair in pairs for celex in self._known.get(pair, ())]
        letters = _letters(kind)
        return next((c for c in candidates if c[5] in letters), candidates[0] if candidates else None)


def _numbered(folded: Folded, match: re.Match[str], celex: str) -> Numbered:
    start, end = folded.span(*match.span())
    return Numbered(celex, start, end, True, folded.original[start:end])


def _is_year(number: int) -> bool:
    return _CENTURIES[0] <= number < _CENTURIES[1]


def _is_act(kind: str, a: int, b: int) -> bool:
    """Whether kind and number alone make an act of the Union: decisions and low numbers are local ones as well."""
    if not (_is_year(a) or _is_year(b)) or _letters(kind) == "D":
        return _letters(kind) == "L"
    return _letters(kind) == "L" or _is_year(a) or a >= 100  # noqa: PLR2004


@cache
def _kind_before() -> re.Pattern[str]:
    """An act's kind and institution up to its number: "Regulation (EU) No ", "(EU) ", "Richtlinie "."""
    stems = alternatives([*all_words("directive"), *all_words("regulation"), *all_words("decision")])
    union = r"\(?(?P<union>eu|ec|eec|ue|ce|cee|eg|ewg|ef|ey|ek|es|eb|ez|eo|we|ee|ae|ke|euratom|ес|ео|еио|εε|εκ|εοκ)\)?"
    numero = alternatives(all_words("numero"))
    return re.compile(
        rf"(?:(?<!\w)(?P<kind>[^\W\d_]{{0,24}}(?:{stems})[^\W\d_]{{0,6}}|rl|vo|reg|dir)(?!\w)[.\s,:-]*)?"
        rf"(?:(?<!\w){union}(?!\w)[\s,]*)?(?:(?:{numero})\.?\s*)?$"
    )


def _letters(kind: str | None) -> str:
    for name, letter in (("directive", "L"), ("regulation", "R"), ("decision", "D")):
        if kind and any(stem in kind for stem in _stems(name)):
            return letter
    return {"rl": "L", "dir": "L", "vo": "R", "reg": "R"}.get(kind or "", "")


@cache
def _stems(name: str) -> tuple[str, ...]:
    return tuple(fold(stem) for stem in all_words(name))
