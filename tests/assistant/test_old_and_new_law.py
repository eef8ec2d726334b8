"""Old law beside new law: which acts are meant, which articles go together, and which of the two governs what was begun
before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.acts import ActNames
from assistant.comparison import about, names_law, pairs_meant
from assistant.correlation import Correlations
from assistant.finals import Finals
from assistant.references import Reference, resolve
from assistant.shelf import Shelf
from assistant.transition import Transitions
from assistant.understanding import understand
from index.hit import Hit

NEW, OLD = "32020R0001", "31990L0001"
OTHER_OLD, OTHER_NEW = "31990R0007", "32020R0008"
RULE = "Ships registered before 1 January 2020 shall be governed by Directive 90/1/EEC."


class Replaced:
    """Which act took the place of which."""

    def __init__(self):
        self.replaced = {OLD: NEW, OTHER_OLD: OTHER_NEW}

    def successor(self, work):
        return self.replaced.get(work)


def meant(text: str, *named: str, found: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return pairs_meant(text, [Reference(work) for work in named], Replaced(), found)


def test_the_acts_that_are_named_are_meant() -> None:
    assert meant("what is it now?", OTHER_NEW) == [(OTHER_OLD, OTHER_NEW)]
    assert meant("what is it now?", OLD, OTHER_NEW) == [(OLD, NEW)]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("What did the directive of 1990 say, what does the regulation say?", [(OLD, NEW)]),
        ("Que disait la directive de 1990, que prévoit le règlement ?", [(OLD, NEW)]),
        ("Mit mondott az 1990-es irányelv, és mit mond most a rendelet?", [(OLD, NEW)]),
        ("Was stand in der Verordnung von 1990, was gilt jetzt?", [(OLD, NEW), (OTHER_OLD, OTHER_NEW)]),
        ("What were the rules of 1990, and now?", [(OLD, NEW), (OTHER_OLD, OTHER_NEW)]),
    ],
)
def test_year_and_kind_say_which_acts_are_meant(text: str, pairs: list[tuple[str, str]]) -> None:
    assert meant(text) == pairs


def test_without_names_and_years_only_what_was_found_leads_to_replaced_acts() -> None:
    assert meant("How was it before, how is it now?", found=("32001R0009",)) == []
    assert len(meant("How was it before, how is it now?", found=("32001R0009", NEW))) == 2


def test_words_that_name_an_act_are_left_out_of_what_is_asked() -> None:
    names = ActNames({OLD: ["Quay Directive"]}, {})
    text = "How many nights could a ship lie there under the old Quay Directive of 1990?"
    assert about(text, names) == "How many nights could a ship lie there under the of ?"
    assert about("the old Quay Directive", names) == "the old Quay Directive"


@pytest.mark.parametrize(
    "word", ["1990", "Richtlinie", "irányelvet", "règlement", "przepisy", "vanha", "neuen", "rules"]
)
def test_such_words(word: str) -> None:
    assert names_law(word)
    assert not names_law("harbour")
    assert not names_law("12")


def rewritten(harbour) -> Transitions:
    """The harbour's acts with a last sentence in the new one's final article that says what goes on."""
    index, changed = harbour.index, {}
    for passage in index.passages("new-en"):
        if passage.article == "Article 6":
            text = f"{passage.text}\n{RULE}"
            changed[passage.id] = replace(passage, text=text, end=passage.start + len(text))
    other = type(index)(dict(index.kept), index.entries)
    other._passages |= changed
    shelf = Shelf(other)
    correlations = Correlations(other, shelf, {OLD: NEW})
    return Transitions(shelf, Finals(other), correlations, harbour.names, other.embedder)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The ship was registered on 3 May 2019. Does the Quay Directive still govern its stay?"),
        ("en", "Ship registered in 2019: old Quay Directive or new regulation?"),
        ("nl", "Het schip werd in mei 2019 geregistreerd. Geldt de Quay Directive nog?"),
        ("sv", "Fartyget registrerades i maj 2019. Gäller fortfarande Quay Directive?"),
        ("pl", "Statek zarejestrowano w 2019 r. Czy nadal obowiązuje Quay Directive?"),
    ],
)
def test_what_was_begun_before_is_answered_by_the_rule_of_the_new_act(harbour, today, language, text) -> None:
    asked = understand(text, language, today, (), harbour.names)
    found = rewritten(harbour).find(asked, resolve(text, harbour.names), ())
    assert [passage.locator for passage in found] == ["Article 6"]
    assert RULE in found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "How long could a ship registered in 2019 lie there under the Quay Directive, and is it still so?",
        "Who registers a ship under the Quay Directive?",
        "Is the Quay Directive still in force?",
        "Does Article 2 of the Quay Directive still govern a ship registered in 2019?",
    ],
)
def test_other_questions_are_left_alone(harbour, today, text: str) -> None:
    asked = understand(text, "en", today, (), harbour.names)
    assert rewritten(harbour).find(asked, resolve(text, harbour.names), ()) == ()


def test_of_an_act_without_such_a_rule_nothing_is_made_up(harbour, today) -> None:
    shelf = harbour.shelf
    correlations = Correlations(harbour.index, shelf, {OLD: NEW})
    transitions = Transitions(shelf, Finals(harbour.index), correlations, harbour.names, harbour.index.embedder)
    text = "Ship registered in 2019: old Quay Directive or new regulation?"
    asked = understand(text, "en", today, (), harbour.names)
    assert transitions.find(asked, resolve(text, harbour.names), ()) == ()


def test_final_articles_are_known_by_what_they_say_and_by_their_heading(harbour) -> None:
    finals, source = Finals(harbour.index), harbour.shelf.sources["new-en"]
    hits = [Hit(passage, source, 1.0, {}) for passage in harbour.index.passages("new-en")]
    assert {hit.passage.article for hit in hits if finals.holds(hit)} == {"Article 5", "Article 6"}
    brief = harbour.shelf.sources["brief"]
    assert not any(finals.holds(Hit(p, brief, 1.0, {})) for p in harbour.index.passages("brief"))


def test_an_article_and_the_one_it_became_are_nearest(harbour) -> None:
    correlations = Correlations(harbour.index, harbour.shelf, {OLD: NEW})
    likeness = correlations.likenesses(OLD, NEW)
    fees = likeness.values[likeness.news.index("Article 3"), likeness.olds.index("Article 2")]
    assert fees == likeness.values.max()
    assert correlations.likenesses(OLD, NEW) is likeness


def test_an_act_that_nothing_names_but_its_repeal_is_answered_in_other_words_too(harbour) -> None:
    text = "Platí ještě v roce 2026 směrnice 90/1/EHS o přístavech, nebo ji něco nahradilo?"
    answer = harbour.assistant.ask(text, "cs", date(2026, 6, 1))
    assert (answer.citations[0].source.work, answer.citations[0].locator) == (NEW, "Article 5")
