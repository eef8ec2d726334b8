"""Fitting must find what it must on made-up questions; on the real corpus the commands report their own figures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from assistant.likeness import Likeness
from assistant.ranking import Ranking, derive
from eval.tuning import listwise, refusing
from eval.tuning.candidates import Example, WithoutGuide, guide_label, share
from index.guide import GuideEntry
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

ACT = Source("act", "Act", Kind.REGULATION, celex="32020R0001")


def a_hit(number: int, locator: str | None = None) -> Hit:
    article = f"Article {number}"
    return Hit(Passage(f"p{number}{locator}", "act", locator or article, article, 0, 1, "x", ""), ACT, 0.0)


def made_up(count: int, rng: np.random.Generator) -> list[Example]:
    """The right one of ten candidates has the best lexical share; its cosine says nothing."""
    examples = []
    for n in range(count):
        lexical = np.sort(rng.random(10))
        signals = tuple(
            derive({"dense": float(rng.uniform(0.8, 0.9)), "lexical": float(share), "english": 1.0})
            for share in lexical
        )
        right = np.arange(10) == 9
        hits = tuple(a_hit(i) for i in range(10))
        examples.append(Example(str(n), signals, right, right, False, np.zeros(2, np.float32), hits))
    return examples


def test_the_fit_finds_the_signal_that_tells() -> None:
    rng = np.random.default_rng(1)
    weights, scale = listwise.fit(made_up(60, rng), [1.0] * 60)
    assert abs(weights["best"]) == 1
    assert scale * weights["lexical_english"] > scale * abs(weights["within"])
    first = [listwise.places(example, weights)[0] == 1 for example in made_up(60, rng)]
    assert np.mean(first) > 0.8


def test_what_is_fixed_is_not_learnt_and_no_right_candidate_is_left_out() -> None:
    rng = np.random.default_rng(2)
    examples = made_up(20, rng)
    nowhere = Example("x", examples[0].signals, np.zeros(10, bool), np.zeros(10, bool), False, np.zeros(2, np.float32))
    with_it, scale = listwise.fit([*examples, nowhere], [1.0] * 21)
    without, _ = listwise.fit(examples, [1.0] * 20)
    assert with_it == without
    assert with_it["reference"] * scale == pytest.approx(listwise.FIXED["reference"], rel=1e-2)


def test_the_shipped_weights_are_of_signals_that_there_are() -> None:
    assert set(Ranking.packaged().weights) == {*listwise.LEARNT, *listwise.FIXED}


@dataclass
class Guide:
    entries: tuple[GuideEntry, ...]

    def guide(self, vector, k):
        return [(entry, 0.9) for entry in self.entries][:k]

    def guided(self):
        return frozenset(entry.celex for entry in self.entries)


def test_a_question_is_asked_as_if_the_guide_did_not_hold_it() -> None:
    one, two = GuideEntry("A", "1", None, "en", "Who pays?"), GuideEntry("B", "2", "3", "en", "Who rows?")
    view = WithoutGuide(Guide((one, two)))
    view.question = "Who pays?"
    assert [entry for entry, _ in view.guide(np.zeros(2), 5)] == [two]
    view.question, view.act = None, "B"
    assert [entry for entry, _ in view.guide(np.zeros(2), 5)] == [one]
    assert view.guided() == {"A"}


def test_a_guide_entry_is_right_by_article_and_paragraph() -> None:
    label = guide_label(GuideEntry("32020R0001", "2", "3", "en", "?"))
    assert label(a_hit(2, "Article 2(3)")) == (True, True)
    assert label(a_hit(2, "Article 2(4)")) == (True, False)
    assert label(a_hit(3)) == (False, False)


def test_near_misses_of_an_act_share_its_fold() -> None:
    folder = Path(refusing.__file__).parents[1] / "refusals"
    found = refusing.refusals(folder)
    assert {r.kind for r in found} == {"near_miss", "out_of_scope", "injection"}
    assert all(r.fold == refusing.fold(r.near) for r in found if r.near)
    assert {r.fold for r in found} == set(range(refusing.FOLDS))
    assert not {r.question for r in found} & {r.question for r in refusing.answered(folder)}
    assert 0 <= share("x") < 1


def asked(rng: np.random.Generator, count: int = 200) -> refusing.Asked:
    answered = np.arange(count) % 2
    vectors = rng.normal(size=(count, 8)) + np.where(answered, 1.5, -1.5)[:, None] * np.eye(8)[0]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    folds = np.arange(count) // 2 % refusing.FOLDS
    return refusing.Asked(vectors.astype(np.float32), answered, folds, np.ones(count))


def test_the_probe_judges_questions_it_has_not_seen_and_is_read_as_written(tmp_path: Path) -> None:
    questions = asked(np.random.default_rng(3))
    likeness = refusing.probe(questions, "model@1", leave_out=0)
    unseen = questions.folds == 0
    scores = np.array([likeness.signals(v, 0.5)["probe"] for v in questions.vectors[unseen]])
    assert ((scores > 0) == questions.answered[unseen]).mean() > 0.85
    assert len(likeness.refusals) == 80
    refusing.save(likeness, tmp_path / "likeness.npz")
    with np.load(tmp_path / "likeness.npz") as kept:
        again = Likeness(str(kept["model"]), kept["weights"], float(kept["intercept"]), kept["refusals"])
    assert again.model == "model@1"
    assert again.signals(questions.vectors[0], 0.5) == pytest.approx(
        likeness.signals(questions.vectors[0], 0.5), abs=1e-3
    )


def test_the_logistic_model_gives_the_shares_it_was_fitted_on() -> None:
    rng = np.random.default_rng(4)
    values = rng.normal(size=400)
    right = (rng.random(400) < 1 / (1 + np.exp(-2 * values))).astype(int)
    rows = [{"probe": float(v)} for v in values]
    model = refusing.logistic(rows, right, np.ones(400), ["probe"])
    chances = refusing.probabilities(rows, model)
    assert chances.mean() == pytest.approx(right.mean(), abs=0.01)
    assert model["weights"]["probe"] == pytest.approx(2, abs=0.6)
    json.dumps(model)
