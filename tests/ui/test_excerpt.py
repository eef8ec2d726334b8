from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document, Unit, UnitKind
from ingest.source import Kind, Source
from ui.excerpt import excerpt, excerpt_html

LONG = Document(
    Source("d", "Long", Kind.OTHER),
    "Article 9\nWaiting\n" + "\n".join(f"Sentence {n} waits for its turn, and waits. " * 4 for n in range(40)),
    (Unit(UnitKind.ARTICLE, 0, 7000, "9", "Waiting"),),
)


def marks(markup: str) -> str:
    return "".join(re.findall(r"<mark>(.*?)</mark>", markup))


def test_a_short_article_is_shown_whole(act: Document) -> None:
    start = act.text.index("no later than six weeks")
    shown = [act.text[p.line.start : p.line.end] for p in excerpt(act, start, start + 23)]
    assert shown[0] == "Article 2\nAccess for newcomers"
    assert shown[-1] == "(c) silence."


def test_a_long_article_is_cut_around_the_quotation_under_its_heading() -> None:
    start = LONG.text.index("Sentence 20 waits")
    pieces = excerpt(LONG, start, start + 17)
    shown = "".join(LONG.text[p.line.start : p.line.end] for p in pieces)
    assert shown.startswith("Article 9\nWaiting")
    assert "Sentence 20 waits" in shown
    assert len(shown) < 1100
    assert pieces[1].cut_before
    assert "… " in excerpt_html(LONG, start, start + 17)


def test_words_are_not_cut() -> None:
    start = LONG.text.index("Sentence 20 waits")
    for piece in excerpt(LONG, start, start + 17):
        cut = LONG.text[piece.line.start - 1 : piece.line.start] + LONG.text[piece.line.end : piece.line.end + 1]
        assert not cut.strip()


def test_a_quotation_over_several_lines_is_marked_in_each(act: Document) -> None:
    quote = "2. The room shall offer:\n(a) a table & a lamp;\n(b) books in <several> languages;"
    start = act.text.index(quote)
    markup = excerpt_html(act, start, start + len(quote))
    assert markup.count("<mark>") == 3
    assert "books in &lt;several&gt; languages" in markup


@given(st.integers(0, len(LONG.text) - 1), st.integers(1, 600))
def test_the_quotation_is_always_whole(start: int, length: int) -> None:
    end = min(start + length, len(LONG.text))
    shown = marks(excerpt_html(LONG, start, end)).replace(" – ", "")
    assert "".join(shown.split()) == "".join(LONG.text[start:end].split())
