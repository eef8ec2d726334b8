from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pytest

from assistant.answer import Status
from assistant.answerable import Verdict
from assistant.claims import lean
from assistant.durations import counts, quantities
from assistant.evidence import Evidence
from assistant.granted import takes_for_granted
from assistant.notes import opening
from assistant.premise import Premise, corrected, leaned, premise_of, with_said
from assistant.question import Question, expectation
from assistant.ranking import Ranking
from assistant.searching import Found
from assistant.shelf import Shelf
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source


@pytest.mark.parametrize(
    ("language", "text", "family", "value"),
    [
        ("en", "within six months", "time", 180),
        ("en", "the 12-month deadline", "time", 360),
        ("en", "after 15 working days", "time", 15),
        ("de", "nach zwölf Monaten", "time", 360),
        ("de", "innerhalb von 3 Tagen", "time", 3),
        ("fr", "dans un délai d'un an ou de six mois", "time", 180),
        ("es", "a los nueve meses", "time", 270),
        ("it", "entro due settimane", "time", 14),
        ("pl", "po sześciu miesiącach", "time", 180),
        ("el", "δέκα χρόνια", "time", 3600),
        ("bg", "след три месеца", "time", 90),
        ("cs", "trvá 30 dní", "time", 30),
        ("fi", "kuuden kuukauden jälkeen, 6 kuukautta", "time", 180),
        ("hu", "hat hónap", "time", 180),
        ("lv", "30 dienām", "time", 30),
        ("en", "75 % of the costs", "percent", 75),
        ("en", "EUR 10 000 a year", "euro", 10000),
        ("en", "a fine of €50", "euro", 50),
        ("en", "EUR 20 million", "euro", 20_000_000),
        ("en", "€9.882 billion", "euro", 9_882_000_000),
        ("en", "75 per cent", "percent", 75),
        ("fr", "d’un an", "time", 360),
        ("mt", "xahrejn mit-tressiq", "time", 60),
        ("de", "15 Arbeitstage", "time", 15),
        ("hu", "tizenöt munkanap", "time", 15),
        ("lt", "penkerius metus", "time", 1800),
        ("sl", "v dveh letih", "time", 720),
    ],
)
def test_numbers_are_read_with_their_unit(language: str, text: str, family: str, value: float) -> None:
    assert (family, value) in [(q.family, q.value) for q in quantities(text, language)]


def test_numbers_without_a_unit_are_no_quantities() -> None:
    assert quantities("Article 17 of Directive 2024/1346 and 30 children", "en") == []
    assert quantities("Eurodac, two countries let one letter go", "en") == []
    assert quantities("ein paar Tage", "de") == []


def test_counts_are_large_numbers_that_are_no_years_or_acts() -> None:
    text = "120,000 places in 2027 under Regulation 2024/1351, Article 17, for 30 children and EUR 50 000"
    assert [q.value for q in counts(text, "en")] == [120_000]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Why may asylum seekers never work?"),
        ("en", "Since children must wait a year for school, what do we do?"),
        ("en", "The procedure takes a year, so where do people sleep?"),
        ("en", "We have 30 days to report, right?"),
        ("de", "Warum läuft die Rechtsstellung nach fünf Jahren ab?"),
        ("fr", "Le droit de rester vaut titre de séjour, n'est-ce pas ?"),
        ("el", "Η προστασία δίνεται για δέκα χρόνια, σωστά;"),
        ("pl", "Skoro procedura trwa rok, gdzie ludzie śpią?"),
        ("sl", "Zakaj begunec dve leti ne sme delati?"),
        ("bg", "Защо чакат една година?"),
    ],
)
def test_a_question_that_takes_something_for_granted_is_noticed(language: str, text: str) -> None:
    assert takes_for_granted(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Since when do the new rules apply?"),
        ("en", "When may an applicant work?"),
        ("en", "Who pays, and until when?"),
        ("de", "Wann darf ein Asylbewerber arbeiten?"),
        ("pt", "Como devem ser escolhidos os alimentos?"),
        ("fr", "Quand un demandeur peut-il travailler ?"),
    ],
)
def test_a_plain_question_takes_nothing_for_granted(language: str, text: str) -> None:
    assert not takes_for_granted(text, language)


