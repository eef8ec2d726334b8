"""The library page: every indexed document, and what it counts for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from assistant.law import day
from ingest.source import Kind, Source
from ui.badge import badge
from ui.languages import language_name
from ui.render import Html, clean, element, join
from ui.viewer import contents, days

_ORDER = list(Kind)
_COLUMNS = ("Document", "Kind", "Status", "Dates", "Language", "Holds")


def library_main(sources: Sequence[Source], today: date) -> Html:
    """The table of all documents, treaties and law before policy, newest first within a kind."""
    title = element("h1", "Library")
    if not sources:
        return join(title, element("p", "No document is indexed yet. Run “euma reindex” with files or folders."))
    ordered = sorted(sources, key=lambda s: (_ORDER.index(s.kind), -(s.adopted or date.min).toordinal(), s.name, s.id))
    count = f"{len(sources)} document{'' if len(sources) == 1 else 's'} indexed"
    heads = element("tr", *(element("th", label, scope="col", role="columnheader") for label in _COLUMNS), role="row")
    table = element(
        "table",
        element("caption", f"{count}. Status as of {day(today)}."),
        element("thead", heads, role="rowgroup"),
        element("tbody", *(_row(source, today) for source in ordered), role="rowgroup"),
        role="table",
        class_="library",
    )
    return join(title, table)


def _row(source: Source, today: date) -> Html:
    """A row; the roles keep it a table where the style sheet stacks it on a small screen."""
    link = element("a", source.name, href=f"/document/{quote(clean(source.id), safe='')}")
    dates = [element("span", f"{label} {day(on)}", class_="day") for label, on in days(source) if on]
    cells = [
        ("Kind", source.kind.value.capitalize()),
        ("Status", badge(source, today)),
        ("Dates", join(*dates) if dates else None),
        ("Language", element("span", language_name(source.language), lang=source.language)),
        ("Holds", contents(source)),
    ]
    number = element("span", source.celex, class_="celex") if source.celex else None
    return element(
        "tr",
        element("th", link, number, scope="row", role="rowheader"),
        *(element("td", value or "–", role="cell", data_label=label if value else None) for label, value in cells),
        role="row",
    )
