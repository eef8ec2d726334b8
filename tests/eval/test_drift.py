"""After a reindex, an answer that was right and is wrong now is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pond import PondAssistant, pond_items

from eval.checking import check
from eval.drift import probe
from eval.items import own_questions, to_line

Write = Callable[..., Path]


def test_drift_is_found_and_told_until_it_is_mended(write_items: Write, tmp_path: Path) -> None:
    questions = write_items(*map(to_line, pond_items()))
    first = probe(PondAssistant(generation="g1"), tmp_path, questions)
    assert (first.asked, first.right, first.worse, first.first) == (5, 5, (), True)
    assert "nothing to compare with" in first.lines()[0]

    for generation in ("g2", "g3"):
        worse = probe(PondAssistant(generation=generation, broken=True), tmp_path, questions)
        assert "swan" in {w.item.id for w in worse.worse}
        assert {w.since for w in worse.worse} == {"g1"}
        assert worse.lines()[0].startswith("Warning: ")
        assert any("Swans?" in line for line in worse.lines())

    mended = probe(PondAssistant(generation="g4"), tmp_path, questions)
    assert mended.worse == ()
    assert "none worse than before" in mended.lines()[0]


def test_the_same_generation_is_not_compared_with_itself(write_items: Write, tmp_path: Path) -> None:
    questions = write_items(*map(to_line, pond_items()))
    probe(PondAssistant(generation="g1"), tmp_path, questions)
    assert probe(PondAssistant(generation="g1", broken=True), tmp_path, questions).worse == ()


def test_a_damaged_record_counts_as_none(write_items: Write, tmp_path: Path) -> None:
    questions = write_items(*map(to_line, pond_items()))
    (tmp_path / "eval").mkdir()
    (tmp_path / "eval" / "probes.json").write_text("[1", "utf-8")
    assert probe(PondAssistant(), tmp_path, questions).first


def test_without_own_questions_only_shipped_ones_about_indexed_documents_are_asked(tmp_path: Path) -> None:
    asked = probe(PondAssistant(), tmp_path, size=5)
    assert asked.asked == 5  # those that expect a refusal: the pond has no document of the others


def test_what_was_right_is_asked_again_though_the_sample_is_another_now(tmp_path: Path) -> None:
    (tmp_path / "eval").mkdir()
    outside = [item.id for item in check(own_questions(), None).items if not item.gold]
    once = next(i for i in reversed(outside) if i not in _asked(tmp_path / "empty"))
    (tmp_path / "eval" / "probes.json").write_text(json.dumps({once: "g0"}), "utf-8")
    assert probe(PondAssistant(), tmp_path, size=4).asked == 5
    assert {w.item.id for w in probe(PondAssistant(generation="g2", broken=True), tmp_path, size=4).worse} >= {once}


def _asked(home: Path) -> set[str]:
    probe(PondAssistant(), home, size=4)
    return set(json.loads((home / "eval" / "probes.json").read_text("utf-8")))
