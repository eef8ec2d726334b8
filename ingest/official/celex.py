"""CELEX numbers and languages: how the Publications Office names documents, and how people write those names.

A CELEX number is sector, year, type, number (32024R1351); corrigenda add R(01), consolidated texts, in sector 0, the
day from which they are valid (02016R0679-20160504), treaties a part (12012E/TXT).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from ingest.official.errors import NotUnderstood
from ingest.wording import LANGUAGES

__all__ = ["LETTERS", "act_of", "celex_in", "folder_name", "languages_of", "page_url"]

_CELEX = re.compile(
    r"(?:[0-9CE]\d{4}[A-Z]{1,2}\d{4}(?:\(\d{2}\))?(?:R\(\d{2}\))?(?:-\d{8})?|1\d{4}[A-Z]{1,3}(?:/[A-Z0-9]{2,8})?)"
)
_OF_AN_ACT = re.compile(r"0(\d{4}[A-Z]{1,2}\d{4})-\d{8}|(\d{5}[A-Z]{1,2}\d{4})R\(\d{2}\)")
_ELI = re.compile(r"/eli/(?P<type>reg|dir|dec)(?:_impl|_del)?/(?P<year>\d{4})/(?P<number>\d{1,4})(?:/|$)")
_TYPES = {"reg": "R", "dir": "L", "dec": "D"}
LETTERS = {
    "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "et": "est",
    "fi": "fin", "fr": "fra", "ga": "gle", "hr": "hrv", "hu": "hun", "it": "ita", "lt": "lit", "lv": "lav",
    "mt": "mlt", "nl": "nld", "pl": "pol", "pt": "por", "ro": "ron", "sk": "slk", "sl": "slv", "sv": "swe",
}  # fmt: skip
"""ISO 639-2/T by ISO 639-1: the repository rejects the bibliographic codes (ger, fre)."""
_BIBLIOGRAPHIC = {"ger": "de", "fre": "fr", "dut": "nl", "gre": "el", "cze": "cs", "slo": "sk", "rum": "ro"}
_SHORT = {letters: code for code, letters in LETTERS.items()} | _BIBLIOGRAPHIC


def celex_in(text: str) -> str | None:
    """The CELEX number that a number, or an EUR-Lex, ELI or repository address, stands for; None for anything else.

    `32024R1351`, `CELEX:32024R1351`, `https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32024R1351#art_17`,
    `http://data.europa.eu/eli/reg/2024/1351/oj`, `http://publications.europa.eu/resource/celex/32024R1351`.
    """
    plain = unquote(text).strip()
    bare = re.sub(r"(?i)^celex\s*:\s*", "", plain)
    if _CELEX.fullmatch(bare.upper()):
        return bare.upper()
    if not re.match(r"(?i)https?://", plain):
        return None
    host = (urlsplit(plain).hostname or "").lower()
    if not host.endswith("europa.eu"):
        return None
    named = re.search(rf"(?i)(?:celex(?::|%3A|/))({_CELEX.pattern})", plain)
    if named:
        return named.group(1).upper()
    eli = _ELI.search(plain)
    return f"3{eli['year']}{_TYPES[eli['type']]}{int(eli['number']):04}" if eli else None


def act_of(celex: str) -> str | None:
    """The act whose consolidated text or corrigendum a CELEX number names; None for all other documents."""
    named = _OF_AN_ACT.fullmatch(celex)
    if named is None:
        return None
    return f"3{named.group(1)}" if named.group(1) else named.group(2)


def folder_name(celex: str) -> str:
    """A CELEX number as the name of a folder: 12012E/TXT becomes 12012E-TXT."""
    return celex.replace("/", "-")


def page_url(celex: str, language: str) -> str:
    """Where people read the document: its EUR-Lex page in a language (ISO 639-1)."""
    return f"https://eur-lex.europa.eu/legal-content/{language.upper()}/TXT/?uri=CELEX:{celex}"


def languages_of(text: str | Sequence[str]) -> tuple[str, ...]:
    """ISO 639-1 codes from "en,de,fr", in order, none twice; three-letter codes are understood.

    Raises NotUnderstood for a code that is no official language of the EU, and when there is none.
    """
    written = re.split(r"[,;\s]+", text) if isinstance(text, str) else text
    codes = []
    for code in filter(None, (part.strip().lower() for part in written)):
        short = _SHORT.get(code, code)
        if short not in LANGUAGES:
            raise NotUnderstood(
                f"The language {code!r} is no official language of the EU; use codes like {', '.join(LANGUAGES)}."
            )
        codes.append(short)
    if not codes:
        raise NotUnderstood("No language is given; write codes with commas between them, like en,de,fr.")
    return tuple(dict.fromkeys(codes))
