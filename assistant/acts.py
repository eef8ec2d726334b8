"""How a question names an act: by CELEX, by number, by COM number, or by one of its names in any language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.mentions import words

_CELEX = re.compile(r"(?<![\w/])([0-9]\d{4}[A-Z]{1,2}\d{4}(?:-\d{8})?|1\d{4}[A-Z]/TXT)(?!\w)", re.I)
_COM = re.compile(r"\bCOM\s*[(/]?\s*(\d{4})\s*[)/]?[\s,/]*(?:No\.?\s*)?(\d{1,4})\b", re.I)
_NUMBER = re.compile(r"(?<![\d/.])(\d{2,4})\s?/\s?(\d{1,4})(?:\s?/\s?(?:[A-Z]{2,4}|ЕС|ЕО|ЕК|ΕΕ|ΕΚ)\b)?(?![\d])")
_TOKEN = re.compile(r"[^\W_]+", re.UNICODE)
_OLD = (
    "old former previous earlier repealed alte alten bisherig frühere vorig ancien précédent antigu anterior vecchi precedent star poprzedni dawn "
    "παλι προηγούμεν oude vorige antig vech anterioar régi korábbi predchoz předchoz předešl gammal gamla gaml tidligere tidigare vana eelmis vec iepriekšēj sen ankstesn vanha aiempi edelli "
    "prejšnj prethodn стар предишн qadim preċedent sean roimhe"
).split()
_SHORT = 3
_CONTAINED = 5


@dataclass(frozen=True)
class ActMention:
    """An act named in a question, with offsets. `exact` when named by a number rather than a title."""

    celex: str
    start: int
    end: int
    exact: bool


def fold(text: str) -> str:
    """Casefolded, without accents (length may change)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ς", "σ")


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(fold(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def same_word(a: str, b: str) -> bool:
    """Whether two folded words are inflections of one: equal, or alike but for the last letters.

    A rough rule that holds across the 24 languages' endings; words under five letters must be equal.
    """
    if a == b:
        return True
    short = min(len(a), len(b))
    if short < _CONTAINED or abs(len(a) - len(b)) > 4:  # noqa: PLR2004 - longest common ending that still inflects
        return False
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return shared >= max(4, short - 2) and shared >= max(len(a), len(b)) - 4


class ActNames:
    """The acts of the catalogue by all their names.

    `names` maps a CELEX number to its names in any language; `repealed` maps a repealed act to its successor.
    """

    def __init__(self, names: Mapping[str, Iterable[str]], repealed: Mapping[str, str]) -> None:
        self._repealed = dict(repealed)
        self._celexes = set(names)
        self._by_number: dict[tuple[int, int], list[str]] = {}
        for celex in names:
            if match := re.match(r"3(\d{4})[A-Z](\d{4})$", celex):
                self._by_number.setdefault((int(match[1]), int(match[2])), []).append(celex)
        self._by_first: dict[str, list[tuple[list[str], str]]] = {}
        for celex, known in names.items():
            for name in known:
                tokens = [t for t, _, _ in _tokens(name)]
                if tokens:
                    self._by_first.setdefault(tokens[0][:4], []).append((tokens, celex))

    def find(self, question: str) -> list[ActMention]:
        """The acts named in a question, in order; a longer name wins over a shorter one inside it."""
        found = self._by_celex(question) + self._by_numbers(question)
        for mention in self._by_names(question):
            if not any(mention.start < other.end and other.start < mention.end for other in found):
                found.append(mention)
        return sorted(found, key=lambda mention: mention.start)

    def _by_celex(self, question: str) -> list[ActMention]:
        found = [ActMention(m[1].upper(), *m.span(), exact=True) for m in _CELEX.finditer(question)]
        for match in _COM.finditer(question):
            found.append(ActMention(f"5{match[1]}DC{int(match[2]):04d}", *match.span(), exact=True))
        return found

    def _by_numbers(self, question: str) -> list[ActMention]:
        found = []
        for match in _NUMBER.finditer(question):
            a, b = int(match[1]), int(match[2])
            candidates = self._numbered(a, b, question[max(0, match.start() - 40) : match.start()])
            found.extend(ActMention(celex, *match.span(), exact=True) for celex in candidates)
        return found

    def _numbered(self, a: int, b: int, before: str) -> list[str]:
        pairs = {(a, b), (b, a), (1900 + a, b), (1900 + b, a)}
        candidates = [celex for pair in pairs for celex in self._by_number.get(pair, [])]
        if len(candidates) > 1:
            lowered = before.casefold()
            for letter, kind in (("L", "directive"), ("R", "regulation")):
                if any(stem in lowered for stem in _stems(kind)):
                    candidates = [c for c in candidates if c[5] == letter] or candidates
        return candidates[:1]

    def _by_names(self, question: str) -> list[ActMention]:
        tokens = _tokens(question)
        matches: list[tuple[int, int, int, str]] = []
        for at, (token, start, _) in enumerate(tokens):
            for name, celex in self._by_first.get(token[:4], ()):
                end = _match(name, tokens, at)
                if end is not None:
                    matches.append((sum(map(len, name)), start, end, celex))
        matches.sort(key=lambda m: -m[0])
        found: list[ActMention] = []
        spans: list[tuple[int, int, int]] = []
        for weight, start, end, celex in matches:
            overlapping = [s for s in spans if start < s[1] and s[0] < end]
            if all(s[2] == weight for s in overlapping):
                spans.append((start, end, weight))
                found.append(ActMention(celex, start, end, exact=False))
        return self._prefer(found, question)

    def _prefer(self, found: list[ActMention], question: str) -> list[ActMention]:
        """Of acts that share a name, the one meant: by year if said, the repealed one if "old" is said, else the current."""
        kept: list[ActMention] = []
        folded = [t for t, _, _ in _tokens(question)]
        old = any(token.startswith(fold(stem)) for token in folded for stem in _OLD)
        for mention in found:
            rivals = [m for m in found if m.start < mention.end and mention.start < m.end and m.celex != mention.celex]
            if rivals and not self._meant(mention.celex, [m.celex for m in rivals], folded, old=old):
                continue
            if not any(k.celex == mention.celex and k.start == mention.start for k in kept):
                kept.append(mention)
        return kept

    def _meant(self, celex: str, rivals: Sequence[str], folded: list[str], *, old: bool) -> bool:
        if celex[1:5] in folded:
            return True
        if any(rival[1:5] in folded for rival in rivals):
            return False
        successor = self._repealed.get(celex) in rivals
        replaced = any(self._repealed.get(rival) == celex for rival in rivals)
        if successor or replaced:
            return successor if old else replaced
        return True

    @property
    def celexes(self) -> set[str]:
        """All known CELEX numbers."""
        return self._celexes


def _stems(kind: str) -> list[str]:
    return words()[kind]  # type: ignore[return-value]


def _match(name: list[str], tokens: list[tuple[str, int, int]], at: int) -> int | None:
    """The end offset where `name` matches from token `at`, else None; short words may stand between."""
    position = at
    end = None
    for n, word in enumerate(name):
        skipped = 0
        while position < len(tokens) and not same_word(word, tokens[position][0]):
            if n == 0 or len(tokens[position][0]) > _SHORT or skipped >= 2:  # noqa: PLR2004 - "on the", "de la"
                return None
            position += 1
            skipped += 1
        if position == len(tokens):
            return None
        end = tokens[position][2]
        position += 1
    return end
