"""The words by which the 24 official languages name the parts of a legal text, compiled to patterns.

The words are in `wording.json`, taken from the headings of the Official Journal's language editions (Interinstitutional
Style Guide, part one). In Finnish, Hungarian, Latvian and Lithuanian the number comes before the word ("17. cikk").
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
_IN_BRACKETS = {"de", "hu", "ro"}
_DIVISIONS = ("part", "title", "chapter", "section", "subsection")
_SUFFIX = r"(?P<suffix>[a-z]{1,2}|\s?(?:bis|ter|quater|quinquies|sexies|septies))?"
_ARTICLE_NUMBER = rf"(?P<number>\d{{1,3}})(?:\s?\.?[ºª°]|er|re|\.[oº])?{_SUFFIX}"
_FIRST = r"(?P<first>premier|primo|primero|prvi|первый|πρώτο|unic|unique|único|unico)"
_SOLE = (
    r"(?P<sole>Sole Article|Single Article|Article unique|Einziger Artikel|Articolo unico|Artículo único|Artigo único)"
)
_NUMBER = r"(?P<number>\d{1,3}[a-z]?|[IVXLC]+[a-z]?|[A-Z])"
_ORDINAL = r"[^\W\d_]{2,}(?:\s[^\W\d_]{2,})?"


@dataclass(frozen=True)
class Wording:
    """Patterns of one language (or of all); each is matched against a whole block's text."""

    article: re.Pattern[str]
    division: re.Pattern[str]
    ordinal_part: re.Pattern[str]
    annex: re.Pattern[str]
    protocol: re.Pattern[str]
    declaration: re.Pattern[str]
    whereas: re.Pattern[str]
    clause: re.Pattern[str]  # what a recital without a number begins with
    signed: re.Pattern[str]
    contents: re.Pattern[str]
    binding: re.Pattern[str]
    reference: re.Pattern[str]
    brackets: bool  # whether paragraphs are numbered "(1)", not "1."


def _bare(word: str) -> str:
    """A Greek word as capitals print it, without accents: Κεφάλαιο as in ΚΕΦΑΛΑΙΟ."""
    decomposed = unicodedata.normalize("NFD", word)
    is_greek = any("GREEK" in unicodedata.name(letter, "") for letter in word)
    return "".join(c for c in decomposed if not unicodedata.combining(c)) if is_greek else word


@cache
def wording(language: str | None) -> Wording:
    """The patterns of a language; of all 24 together if it is None or not an official language of the EU."""
    table: dict[str, dict[str, list[str]]] = json.loads((files("ingest") / "wording.json").read_text(encoding="utf-8"))
    chosen = [table[language]] if language in table else list(table.values())

    def words(*roles: str) -> str:
        found = {form for entry in chosen for role in roles for word in entry[role] for form in (word, _bare(word))}
        return "(?:" + "|".join(re.escape(word) for word in sorted(found, key=lambda w: (-len(w), w))) + ")"

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    article, division = words("article"), words(*_DIVISIONS)
    rest = r"(?P<rest>.*)"
    stems = "|".join(word[:-1] for entry in chosen for word in entry["declaration"])  # singular and plural
    return Wording(
        article=re.compile(  # case matters for the suffix: "Article 2a", but never "Article 2 A"
            rf"(?i:{article})\s+(?:{_ARTICLE_NUMBER}|(?i:{_FIRST}))\s?\.?(?:\s?[–—:-]\s*(?P<rest>\S.{{1,200}}))?$"
            rf"|(?P<before>\d{{1,3}})(?P<letter>/[A-Z]|[a-z])?\.?\s?(?i:{article})\.?$|{_SOLE}$"
        ),
        division=re.compile(
            rf"(?i:{division})\s+{_NUMBER}\.?(?:\s?[–—:-]?\s+{rest})?$"
            rf"|(?P<before>\d{{1,2}}|[IVXLC]+)\.?\s(?i:{division})\.?(?:\s+(?P<after>.*))?$"
        ),
        ordinal_part=compiled(rf"(?:{words('part')}\s+{_ORDINAL}|{_ORDINAL}\s+{words('part')})$"),
        annex=re.compile(
            rf"(?i:{words('annex')})(?:\s+{_NUMBER})?\s?(?:[–—:-]\s*{rest})?$"
            rf"|(?P<before>[IVXLC]+|\d+)\.?\s(?i:{words('annex')})$"
        ),
        protocol=compiled(
            rf"{words('protocol')}\s+\(?(?:No|Nr|n[oº°]|št|č|br|nr|αριθ)\.?\s?(?P<number>\d+)\)?\s*{rest}$"
        ),
        declaration=compiled(rf"(?:\d+\.\s+)?(?:{stems})\w{{0,4}}\b"),
        whereas=compiled(rf"{words('whereas')}\s?:?,?$"),
        clause=compiled(rf"{words('clause')}\b[\s,:]*\w"),
        signed=compiled(rf"{words('signed')}\s"),
        contents=compiled(rf"{words('contents')}\s?:?$"),
        brackets=language not in table or language in _IN_BRACKETS,
        binding=compiled(words("binding")),
        reference=compiled(rf"(?:{article}s?\s+\d|\d+\.?\s{article}|{words('annex')}\b|[—–-]$)"),
    )
