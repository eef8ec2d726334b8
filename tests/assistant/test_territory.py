from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest

from assistant.evidence import Evidence
from assistant.notes import opening
from assistant.premise import Premise, breadth, premise_of
from assistant.question import Question, expectation
from assistant.ranking import Ranking
from assistant.references import Reference
from assistant.searching import Found
from assistant.shelf import Shelf
from assistant.territory import country_name, outside, with_outside
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

ACT = Source("act", "Harbour Directive", Kind.DIRECTIVE, celex="32020L0001")
BRIEF = Source("brief", "Brief", Kind.BRIEF)
DAY = date(2026, 1, 1)
RECITALS = {
    "Recital 7": "(7) The map of Denmark is not bound as a book.",
    "Recital 8": "(8) As Protocol 22 says, Denmark is not taking part in the adoption of this Directive and is not "
    "bound by it. It is a pity. Denmark shall decide within six months.",
    "Recital 9": "(9) As Protocol 21 says, Ireland has notified its wish to take part in this Directive.",
    "Article 1": "Ships may stay. This Directive does not apply to Denmark on Sundays.",
}


@dataclass
class Shelves:
    """Sources and passages as `outside` looks them up."""

    articles: dict[tuple[str, str], list[Passage]] = field(default_factory=dict)
    works: dict[str, list[Source]] = field(default_factory=lambda: {ACT.work: [ACT]})

    def article(self, work: str, article: str, language: str, day: date) -> list[Passage]:
        return self.articles.get((work, article), [])

    def source(self, passage: Passage) -> Source:
        return ACT


def passage(locator: str, text: str, start: int = 100) -> Passage:
    return Passage(locator, "act", locator, locator, start, start + len(text), text, "")


@pytest.fixture
def shelf() -> Shelf:
    found = {(ACT.work, locator): [passage(locator, text)] for locator, text in RECITALS.items()}
    return Shelves(found)  # type: ignore[return-value]


def asking(text: str, language: str = "en") -> Question:
    return Question(text, language, DAY, text, expectation(text))


def hits(source: Source = ACT) -> list[Hit]:
    return [Hit(passage("Article 1", RECITALS["Article 1"]), source, 1.0)]


FOUND = Found([], (), np.zeros(1, np.float32))
NAMED = (Reference(ACT.work),)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Why must Denmark follow the Harbour Directive?"),
        ("da", "Hvorfor skal Danmark følge direktivet?"),
        ("de", "Warum gilt die Richtlinie in Dänemark?"),
        ("fi", "Miksi direktiivi koskee Tanskaa?"),
        ("cs", "Proč směrnice platí v Dánsku?"),
        ("el", "Γιατί ισχύει στη Δανία;"),
        ("bg", "Защо важи в Дания?"),
        ("mt", "Għaliex tapplika fid-Danimarka?"),
    ],
)
def test_a_country_that_an_act_does_not_bind_is_noticed(language: str, text: str, shelf: Shelf) -> None:
    found = outside(asking(text, language), NAMED, hits(BRIEF), shelf)
    assert found is not None
    assert (found.country, found.work) == ("DK", ACT.work)
    quoted = found.evidence.hit.passage
    start, end = found.evidence.spans[0]
    assert quoted.locator == "Recital 8"
    assert quoted.text[start - 100 : end - 100] == RECITALS["Recital 8"]


def test_one_that_takes_part_and_questions_without_a_country_are_left_alone(shelf: Shelf) -> None:
    assert outside(asking("Why must Ireland follow it?"), NAMED, hits(), shelf) is None
    assert outside(asking("Why must Northern Irish ships stay?"), NAMED, hits(), shelf) is None
    assert outside(asking("Why must Sweden follow it?"), NAMED, hits(), shelf) is None


def test_only_a_named_act_that_is_indexed_counts(shelf: Shelf) -> None:
    text = "May ships stay in Denmark?"
    assert outside(asking(text), (), hits(), shelf) is None
    assert outside(asking(text), (Reference("32020L0009"),), hits(), shelf) is None
    assert outside(asking(text), (Reference("32020L0009"), *NAMED), hits(), shelf) is not None
    assert outside(asking(text), NAMED, [], shelf) is None


def test_the_recital_is_quoted_first_and_named_in_the_reader_s_language(shelf: Shelf) -> None:
    question = asking("Warum gilt die Richtlinie in Dänemark?", "de")
    premise = premise_of(question, hits(), shelf, Ranking({}), NAMED)
    assert premise is not None
    others = [Evidence(hits()[0], ((100, 105),))]
    assert [item.hit.passage.locator for item in with_outside(premise.outside, others)] == ["Recital 8", "Article 1"]
    assert list(with_outside(None, others)) == others
    said = opening(question, FOUND, shelf, premise, has_quotes=True)
    assert said[0].startswith("Dänemark")
    assert "Harbour Directive" in said[0]
    assert breadth(premise, 4, 10.0) == (2, 10.0)
    assert breadth(Premise(), 4, 10.0)[0] == 5


def test_country_names_are_those_of_the_language() -> None:
    names: Sequence[str] = [country_name("IE", language) for language in ("en", "fr", "ga")]
    assert names == ["Ireland", "Irlande", "Éire"]
