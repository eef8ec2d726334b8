"""The document page: a document's text by its units, with an outline, and a span of it marked."""

from __future__ import annotations

from datetime import date

from assistant.law import day
from ingest.document import Document, UnitKind
from ingest.source import Source
from ui.badge import badge
from ui.languages import language_name
from ui.lines import Line, lines
from ui.render import Html, element, outside
from ui.writing import written

_LONGEST_ENTRY = 90


class BadSpan(ValueError):
    """The address asks for a part that the document does not have; the message is one plain sentence."""


def span(document: Document, start: str | None, end: str | None) -> tuple[int, int] | None:
    """The span an address asks for, None when it asks for none; raises BadSpan when the document has no such part."""
    if start is None and end is None:
        return None
    try:
        low, high = int(start or ""), int(end or "")
    except ValueError:
        raise BadSpan("The address must give the marked part as two whole numbers, start and end.") from None
    if not 0 <= low < high <= len(document.text):
        message = f"The document has {len(document.text):,} characters; there is no part from {low:,} to {high:,}."
        raise BadSpan(message)
    return low, high


def document_main(document: Document, quoted: tuple[int, int] | None, today: date) -> Html:
    """The page's main part: facts, outline, text."""
    source = document.source
    shown = lines(document)
    jump = element("p", element("a", "Go to the quoted words", href="#quote", class_="jump")) if quoted else None
    return element(
        "div",
        element("div", element("h1", source.name), _full_title(source), facts(source, today), jump, class_="about"),
        _outline(document, shown),
        element("div", *written(document, shown, quoted or (0, 0)), class_="text", lang=source.language, dir="auto"),
        class_="document",
    )


def _full_title(source: Source) -> Html | None:
    if source.name == source.title:
        return None
    return element("p", source.title, class_="full-title", lang=source.language)


def facts(source: Source, today: date) -> Html:
    """What is known about a document: status, kind, dates, language, numbers, the official page."""
    told: list[tuple[str, str | None]] = [
        ("Status", badge(source, today)),
        ("Kind", source.kind.value.capitalize()),
        ("Publisher", source.publisher),
        ("CELEX", source.celex),
        *[(label, day(on)) for label, on in days(source) if on],
        ("Language", element("span", language_name(source.language), lang=source.language)),
        ("Holds", contents(source)),
        ("Official page", outside("EUR-Lex" if "eur-lex" in (source.url or "") else "Official page", source.url)),
        ("Completeness", source.completeness),
    ]
    rows = [element("div", element("dt", label), element("dd", value)) for label, value in told if value]
    return element("dl", *rows, class_="facts")


def days(source: Source) -> list[tuple[str, date | None]]:
    """The dates of a document with their names."""
    return [
        ("Adopted" if source.kind.is_law else "Published", source.adopted),
        ("Entry into force", source.in_force),
        ("Applies from", source.applies_from),
        ("Repealed from", source.repealed_on),
    ]


def contents(source: Source) -> str | None:
    """How many articles and recitals a document has."""
    counts = [(source.articles, "article"), (source.recitals, "recital")]
    told = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return ", ".join(told) or None


def _outline(document: Document, shown: list[Line]) -> Html | None:
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
            entries.append(_entry("Recitals", line))
    if len(entries) < 2:  # noqa: PLR2004 - one heading needs no outline
        return None
    label = element("h2", "Contents", class_="vh")
    inner = element("details", element("summary", "Contents"), element("ul", *entries))
    return element("nav", label, inner, class_="outline", aria_label="Contents of the document")


def _entry(words: str, line: Line) -> Html:
    words = words.replace("\n", " – ")
    shown = words if len(words) <= _LONGEST_ENTRY else words[:_LONGEST_ENTRY] + "…"
    return element("li", element("a", shown, href=f"#{line.anchor}"), class_=f"at-{max(line.level, 2)}")
