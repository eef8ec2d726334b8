"""Links to the official text at its place."""

from __future__ import annotations

from urllib.parse import quote

from ingest.document import Passage
from ingest.source import Source

_EURLEX = "https://eur-lex.europa.eu/legal-content"


def official(source: Source, passage: Passage | None = None) -> str:
    """The official page of a source, at the passage's anchor where the file has one; "" when there is none.

    EUR-Lex deep links are `…/legal-content/EN/TXT/?uri=CELEX:32024L1346#art_17` (fragments are the XHTML's own ids).
    """
    if source.celex is None:
        return source.url or ""
    page = f"{_EURLEX}/{source.language.upper()}/TXT/?uri=CELEX:{quote(source.celex, safe='/()-')}"
    return f"{page}#{quote(passage.anchor)}" if passage and passage.anchor else page


def viewer(document_id: str, start: int, end: int) -> str:
    """The passage in this program's own document viewer, the quoted words marked."""
    return f"/document/{quote(document_id, safe='')}?start={start}&end={end}#quote"