RANKING = Ranking({"dense": 1.0, "reference": 1.0}, 10.0)
ACT = Source("act", "Act", Kind.REGULATION, celex="32020R0001")
TEXT = "The permit shall be granted within nine months, or one year where the harbour is full."


@dataclass
class Shelves:
    """What `premise_of` looks at."""

    articles: dict[tuple[str, str], list[Passage]] = field(default_factory=dict)

    def article(self, work: str, article: str, language: str, day: date) -> list[Passage]:
        return self.articles.get((work, article), [])


def passage(text: str, article: str = "Article 5") -> Passage:
    return Passage(article, "act", article, article, 0, len(text), text, "")


@dataclass(frozen=True)
class Judged:
    """A premise in short."""

    claim: str | None = None
    said: tuple[str, ...] = ()
    nowhere: bool = False


def premise_on(text: str, language: str = "en", *others: tuple[str, float]) -> Premise | None:
    """The premise of a question on TEXT and other articles with their scores."""
    passages = [(passage(TEXT), 1.0), *((passage(t, f"Article {n}"), s) for n, (t, s) in enumerate(others, 6))]
    shelf = Shelves({("32020R0001", p.article): [p] for p, _ in passages})
    hits = sorted([Hit(p, ACT, score) for p, score in passages], key=lambda hit: -hit.score)
    premise = premise_of(asked(text, language), hits, shelf, RANKING)  # type: ignore[arg-type]
    found = leaned(premise, Found(hits, (), VECTOR))
    return with_said(premise, [Evidence(hit, ((0, len(hit.passage.text)),)) for hit in found.hits])


def judged(text: str, language: str = "en", *others: tuple[str, float]) -> Judged | None:
    premise = premise_on(text, language, *others)
    if premise is None or premise.claim is None:
        return Judged() if premise else None
    return Judged(premise.claim.quantity.written, premise.said, premise.claim.nowhere)


def asked(text: str, language: str) -> Question:
    return Question(text, language, date(2026, 1, 1), text, expectation(text))


VECTOR = np.zeros(1, np.float32)
FOUND = Found([], (), VECTOR)
SHELF: Shelf = Shelves()  # type: ignore[assignment]
INSTEAD = ("nine months", "one year")


def test_a_number_that_the_article_does_not_have_is_named_with_what_it_has() -> None:
    assert judged("Why does a permit take two years?") == Judged("two years", INSTEAD, nowhere=True)
    assert judged("Warum dauert die Erlaubnis 30 Tage?", "de") == Judged("30 Tage", INSTEAD, nowhere=True)
    premise = premise_on("Warum dauert die Erlaubnis 30 Tage?", "de")
    (said,) = opening(asked("?", "de"), FOUND, SHELF, premise, has_quotes=True)
    assert "„30 Tage“" in said
    assert "nine months, one year" in said
    assert not opening(asked("?", "de"), FOUND, SHELF, premise, has_quotes=False)


def test_a_number_that_the_article_has_in_another_unit_is_right() -> None:
    assert judged("May a permit take 12 months?") is None
    assert judged("Why does a permit take nine months?") == Judged()


def test_a_number_that_stands_in_an_unlikely_article_only_is_still_set_right() -> None:
    unlikely, likely = ("A ship is kept for two years.", 0.5), ("A pilot is kept for two years.", 0.99)
    assert judged("Why does a permit take two years?", "en", unlikely) == Judged("two years", INSTEAD)
    assert judged("Why does a permit take two years?", "en", likely) == Judged()


def test_what_is_said_instead_is_never_what_is_claimed() -> None:
    """The quotation named first may be of an article that is likely no longer."""
    premise = premise_on("Why does a permit take two years?", "en", ("A ship is kept for two years.", 0.5))
    ship = passage("A ship is kept for two years.", "Article 6")
    assert with_said(premise, [Evidence(Hit(ship, ACT, 0.5), ((0, len(ship.text)),))]) == Premise()


