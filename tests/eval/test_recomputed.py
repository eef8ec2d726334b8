"""Every figure of a run computed a second time from its JSON alone, by other code: numpy and scikit-learn, no `eval`.

The run is of many answers that are partly right: passages in any order, quotes from wrong places, invented quotes,
refusals that should not be, questions with two facts.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pond import FROG, PondAssistant, item, pond_items
from sklearn.metrics import ndcg_score, roc_auc_score

from assistant.answer import Answer, Citation, Sentence, Status
from eval.items import EvalItem
from eval.run import Circumstances, evaluate, save
from eval.summary import summarise

Row = dict[str, Any]


class Chancy(PondAssistant):
    """Shuffles what it found, cites one to three places of it, invents now and then, refuses now and then."""

    def __init__(self) -> None:
        super().__init__()
        self._chance = random.Random(7)

    def ask(self, question: str, language=None, as_of: date | None = None, previous=()) -> Answer:
        usual, chance = super().ask(question, language, as_of, previous), self._chance
        hits = tuple(chance.sample(usual.retrieved, len(usual.retrieved)))
        cited = tuple(self._citation(n, hit) for n, hit in enumerate(hits[: chance.randint(1, 3)], 1))
        refused = chance.random() < 0.25
        quotes = [Sentence(c.quote, (c.n,), quoted=True) for c in cited]
        joined = Sentence(" ".join(c.quote for c in cited[:2]), tuple(c.n for c in cited))
        own = Sentence("Entirely of its own making, with 77 ducks.", (1,))
        said = (*quotes, joined, own) if chance.random() < 0.5 else tuple(quotes)
        return replace(
            usual,
            retrieved=hits,
            status=Status.NOT_IN_DOCUMENTS if refused else Status.ANSWERED,
            sentences=(Sentence("Not in the documents."),) if refused else said,
            citations=() if refused else cited,
            confidence=round(chance.random(), 2),
        )

    def _citation(self, n: int, hit) -> Citation:
        quote = hit.passage.text + (" More." if self._chance.random() < 0.2 else "")
        return Citation(
            n, hit.source, hit.passage.locator, quote, hit.passage.start, hit.passage.start + len(quote), "", ""
        )


def items() -> list[EvalItem]:
    first = {"celex": "32020R0001", "locator": "Article 1", "phrases": ["within two days"], "fact": 1}
    both = [
        first,
        FROG | {"fact": 2},
        {"celex": "31990L0001", "locator": "Article 2", "phrases": ["one year"], "fact": 2},
    ]
    made = list(pond_items())
    for n in range(30):
        made.append(item(id=f"duck{n}", question=f"When are ducks fed on day {n}?"))
        made.append(
            item(id=f"both{n}", question=f"Ducks {n} and frogs?", gold=both, must_contain=["two days", "five years"])
        )
        made.append(
            item(
                id=f"swan{n}", question=f"Swans {n}?", kind="unanswerable", expected="abstain", gold=[], must_contain=[]
            )
        )
    return made


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory):
    return evaluate(Chancy(), items(), Circumstances())


@pytest.fixture(scope="module")
def rows(run, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    return list(json.loads(save(run, tmp_path_factory.mktemp("runs")).read_text("utf-8"))["outcomes"])


@pytest.fixture(scope="module")
def summary(run):
    return summarise(run)


def touch(a: Row, b: Row) -> bool:
    return a["document_id"] == b["document_id"] and max(a["start"], b["start"]) < min(a["end"], b["end"])


def answerable(row: Row) -> bool:
    return row["item"]["expected"] in ("answer", "correct the premise")


def answered(row: Row) -> bool:
    return row["status"] == "answered"


def ranks(row: Row, level: str) -> list[float]:
    """For each fact the rank of the first right passage, infinite when there is none."""
    key = {"article": "article", "passage": "evidence"}[level]
    found = []
    for fact in sorted({gold["fact"] for gold in row["item"]["gold"]}):
        spans = [span for place in row["places"] if place["fact"] == fact for span in place[key]]
        right = [f["rank"] for f in row["retrieved"] if any(touch(span, f["span"]) for span in spans)]
        found.append(min(right, default=np.inf))
    return found


@pytest.mark.parametrize("level", ["article", "passage"])
def test_recall_reciprocal_rank_and_ndcg(rows: list[Row], summary, level: str) -> None:
    found = [np.array(ranks(row, level)) for row in rows if answerable(row)]
    for cut in (1, 5, 10):
        assert summary.value(f"{level} R@{cut}") == pytest.approx(np.mean([(r <= cut).mean() for r in found]))
    assert summary.value(f"{level} RR") == pytest.approx(np.mean([(1 / r).mean() for r in found]))
    gains = [np.mean([_ndcg(rank) for rank in r]) for r in found]
    assert summary.value(f"{level} nDCG@10") == pytest.approx(np.mean(gains))
    assert 0.2 < summary.value(f"{level} R@1") < 0.9  # a test of zeros or ones would show nothing


def _ndcg(rank: float) -> float:
    """By scikit-learn: one relevant among twelve, scored by its rank; 0 where it was not found."""
    if np.isinf(rank):
        return 0.0
    relevance, scores = np.zeros((1, 12)), -np.arange(12.0)[None]
    relevance[0, int(rank) - 1] = 1
    return float(ndcg_score(relevance, scores, k=10))


def test_refusals_and_the_roc(rows: list[Row], summary) -> None:
    labels = np.array([answerable(row) for row in rows])
    refused = np.array([not answered(row) for row in rows])
    assert summary.value("false refusal") == pytest.approx(refused[labels].mean())
    assert summary.value("refusal") == pytest.approx(refused[~labels].mean())
    scores = np.array([row["answerability"] for row in rows])
    assert summary.value("AUC") == pytest.approx(roc_auc_score(labels, scores))
    higher = scores[labels][:, None] > scores[~labels][None]
    same = scores[labels][:, None] == scores[~labels][None]
    assert summary.value("AUC") == pytest.approx((higher + same / 2).mean())  # the chance that it tells two apart


def test_citations_by_the_definitions_of_alce(rows: list[Row], summary) -> None:
    recalls, precisions = [], []
    for row in filter(answered, rows):
        quotes = {c["n"]: c["quote"] for c in row["citations"]}
        entailed, needed = [], []
        for said in row["sentences"]:
            cited = [quotes[n] for n in said["citations"]]
            whole = entails(cited, said["text"])
            entailed.append(whole)
            for n, quote in enumerate(cited):
                rest = cited[:n] + cited[n + 1 :]
                irrelevant = not entails([quote], said["text"]) and entails(rest, said["text"])
                needed.append(whole and not irrelevant)
        recalls.append(np.mean(entailed))
        precisions.append(np.mean(needed))
    assert summary.value("statement support") == pytest.approx(np.mean(recalls))
    assert summary.value("citation precision") == pytest.approx(np.mean(precisions))
    assert 0.3 < summary.value("citation precision") < summary.value("statement support") < 1


def entails(quotes: list[str], statement: str) -> bool:
    """Numbers all, words four fifths: word by word over the lower-cased texts."""
    words, held = (re.findall(r"\w+", text.lower()) for text in (statement, " ".join(quotes)))
    numbers = {word for word in words if word.isdigit()}
    return bool(quotes) and numbers <= set(held) and np.mean([word in held for word in words]) >= 0.8


def test_evidence_quotes_and_words(rows: list[Row], summary) -> None:
    recalls, precisions, verbatim, said, acts = [], [], [], [], []
    for row in rows:
        if row["citations"]:
            verbatim.append(np.mean([c["verbatim"] for c in row["citations"]]))
        if not answerable(row):
            continue
        cited = [c["span"] for c in row["citations"]] if answered(row) else []
        facts = sorted({gold["fact"] for gold in row["item"]["gold"]})
        evidence = {f: [s for p in row["places"] if p["fact"] == f for s in p["evidence"]] for f in facts}
        articles = [s for p in row["places"] for s in p["article"]]
        recalls.append(np.mean([any(touch(s, c) for s in evidence[f] for c in cited) for f in facts]))
        if answered(row):
            precisions.append(np.mean([any(touch(s, c) for s in articles) for c in cited]))
        acts.append(any(c["work"] in {g["celex"] for g in row["item"]["gold"]} for c in row["citations"]))
        text = " ".join(s["text"] for s in row["sentences"]).lower() if answered(row) else ""
        said.append(np.mean([words in text for words in row["item"]["must_contain"]]))
    for name, values in {
        "evidence recall": recalls, "evidence precision": precisions, "verbatim": verbatim, "must contain": said,
        "right act": acts,
    }.items():  # fmt: skip
        assert summary.value(name) == pytest.approx(np.mean(values)), name
        assert 0.1 < np.mean(values) < 1, name


def test_the_slices_are_means_over_their_items(rows: list[Row], summary) -> None:
    for kind in {row["item"]["kind"] for row in rows}:
        values = [row["scores"]["right"] for row in rows if row["item"]["kind"] == kind]
        assert summary.value("right", f"kind:{kind}") == pytest.approx(np.mean(values))


def test_the_interval_is_that_of_the_bootstrap(rows: list[Row], summary) -> None:
    """Of a mean of zeros and ones: close to the normal approximation, by numpy alone."""
    values = np.array([row["scores"]["right"] for row in rows])
    figure = summary.figures["all", "right"]
    half = 1.96 * values.std() / np.sqrt(len(values))
    assert figure.low == pytest.approx(values.mean() - half, abs=0.03)
    assert figure.high == pytest.approx(values.mean() + half, abs=0.03)


def test_the_file_is_enough(rows: list[Row], run, tmp_path: Path) -> None:
    assert len(rows) == len(run.outcomes) == 95
    assert all({"item", "places", "retrieved", "citations", "sentences", "answerability"} <= set(row) for row in rows)
