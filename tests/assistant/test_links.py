from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from assistant.links import official, viewer
from ingest.document import Passage
from ingest.source import Kind, Source

ACT = Source("dir-de", "Richtlinie", Kind.DIRECTIVE, language="de", celex="32024L1346")


def passage(anchor: str | None) -> Passage:
    return Passage("p", "dir-de", "Article 17(1)", "Article 17", 0, 1, "x", "", anchor)


def test_the_page_is_in_the_documents_language_and_opens_at_the_article() -> None:
    page = "https://eur-lex.europa.eu/legal-content/DE/TXT/?uri=CELEX:32024L1346"
    assert official(ACT) == page
    assert official(ACT, passage("art_17")) == f"{page}#art_17"
    assert official(ACT, passage(None)) == page


def test_celex_numbers_of_treaties_and_consolidated_texts_stay_as_they_are() -> None:
    for celex in ("12012E/TXT", "02016R0679-20160504", "32012R0001(01)"):
        link = official(Source("x", "X", Kind.TREATY, celex=celex), passage("d1e40-1"))
        assert parse_qs(urlsplit(link).query) == {"uri": [f"CELEX:{celex}"]}
        assert urlsplit(link).fragment == "d1e40-1"


def test_without_a_celex_number_the_sources_own_page_or_none() -> None:
    assert official(Source("b", "Brief", Kind.BRIEF)) == ""
    assert (
        official(Source("b", "Brief", Kind.BRIEF, url="https://example.eu/b"), passage("a")) == "https://example.eu/b"
    )


def test_an_anchor_cannot_leave_the_fragment() -> None:
    link = official(ACT, passage('x" onclick="y #z'))
    assert '"' not in link
    assert " " not in link
    assert unquote(urlsplit(link).fragment) == 'x" onclick="y #z'


@given(st.text(min_size=1), st.integers(0, 10**7), st.integers(0, 10**7))
def test_the_viewer_gets_any_id_and_the_offsets(document_id: str, start: int, end: int) -> None:
    parts = urlsplit(viewer(document_id, start, end))
    assert parts.netloc == ""
    assert parts.fragment == "quote"
    assert unquote(parts.path.removeprefix("/document/")) == document_id
    assert parts.path.count("/") == 2
    assert parse_qs(parts.query) == {"start": [str(start)], "end": [str(end)]}
