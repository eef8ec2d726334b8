"""The gate falls when the retriever is broken, and says which questions fell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pond import PondAssistant, item, pond_items

from eval.gate import BadGate, Rule, fallen, is_partial, judge, packaged_gate, read_rules
from eval.run import Circumstances, evaluate

RULES = [
    Rule("article R@1", "all", at_least=0.9),
    Rule("right", "all", at_least=0.9),
    Rule("false refusal", "all", at_most=0.1),
    Rule("verbatim", "all", at_least=1.0),
]


def test_a_good_run_passes() -> None:
    assert fallen(judge(evaluate(PondAssistant(), pond_items(), Circumstances()), RULES)) == []


def test_a_broken_retriever_falls_with_the_rows_that_fell() -> None:
    rows = judge(evaluate(PondAssistant(broken=True), pond_items(), Circumstances()), RULES)
    fell = {row.rule.measure: row for row in fallen(rows)}
    assert set(fell) == {"article R@1", "right"}
    assert "swan" in {o.item.id for o in fell["right"].culprits}
    assert str(fell["right"]).startswith("FELL right (all): 0.")


def test_an_invented_quote_falls() -> None:
    rows = judge(evaluate(PondAssistant(invents=True), pond_items(), Circumstances()), RULES)
    assert [row.rule.measure for row in fallen(rows)] == ["verbatim"]


def test_a_measure_that_nothing_tells_about_falls_unless_items_were_left_out() -> None:
    run = evaluate(PondAssistant(), pond_items(), Circumstances())
    rule = Rule("right", "language:fi", at_least=0.5)
    assert not judge(run, [rule])[0].held
    assert judge(replace(run, left_out=("finnish",)), [rule])[0].held


def test_a_small_run_falls_only_when_it_is_sure() -> None:
    run = evaluate(PondAssistant(), [*pond_items(), item(id="lost", must_contain=["never"])], Circumstances())
    [row] = judge(run, [Rule("right", "all", at_least=0.95)])
    assert not row.held
    assert judge(run, [Rule("right", "all", at_least=0.95)], in_doubt_hold=True)[0].held
    broken = evaluate(PondAssistant(broken=True), pond_items(), Circumstances())
    assert not judge(broken, [Rule("right", "all", at_least=0.95)], in_doubt_hold=True)[0].held


def test_figures_are_compared_as_shown() -> None:
    assert Rule("right", "all", at_least=0.85).holds(0.84999)
    assert not Rule("right", "all", at_least=0.85).holds(0.8499)


def test_the_packaged_thresholds_can_be_read() -> None:
    assert len(read_rules(packaged_gate())) >= 10
    assert len(read_rules(packaged_gate(), partial=True)) >= 10


def test_a_part_of_the_library_has_thresholds_of_its_own(tmp_path: Path) -> None:
    run = evaluate(PondAssistant(), pond_items(), Circumstances())
    assert not is_partial(run)
    assert is_partial(replace(run, left_out=("far",)))
    assert not is_partial(replace(run, outcomes=run.outcomes * 2, left_out=("far",)))
    file, row = tmp_path / "gate.json", {"measure": "right", "slice": "all"}
    file.write_text(json.dumps({"rules": [row | {"at_least": 1}], "partial": [row | {"at_least": 0.5}]}), "utf-8")
    assert [r.at_least for r in read_rules(file)] == [1]
    assert [r.at_least for r in read_rules(file, partial=True)] == [0.5]
    file.write_text(json.dumps({"rules": [row | {"at_least": 1}]}), "utf-8")
    assert [r.at_least for r in read_rules(file, partial=True)] == [1]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "no list of rules"),
        ("{}", "no list of rules"),
        (json.dumps({"rules": [{"measure": "luck", "slice": "all", "at_least": 1}]}), "no measure 'luck'"),
        (json.dumps({"rules": [{"measure": "right", "slice": "all"}]}), "needs one of"),
        (json.dumps({"rules": [{"measure": "right", "slice": "all", "above": 1}]}), "no list of rules"),
        (None, "cannot be read"),
    ],
)
def test_wrong_thresholds_are_explained(tmp_path: Path, content: str | None, told: str) -> None:
    file = tmp_path / "gate.json"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(BadGate, match=told):
        read_rules(file)
