"""The evidence beside an answer: one card a citation, the quoted words marked in their article."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from assistant.answer import Answer, Citation
from assistant.links import viewer
from index.hit import Hit
from ingest.document import Document
from ui.badge import badge
from ui.excerpt import excerpt_html, region
from ui.languages import language_name
from ui.render import Html, clean, element, hidden, join, outside

_LOGGER = logging.getLogger(__name__)
_NEAREST = 3
_SHOWN_TITLE = 160

Documents = Callable[[str], Document]


def evidence(answer: Answer, turn: int, documents: Documents) -> Html | None:
    """All cards of an answer under a heading; the nearest passages where nothing is cited; None when there are none."""
    if answer.citations:
        quoted = Quoted(documents)
        cards = [card(citation, answer.as_of, turn, quoted(citation)) for citation in answer.citations]
        title = "Source" if len(cards) == 1 else "Sources"
    else:
        cards = [near(hit, answer.as_of) for hit in answer.retrieved[:_NEAREST]]
        title = "Nearest passages, which may not answer it"
    if not cards:
        return None
    return element("section", element("h3", title), *cards, class_="evidence")


def card(citation: Citation, as_of: date, turn: int, quoted: Html) -> Html:
    """One citation: title, place, badge, the quotation in its article, and where to read on."""
    source = citation.source
    name = join(hidden("Citation "), element("span", str(citation.n), class_="n"), " ", _short(source.name))
    open_here = _here("Open in document", viewer(clean(source.id), citation.start, citation.end))
    back = element("a", "Back to the answer", href=f"#t{turn}-a{citation.n}", class_="back")
    return element(
        "article",
        element("h4", name, id=f"t{turn}-h{citation.n}"),
        element("p", citation.locator, class_="place"),
        _standing(citation, as_of),
        element("div", quoted, class_="excerpt", lang=source.language, dir="auto"),
        element("p", open_here, _official(citation.url or source.url), back, class_="links"),
        class_="card",
        id=f"t{turn}-c{citation.n}",
        tabindex=-1,
    )


def near(hit: Hit, as_of: date) -> Html:
    """A found passage that is not cited."""
    passage, source = hit.passage, hit.source
    return element(
        "article",
        element("h4", _short(source.name)),
        element("p", passage.locator, class_="place"),
        element("p", badge(source, as_of)),
        element("div", element("p", _short(passage.text, 320), class_="line"), class_="excerpt", lang=source.language),
        element("p", _here("Open in document", viewer(clean(source.id), passage.start, passage.end)), class_="links"),
        class_="card near",
    )


class Quoted:
    """The quotations of one answer in their articles; an article that is shown already is not shown again whole."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._opened: dict[str, Document | None] = {}
        self._shown: set[tuple[str, int, int]] = set()

    def __call__(self, citation: Citation) -> Html:
        """The quotation in its article, or alone when the document cannot be opened or has changed since."""
        start, end = citation.start, citation.end
        document = self._open(citation.source.id)
        if document is None or document.text[start:end] != citation.quote:
            return element("p", element("mark", citation.quote), class_="line")
        article = (citation.source.id, *region(document, start, end))
        tight = article in self._shown
        self._shown.add(article)
        return excerpt_html(document, start, end, tight=tight)

    def _open(self, document_id: str) -> Document | None:
        if document_id not in self._opened:
            try:
                self._opened[document_id] = self._documents(document_id)
            except Exception:  # an answer that is there must not be lost with a document that is not
                _LOGGER.exception("document %s of an answer cannot be opened", document_id)
                self._opened[document_id] = None
        return self._opened[document_id]


def _standing(citation: Citation, as_of: date) -> Html:
    language = element("span", language_name(citation.source.language), lang=citation.source.language, class_="tongue")
    return element("p", badge(citation.source, as_of), " ", language, class_="standing")


def _here(label: str, url: str) -> Html:
    return element("a", label, hidden(" (opens in a new tab)"), href=url, target="_blank", rel="noopener")


def _official(url: str | None) -> Html | None:
    host = (urlsplit(url).hostname or "") if url else ""
    return outside("EUR-Lex" if host.endswith("eur-lex.europa.eu") else "Official page", url)


def _short(words: str, most: int = _SHOWN_TITLE) -> str:
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0] + " …"
