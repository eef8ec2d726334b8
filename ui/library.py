"""The library page: every indexed document and what it counts for, and well-known texts that are not indexed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from ingest.catalogue import Work, not_indexed
from ingest.source import Kind, Source
from ui.badge import badge, kind_name
from ui.languages import language_name
from ui.pieces import first_start
from ui.render import Html, clean, element, join, outside
from ui.texts import Texts
from ui.viewer import contents, days

_ORDER = list(Kind)


def library_main(sources: Sequence[Source], today: date, t: Texts) -> Html:
    """The table of all documents, treaties and law before policy, newest first within a kind."""
    title = element("h1", t("Library"))
    if not sources:
        nothing = t("No document is indexed yet. Run “euma reindex” with files or folders.")
        return join(title, element("p", nothing), _missing(sources, t))
    ordered = sorted(sources, key=lambda s: (_ORDER.index(s.kind), -(s.adopted or date.min).toordinal(), s.name, s.id))
    caption = t.many(
        "{count} document indexed. Status as of {date}.",
        "{count} documents indexed. Status as of {date}.",
        len(sources),
        date=t.day(today),
    )
    columns = (t("Document"), t("Kind"), t("Status"), t("Dates"), t("Language"), t("Holds"))
    heads = element("tr", *(element("th", label, scope="col", role="columnheader") for label in columns), role="row")
    table = element(
        "table",
        element("caption", caption),
        element("thead", heads, role="rowgroup"),
        element("tbody", *(_row(source, today, columns, t) for source in ordered), role="rowgroup"),
        role="table",
        class_="library",
    )
    return join(title, first_start(sources, t), table, _missing(sources, t))


def _row(source: Source, today: date, columns: Sequence[str], t: Texts) -> Html:
    """A row; the roles keep it a table where the style sheet stacks it on a small screen."""
    link = element("a", source.name, href=f"/document/{quote(clean(source.id), safe='')}")
    dates = [element("span", f"{label} {t.day(on)}", class_="day") for label, on in days(source, t) if on]
    cells = [
        kind_name(t, source.kind),
        badge(t, source, today),
        join(*dates) if dates else None,
        element("span", language_name(source.language), lang=source.language),
        contents(source, t),
    ]
    number = element("span", source.celex, class_="celex") if source.celex else None
    return element(
        "tr",
        element("th", link, number, scope="row", role="rowheader"),
        *(
            element("td", value or "–", role="cell", data_label=label if value else None)
            for label, value in zip(columns[1:], cells, strict=True)
        ),
        role="row",
    )


def _missing(sources: Sequence[Source], t: Texts) -> Html:
    """Texts that the catalogue knows by name and of which no edition is indexed."""
    missing = not_indexed([source.celex for source in sources if source.celex])
    title = element("h2", t("Not indexed, though often asked for"), id="missing", tabindex=-1)
    if not missing:
        return join(title, element("p", t("Every text that this program knows by name is indexed.")))
    said = element(
        "p",
        t(
            "These well-known texts are not in the library. "
            "Questions about them cannot be answered from the documents here."
        ),
    )
    return join(title, said, element("ul", *(_known(work, t) for work in missing), class_="missing"))


def _known(work: Work, t: Texts) -> Html:
    number = element("span", f" {work.celex}", class_="celex-inline")
    said = t("(another site, opens in a new tab)")
    return element("li", outside(work.short_title, work.url, said) or work.short_title, number, lang="en")
