"""CELLAR, the Publications Office's repository: texts by content negotiation, metadata by SPARQL.

`GET /resource/celex/<CELEX>` with `Accept` for the format and `Accept-Language` (three letters) for the language
answers with a redirect (303) to the text, with 300 and an index when the text is in several parts, and with 404 or 406
when there is no such format or language (CELLAR end-user manual, chapter on content streams).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from ingest.official import parts, sparql
from ingest.official.celex import LETTERS
from ingest.official.connection import Answer
from ingest.official.errors import CannotFetch, Damaged, NotThere
from ingest.official.exchange import CHOICES, OK, Exchange
from ingest.official.formats import FORMEX_ZIP, ORDER, Format, format_of
from ingest.official.rendition import Record, Rendition
from ingest.readers._text import decode

logger = logging.getLogger(__name__)
BASE = "https://publications.europa.eu"
_BATCH = 20  # works in one query: the endpoint gives up on long ones


class Cellar:
    """The repository at `base`; tests give a server of their own."""

    def __init__(self, exchange: Exchange, base: str = BASE) -> None:
        self.name = "the Publications Office"
        self._exchange, self._base = exchange, base.rstrip("/")

    def renditions(self, celex: str, language: str) -> Iterator[Rendition]:
        """The document as XHTML, HTML, Formex, PDF, as far as there is one; see `Origin.renditions`.

        A format whose answer is faulty is passed over when a later one is sound; its error is raised when none is.
        """
        failure: CannotFetch | None = None
        is_there = False
        for wanted in ORDER:
            try:
                found = self._rendition(celex, language, wanted)
            except (Damaged, NotThere) as error:
                failure = failure or error
                continue
            if found:
                is_there = True
                yield found
        if failure and not is_there:
            raise failure
        if not is_there:
            raise NotThere(f"{celex} is not in the repository in {language}; leave this language out or try later.")

    def _rendition(self, celex: str, language: str, wanted: Format) -> Rendition | None:
        # Parentheses and slashes must be encoded: 32016R0679R(02) and 12012E/TXT are 404 otherwise.
        url = f"{self._base}/resource/celex/{quote(celex, safe='')}"
        answer = self._exchange.get(url, wanted.accept, LETTERS[language])
        if answer.status == CHOICES:
            return self._in_parts(celex, language, wanted, answer)
        if answer.status != OK:
            return None
        return self._whole(celex, language, wanted, answer)

    def _in_parts(self, celex: str, language: str, wanted: Format, index: Answer) -> Rendition:
        what = f"{celex} ({language})"
        fetched = []
        for url in parts.part_urls(decode(index.body), index.url):
            answer = self._exchange.get(url, f"{wanted.accept}, */*;q=0.1", LETTERS[language])
            if answer.status != OK:
                raise Damaged(f"A part of {what}, {url}, answered {answer.status}; try again later.")
            fetched.append(parts.Part(url, answer.body))
        if wanted is FORMEX_ZIP:
            limit = self._exchange.manners.max_bytes
            fetched = [piece for zipped in fetched for piece in parts.unzipped(zipped.body, what, limit)]
        return parts.rendition(celex, language, wanted, fetched, index.url)

    def _whole(self, celex: str, language: str, wanted: Format, answer: Answer) -> Rendition:
        found = format_of(answer.body)
        if found is None or found.family != wanted.family:
            raise Damaged(f"{answer.url} is not {wanted.name}, though it was asked for; try again later.")
        pieces: tuple[parts.Part, ...] = (parts.Part(answer.url, answer.body),)
        if found is FORMEX_ZIP:
            pieces = parts.unzipped(answer.body, f"{celex} ({language})", self._exchange.manners.max_bytes)
        return parts.rendition(celex, language, found, pieces, answer.url)

    def records(self, celex: Sequence[str], languages: Sequence[str]) -> dict[str, Record]:
        """What the repository's SPARQL endpoint knows of works; see `Origin.records`."""
        found: dict[str, Record] = {}
        for start in range(0, len(celex), _BATCH):
            form = {"query": sparql.query(celex[start : start + _BATCH], languages)}
            answer = self._exchange.post(f"{self._base}/webapi/rdf/sparql", form, sparql.ACCEPT)
            found |= sparql.records(answer.body, answer.url)
        return found
