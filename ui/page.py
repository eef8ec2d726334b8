"""The frame around every page: head, site header with the state of the index, footer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from assistant.law import day
from ui.render import Html, element, join

NAME = "EU Migration Assistant"
PURPOSE = "Answers on EU migration and integration policy, word for word from official documents."
_DOCUMENT = "<!doctype html>\n"
_SOCIAL = re.compile(r"""<meta\s+(?:property|name)=["'](?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>|<base [^>]*>""")


def index_line(status: Mapping[str, object] | None) -> str:
    """What the header says of the index: "Indexed: 34 documents, 23 November 2026."."""
    if not status or not status.get("documents"):
        return "Nothing is indexed yet. Run “euma reindex” with files or folders, then reload this page."
    count = status["documents"]
    built = _built(status.get("built_at"))
    return f"Indexed: {count} document{'' if count == 1 else 's'}{f', {built}' if built else ''}."


def _built(moment: object) -> str:
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return ""
    return day(moment) if isinstance(moment, date) else ""


def _links() -> Html:
    return join(
        element("meta", name="color-scheme", content="light dark"),
        element("link", rel="icon", href="/page/icon.svg", type="image/svg+xml"),
        element("link", rel="stylesheet", href="/page/reading.css"),
    )


def header(status: Mapping[str, object] | None, here: str) -> Html:
    """The site header: name, purpose, index line, and the two pages; `here` is the path of the current one."""
    pages = [("/", "Ask"), ("/library", "Library")]
    links = [
        element("li", element("a", label, href=path, aria_current="page" if path == here else None))
        for path, label in pages
    ]
    home = element("a", NAME, href="/")
    name = element("h1", NAME, class_="name") if here == "/" else element("p", home, class_="name")
    return join(
        element("a", "Skip to the content", href="#content", class_="skip"),
        element(
            "header",
            element("div", name, element("nav", element("ul", *links), aria_label="Pages"), class_="top"),
            element("p", PURPOSE, " ", element("span", index_line(status), class_="indexed"), class_="purpose"),
            class_="site",
        ),
    )


def footer() -> Html:
    """The site footer: what the pages are not."""
    said = (
        "Not legal advice. Only the texts published in the Official Journal are authentic. "
        "© European Union for the documents, reused under Decision 2011/833/EU."
    )
    return element("footer", element("p", said), class_="site")


def page(title: str, main: Html, status: Mapping[str, object] | None, here: str = "") -> str:
    """A whole page of our own: works without JavaScript."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} – {NAME}"),
        _links(),
    )
    content = element("main", main, id="content", tabindex=-1)
    body = element("body", header(status, here), content, footer(), class_="plain")
    return _DOCUMENT + element("html", head, body, lang="en")


def framed(gradio: str, nonce: str, status: Mapping[str, object] | None) -> str:
    """Gradio's start page in our frame.

    Leaves out what names other sites (social-media cards), gives every script the nonce of the Content Security Policy,
    and puts header and footer into the page itself, so that they are there before any script has run.
    """
    announcer = element("div", role="status", id="announcer", class_="vh")
    sorry = element("noscript", element("p", "Asking needs JavaScript. The library works without it."))
    head = join(
        element("title", NAME),
        element("meta", name="description", content=PURPOSE),
        _links(),
        Html('<script type="module" src="/page/reader.js"></script>'),
    )
    html = _SOCIAL.sub("", gradio).replace("</head>", head + "</head>", 1)
    html = re.sub(r"(<body\b[^>]*>)", lambda found: found[1] + header(status, "/") + announcer + sorry, html, count=1)
    html = html.replace("</body>", footer() + "</body>", 1)
    return html.replace("<script", f'<script nonce="{nonce}"')
