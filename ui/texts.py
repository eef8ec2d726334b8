"""The pages' own texts in the 24 official languages: gettext catalogues, English sentences as their keys.

`ui/locale/<language>/LC_MESSAGES/euma.po` are the catalogues. They are compiled in memory at first use (30 ms a
language), so that a wheel and a checkout work alike and no compiled file can be older than its source.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from assistant.language import OFFICIAL
from assistant.law import day

DEFAULT = "en"
_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[\w-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*$")


class Texts:
    """Texts, numbers and dates for readers of one language; English where a text is not translated."""

    def __init__(self, language: str) -> None:
        self.language = language if language in OFFICIAL else DEFAULT
        self._catalogue = _catalogue(self.language)

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in the reader's language with its `{values}` put in; numbers are written as the language does."""
        return self._filled(self._catalogue.gettext(text), text, values)

    def told(self, error: Exception) -> str:
        """An error's sentence, in the reader's language where it is one that can be."""
        return self(error.sentence, **error.values) if isinstance(error, Told) else str(error)

    def many(self, one: str, several: str, count: int, /, **values: object) -> str:
        """The form of a text that `count` needs; `{count}` is put in with the other values."""
        chosen = self._catalogue.ngettext(one, several, count)
        return self._filled(chosen, one if count == 1 else several, {"count": count, **values})

    def day(self, value: date) -> str:
        """A date in words: 12 June 2026, 12. Juni 2026."""
        return day(value, self.language)

    def number(self, value: int) -> str:
        """A whole number with the language's grouping: 2,000; 2.000."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - only where numbers are shown

        return str(format_decimal(value, locale=self.language))

    def decimal(self, value: float) -> str:
        """A number with two decimals as the language writes it: 0.04; 0,04."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - only where numbers are shown

        return str(format_decimal(value, format="0.00", locale=self.language))

    def tenths(self, value: float) -> str:
        """A number with one decimal: 0.4; 0,4."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - only where numbers are shown

        return str(format_decimal(value, format="0.0", locale=self.language))

    def _filled(self, translated: str, english: str, values: dict[str, object]) -> str:
        written = {k: self.number(v) if isinstance(v, int) else str(v) for k, v in values.items()}
        try:
            return translated.format(**written)
        except (KeyError, IndexError, ValueError):  # a slip in a translation must not take the page away
            return english.format(**written)


class Told(Exception):
    """An error that can be told in the reader's language: an English sentence, and what its `{values}` stand for."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence, self.values = sentence, values


def later(text: str) -> str:
    """Marks a text for the catalogues that is translated where it is shown."""
    return text


@cache
def texts(language: str) -> Texts:
    """The texts of a language; English for a code that is not official."""
    return Texts(language)


def preferred(accept_language: str | None) -> str:
    """The official language that a browser asks for first (RFC 9110, 12.5.4); English when it asks for none of them."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate((accept_language or "")[:500].split(",")):
        found = _ACCEPTED.match(part)
        if found and found[1].lower() in OFFICIAL:
            wanted.append((-float(found[2] or 1), place, found[1].lower()))
    return min((w for w in wanted if w[0] < 0), default=(0.0, 0, DEFAULT))[2]


def chosen(candidates: Iterable[str | None], accept_language: str | None) -> str:
    """The first official language among the reader's own choices (address, cookie), else the browser's."""
    return next((code for code in candidates if code in OFFICIAL), None) or preferred(accept_language)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - 20 ms, not needed by the command line
    from babel.messages.pofile import read_po  # noqa: PLC0415

    file = files("ui").joinpath(f"locale/{language}/LC_MESSAGES/euma.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
