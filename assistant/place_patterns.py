"""The regular expressions for what stands around an announcing word: numbers, paragraphs, lists. On folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.vocabulary import all_words, alternatives, words

_NUMBER = r"(?P<number>\d{1,3})(?!\d)(?:(?P<letter>[a-z])(?!\w)|\s?(?P<latin>bis|ter|quater)(?!\w)(?!\s*\d))?"
_TYPED = r"(?:\s?\.?°|er(?!\w)|(?::|-)[^\W\d_]{1,5}|\s?ff?(?!\w)\.?)?"  # 17º, 1er, 17:n, 17-es, 17 ff.
_ROMAN = r"[ivxιχхі]{1,5}|\d{1,2}"
_NOT_MORE = r"(?![\w/]|[.,]\d)"


@dataclass(frozen=True)
class Patterns:
    """Compiled once; each is used with `match` or `search` at known offsets.

    `after`: number after the word. `before`: numbers up to it. `tail`: paragraph after. `front`: paragraph before.
    """

    after: re.Pattern[str]
    before: re.Pattern[str]
    tail: re.Pattern[str]
    front: re.Pattern[str]
    separator: re.Pattern[str]
    listed: re.Pattern[str]
    more: re.Pattern[str]
    numbered: re.Pattern[str]
    next_word: re.Pattern[str]
    roman_after: re.Pattern[str]
    roman_before: re.Pattern[str]
    roman: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """All patterns with the words of the 24 languages in them."""
    numero = rf"(?:(?:{alternatives(all_words('numero'))})\.?\s*)?"
    also = alternatives(all_words("also"))
    since = alternatives(all_words("from"))
    first = alternatives(all_words("first_article"))
    list_before = (
        rf"(?P<list>(?:(?<![\w/])(?<!\d[.,])\d{{1,3}}[a-z]?\.?(?:-[^\W\d_]{{1,5}})?"
        rf"(?:\s*[,;-]\s*|\s+(?:{also})\s+)(?:az?\s+)?)*)"
    )
    roman_list = rf"(?P<list>(?:(?<!\w)(?:{_ROMAN})\.?(?:\s*[,;-]\s*|\s+(?:{also})\s+)(?:az?\s+)?)*)"
    return Patterns(
        after=re.compile(
            rf"[.:]?°?\s*(?:(?:{since})\s+)?{numero}(?P<open>\(?)(?:{_NUMBER}|(?P<first>{first})(?!\w))\)?{_TYPED}"
        ),
        before=re.compile(
            rf"{list_before}(?<![\w/])(?<!\d[.,])\(?{_NUMBER}\)?(?P<dot>\.?)(?:-[^\W\d_]{{1,5}})?\)?[\s-]*$"
        ),
        tail=re.compile(_tail(numero)),
        front=re.compile(_front()),
        separator=re.compile(rf"\.?\s*[,;]\s*(?:(?:{also})\s+)?|\.?\s*[-&]\s*|\.?\s+(?:{also})\s+(?:az?\s+)?"),
        listed=re.compile(rf"\(?{_NUMBER}\)?{_TYPED}"),
        more=re.compile(r"[\w/]|[.,]\d"),
        numbered=re.compile(rf"(?<!\w)(?:{alternatives(all_words('paragraph'))})\.?\s*\(?$"),
        next_word=re.compile(r"\s*[(\[]?\s*([^\W\d_]+)(\s+\d{4}(?![\d/]))?"),
        roman_after=re.compile(rf"[.:]?\s*{numero}(?P<number>{_ROMAN}){_NOT_MORE}"),
        roman_before=re.compile(rf"{roman_list}(?<![\w/])(?<!\d[.,])(?P<number>{_ROMAN})\.?\s*$"),
        roman=re.compile(rf"(?<!\w)(?:{_ROMAN})(?!\w)"),
    )


def _ordinals() -> tuple[str, str]:
    return alternatives(all_words("ordinal")), alternatives(all_words("paragraph"))


def ordinal(word: str) -> str:
    """The number that an ordinal word stands for: "first" is "1"."""
    for number, entries in words()["ordinal"].items():
        if re.fullmatch(alternatives(entries), word):
            return str(number)
    return "1"


def _tail(numero: str) -> str:
    """A paragraph after the number: "(1)", ".1", "/1", "Abs. 1", "(1) bekezdés", "eerste lid"."""
    ordinals, paragraph = _ordinals()
    return (
        r"\.?\s{0,2}\(\s*(?P<p1>\d{1,2})[a-z]?\s*\)"
        r"|\.(?P<p2>\d{1,2})(?![\d.]|,\d|\s*%)"
        r"|/(?P<p3>\d{1,2})(?![\w/])"
        rf"|\.?(?:[\s,;:-]+|(?=§))\(?(?:{paragraph})\.?\s*{numero}\(?(?P<p4>\d{{1,2}})\)?(?![\d/]|[.,]\d)"
        rf"|[\s,.]+\(?(?P<p5>\d{{1,2}})\)?\.?(?:-\w{{1,4}})?\s*(?:{paragraph})(?!\w)"
        rf"|[\s,.]+(?P<word>{ordinals})\s+(?:{paragraph})(?!\w)"
    )


def _front() -> str:
    """A paragraph before the word: "paragraph 1 of", "Absatz 1 des", "1. odstavek", "eerste lid van"."""
    ordinals, paragraph = _ordinals()
    return (
        rf"(?:(?<!\w)(?:{paragraph})\.?\s*\(?(?P<p1>\d{{1,2}})\)?\.?"
        rf"|(?<![\w/.,(])\(?(?P<p2>\d{{1,2}})\)?\.?(?:-\w{{1,4}})?\s*(?:{paragraph})"
        rf"|(?<!\w)(?P<word>{ordinals})\s+(?:{paragraph}))"
        r"(?:[\s,]*(?!(?:and|und|et|oraz|och|og)\b)[^\W\d_]{1,5}['-]?){0,3}[\s,'-]*$"
    )
