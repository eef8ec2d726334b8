from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Status
from assistant.answerable import Answerability, Logistic, features
from assistant.likeness import Likeness
from assistant.references import Reference
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

NEW = "32020R0001"
NAMES = {NEW: "Harbour Regulation", "32001R0009": "Canal Regulation"}
DENSE = Logistic({"dense": 10.0}, -5.0)
MODEL = Answerability(DENSE, DENSE, 0.5, 0.2, NAMES)
ASKED = np.array([1.0, 0.0], dtype=np.float32)


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
    verdict = MODEL.judge(hits(cosine), (), harbour.shelf, ASKED)
    assert verdict.status is status
    assert math.isclose(verdict.probability, 1 / (1 + math.exp(5 - 10 * cosine)))


def test_nothing_found_is_not_in_the_documents(harbour) -> None:
    assert MODEL.judge([], (), harbour.shelf, ASKED).status is Status.NOT_IN_DOCUMENTS


def test_a_place_that_is_there_is_an_answer_however_far_the_words(harbour) -> None:
    verdict = MODEL.judge(hits(0.0), [Reference(NEW, "Article 3")], harbour.shelf, ASKED)
    assert verdict.status is Status.ANSWERED


def test_a_long_question_about_a_named_place_is_refused_where_that_stands_nowhere(harbour) -> None:
    asked = [Reference(NEW, "Article 3")]
    assert MODEL.judge(hits(0.0), asked, harbour.shelf, ASKED, words=20).status is not Status.ANSWERED
    assert MODEL.judge(hits(0.3), asked, harbour.shelf, ASKED, words=20).status is Status.ANSWERED
    assert MODEL.judge(hits(0.0), asked, harbour.shelf, ASKED, words=8).status is Status.ANSWERED


def test_an_act_that_is_not_indexed_is_named(harbour) -> None:
    verdict = MODEL.judge(hits(0.9), [Reference("32001R0009", "Article 3")], harbour.shelf, ASKED)
    assert (verdict.status, verdict.not_indexed) == (Status.NOT_IN_DOCUMENTS, ("Canal Regulation",))


def test_an_article_that_does_not_exist_is_named(harbour) -> None:
    verdict = MODEL.judge(hits(0.9), [Reference(NEW, "Article 99")], harbour.shelf, ASKED)
    assert (verdict.status, verdict.no_such_place) == (
        Status.NOT_IN_DOCUMENTS,
        (("Harbour Regulation", "Article 99"),),
    )


def test_one_place_that_is_there_is_enough(harbour) -> None:
    asked = [Reference(NEW, "Article 99"), Reference(NEW, "Article 1")]
    assert MODEL.judge(hits(0.1), asked, harbour.shelf, ASKED).status is Status.ANSWERED


def test_a_question_that_names_an_act_is_never_out_of_scope(harbour) -> None:
    assert MODEL.judge(hits(0.0), [Reference(NEW, None)], harbour.shelf, ASKED).status is Status.NOT_IN_DOCUMENTS


@given(st.dictionaries(st.sampled_from(["dense", "margin", "guide"]), st.floats(-1e6, 1e6)))
def test_the_probability_is_one(values) -> None:
    assert 0.0 < DENSE.probability(values) < 1.0


def test_features_are_of_the_first_five() -> None:
    found = features([*hits(0.5, 0.7, 0.1, 0.2, 0.3, lexical=0.4), *hits(0.99)])
    assert (found["dense"], found["best"]) == (0.7, 0.7)


SHIPPED = "multilingual-e5-small@1571fc98+adapter@ffeccbb0/512"


@pytest.mark.parametrize("embedding_model", [SHIPPED, "another@1"])
def test_the_shipped_model_loads_with_its_thresholds_in_order(embedding_model: str) -> None:
    model = Answerability.packaged(NAMES, embedding_model)
    assert 0 < model.answered_from < 1
    assert 0 < model.in_scope_from < 1
    assert (model.likeness is not None) is (embedding_model == SHIPPED)
    assert ("probe" in model.answered.weights) is (embedding_model == SHIPPED)


def test_a_question_like_those_never_answered_is_refused_though_its_words_are_found(harbour) -> None:
    likeness = Likeness("m", np.array([8.0, -8.0], dtype=np.float32), 0.0, np.array([[0.0, 1.0]], dtype=np.float32))
    answered = Logistic({"probe": 1.0, "nearer": 1.0, "dense": 1.0}, 0.0)
    model = Answerability(answered, DENSE, 0.5, 0.2, NAMES, likeness)
    found = hits(0.9, asked=0.8)
    assert model.judge(found, (), harbour.shelf, ASKED).status is Status.ANSWERED
    assert model.judge(found, (), harbour.shelf, ASKED[::-1]).status is Status.NOT_IN_DOCUMENTS


def test_likeness_counts_the_nearest_written_examples() -> None:
    likeness = Likeness("m", np.array([1.0, 0.0], dtype=np.float32), 0.5, np.eye(2, dtype=np.float32)[[1, 1, 1, 0]])
    assert likeness.signals(ASKED, 0.9) == pytest.approx({"probe": 1.5, "nearer": 0.9 - 1 / 3})


def test_without_a_guide_the_examples_do_not_count() -> None:
    likeness = Likeness("m", np.array([1.0, 0.0], dtype=np.float32), 0.5, np.eye(2, dtype=np.float32))
    assert likeness.signals(ASKED, 0.0) == pytest.approx({"probe": 1.5, "nearer": 0.0})
