"""The evidence beside an answer: one card a citation, the quoted words marked in their article."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import quote, urlencode, urlsplit

from assistant.answer import Answer, Citation
from assistant.links import viewer
from index.hit import Hit
from ingest.document import Document
from ingest.source import Source
from ui.badge import badge, place
from ui.editions import others
from ui.excerpt import excerpt_html, region
from ui.languages import language_name
from ui.render import Html, clean, element, hidden, join, outside
from ui.texts import Texts

_LOGGER = logging.getLogger(__name__)
_NEAREST = 3
_SHOWN_TITLE = 160

Documents = Callable[[str], Document]


def evidence(answer: Answer, turn: int, documents: Documents, sources: Sequence[Source], t: Texts) -> Html | None:
    """All cards of an answer under a heading; the nearest passages where nothing is cited; None when there are none."""
    if answer.citations:
        quoted = Quoted(documents, t)
        cards = [card(c, answer.as_of, turn, quoted(c), sources, t) for c in answer.citations]
        title = t.many("Source", "Sources", len(cards))
    else:
        cards = [near(hit, answer.as_of, t) for hit in answer.retrieved[:_NEAREST]]
        title = t("Nearest passages, which may not answer it")
    if not cards:
        return None
    return element("section", element("h3", title), *cards, class_="evidence")


def card(citation: Citation, as_of: date, turn: int, quoted: Html, sources: Sequence[Source], t: Texts) -> Html:
    """One citation: title, place, badge, the quotation in its article, and where to read on."""
    source = citation.source
    said = hidden(t("Citation {number}", number=citation.n) + ": ")
    number = element("span", str(citation.n), class_="n", aria_hidden="true")
    open_here = _here(t, t("Open in document"), viewer(clean(source.id), citation.start, citation.end))
    back = element("a", t("Back to the answer"), href=f"#t{turn}-a{citation.n}", class_="back")
    return element(
        "article",
        element("h4", said, number, " ", _short(source.name), id=f"t{turn}-h{citation.n}"),
        element("p", place(t, citation.locator), class_="place"),
        element("p", badge(t, source, as_of), " ", _tongue(source), class_="standing"),
        element("div", quoted, class_="excerpt", lang=source.language, dir="auto"),
        _also(citation, sources, t),
        element("p", open_here, _official(t, citation.url or source.url), back, class_="links"),
        class_="card",
        id=f"t{turn}-c{citation.n}",
        tabindex=-1,
    )


def _tongue(source: Source) -> Html:
    return element("span", language_name(source.language), lang=source.language, class_="tongue")


def _also(citation: Citation, sources: Sequence[Source], t: Texts) -> Html | None:
    """Where the same text is indexed in other languages: links to both side by side; the script opens them in place."""
    editions = others(citation.source, sources)
    if not editions:
        return None
    ways = []
    for other in editions:
        span = urlencode({"start": citation.start, "end": citation.end, "beside": clean(other.id)})
        path = f"/document/{quote(clean(citation.source.id), safe='')}?{span}#quote"
        ways.append(element("a", language_name(other.language), href=path, lang=other.language, class_="edition"))
    return element("p", t("Also in"), ": ", *(join(" ", way) for way in ways), class_="also")


def near(hit: Hit, as_of: date, t: Texts) -> Html:
    """A found passage that is not cited."""
    passage, source = hit.passage, hit.source
    words = element(
        "div", element("p", _short(passage.text, 320), class_="line"), class_="excerpt", lang=source.language
    )
    way = _here(t, t("Open in document"), viewer(clean(source.id), passage.start, passage.end))
    return element(
        "article",
        element("h4", _short(source.name)),
        element("p", place(t, passage.locator), class_="place"),
        element("p", badge(t, source, as_of), " ", _tongue(source), class_="standing"),
        words,
        element("p", way, class_="links"),
        class_="card near",
    )


class Quoted:
    """The quotations of one answer in their articles; an article that is shown already is not shown again whole."""

    def __init__(self, documents: Documents, t: Texts) -> None:
        self._documents = documents
        self._t = t
        self._opened: dict[str, Document | None] = {}
        self._shown: set[tuple[str, int, int]] = set()

    def __call__(self, citation: Citation) -> Html:
        """The quotation in its article, or alone when the document cannot be opened or has changed since."""
        start, end = citation.start, citation.end
        document = self._open(citation.source.id)
        if document is None or document.text[start:end] != citation.quote:
            t = self._t
            changed = t("The document has changed since this answer. The quoted words are shown as they were.")
            said = element("p", changed, class_="line changed", lang=self._t.language)
            return join(element("p", element("mark", citation.quote), class_="line"), said if document else None)
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


def _here(t: Texts, label: str, url: str) -> Html:
    said = hidden(" " + t("(opens in a new tab)"))
    return element("a", label, said, href=url, target="_blank", rel="noopener")


def _official(t: Texts, url: str | None) -> Html | None:
    host = (urlsplit(url).hostname or "") if url else ""
    label = t("EUR-Lex") if host.endswith("eur-lex.europa.eu") else t("Official page")
    return outside(label, url, t("(another site, opens in a new tab)"))


def _short(words: str, most: int = _SHOWN_TITLE) -> str:
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0] + " …"
