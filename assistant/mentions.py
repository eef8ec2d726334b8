"""How a question names a place in an act: "Article 17(1)", "17. cikk", "recital 12", "Anhang II".

Every word of the question is looked up among the drafting words of the 24 languages (`words.json`); the number is then
read after it or, in the languages that put it first ("17 straipsnis"), before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assistant.folding import Folded, fold, spelled
from assistant.place_patterns import ordinal, patterns
from assistant.place_words import WORD, Heading, Order, headings
from assistant.vocabulary import vocabulary, words

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")
_LATIN_LOOK = str.maketrans("ιχхі", "ixxi")
_LATIN = {"bis": "a", "ter": "b", "quater": "c"}  # as in the English editions
_GENITIVE = frozenset({"cs", "sk", "pl", "hr", "sl", "lt", "lv", "et", "fi", "hu"})  # no "of" between article and act
_DOTTED = frozenset({"hr", "sl"})  # the dot of "članak 17." ends no sentence
_BACK = 60  # characters: "first paragraph of the said Article"


@dataclass(frozen=True)
class Mention:
    """A place named in a question; `start`/`end` are offsets into it. `kind` is article, recital or annex."""

    kind: str
    number: str
    paragraph: str | None
    start: int
    end: int

    @property
    def locator(self) -> str:
        """In house form, without the paragraph: "Article 17", "Recital 12", "Annex II"."""
        return f"{self.kind.capitalize()} {self.number}"


def find_mentions(question: str) -> list[Mention]:
    """All places named in a question, in order, without overlaps.

    A list ("Articles 24 to 26", "Artikel 3 und 5") gives its named numbers, a range its ends.
    """
    return find_in(Folded.of(question))


def find_in(folded: Folded) -> list[Mention]:
    """The same for a text that is folded already."""
    found = []
    for place in _Reader(folded).places():
        start, end = folded.span(place.start, place.end)
        found.append(replace(place, start=start, end=end))
    return found


class _Reader:
    """Goes through a text from left to right. Offsets are those of the folded text; `_done` is the last place's end."""

    def __init__(self, folded: Folded) -> None:
        self._folded = folded
        self._text = folded.text
        self._words = patterns()
        self._done = 0

    def places(self) -> Iterator[Mention]:
        """The places in order."""
        tokens = list(WORD.finditer(self._text))
        for at, token in enumerate(tokens):
            if token.start() < self._done:
                continue
            for heading, after in headings().at(tokens, at):
                before = spelled(tokens[at - 1][0]) if at else ""
                found = self._read(heading, token.start(), tokens[after - 1].end(), before)
                if found:
                    self._done = max(place.end for place in found)
                    yield from found
                    break

    def _read(self, heading: Heading, start: int, end: int, before: str) -> list[Mention]:
        if heading.kind == "annex":
            return self._annex(heading, start, end)
        found: list[Mention] = []
        if heading.order in {Order.BEFORE, Order.ONLY_BEFORE}:
            found = self._number_first(heading, start, end, dotted=False)
        if not found and heading.order is not Order.ONLY_BEFORE:
            found = self._number_after(heading, start, end, before)
        if not found and heading.order is Order.EITHER:
            found = self._number_first(heading, start, end, dotted=True)
        return found

    def _number_after(self, heading: Heading, start: int, end: int, before: str) -> list[Mention]:
        match = self._words.after.match(self._text, end)
        if not match or _indefinite(before, heading):
            return []
        if match["open"] and heading.order is Order.BEFORE and heading.kind == "article":
            return []  # "a cikk (1) bekezdése" names the paragraph of some article
        paragraph, end = self._paragraph(match.end())
        if paragraph is None and (self._words.more.match(self._text, end) or self._counts(end, heading)):
            return []
        if heading.languages & _DOTTED and self._text[end : end + 1] == ".":
            end += 1
        place = Mention(heading.kind, _number(match), paragraph, start, end)
        if paragraph is None:
            place = self._with_front(place)
        return [place, *self._listed(place, heading)]

    def _number_first(self, heading: Heading, start: int, end: int, *, dotted: bool) -> list[Mention]:
        match = self._words.before.search(self._text, max(self._done, start - _BACK), start)
        if not match or (dotted and not match["dot"]):
            return []
        if not match["dot"] and not match["list"] and self._text[start:end] in _counted():
            return []
        if self._words.numbered.search(self._text, self._done, match.start("number")) and self._words.after.match(
            self._text, end
        ):
            return []  # "odstavek 1 člena 4": the number before is the paragraph's
        paragraph, end = self._paragraph(end)
        first = match.start("number")
        others = [
            Mention(heading.kind, number[0], None, match.start("list") + number.start(), first)
            for number in re.finditer(r"\d+[a-z]?", match["list"])
        ]
        place = Mention(heading.kind, _number(match), paragraph, first, end)
        if paragraph is None and not others:
            place = self._with_front(place)
        return [*others, place]

    def _paragraph(self, end: int) -> tuple[str | None, int]:
        """The paragraph that follows at `end`, and where it ends."""
        match = self._words.tail.match(self._text, end)
        if not match:
            return None, end
        number = next((match[f"p{n}"] for n in range(1, 6) if match[f"p{n}"]), None)
        return number or ordinal(match["word"]), match.end()

    def _with_front(self, place: Mention) -> Mention:
        """The place with the paragraph named before it: "paragraph 1 of Article 17"."""
        match = self._words.front.search(self._text, max(self._done, place.start - _BACK), place.start)
        if not match:
            return place
        return replace(place, paragraph=match["p1"] or match["p2"] or ordinal(match["word"]), start=match.start())

    def _listed(self, place: Mention, heading: Heading) -> Iterator[Mention]:
        """Further numbers after a comma, a dash or an "and"."""
        end = place.end
        plural = _is_plural(WORD.search(self._text, place.start))
        while separator := self._words.separator.match(self._text, end):
            match = self._words.listed.match(self._text, separator.end())
            if not match:
                return
            paragraph, end = self._paragraph(match.end())
            if paragraph is None and (
                self._words.more.match(self._text, end) or not self._ends_list(end, heading, plural=plural)
            ):
                return
            yield Mention(place.kind, _number(match), paragraph, match.start(), end)

    def _ends_list(self, end: int, heading: Heading, *, plural: bool) -> bool:
        """Whether what follows shows that a number belonged to the list: "and 5 of", not "and 5 children"."""
        match = self._words.next_word.match(self._text, end)
        if not match:
            return True
        if match[2] or self._counts(end, heading):  # "5 June 2026"
            return False
        start, stop = self._folded.span(*match.span(1))
        if plural or heading.languages & _GENITIVE:
            return True
        capitals = sum(letter.isupper() for letter in self._folded.original[start:stop])
        word = spelled(match[1])
        return capitals > 1 or word in vocabulary("connectors") or word in vocabulary("also") or _is_kind(word)

    def _counts(self, end: int, heading: Heading) -> bool:
        """Whether a number at `end` counts what follows: "article 2 days ago"."""
        match = self._words.next_word.match(self._text, end)
        word = spelled(match[1]) if match else ""
        return any(word in vocabulary("unit", one) for one in heading.languages)

    def _annex(self, heading: Heading, start: int, end: int) -> list[Mention]:
        found: list[Mention] = []
        if heading.order is not Order.AFTER:
            before = self._words.roman_before.search(self._text, max(self._done, start - _BACK), start)
            for number in self._words.roman.finditer(self._text, before.start(), start) if before else ():
                found += self._numbered_annex(*number.span(), number.start(), end)
        match = None if found else self._words.roman_after.match(self._text, end)
        while match:
            found += self._numbered_annex(match.start("number"), match.end(), start, match.end())
            separator = self._words.separator.match(self._text, match.end())
            start = separator.end() if separator else start
            match = self._words.roman_after.match(self._text, start) if separator else None
        return found

    def _numbered_annex(self, first: int, last: int, start: int, end: int) -> list[Mention]:
        written = self._text[first:last].translate(_LATIN_LOOK).upper()
        if written.isdecimal():
            written = _ROMAN[int(written)] if int(written) < len(_ROMAN) else ""
        elif len(written) == 1 and not self._folded.original[self._folded.span(first, last)[0]].isupper():
            return []  # "priloga v", "prilog i": a small letter is a word
        return [Mention("annex", written, None, start, max(end, last))] if written in _ROMAN[1:] else []


def _number(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("first"):
        return "1"
    letter = groups["letter"] or _LATIN.get(groups["latin"] or "", "")
    return f"{int(groups['number'])}{letter}"


def _indefinite(before: str, heading: Heading) -> bool:
    """Whether "an article 2 …" is meant, as in a newspaper."""
    if heading.kind != "article":
        return False
    return any(before in map(fold, words()["indefinite"].get(language, ())) for language in heading.languages)


def _is_plural(word: re.Match[str] | None) -> bool:
    return word is not None and spelled(word[0]) in vocabulary("plural")


@cache
def _counted() -> set[str]:
    return {fold(word) for word in words()["counted"]}


@lru_cache(maxsize=1 << 12)
def _is_kind(word: str) -> bool:
    return any(spelled(fold(stem)) in word for kind in ("directive", "regulation") for stem in words()[kind])
