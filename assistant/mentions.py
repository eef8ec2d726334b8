"""How a question names a place in an act: "Article 17(1)", "17. cikk", "recital 12", "Anhang II".

The words are those of the 24 official languages with their usual inflections (`words.json`, after the
Interinstitutional Style Guide). Hungarian, Latvian, Lithuanian, Finnish and Slovenian put the number first.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

NUMBER_FIRST = ("hu", "lv", "lt", "fi", "sl", "et")
_ROMAN = r"[ivx]{1,5}"
_LIST = r"(?:\s*(?:,|;|and|or|und|oder|et|ou|y|o|e|i|a|lub|oraz|και|ή|en|of|och|eller|og|și|és|ja|in|ali|ir|un|и|to|bis|à|al|až|do|-|–)\s*(\d{1,3})(?![\d/]))*"


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


@cache
def words() -> dict[str, dict[str, list[str]]]:
    """The drafting words of the 24 languages, by kind and language."""
    return cast(
        "dict[str, dict[str, list[str]]]", json.loads(files("assistant").joinpath("words.json").read_text("utf-8"))
    )


def _alternatives(kind: str, languages: tuple[str, ...] | None = None) -> str:
    table = words()[kind]
    found = {word for language in (languages or tuple(table)) for word in table.get(language, ())}
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(found, key=len, reverse=True))


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    paragraph = _alternatives("paragraph")
    tail = (
        rf"(?:\s*\((?P<p1>\d{{1,2}})\)|[\s,]*(?:{paragraph})\.?\s*\(?(?P<p2>\d{{1,2}})\)?(?!\d)"
        rf"|[\s,]*\(?(?P<p3>\d{{1,2}})\)?\.?\s*(?:{paragraph})(?!\w))?"
    )
    built = []
    for kind in ("article", "recital"):
        first = _alternatives(kind, NUMBER_FIRST)
        built.append(
            (
                kind,
                re.compile(rf"(?<![\w/(])\(?(?P<n>\d{{1,3}}[a-z]?)\)?\s?[.°º]?[\s-]?(?:{first})(?!\w)\.?{tail}", re.I),
            )
        )
        number = r"(?:nr\.?\s*|no\.?\s*|n[°º.]\s*)?\(?(?P<n>\d{1,3}[a-z]?)(?![\w/]|[.,]\d)\)?"
        built.append(
            (kind, re.compile(rf"(?<!\w)(?:{_alternatives(kind)})\.?\s*{number}\.?{tail}(?P<more>{_LIST})", re.I))
        )
    annex = _alternatives("annex")
    built.append(("annex", re.compile(rf"(?<!\w)(?:{annex})\s+(?P<n>{_ROMAN}|\d{{1,2}})(?!\w)", re.I)))
    first = _alternatives("annex", NUMBER_FIRST)
    built.append(("annex", re.compile(rf"(?<!\w)(?P<n>{_ROMAN})\.?\s+(?:{first})(?!\w)", re.I)))
    return built


def find_mentions(question: str) -> list[Mention]:
    """All places named in a question, in order, without overlaps.

    A list ("Articles 24 to 26", "Artikel 3 und 5") gives its named numbers, a range its ends.
    """
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _patterns():
        for match in pattern.finditer(question):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            groups = match.groupdict()
            paragraph = groups.get("p1") or groups.get("p2") or groups.get("p3")
            number = match["n"].upper() if kind == "annex" else match["n"].lower()
            found.append(Mention(kind, number, paragraph, *match.span()))
            found.extend(
                Mention(kind, more, None, *match.span()) for more in re.findall(r"\d+", groups.get("more") or "")
            )
    return sorted(found, key=lambda mention: mention.start)
