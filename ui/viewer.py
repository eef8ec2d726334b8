"""The document page: a document's text by its units, with outline, search, a marked span, another language beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote, urlencode

from ingest.document import Document, UnitKind
from ingest.source import Source
from ui.badge import badge, kind_name
from ui.editions import counterpart, others
from ui.excerpt import region
from ui.finding import Found, finding, found_list, search_form
from ui.languages import language_name
from ui.lines import Line, lines
from ui.render import Html, clean, element, join, outside
from ui.texts import Texts
from ui.writing import written

_LONGEST_ENTRY = 90


class BadSpan(ValueError):
    """The address asks for a part that the document does not have; the message is one plain sentence."""


@dataclass(frozen=True)
class Wanted:
    """What of a document is asked for: a span to mark, words to find, another edition to show beside it."""

    quoted: tuple[int, int] | None = None
    find: str = ""
    beside: Document | None = None
    sources: Sequence[Source] = field(default=())


def span(document: Document, start: str | None, end: str | None, t: Texts) -> tuple[int, int] | None:
    """The span an address asks for, None when it asks for none; raises BadSpan when the document has no such part."""
    if start is None and end is None:
        return None
    try:
        low, high = int(start or ""), int(end or "")
    except ValueError:
        said = t("The address must give the marked part as two whole numbers, start and end.")
        raise BadSpan(said) from None
    if not 0 <= low < high <= len(document.text):
        raise BadSpan(
            t(
                "The document has {length} characters; there is no part from {start} to {end}.",
                length=len(document.text),
                start=low,
                end=high,
            )
        )
    return low, high


def document_main(document: Document, wanted: Wanted, today: date, t: Texts) -> Html:
    """The page's main part: facts, outline, search, text."""
    source = document.source
    shown = lines(document)
    found = finding(document, wanted.find)
    about = [
        element("h1", source.name),
        _full_title(source),
        facts(source, today, t),
        _ways(document, wanted, t),
        search_form(t, document.id, wanted.find),
        found_list(document, found, t) if wanted.find else None,
    ]
    return element(
        "div",
        element("div", *about, class_="about"),
        _outline(document, shown, t),
        _texts(document, shown, wanted, found, t),
        class_="document two" if wanted.beside else "document",
    )


def _texts(document: Document, shown: list[Line], wanted: Wanted, found: Found, t: Texts) -> Html:
    """The text; with another edition, only the article of the marked span, beside the same article there."""
    source = document.source
    if wanted.beside is None:
        marks = found.spans or ((wanted.quoted,) if wanted.quoted else ())
        return element("div", *written(document, shown, marks), class_="text", lang=source.language, dir="auto")
    quoted = wanted.quoted or (0, 1)
    first, last = region(document, *quoted)
    place = counterpart(document, *quoted, wanted.beside)
    columns = [_column(document, lines(document, first, last), quoted if wanted.quoted else None)]
    if place:
        other = lines(wanted.beside, *region(wanted.beside, *place))
        columns.append(_column(wanted.beside, other, place, anchors=False))
    else:
        said = t("The passage could not be loaded. Open the document instead, or try again.")
        columns.append(element("p", said, class_="text"))
    return element("div", *columns, class_="pair")


def _column(document: Document, shown: list[Line], marked: tuple[int, int] | None, *, anchors: bool = True) -> Html:
    language = document.source.language
    name = element("h2", language_name(language))
    inner = written(document, shown, (marked,) if marked else (), anchors=anchors)
    return element("div", name, *inner, class_="text", lang=language, dir="auto")


def _ways(document: Document, wanted: Wanted, t: Texts) -> Html:
    """Where to go from here: the quoted words, the other languages, a question about this document."""
    source = document.source
    ways: list[Html] = []
    if wanted.quoted:
        ways.append(element("a", t("Go to the quoted words"), href="#quote", class_="jump"))
    for other in others(source, wanted.sources):
        marked = {"start": wanted.quoted[0], "end": wanted.quoted[1]} if wanted.quoted else {}
        if marked:
            path = f"/document/{quote(clean(source.id), safe='')}?{urlencode({**marked, 'beside': other.id})}#quote"
            label = t("Side by side") + ": " + language_name(other.language)
        else:
            path, label = f"/document/{quote(clean(other.id), safe='')}", language_name(other.language)
        ways.append(element("a", label, href=path, hreflang=other.language))
    ask = "/#" + urlencode({"document": source.work})
    ways.append(element("a", t("Ask about this document"), href=ask))
    return element("p", *(join(way, " ") for way in ways), class_="ways")


def _full_title(source: Source) -> Html | None:
    if source.name == source.title:
        return None
    return element("p", source.title, class_="full-title", lang=source.language)


def facts(source: Source, today: date, t: Texts) -> Html:
    """What is known about a document: status, kind, dates, language, numbers, the official page."""
    label = t("EUR-Lex") if "eur-lex" in (source.url or "") else t("Official page")
    told: list[tuple[str, str | None]] = [
        (t("Status"), badge(t, source, today)),
        (t("Kind"), kind_name(t, source.kind)),
        (t("Publisher"), source.publisher),
        (t("CELEX"), source.celex),
        *[(label, t.day(on)) for label, on in days(source, t) if on],
        (t("Language"), element("span", language_name(source.language), lang=source.language)),
        (t("Holds"), contents(source, t)),
        (t("Official page"), outside(label, source.url, t("(another site, opens in a new tab)"))),
        (t("Completeness"), element("span", source.completeness, lang="en") if source.completeness else None),
    ]
    rows = [element("div", element("dt", label), element("dd", value)) for label, value in told if value]
    return element("dl", *rows, class_="facts")


def days(source: Source, t: Texts) -> list[tuple[str, date | None]]:
    """The dates of a document with their names."""
    return [
        (t("Adopted") if source.kind.is_law else t("Published"), source.adopted),
        (t("Entry into force"), source.in_force),
        (t("Applies from"), source.applies_from),
        (t("Repealed from"), source.repealed_on),
    ]


def contents(source: Source, t: Texts) -> str | None:
    """How many articles and recitals a document has."""
    told = []
    if source.articles:
        told.append(t.many("{count} article", "{count} articles", source.articles))
    if source.recitals:
        told.append(t.many("{count} recital", "{count} recitals", source.recitals))
    return ", ".join(told) or None


def _outline(document: Document, shown: list[Line], t: Texts) -> Html | None:
    """Links to all headings, and one to the first recital."""
    entries: list[Html] = []
    recitals = False
    for line in shown:
        if line.anchor is None:
            continue
        if line.level:
            entries.append(_entry(document.text[line.start : line.end], line))
        elif line.kind is UnitKind.RECITAL and not recitals:
            recitals = True
            entries.append(_entry(t("Recitals"), line))
    if len(entries) < 2:  # noqa: PLR2004 - one heading needs no outline
        return None
    inner = element("details", element("summary", t("Contents")), element("ul", *entries))
    return element("nav", inner, class_="outline", aria_label=t("Contents"))


def _entry(words: str, line: Line) -> Html:
    words = words.replace("\n", " – ")
    shown = words if len(words) <= _LONGEST_ENTRY else words[:_LONGEST_ENTRY] + "…"
    return element("li", element("a", shown, href=f"#{line.anchor}"), class_=f"at-{max(line.level, 2)}")
