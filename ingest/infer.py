"""What a file says of itself, for files that no manifest lists: CELEX number, title, kind, language, dates."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ingest import catalogue
from ingest.block import Block, Reading
from ingest.corrigenda import corrected_act, is_corrigendum
from ingest.dates import find_date, title_words
from ingest.document import UnitKind
from ingest.final_articles import final_dates
from ingest.source import Kind, Source
from ingest.wording import LANGUAGES

K = UnitKind
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?:3A)?(?P<act>[0-9]\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?(?:R\(\d\d\))?(?:-\d{8})?)(?![0-9])"
    r"|(?<![0-9])(?P<treaty>1\d{4}[A-Z])[-_/](?P<part>TXT|PRO|DCL)"
)
_NUMBER = re.compile(
    r"(?P<no>\bNo\.?\s|\bn[oº°]\.?\s|\bNr\.?\s)?\b(?P<first>\d{1,4})/(?P<second>\d{1,4})(?:/[A-Z]{2,4})?\b"
)
_COM = re.compile(r"\bCOM\s?\((\d{4})\)\s?(\d{1,4})\b")
_CODES = {"regulation": ("R", Kind.REGULATION), "directive": ("L", Kind.DIRECTIVE), "decision": ("D", Kind.DECISION)}
_SECTORS = {
    "R": Kind.REGULATION,
    "L": Kind.DIRECTIVE,
    "D": Kind.DECISION,
    "DC": Kind.COMMUNICATION,
    "PC": Kind.PROPOSAL,
}
_BY_TITLE = (
    (re.compile(r"proposal for|proposition de|vorschlag für|propuesta de|proposta di", re.IGNORECASE), Kind.PROPOSAL),
    (
        re.compile(r"communication|mitteilung der kommission|comunicación|comunicazione", re.IGNORECASE),
        Kind.COMMUNICATION,
    ),
    (re.compile(r"charter of fundamental rights|charte des droits fondamentaux", re.IGNORECASE), Kind.CHARTER),
    (re.compile(r"(?:consolidated version of the )?treaty\b|traité\b|vertrag über", re.IGNORECASE), Kind.TREATY),
    (re.compile(r"press release|communiqué de presse|pressemitteilung", re.IGNORECASE), Kind.PRESS_RELEASE),
)
_LANGUAGE_IN_NAME = re.compile(r"[._-](?P<code>[A-Za-z]{2})(?=[._-]|$)")
_FORMATS = "pdf:pdf formex:fmx docx:docx odt:odt rtf:rtf mail:eml text:txt markdown:md"
_SUFFIXES = dict(pair.split(":") for pair in _FORMATS.split())
_NOTICE = re.compile(r"\s*\((?:Text with EEA relevance|Texte présentant de l['’]intérêt pour l['’]EEE)\.?\)\s*$")
_SAMPLE = 4_000  # characters that are enough to tell the language
_HEAD_BLOCKS = 12
_MAX_TITLE = 1_000
_FIRST_WORDS = 3
_OLD_YEARS = 100  # "96/71/EC" is of 1996


def infer(path: Path, reading: Reading) -> Source:
    """A source for a file without a manifest entry, completed from the catalogue where the work is known.

    A file's own front matter (`id`, `title`, `kind`, `date`, `official_url`) comes first, then its name and markup,
    then its text. The id is the CELEX number or the file's name, with the language (unless English) and the format.
    """
    given = reading.properties
    language = _language(path, reading)
    title = _title(path, reading)
    celex = _celex(path, reading, title)
    if celex and (corrected_act(celex) or (is_corrigendum(title) and celex.startswith("3"))):
        return _corrigendum(path, reading, celex, title, language)
    kind = _kind(given.get("kind"), celex, title)
    if kind == Kind.OTHER and any(block.kind == K.ARTICLE for block in reading.blocks):  # "Council Decision of …"
        kind = _SECTORS.get(_type_of_act(" ".join(title.split()[:_FIRST_WORDS])) or "", kind)
    if kind == Kind.OTHER and _is_press_release(reading.blocks):
        kind = Kind.PRESS_RELEASE
    known = catalogue.work(celex)
    if known and kind != Kind.CONSOLIDATED and language == "en":
        title = known.title
    dates = final_dates(reading, language, is_directive=kind == Kind.DIRECTIVE) if kind.is_law else {}
    source = Source(
        id=given.get("id") or _id(path, reading, celex, language),
        title=title,
        kind=kind,
        language=language,
        celex=celex,
        short_title=known.short_title if known else None,
        url=given.get("official_url") or _url(celex, language),
        layout=reading.layout,
        completeness=given.get("notes"),
        adopted=_adopted(given, title, language),
    )
    found = catalogue.completed(source)
    return _with_dates(found, dates)


def _corrigendum(path: Path, reading: Reading, celex: str, title: str, language: str) -> Source:
    """A corrigendum has neither the number nor the dates of its act; its own number stands in no text but the name."""
    act = corrected_act(celex)
    return Source(
        id=reading.properties.get("id") or _id(path, reading, celex if act else None, language),
        title=title,
        kind=Kind.CORRIGENDUM,
        language=language,
        celex=celex if act else None,
        url=_url(celex, language) if act else None,
        layout=reading.layout,
        adopted=_adopted(reading.properties, "", language),
        corrects=act or celex,
    )


def _with_dates(source: Source, dates: dict[str, date]) -> Source:
    """The catalogue's dates win over those read in the text: someone has checked them."""
    fields: dict[str, Any] = {name: value for name, value in dates.items() if getattr(source, name) is None}
    return replace(source, **fields)


