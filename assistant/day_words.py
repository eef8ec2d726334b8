"""Days that a question names in its words: "in May 2025", "before June 2026", "im Jahr 2024", "2025-ben".

People ask for the law of such a day. The rules are per language: a small word that says "in" or "before", a month by
its Unicode CLDR name in any case form, a year.
"""

# ruff: noqa: E501 - patterns read better whole

from __future__ import annotations

import json
import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

_FIRST_YEAR = 2000
_SHORTEST_STEM = 3
_FORMS = r"[^\W\d_]{0,7}"  # case endings
_BARE_MONTHS = frozenset({"fi", "sl", "lt", "lv", "et"})
"""Languages whose case endings say "in May"."""
_YEAR_FIRST = frozenset({"hu", "et", "lv", "lt"})
_MADE = re.compile(
    r"\b(?:adopt|publi[sc]|propos|sign[eé]|annou?n[cz]|vorschl|vorgeschl|angenommen|verabschied|veröffentl|vorgelegt"
    r"|verk[uü]nd|présent|adott|firmat|przyj|zaproponow|opublik|navrh|schvál|přijat|prijat|predlo|objav|elfogad"
    r"|javasol|ehdot|hyväks"
    r"|vedta|föresl|foresl|antog|antag|ettepan|vastu võ|priim|pasiūl|pieņem|ierosin|прие|предлож|публик|πρότ|προτάθ|εγκρί|εκδόθ"
    r"|δημοσ|aangenomen|voorgesteld|gepubliceerd|propus|adoptat|kunsill|glac|moladh)",
    re.IGNORECASE,
)
"""Who asks what was adopted in a year does not ask for the law of that year."""


@dataclass(frozen=True)
class SaidDay:
    """A day that a question names, and the question without those words."""

    day: date
    rest: str


def said_day(text: str, language: str, today: date) -> SaidDay | None:
    """The day whose law a question asks for in its own words; None when it names none.

    A month counts from its middle, a year other than today's from its middle; today's year is today. "Before" is the
    day before what is named. A day on which something was adopted or published is none.
    """
    if not re.search(r"20\d\d", text) or _MADE.search(text):
        return None
    plain = _plain(text)
    before, at = _patterns(language)
    for pattern, is_before in ((before, True), (at, False)):
        for found in pattern.finditer(plain) if pattern else ():
            day = _day(found, language, today, is_before=is_before)
            rest = re.sub(r"\s+([,?;])", r"\1", " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()))
            if language == "lv" and found[0].endswith("gada") and text[found.end() - 1] != "ā":
                continue  # "2013. gada direktīva"
            if day and len(rest.split()) > 1:
                return SaidDay(day, rest.lstrip(" ,"))
    return None


def _day(found: re.Match[str], language: str, today: date, *, is_before: bool) -> date | None:
    parts = {name: value for name, value in found.groupdict().items() if value}
    year = int(next(value for name, value in parts.items() if name.startswith("year")))
    if year < _FIRST_YEAR:
        return None
    name = next((value for key, value in parts.items() if key.startswith("month")), None)
    if name is None:
        if is_before:
            return date(year - 1, 12, 31)
        return today if year == today.year else date(year, 7, 1)
    month = next(n for n, stem in enumerate(_stems(language), 1) if re.match(stem, name))
    number = next((int(value) for key, value in parts.items() if key.startswith("day")), None)
    try:
        day = date(year, month, number or (1 if is_before else 15))
    except ValueError:
        return None
    return day - timedelta(days=1) if is_before else day


@cache
def _patterns(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str]]:
    """What finds "before" a day, and what finds a day, in folded text."""
    months, trailing = "|".join(_stems(language)), _words("trailing", language)
    filler = rf"(?:(?:{_words('between', language)})\s*)*"
    after = rf"(?:[\s.-]*(?:{trailing})(?!\w))?\.?(?!\s*ars\b)"  # not "2013 års direktiv"
    month = rf"{filler}(?:(?P<day>\d{{1,2}})[.ºao]*\s+)?{filler}(?P<month>(?:{months}){_FORMS})\.?,?\s+{filler}{_year(1)}{after}"
    small, earlier = (_words(kind, language) if _table()[kind].get(language) else "" for kind in ("at", "before"))
    opening = rf"(?<!\w)(?:(?:{small})\s*)+"
    kinds = [opening.replace("of(?!", r"of(?!\s+\d)(?!") + month] if small else []  # not "Regulation of 14 May 2024"
    if language in _BARE_MONTHS:
        kinds.append(
            rf"(?<!\w){month.replace('<day>', '<day3>').replace('<month>', '<month3>').replace(_year(1), _year(4))}"
        )
    if language in _YEAR_FIRST:
        kinds.append(
            rf"{_year(2)}\.?\s*(?:{trailing})?\.?\s*(?P<month2>(?:{months}){_FORMS})"
            r"(?:\s+(?P<day2>\d{1,2})\b\.?(?:-\w+)?)?"
        )
    if small:
        kinds.append(rf"{opening.replace('of(?!', '(?!)(?!')}{filler}{_year(3)}{after}")
    if ending := _words("year", language):
        kinds.append(
            rf"{_year(5)}[\s.]*(?:{ending})(?!\w)" if language != "sl" else rf"(?<!\w)(?:{ending})\s*{_year(5)}"
        )
    before = rf"(?<!\w)(?:{earlier})\s*(?:\w{{1,4}}\s+)??(?:{month}|{filler}{_year(3)}{after})"
    return re.compile(before) if earlier else None, re.compile("|".join(kinds))


def _year(number: int) -> str:
    return rf"(?<![\d/])(?<!\d[-–.])(?P<year{number}>20\d\d)(?!\s*[-–/.]\s*\d|\d|-direk|-förordn)"


def _words(kind: str, language: str) -> str:
    """The words of a kind as alternatives; in the tables expressions of several words stand between semicolons."""
    listed = _table()[kind].get(language, "")
    words = listed.split(";") if kind in {"before", "year"} else listed.split()
    patterns = (re.escape(w).replace(r"\ ", r"\s+") + ("" if w.endswith(("'", "-")) else r"(?!\w)") for w in words if w)
    return "|".join(sorted(patterns, key=len, reverse=True)) or r"(?!)"


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = json.loads(files("assistant").joinpath("day_words.json").read_text("utf-8"))
    return table


@cache
def _stems(language: str) -> tuple[str, ...]:
    """The twelve months' stems, folded, as patterns."""
    from babel import Locale  # noqa: PLC0415 - only for questions that name a year

    months = Locale.parse(language).months
    stems = []
    for number in range(1, 13):
        forms = [_plain(months[kind]["wide"][number]) for kind in ("format", "stand-alone")]
        stem = os.path.commonprefix(forms)  # noqa: RUF071 - of words, not of paths
        if len(stem) >= 5:  # noqa: PLR2004 - endings change: "septembrie", "september", "maijs", "maijā"
            stem = stem[:-1]
        stems.append(re.escape(stem) if len(stem) >= _SHORTEST_STEM else "|".join(map(re.escape, forms)))
    return tuple(rf"\w?{stem}" if language == "ga" else stem for stem in stems)


def _plain(text: str) -> str:
    """Lower case without accents, a character for a character."""
    return "".join(unicodedata.normalize("NFD", c)[0].casefold()[:1] or c for c in text)
