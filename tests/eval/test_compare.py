"""Comparisons find what is there, and nothing where nothing is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pond import PondAssistant, item, pond_items

from eval.compare import compare, paired_interval
from eval.markdown import comparison_markdown
from eval.run import Circumstances, evaluate


def many(count: int = 24):
    return [item(id=f"duck{n}", question=f"When are ducks fed on day {n}?") for n in range(count)] + pond_items()


def run(pond: PondAssistant, items=None):
    return evaluate(pond, items or many(), Circumstances())


def test_two_identical_runs_have_no_difference() -> None:
    found = compare(run(PondAssistant()), run(PondAssistant()))
    assert found.verdict == "No difference: all 29 answers score alike."
    assert found.changes == ()
    assert not found.real


def test_a_broken_retriever_is_found_to_be_worse_and_the_items_are_named() -> None:
    good, bad = run(PondAssistant()), run(PondAssistant(broken=True))
    found = compare(good, bad)
    right = next(d for d in found.differences if d.measure.name == "right")
    assert right.real
    assert not right.better
    assert right.high < 0
    assert "worse in right" in found.verdict
    assert {c.a.item.id for c in found.changes} >= {"duck0", "frog", "swan"}
    assert all(change.gain < 0 for change in found.changes)


def test_turning_the_runs_round_turns_the_differences_round() -> None:
    a, b = run(PondAssistant()), run(PondAssistant(broken=True))
    there, back = compare(a, b), compare(b, a)
    for x, y in zip(there.differences, back.differences, strict=True):
        assert x.mean == pytest.approx(-y.mean)
        assert (x.wins, x.losses) == (y.losses, y.wins)


def test_for_measures_where_less_is_better_a_fall_is_better() -> None:
    answering, refusing = run(PondAssistant()), run(PondAssistant(broken=True))
    refusal = next(d for d in compare(refusing, answering).differences if d.measure.name == "refusal")
    assert (refusal.better, refusal.wins) == (True, 1)


def test_only_shared_items_with_the_same_question_are_compared() -> None:
    a = run(PondAssistant(), pond_items())
    changed = [item(question="When exactly are ducks fed?"), *pond_items()[1:], item(id="extra", question="Ducks fed?")]
    found = compare(a, run(PondAssistant(), changed))
    assert (found.only_a, found.only_b) == (1, 2)
    assert max(d.n for d in found.differences) == 4


def test_a_difference_that_could_be_chance_is_not_called_real() -> None:
    a = run(PondAssistant(), pond_items())
    b = run(PondAssistant(broken=True), [item()])
    found = compare(a, b)
    assert "could be chance" in found.verdict or "worse" in found.verdict  # one item: the interval is a point
    low, high = paired_interval(np.array([1.0, 0, 1, 0, 1, 1]), np.array([0.0, 1, 1, 0, 1, 1]))
    assert low < 0 < high


def test_both_answers_stand_side_by_side() -> None:
    text = comparison_markdown(compare(*(run(p, pond_items()) for p in (PondAssistant(), PondAssistant(broken=True)))))
    assert "Ducks are fed within two days" in text
    assert "- first: [answered] Article 2" in text
    assert "- second: [answered]" in text


SHARES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=12
)


@given(SHARES)
def test_an_interval_of_differences_holds_the_mean_and_stays_within_1(pairs: list[tuple[float, float]]) -> None:
    a, b = np.array(pairs).T
    low, high = paired_interval(a, b)
    assert -1 <= low <= high <= 1
    assert low - 1e-9 <= float((b - a).mean()) <= high + 1e-9 or len(pairs) > 1
