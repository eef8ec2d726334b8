"""A small balanced part of the questions at every change: real documents, the packaged model, the shipped thresholds.

Two acts and the briefs are indexed, enough for questions of most kinds; the whole set over the whole corpus is what
`make eval` asks. Breaking the retriever on purpose must be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.compose import briefs, open_assistant, update
from assistant.retrieve import Retriever
from assistant.settings import Settings
from eval.checking import Checked, load
from eval.gate import Row, fallen, is_partial, judge, packaged_gate, read_rules
from eval.items import EvalItem, ItemKind, own_questions
from eval.places import Places
from eval.run import Circumstances, evaluate
from eval.sample import sample
from index.hit import Hit

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
ACTS = ("32008L0115", "32003L0086")
SIZE = 48

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here"),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    settings = Settings(home=tmp_path_factory.mktemp("home"), _env_file=None)
    acts = [file for name in ACTS for file in CORPUS.rglob(f"{name}*") if file.is_file()]
    report = update(settings, [briefs(), *acts])
    assert not report.failed
    return open_assistant(settings)


@pytest.fixture(scope="module")
def checked(assistant: Assistant) -> Checked:
    return load(own_questions(), Places(assistant), only_indexed=True)


@pytest.fixture(scope="module")
def items(checked: Checked) -> list[EvalItem]:
    return sample(checked.items, SIZE)


def rows(assistant: Assistant, items: Sequence[EvalItem], checked: Checked) -> list[Row]:
    run = evaluate(assistant, items, Circumstances(), left_out=checked.left_out)
    assert is_partial(run)
    return judge(run, read_rules(packaged_gate(), partial=True), in_doubt_hold=True)


def test_the_part_is_balanced(items: list[EvalItem]) -> None:
    assert len(items) == SIZE
    assert {item.kind for item in items} >= set(ItemKind) - {ItemKind.OLD_NEW, ItemKind.REFERENCE}
    assert len({item.language for item in items}) >= 8
    assert 0.3 <= sum(item.english for item in items) / SIZE <= 0.7


def test_no_threshold_falls(assistant: Assistant, items: list[EvalItem], checked: Checked) -> None:
    assert [str(row) for row in fallen(rows(assistant, items, checked))] == []


def test_a_broken_retriever_is_seen(
    assistant: Assistant, items: list[EvalItem], checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = Retriever.retrieve

    def backwards(self: Retriever, *args: object, **kwargs: object) -> list[Hit]:
        return working(self, *args, **kwargs)[::-1]  # type: ignore[arg-type]

    monkeypatch.setattr(Retriever, "retrieve", backwards)
    fell = fallen(rows(assistant, items, checked))
    assert "article R@5" in {row.rule.measure for row in fell}
    assert all(row.culprits for row in fell if row.rule.measure == "article R@5")
