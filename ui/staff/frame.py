"""The site's frame around a staff page, with the staff pages' own navigation."""

from __future__ import annotations

from ui.page import NAME, footer, header, links
from ui.render import Html, element, join
from ui.staff.texts import StaffTexts
from ui.visit import Visit


def framed(visit: Visit, t: StaffTexts, title: str, main: Html, by: str, *, has_password: bool) -> str:
    """A whole page; works without JavaScript, which only keeps progress fresh and copies reports."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} – {visit.t(NAME)}"),
        links(),
        element("link", rel="stylesheet", href="/page/staff.css"),
        element("script", src="/page/pages.js", type="module"),
        element("script", src="/page/staff.js", type="module"),
    )
    content = element(
        "main",
        element("div", _navigation(visit.path, t, by, has_password=has_password) if by else None, main, lang=t.spoken),
        id="content",
        tabindex=-1,
    )
    body = element("body", header(visit), content, footer(visit), class_="plain staff")
    return "<!doctype html>\n" + element("html", head, body, lang=visit.t.language)


def _navigation(path: str, t: StaffTexts, by: str, *, has_password: bool) -> Html:
    pages = [
        ("/staff/documents", t("Documents")),
        ("/staff/questions", t("Questions")),
        ("/staff/evaluation", t("Evaluation")),
        ("/staff/guide", t("Guide")),
        ("/staff/health", t("Health")),
    ]
    if has_password:
        pages.append(("/staff/password", t("Password")))
    ways = [
        element("li", element("a", label, href=address, aria_current="page" if path == address else None))
        for address, label in pages
    ]
    out = element("a", t("Sign out"), href="/staff/sign-out", class_="out")
    who = element("p", t("Signed in as {name}.", name=by), " ", out, class_="who")
    return join(element("nav", element("ul", *ways), aria_label=t("Staff pages"), class_="staff-pages"), who)
