"""The official languages of the Union: their own names and their quotation marks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language's name in itself and the marks around quoted words (CLDR, delimiters)."""

    name: str
    opening: str
    closing: str


LANGUAGES = {
    "bg": Language("български", "„", "“"),
    "cs": Language("čeština", "„", "“"),
    "da": Language("dansk", "“", "”"),
    "de": Language("Deutsch", "„", "“"),
    "el": Language("ελληνικά", "«", "»"),
    "en": Language("English", "“", "”"),
    "es": Language("español", "«", "»"),
    "et": Language("eesti", "„", "“"),
    "fi": Language("suomi", "”", "”"),
    "fr": Language("français", "«\u202f", "\u202f»"),
    "ga": Language("Gaeilge", "“", "”"),
    "hr": Language("hrvatski", "„", "“"),
    "hu": Language("magyar", "„", "”"),
    "it": Language("italiano", "«", "»"),
    "lt": Language("lietuvių", "„", "“"),
    "lv": Language("latviešu", "“", "”"),
    "mt": Language("Malti", "“", "”"),
    "nl": Language("Nederlands", "‘", "’"),
    "pl": Language("polski", "„", "”"),
    "pt": Language("português", "“", "”"),
    "ro": Language("română", "„", "”"),
    "sk": Language("slovenčina", "„", "“"),
    "sl": Language("slovenščina", "„", "“"),
    "sv": Language("svenska", "”", "”"),
}


def language_name(code: str) -> str:
    """The language's own name, or the code where it is not an official language."""
    return LANGUAGES[code].name if code in LANGUAGES else code


def quotation(code: str) -> tuple[str, str]:
    """The marks before and after quoted words of an answer in that language; English marks for others."""
    language = LANGUAGES.get(code, LANGUAGES["en"])
    return language.opening, language.closing