def _title(path: Path, reading: Reading) -> str:
    parts = []
    for block in reading.blocks[: 2 * _HEAD_BLOCKS]:
        if block.kind == K.TITLE:
            parts.append(block.text)
        elif parts:
            break
    printed = " ".join(parts)
    text = reading.properties.get("title") or printed or _first_words(reading.blocks)
    if printed and reading.layout in {"text", "pdf"}:  # what is printed is surer than what a PDF's maker typed in
        text = printed
    title = _NOTICE.sub("", text).strip()
    return title if 0 < len(title) <= _MAX_TITLE else title[:_MAX_TITLE] or path.stem


def _first_words(blocks: tuple[Block, ...]) -> str:
    """The first heading, or a short first block; an annex's name with its title."""
    if blocks and blocks[0].kind == K.ANNEX:
        return " ".join(block.text for block in blocks[:2] if block.kind in {K.ANNEX, K.SUBJECT})
    heading = next((block.text for block in blocks if block.kind == K.HEADING), "")
    first = blocks[0].text if blocks and len(blocks[0].text) <= _MAX_TITLE // 4 else ""
    return heading or first


def _celex(path: Path, reading: Reading, title: str) -> str | None:
    if "id" in reading.properties and reading.properties.get("kind") == Kind.BRIEF:
        return None  # a brief tells of acts, it is none
    given = reading.properties.get("celex")
    if given:
        return given
    found = _IN_NAME.search(path.name)
    if found:
        return found["act"] or f"{found['treaty']}/{found['part']}"
    head = [title, *(block.text for block in reading.blocks[:_HEAD_BLOCKS] if len(block.text) < _MAX_TITLE)]
    com = next((match for text in head if (match := _COM.search(text))), None)
    if com:
        code = "PC" if _BY_TITLE[0][0].search(" ".join(head)) else "DC"
        return f"5{com[1]}{code}{int(com[2]):04}"
    return _celex_of_title(title)


def _celex_of_title(title: str) -> str | None:
    """CELEX number of an act by its title: "Directive (EU) 2024/1346 of …", "Regulation (EU) No 604/2013 of …"."""
    code = _type_of_act(title[:80])
    number = _NUMBER.search(title[:120])
    if not code or not number:
        return None
    first, second = int(number["first"]), int(number["second"])
    is_number_first = number["no"] is not None or (len(number["second"]) == 4 and len(number["first"]) < 4)  # noqa: PLR2004
    year, serial = (second, first) if is_number_first else (first, second)
    if year < _OLD_YEARS:
        year += 1900
    return f"3{year}{code}{serial:04}" if 1950 < year < 2100 else None  # noqa: PLR2004


def _type_of_act(text: str) -> str | None:
    words = [word.strip(".,()").casefold() for word in text.split()]
    for word in words:
        for entry in title_words().values():
            for role, (code, _) in _CODES.items():
                if word in entry[role]:
                    return code
    return None


def _kind(given: str | None, celex: str | None, title: str) -> Kind:
    if given:
        try:
            return Kind(given.casefold())
        except ValueError:
            return Kind.OTHER
    if celex and celex.startswith("0"):
        return Kind.CONSOLIDATED
    known = catalogue.work(celex)
    if known:
        return known.kind
    code = re.match(r"[35]\d{4}([A-Z]{1,2})\d", celex or "")
    if code:
        return _SECTORS.get(code[1], Kind.OTHER)
    return next((kind for pattern, kind in _BY_TITLE if pattern.match(title)), Kind.OTHER)


def _is_press_release(blocks: tuple[Block, ...]) -> bool:
    """Whether a text ends with whom the press may call: a line "Contact" and a telephone number."""
    last = blocks[-_HEAD_BLOCKS:]
    asked = any(
        re.match(r"(?i)(?:press )?(?:contact|kontakt|contacto|contatt[oi])\w*\s?:?$", block.text) for block in last
    )
    return asked and any(re.search(r"(?i)\btel|\+\d{2,3}[ \d]{6,}", block.text) for block in last)


def _language(path: Path, reading: Reading) -> str:
    named = [reading.properties.get("language", "")[:2].lower()]
    named += [match["code"].lower() for match in _LANGUAGE_IN_NAME.finditer(path.stem)]
    found = next((code for code in named if code in LANGUAGES), None)
    return found or detect_language(" ".join(block.text for block in reading.blocks[:200]))


def detect_language(text: str) -> str:
    """ISO 639-1 code of the official language that a text is most likely in; "en" for a text without words."""
    sample = text[:_SAMPLE]
    if not any(character.isalpha() for character in sample):
        return "en"
    return str(_identifier().classify(sample)[0])


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 0.2 s, and most files say it themselves

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    return identifier


def _adopted(given: dict[str, str], title: str, language: str) -> date | None:
    try:
        return date.fromisoformat(given.get("date", ""))
    except ValueError:
        return find_date(title, language)


def _id(path: Path, reading: Reading, celex: str | None, language: str) -> str:
    stem = re.sub(r"[^\w.-]+", "-", path.stem).strip("-").lower()
    base = celex.replace("/", "-") if celex else _LANGUAGE_IN_NAME.sub("", stem) or "document"
    extra = ["" if language == "en" else language, _SUFFIXES.get(reading.layout, "") if celex else ""]
    return "-".join([base, *filter(None, extra)])


def _url(celex: str | None, language: str) -> str | None:
    return f"https://eur-lex.europa.eu/legal-content/{language.upper()}/TXT/?uri=CELEX:{celex}" if celex else None
