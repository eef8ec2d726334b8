from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.follow import follow
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

ACT = Source("act", "Act", Kind.REGULATION, celex="32020R0001", adopted=date(2020, 1, 1))
TEXTS = {
    "Article 2, point (7)": "(7) ‘keeper’ means the person in charge of a lighthouse;",
    "Article 5(1)": "1. The permit shall be granted within nine months of the application.",
    "Article 5(2)": "2. By way of derogation from paragraph 1, the period shall be three months for rescued crews.",
    "Article 5(3)": "3. The keeper, as defined in Article 2, point (7), keeps the period of paragraph 1.",
    "Article 5(4)": "4. Article 9 of Directive 2003/86/EC shall not apply to paragraph 3.",
    "Article 6(1)": "1. " + "A long paragraph about ropes. " * 40,
}


@dataclass
class Shelves:
    """What `follow` looks at."""

    articles: dict[tuple[str, str], list[Passage]] = field(default_factory=dict)


def shelf() -> tuple[Shelves, dict[str, Hit]]:
    shelves, hits, start = Shelves(), {}, 0
    for locator, text in TEXTS.items():
        article = locator.split("(")[0].split(",")[0]
        passage = Passage(locator, "act", locator, article, start, start + len(text), text, "")
        start += len(text) + 1
        shelves.articles.setdefault(("32020R0001", article), []).append(passage)
        hits[locator] = Hit(passage, ACT, 1.0)
    return shelves, hits


def led_to(locator: str, quote: str | None = None, **keywords: object) -> list[tuple[str, str]]:
    shelves, hits = shelf()
    found = follow(hits[locator], quote or TEXTS[locator], shelves, **keywords)  # type: ignore[arg-type]
    return [(one.passage.locator, one.why) for one in found]


def test_what_derogates_from_the_quoted_paragraph_is_followed_first() -> None:
    assert led_to("Article 5(1)") == [("Article 5(2)", "derogates")]


def test_named_paragraphs_and_points_are_followed_in_their_order() -> None:
    assert led_to("Article 5(3)") == [("Article 2, point (7)", "refers"), ("Article 5(1)", "refers")]
    assert led_to("Article 5(3)", most=1) == [("Article 2, point (7)", "refers")]


def test_articles_of_other_acts_are_not_taken_for_the_own() -> None:
    shelves, hits = shelf()
    shelves.articles["32020R0001", "Article 9"] = [hits["Article 5(1)"].passage]
    found = follow(hits["Article 5(4)"], "Article 9 of Directive 2003/86/EC shall not apply.", shelves)  # type: ignore[arg-type]
    assert found == []


def test_what_is_quoted_already_or_long_is_left_out() -> None:
    assert led_to("Article 5(1)", quoted=["Article 5(2)"]) == []
    assert led_to("Article 5(3)", "See Article 6(1).") == []


def test_a_reference_that_leads_nowhere_is_passed_over() -> None:
    assert led_to("Article 5(1)", "See Article 77(3) and paragraph 99.", quoted=["Article 5(2)"]) == []
