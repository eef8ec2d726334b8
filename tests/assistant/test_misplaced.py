from __future__ import annotations

import pytest

from assistant.evidence import Evidence
from assistant.misplaced import heading, misplaced, with_nearer
from assistant.ranking import Ranking
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

ACT = Source("act", "Harbour Regulation", Kind.REGULATION, celex="32020R0001")
OTHER = Source("other", "Lamp Regulation", Kind.REGULATION, celex="32020R0002")
RANKING = Ranking({"dense": 1.0, "reference": 1.0})
QUESTION = "Article 17 of the Harbour Regulation sets the rate of the fee, is that right?"


def hit(article: str, dense: float, *, named: bool = False, source: Source = ACT, subject: str = "Lamps") -> Hit:
    text = "The fee is paid."
    passage = Passage(
        f"{source.id}-{article}",
        source.id,
        f"{article}(1)",
        article,
        0,
        len(text),
        text,
        f"Act, {article}(1) {subject}",
    )
    signals = {"dense": dense, **({"reference": 1.0} if named else {})}
    return Hit(passage, source, RANKING.score(signals), signals)


def test_another_article_that_is_much_nearer_is_named_and_quoted_second() -> None:
    hits = [hit("Article 17", 0.1, named=True), hit("Article 15", 0.8), hit("Article 9", 0.5)]
    found = misplaced(QUESTION, hits, RANKING)
    assert found is not None
    assert (found.place, found.subject, found.nearer.passage.article) == ("Article 17", "Lamps", "Article 15")
    whole = [Evidence(one, ((0, 3),)) for one in (hits[0], hits[2])]
    quoted = with_nearer(found, whole, lambda one: Evidence(one, ((0, 1),)))
    assert [item.hit.passage.article for item in quoted] == ["Article 17", "Article 15", "Article 9"]
    assert with_nearer(found, quoted, lambda one: Evidence(one, ())) == quoted
    assert with_nearer(None, whole, lambda one: Evidence(one, ())) == whole


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        (QUESTION, [hit("Article 17", 0.4, named=True), hit("Article 15", 0.8)]),
        (
            "What is in Article 17 of that Regulation?",
            [hit("Article 17", 0.1, named=True), hit("Article 15", 0.8)],
        ),
        (QUESTION, [hit("Article 17", 0.1, named=True), hit("Article 15", 0.8, source=OTHER)]),
        (QUESTION, [hit("Article 17", 0.1, named=True), hit("Article 2", 0.8)]),
        (QUESTION, [hit("Article 17", 0.1, named=True), hit("Recital 15", 0.8)]),
        (QUESTION, [hit("Article 17", 0.1, named=True), hit("Article 5", 0.1, named=True), hit("Article 15", 0.8)]),
        (QUESTION, [hit("Article 17", 0.1, named=True, subject=""), hit("Article 15", 0.8)]),
        (QUESTION, [hit("Article 15", 0.8), hit("Article 9", 0.1)]),
        (QUESTION, [hit("Article 17", 0.1, named=True)]),
        (QUESTION, []),
    ],
    ids=["near", "bare", "other act", "definitions", "recital", "two named", "no heading", "none", "alone", "empty"],
)
def test_what_may_well_be_meant_is_left_alone(text: str, hits: list[Hit]) -> None:
    assert misplaced(text, hits, RANKING) is None


def test_a_heading_is_what_stands_behind_the_locator() -> None:
    assert heading(hit("Article 17", 0.1, subject="Employment")) == "Employment"
    assert heading(hit("Article 17", 0.1, subject="")) == ""