def test_many_numbers_in_the_text_are_not_listed() -> None:
    many = "It is one day, two days, three days, or four days; or five years."
    assert judged("Why does a permit take two years?", "en", (many, 1.2)) == Judged("two years", (), nowhere=True)
    assert judged("Is a permit ready in five months?", "en", (many, 2.2), ("Five months.", 0.1)) is None


def test_large_numbers_without_a_unit_are_compared_too() -> None:
    pool = ("The reserve is 30 000 places in 2027 under Regulation 2024/1351.", 2.0)
    wrong = "Since the reserve is 120,000 places, how many come to us?"
    assert judged(wrong, "en", pool) == Judged("120,000", ("30 000",), nowhere=True)
    assert judged("Why is the reserve 30,000 places?", "en", pool) == Judged()


def test_a_text_with_such_a_number_is_quoted_first() -> None:
    without = ("A permit is a paper.", 1.03)
    assert judged("Why does a permit take two years?", "en", without) == Judged("two years", INSTEAD, nowhere=True)
    hits = [Hit(passage(without[0], "Article 6"), ACT, 1.03), Hit(passage(TEXT), ACT, 1.0)]
    assert [hit.passage.text for hit in lean(hits, "time")] == [TEXT, without[0]]
    found = Found(hits, (), VECTOR, second=hits[1])
    assert leaned(Premise(), found) == found
    premise = premise_on("Why does a permit take two years?")
    assert leaned(premise, found).second is None
    assert leaned(premise, replace(found, hits=hits[1:])).second == hits[1]


def test_numbers_of_another_kind_and_ages_are_left_alone() -> None:
    assert judged("Is there a fee of 50 euro?") is None
    assert judged("May a girl aged 14 years have a permit?") is None
    assert judged("Comment expliquer le permis à un enfant de douze ans ?", "fr") is None


def test_one_is_only_a_number_where_something_is_taken_for_granted() -> None:
    half = ("The fee is due within six months.", 3.0)
    year = ("six months",)
    assert judged("Does a permit take a year of waiting?", "en", half) is None
    assert judged("Why does a permit take a full year?", "en", half) == Judged("a full year", year)
    assert judged("Zezwolenie trwa rok, prawda?", "pl", half) == Judged("rok", year)
    assert judged("Pozwolenie w roku 2030, prawda?", "pl", half) == Judged()


def test_what_readers_tell_of_themselves_is_no_claim_about_the_law() -> None:
    assert judged("We have waited for two years. May the permit be late?") is None
    assert judged("We wait. Does a permit take two years?") == Judged("two years", INSTEAD, nowhere=True)


def test_a_refused_question_whose_premise_the_texts_contradict_is_answered() -> None:
    refused = Verdict(Status.NOT_IN_DOCUMENTS, 0.2)
    granted = premise_on("Why does a permit take two years?")
    assert corrected(granted, refused) == replace(refused, status=Status.ANSWERED)
    assert corrected(premise_on("Does a permit take two years?"), refused) == refused
    assert corrected(Premise(), refused) == refused
    assert corrected(None, refused) == refused
    unknown = replace(refused, not_indexed=("Lamp Act",))
    assert corrected(granted, unknown) == unknown
    assert corrected(granted, Verdict(Status.OUT_OF_SCOPE, 0.1)).status is Status.OUT_OF_SCOPE


def test_a_number_that_stands_in_another_article_than_the_named_one_is_not_called_wrong() -> None:
    other = passage("A ship is kept for two years.", "Article 6")
    hits = [Hit(passage(TEXT), ACT, 2.0, {"reference": 1.0}), Hit(other, ACT, 0.5)]
    shelf = Shelves({("32020R0001", hit.passage.article): [hit.passage] for hit in hits})
    question = asked("Why does Article 5 keep a ship for two years?", "en")
    assert premise_of(question, hits, shelf, RANKING) == Premise()  # type: ignore[arg-type]
    alone = premise_of(question, hits[:1], shelf, RANKING)  # type: ignore[arg-type]
    assert alone is not None
    assert alone.claim is not None
