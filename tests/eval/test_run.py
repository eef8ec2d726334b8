"""Runs are kept whole, and every figure can be computed again from the file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pond import PondAssistant, item, pond_items

from eval.run import BadRun, Circumstances, IndexChanged, evaluate, load_run, rescored, runs_in, save
from eval.sample import sample
from eval.summary import interval, summarise


def pond_run(pond: PondAssistant | None = None, name: str = "assistant"):
    circumstances = Circumstances(name, {"adapter": True}, "abc123", {"cores": 2})
    return evaluate(pond or PondAssistant(), pond_items(), circumstances)


def test_a_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    run = pond_run()
    file = save(run, tmp_path / "runs")
    assert load_run(file) == run
    assert runs_in(tmp_path / "runs") == [file]
    assert (run.index["generation"], run.commit, run.settings, run.machine) == (
        "g1",
        "abc123",
        {"adapter": True},
        {"cores": 2},
    )


def test_a_run_without_answerability_is_read_back_too(tmp_path: Path) -> None:
    class Unsure(PondAssistant):
        def ask(self, *args, **kwargs):
            return replace(super().ask(*args, **kwargs), confidence=None)

    run = evaluate(Unsure(), pond_items(), Circumstances())
    assert {o.answerability for o in run.outcomes} == {None}
    assert load_run(save(run, tmp_path)) == run


def test_scores_computed_again_from_the_file_are_the_same(tmp_path: Path) -> None:
    run = load_run(save(pond_run(), tmp_path))
    assert rescored(run) == run


def test_figures_recomputed_by_hand_from_the_plain_json(tmp_path: Path) -> None:
    """Without a line of this project: reciprocal rank at article level and the share of verbatim quotes."""
    run = pond_run(PondAssistant(broken=True))
    rows = json.loads(save(run, tmp_path).read_text("utf-8"))["outcomes"]
    ranks, verbatim = [], []
    for row in rows:
        verbatim += [c["verbatim"] for c in row["citations"]]
        if row["item"]["expected"] != "answer":
            continue
        gold = [s for place in row["places"] for s in place["article"]]
        hits = [f["rank"] for f in row["retrieved"] if any(_overlap(s, f["span"]) for s in gold)]
        ranks.append(1 / min(hits) if hits else 0.0)
    summary = summarise(run)
    assert summary.value("article RR") == pytest.approx(sum(ranks) / len(ranks))
    assert summary.value("verbatim") == pytest.approx(sum(verbatim) / len(verbatim))


def _overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return a["document_id"] == b["document_id"] and a["start"] < b["end"] and b["start"] < a["end"]


def test_figures_are_given_for_every_slice() -> None:
    summary = summarise(pond_run())
    assert summary.value("right") == 1
    assert summary.figures["kind:old-new", "right"].n == 1
    assert summary.figures["split:test", "right"].n == 4
    assert summary.value("right", "language:other") is None
    assert summary.value("AUC") == 1
    assert summary.value("latency p50") == 0.2


def test_an_interval_holds_its_mean_and_is_the_same_each_time() -> None:
    import numpy as np

    values = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    low, high = interval(values)
    assert 0 <= low < 0.6 < high <= 1
    assert interval(values) == (low, high)
    assert interval(np.ones(3)) == (1, 1)


def test_a_run_over_two_generations_is_dropped() -> None:
    class Swapping(PondAssistant):
        def ask(self, *args, **kwargs):
            self.generation = "g2" if "Swans?" in args else "g1"
            return super().ask(*args, **kwargs)

    with pytest.raises(IndexChanged, match="Run it again"):
        evaluate(Swapping(), pond_items(), Circumstances())


def test_progress_is_told_from_nothing_to_all() -> None:
    seen: list[tuple[int, int]] = []
    evaluate(PondAssistant(), pond_items()[:2], Circumstances(), progress=lambda done, all_: seen.append((done, all_)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("content", "told"),
    [("{", "is no run"), ('{"schema": 1}', "is no run"), ("[]", "is no run"), (None, "cannot be read")],
)
def test_a_file_that_is_no_run_is_said_to_be_none(tmp_path: Path, content: str | None, told: str) -> None:
    file = tmp_path / "x.json"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(BadRun, match=told):
        load_run(file)


def test_a_run_of_another_version_is_refused(tmp_path: Path) -> None:
    file = save(replace(pond_run(), schema=99), tmp_path)
    with pytest.raises(BadRun, match="schema 99, this program reads 1"):
        load_run(file)


def test_a_sample_takes_kinds_and_languages_in_turn_and_keeps_its_members() -> None:
    items = [
        item(id=f"{kind}{language}{n}", question=f"{kind} {language} {n}", kind=kind, language=language)
        for kind in ("factoid", "lay", "list")
        for language in ("en", "de", "fr")
        for n in range(20)
    ]
    chosen = sample(items, 12)
    assert {(i.kind, i.language) for i in chosen} == {
        (k, la) for k in ("factoid", "lay", "list") for la in ("en", "de", "fr")
    }
    assert sample(items, 12) == chosen
    assert sample(items, 10_000) == items
    assert [i.language == "en" for i in sample(items, 3)] == [True] * 3
    assert set(sample(items, 6)) <= set(chosen)
