from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.evidence import Evidence
from assistant.question import Question, expectation
from assistant.shelf import Shelf
from assistant.widening import widened
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

ACT = Source("act", "Act", Kind.REGULATION, celex="32020R0001")
ASKED = Question("Why?", "en", date(2026, 1, 1), "Why?", expectation("Why?"))


@dataclass
class Shelves:
    """What `widened` looks at."""

    articles: dict[tuple[str, str], list[Passage]] = field(default_factory=dict)

    def article(self, work: str, article: str, language: str, day: date) -> list[Passage]:
        return self.articles.get((work, article), [])


def paragraph(article: str, number: int, words: int, document: str = "act") -> Passage:
    text = " ".join(["word"] * words)
    locator = f"{article}({number})"
    return Passage(locator, document, locator, article, 50, 50 + len(text), text, "")


def shelf_of(*passages: Passage) -> Shelf:
    shelf = Shelves()
    for passage in passages:
        shelf.articles.setdefault((ACT.work, passage.article), []).append(passage)
    return shelf  # type: ignore[return-value]


def quoted(passages: list[Passage], *of: Passage) -> list[str]:
    evidence = [Evidence(Hit(p, ACT, 1.0), ((50, 54),)) for p in passages]
    wide = widened(evidence, ASKED, shelf_of(*of))
    for item in wide[len(passages) :]:
        assert item.spans in {((50, 54),), ((item.hit.passage.start, item.hit.passage.end),)}
    return [item.hit.passage.locator for item in wide]


def test_a_short_article_is_quoted_whole_behind_its_last_quotation() -> None:
    one, two, three = (paragraph("Article 5", n, 40) for n in (1, 2, 3))
    other = paragraph("Article 9", 1, 40)
    assert quoted([two, other], one, two, three, other) == [
        "Article 5(2)", "Article 5(1)", "Article 5(3)", "Article 9(1)",
    ]  # fmt: skip
    assert quoted([two, other, three], one, two, three, other)[1:] == ["Article 9(1)", "Article 5(3)", "Article 5(1)"]


def test_of_a_long_article_the_first_paragraph_is_added_unless_that_is_long() -> None:
    one, two, three = (paragraph("Article 5", n, 100) for n in (1, 2, 3))
    assert quoted([three], one, two, three) == ["Article 5(3)", "Article 5(1)"]
    long = paragraph("Article 5", 1, 180)
    assert quoted([three], long, two, three) == ["Article 5(3)"]


def test_only_the_two_leading_articles_of_the_quoted_edition_are_widened() -> None:
    all_three = [paragraph(f"Article {n}", 2, 10) for n in (1, 2, 3)]
    firsts = [paragraph(f"Article {n}", 1, 10) for n in (1, 2, 3)]
    assert quoted(all_three, *firsts, *all_three) == [
        "Article 1(2)", "Article 1(1)", "Article 2(2)", "Article 2(1)", "Article 3(2)",
    ]  # fmt: skip
    assert quoted(all_three[:1], paragraph("Article 1", 1, 10, "act-fr")) == ["Article 1(2)"]
    section = paragraph("Annex I", 2, 10)
    assert quoted([section], paragraph("Annex I", 1, 10), section) == ["Annex I(2)"]
    assert quoted([]) == []
