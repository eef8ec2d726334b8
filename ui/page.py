"""The frame around every page: head, site header with the state of the index, footer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from ui.languages import LANGUAGES, language_name
from ui.render import Html, element, hidden, join
from ui.texts import Texts, later
from ui.visit import Visit

NAME = later("EU Migration Assistant")
PURPOSE = later("Answers on EU migration and integration policy, word for word from official documents.")
_DOCUMENT = "<!doctype html>\n"


def index_line(t: Texts, status: Mapping[str, object] | None) -> str:
    """What the header says of the index: "Indexed: 34 documents, 23 November 2026."."""
    count = (status or {}).get("documents")
    if not status or not isinstance(count, int) or not count:
        return t("Nothing is indexed yet. Run “euma reindex” with files or folders, then reload this page.")
    day = built(t, status.get("built_at"))
    return t.many("Indexed: {count} document, {date}.", "Indexed: {count} documents, {date}.", count, date=day)


def built(t: Texts, moment: object) -> str:
    """The day of a build in words; "–" where it is not known."""
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return "–"
    return t.day(moment) if isinstance(moment, date) else "–"


def links() -> Html:
    """What every page's head names: style sheet, icon, and the script that knows the reader's colours."""
    return join(
        element("meta", name="color-scheme", content="light dark"),
        element("link", rel="icon", href="/page/icon.svg", type="image/svg+xml"),
        element("link", rel="stylesheet", href="/page/reading.css"),
        element("script", src="/page/colours.js"),
    )


def header(visit: Visit) -> Html:
    """The site header: name, pages, language, colours, purpose and index line."""
    t = visit.t
    pages = [("/", t("Ask")), ("/library", t("Library"))]
    if visit.staff:
        pages.append(("/staff", t("Staff")))
    entries = [
        element("li", element("a", label, href=path, aria_current="page" if path == visit.path else None))
        for path, label in pages
    ]
    name, home = t(NAME), visit.path == "/"
    title = element("h1", name, class_="name") if home else element("p", element("a", name, href="/"), class_="name")
    missing = element("a", t("What is not indexed"), href="/library#missing")
    tools = element("div", _languages(visit), _colours(t), class_="tools")
    return join(
        element("a", t("Skip to the content"), href="#content", class_="skip"),
        element(
            "header",
            element("div", title, element("nav", element("ul", *entries), aria_label=t("Pages")), tools, class_="top"),
            element("p", t(PURPOSE), " ", element("span", index_line(t, visit.status)), " ", missing, class_="purpose"),
            class_="site",
        ),
    )


def _languages(visit: Visit) -> Html:
    here = visit.t.language
    ways = [
        element(
            "li",
            element(
                "a",
                known.name,
                href=visit.address(code),
                lang=code,
                hreflang=code,
                aria_current="true" if code == here else None,
            ),
        )
        for code, known in sorted(LANGUAGES.items())
    ]
    label = element("summary", hidden(visit.t("Language") + ": "), language_name(here))
    return element("details", label, element("ul", *ways), class_="menu languages")


def _colours(t: Texts) -> Html:
    label = t("Light or dark colours")
    return element("button", element("span", "◐", aria_hidden="true"), type="button", id="colours", aria_label=label)


def footer(visit: Visit, *more: Html | str) -> Html:
    """The site footer: what the pages are not; `more` follows it."""
    t = visit.t
    said = [
        t("Not legal advice. Only the texts published in the Official Journal are authentic."),
        t("© European Union for the documents, reused under Decision 2011/833/EU."),
    ]
    return element("footer", element("p", " ".join(said)), *more, class_="site")


def chat_footer(visit: Visit, days: int) -> Html:
    """The footer of the chat: what is kept of a conversation, and the reader's own choice to keep it on the device.

    `days` is for how long the server keeps conversations, 0 where it keeps none.
    """
    t = visit.t
    if days:
        said = [
            t.many(
                "The server keeps conversations for {count} day for staff, with nothing about who asked.",
                "The server keeps conversations for {count} days for staff, with nothing about who asked.",
                days,
            )
        ]
    else:
        said = [
            t("The server keeps no conversation."),
            t("Questions that the documents do not answer are kept for staff, with nothing about who asked."),
        ]
    tick = element("input", type="checkbox", id="keep", aria_describedby="keep-hint", data_days=days or None)
    label = element("label", t("Keep my conversation in this browser"), for_="keep")
    hint = t("Otherwise it goes when this tab is closed. “Start over” deletes it.")
    choice = element("p", tick, " ", label, ". ", element("span", hint, id="keep-hint"), class_="keep")
    return footer(visit, element("p", " ".join(said)), choice)


def page(title: str, main: Html, visit: Visit) -> str:
    """A whole page of our own: works without JavaScript."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} – {visit.t(NAME)}"),
        links(),
        element("script", src="/page/pages.js", type="module"),
    )
    content = element("main", main, id="content", tabindex=-1)
    body = element("body", header(visit), content, footer(visit), class_="plain")
    return _DOCUMENT + element("html", head, body, lang=visit.t.language)
