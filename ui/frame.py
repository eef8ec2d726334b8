"""Gradio's start page in our frame: in the reader's language, with the page's own parts, naming no other site."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date

from ingest.source import Source
from ui.page import NAME, PURPOSE, chat_footer, header, links
from ui.pieces import before, filters, first_start, rest, welcome
from ui.render import Html, element, join
from ui.texts import Texts
from ui.visit import Visit

_SOCIAL = re.compile(r"""<meta\s+(?:property|name)=["'](?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>|<base [^>]*>""")
_CONFIG = re.compile(r"(window\.gradio_config = )(\{.*?\})(;</script>)", re.DOTALL)


def framed(
    gradio: str,
    nonce: str,
    visit: Visit,
    sources: Sequence[Source],
    starters: Sequence[str],
    today: date,
    days: int = 0,
) -> str:
    """The start page; `days` is for how long the server keeps conversations.

    Leaves out what names other sites (social-media cards), gives every script the nonce of the Content Security Policy,
    and puts header, starters and footer into the page itself, so that they are there before any script has run.
    """
    t = visit.t
    head = join(
        element("title", t(NAME)),
        element("meta", name="description", content=t(PURPOSE)),
        links(),
        element("link", rel="stylesheet", href="/page/chat.css"),
        Html('<script type="module" src="/page/reader.js"></script>'),
    )
    html = _SOCIAL.sub("", gradio)
    html = _CONFIG.sub(lambda found: found[1] + _localised(found[2], t) + found[3], html, count=1)
    html = html.replace("</head>", head + "</head>", 1)
    html = re.sub(r'(<html\s+lang=")en"', lambda found: f'{found[1]}{t.language}"', html, count=1)
    notice = first_start(sources, t, staff=visit.staff) or ""
    html = re.sub(r"(<body\b[^>]*>)", lambda found: found[1] + header(visit) + notice + before(t), html, count=1)
    behind = join(filters(t, sources, today), welcome(t, starters), chat_footer(visit, days), rest(t))
    html = html.replace("</body>", behind + "</body>", 1)
    return html.replace("<script", f'<script nonce="{nonce}"')


def _localised(config: str, t: Texts) -> str:
    """Gradio's description of the page with the texts of its parts in the reader's language."""
    told = {
        "question": ("label", t("Your question")),
        "ask": ("value", t("Ask")),
        "again": ("value", t("Start over")),
    }
    found = json.loads(config)
    for component in found["components"]:
        change = told.get(component["props"].get("elem_id"))
        if change:
            component["props"][change[0]] = change[1]
    found["title"] = t(NAME)
    return json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")
