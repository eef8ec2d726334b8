from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Status
from assistant.answerable import Answerability, features
from assistant.references import Reference
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

NEW = "32020R0001"
NAMES = {NEW: "Harbour Regulation", "32001R0009": "Canal Regulation"}
MODEL = Answerability({"dense": 10.0}, -5.0, 0.5, 0.2, NAMES)


def hits(*cosines: float, **more: float) -> list[Hit]:
    source = Source("s", "S", Kind.BRIEF)
    return [
        Hit(Passage(str(n), "s", "X", "X", 0, 1, "x", ""), source, c, {"dense": c, **more})
        for n, c in enumerate(cosines)
    ]


@pytest.mark.parametrize(
    ("cosine", "status"),
    [(0.9, Status.ANSWERED), (0.45, Status.NOT_IN_DOCUMENTS), (0.1, Status.OUT_OF_SCOPE)],
)
def test_likely_unlikely_and_outside(harbour, cosine: float, status: Status) -> None:
    verdict = MODEL.judge(hits(cosine), (), harbour.shelf)
    assert verdict.status is status
    assert math.isclose(verdict.probability, 1 / (1 + math.exp(5 - 10 * cosine)))


def test_nothing_found_is_not_in_the_documents(harbour) -> None:
    assert MODEL.judge([], (), harbour.shelf).status is Status.NOT_IN_DOCUMENTS


def test_a_place_that_is_there_is_an_answer_however_far_the_words(harbour) -> None:
    verdict = MODEL.judge(hits(0.0), [Reference(NEW, "Article 3")], harbour.shelf)
    assert verdict.status is Status.ANSWERED


def test_an_act_that_is_not_indexed_is_named(harbour) -> None:
    verdict = MODEL.judge(hits(0.9), [Reference("32001R0009", "Article 3")], harbour.shelf)
    assert (verdict.status, verdict.not_indexed) == (Status.NOT_IN_DOCUMENTS, ("Canal Regulation",))


def test_an_article_that_does_not_exist_is_named(harbour) -> None:
    verdict = MODEL.judge(hits(0.9), [Reference(NEW, "Article 99")], harbour.shelf)
    assert (verdict.status, verdict.no_such_place) == (
        Status.NOT_IN_DOCUMENTS,
        (("Harbour Regulation", "Article 99"),),
    )


def test_one_place_that_is_there_is_enough(harbour) -> None:
    asked = [Reference(NEW, "Article 99"), Reference(NEW, "Article 1")]
    assert MODEL.judge(hits(0.1), asked, harbour.shelf).status is Status.ANSWERED


def test_a_question_that_names_an_act_is_never_out_of_scope(harbour) -> None:
    assert MODEL.judge(hits(0.0), [Reference(NEW, None)], harbour.shelf).status is Status.NOT_IN_DOCUMENTS


@given(st.dictionaries(st.sampled_from(["dense", "margin", "guide"]), st.floats(-1e6, 1e6)))
def test_the_probability_is_one(values) -> None:
    assert 0.0 < MODEL.probability(values) < 1.0


def test_features_are_of_the_first_five() -> None:
    found = features([*hits(0.5, 0.7, 0.1, 0.2, 0.3, lexical=0.4), *hits(0.99)])
    assert (found["dense"], found["best"]) == (0.7, 0.7)


def test_the_shipped_model_loads_with_its_thresholds_in_order() -> None:
    model = Answerability.packaged(NAMES)
    assert 0 < model.in_scope_from < model.answered_from < 1
