"""From the published index to the files in `assistant/`: what is learnt from, how it is weighed, what is reported."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from assistant.acts import ActNames
from assistant.compose import act_names, embedder_choice, guide
from assistant.ranking import Ranking
from assistant.settings import Settings
from eval.checking import check
from eval.items import EvalItem, Expected, Split, own_questions
from eval.places import Places
from eval.tuning import listwise, refusing
from eval.tuning.candidates import Example, Examples, share
from index.embedder import Embedder
from index.guide import GuideEntry
from index.reader import OpenIndex
from index.tuning.run import measured
from ingest.termbase import TermMatcher, load_termbase

logger = logging.getLogger(__name__)

HELD_OUT = frozenset({"32009L0052", "32024R1349", "32024R1350"})
"""Acts that the embedder's adapter never saw (see `index/adapter/adapter.json`)."""
_WITHOUT = 0.5
"""How much a question counts that is asked as if its act had no guide at all."""
_TUNE = 2.0
_BEST, _FIVE = 1, 5
REFUSALS = Path(__file__).parents[1] / "refusals"


@dataclass(frozen=True)
class Bench:
    """One open index with what asks it."""

    examples: Examples
    embedder: Embedder
    items: tuple[EvalItem, ...]
    places: Places
    share: float

    @classmethod
    @contextmanager
    def open(cls, settings: Settings, part: float = 1.0) -> Iterator[Bench]:
        """The published index; `part` of the written questions is used. Raises NoIndex, WrongModel."""
        choice = embedder_choice(settings)
        with OpenIndex.open(settings.home, choice.name) as index:
            embedder, names = choice.load(), ActNames(*act_names())
            examples = Examples(index, embedder, names, TermMatcher(load_termbase()), Ranking.packaged())
            places = Places(index)
            items = check(own_questions(), places, only_indexed=True).items
            yield cls(examples, embedder, items, places, part)

    def of_items(self, split: Split) -> tuple[list[EvalItem], list[Example]]:
        """The items of a split with their examples."""
        items = [item for item in self.items if item.split is split]
        return items, list(self.examples.of_items(items, self.places))

    def guide(self) -> list[GuideEntry]:
        """Guide questions that the embedder was not trained on."""
        entries = [e for e in guide() if e.register != "summary" and (measured(e) or e.celex in HELD_OUT)]
        return [e for e in entries if share(e.question) < self.share]


def fit_ranking(bench: Bench, out: Path) -> Iterator[str]:
    """Writes ranking.json; yields the figures on what was not learnt from."""
    entries = bench.guide()
    known = list(bench.examples.of_guide(entries))
    alone = list(bench.examples.of_guide(entries, without_act=True))
    _, tune = bench.of_items(Split.TUNE)
    _, test = bench.of_items(Split.TEST)
    kept = [e.celex not in HELD_OUT for e in entries]
    seen = [e for e, k in zip(known, kept, strict=True) if k]
    seen_alone = [e for e, k in zip(alone, kept, strict=True) if k]
    honest, _ = _weights(seen, seen_alone, tune)
    yield _ranks("test split", test, honest)
    yield _ranks("acts kept out, with their guide", [e for e, k in zip(known, kept, strict=True) if not k], honest)
    yield _ranks("acts kept out, without a guide", [e for e, k in zip(alone, kept, strict=True) if not k], honest)
    weights, scale = _weights(known, alone, tune)
    model = {
        "weights": weights,
        "scale": scale,
        "fitted_on": {"guide_questions": len(known) + len(alone), "tune_split": len(tune)},
    }
    _write(out / "ranking.json", model)
    yield f"written: {out / 'ranking.json'}"


def _weights(
    known: Sequence[Example], alone: Sequence[Example], tune: Sequence[Example]
) -> tuple[dict[str, float], float]:
    counts = [1.0] * len(known) + [_WITHOUT] * len(alone) + [_TUNE] * len(tune)
    return listwise.fit([*known, *alone, *tune], counts)


def _ranks(name: str, examples: Sequence[Example], weights: dict[str, float]) -> str:
    ranks = np.array([listwise.places(e, weights) for e in examples if e.article.any()]).reshape(-1, 2)
    article, passage = (ranks <= _FIVE).mean(axis=0) if len(ranks) else (0.0, 0.0)
    first, first_passage = (ranks <= _BEST).mean(axis=0) if len(ranks) else (0.0, 0.0)
    return (
        f"{name}: {len(ranks)} questions; right article first {first:.3f}, in five {article:.3f}; "
        f"right passage first {first_passage:.3f}, in five {passage:.3f}"
    )


def fit_answerability(bench: Bench, out: Path) -> Iterator[str]:
    """Writes answerable.json and likeness.npz; yields the figures on the test split and on acts kept apart."""
    entries, written = bench.guide(), refusing.refusals(REFUSALS)
    written = [r for r in written if share(r.question) < bench.share]
    tune_items, tune = bench.of_items(Split.TUNE)
    test_items, test = bench.of_items(Split.TEST)
    asked = _asked(bench, written, tune_items, tune)
    model = bench.embedder.name
    apart = [refusing.probe(asked, model, fold) for fold in range(refusing.FOLDS)]
    whole = refusing.probe(asked, model)
    guided = list(bench.examples.of_guide(entries))
    refused = list(bench.examples.of_questions((r.question, r.language) for r in written))
    rows = [refusing.inputs(e, apart[refusing.fold(g.celex)]) for e, g in zip(guided, entries, strict=True)]
    rows += [refusing.inputs(e, apart[r.fold]) for e, r in zip(refused, written, strict=True)]
    plain = [i for i, e in enumerate(tune) if not e.named]
    own = [refusing.inputs(tune[i], apart[refusing.fold(tune[i].question)]) for i in plain]
    right = np.array([1] * len(guided) + [0] * len(refused) + [_answerable(tune_items[i]) for i in plain])
    counts = np.array([1.0] * (len(guided) + len(refused)) + [refusing.OWN] * len(plain))
    card: dict[str, Any] = {}
    for name, inputs in (("asked_and_found", refusing.ASKED_AND_FOUND), ("found", refusing.FOUND)):
        card[name] = refusing.logistic([*rows, *own], right, counts, inputs)
        chances = refusing.probabilities(own, card[name])[right[-len(plain) :] == 1]
        card[name]["answered_from"] = round(float(np.quantile(chances, refusing.FALSE_REFUSALS)), 4)
    inside = [i for i, e in enumerate([*entries, *written]) if getattr(e, "kind", "") != "injection"]
    scoped = np.array([int(getattr(([*entries, *written])[i], "kind", "") != "out_of_scope") for i in inside])
    card["scope"] = refusing.logistic([rows[i] for i in inside], scoped, np.ones(len(inside)), refusing.FOUND)
    chances = refusing.probabilities([rows[i] for i in inside], card["scope"])[scoped == 1]
    card["scope"]["in_scope_from"] = round(float(np.quantile(chances, refusing.OUTSIDE)), 4)
    card["fitted_on"] = {"guide_questions": len(guided), "refusals": len(refused), "tune_split": len(plain)}
    yield _kept_apart(rows, right, [*["guide"] * len(guided), *(r.kind for r in written)], card)
    yield _tested(test_items, test, [refusing.inputs(e, whole) for e in test], asked, card)
    _write(out / "answerable.json", card)
    refusing.save(whole, out / "likeness.npz")
    yield f"written: {out / 'answerable.json'}, {out / 'likeness.npz'}"


def _answerable(item: EvalItem) -> int:
    return int(item.expected in {Expected.ANSWER, Expected.CORRECT})


def _asked(
    bench: Bench, written: Sequence[refusing.Refusal], items: Sequence[EvalItem], tune: Sequence[Example]
) -> refusing.Asked:
    """All questions that the probe learns from: the guide's, the written refusals and the tune split."""
    entries = [e for e in guide() if e.register != "summary" and share(e.question) < bench.share]
    contrast = refusing.answered(REFUSALS)
    vectors = bench.embedder.embed_queries([e.question for e in entries] + [r.question for r in (*written, *contrast)])
    return refusing.Asked(
        np.vstack([vectors, *(e.vector for e in tune)]).astype(np.float32),
        np.array([1] * len(entries) + [0] * len(written) + [1] * len(contrast) + [_answerable(i) for i in items]),
        np.array(
            [refusing.fold(e.celex) for e in entries]
            + [r.fold for r in (*written, *contrast)]
            + [refusing.fold(e.question) for e in tune]
        ),
        np.array(
            [len(written) / len(entries)] * len(entries)
            + [1.0] * len(written)
            + [refusing.OWN] * (len(contrast) + len(tune))
        ),
    )


def _kept_apart(rows: Sequence[dict[str, float]], right: Any, kinds: Sequence[str], card: dict[str, Any]) -> str:
    chances = refusing.probabilities(rows, card["asked_and_found"])
    kind, answered = np.array(kinds), right[: len(rows)] == 1
    at = np.quantile(chances[answered], refusing.FALSE_REFUSALS)
    shares = ", ".join(f"{k} {(chances[kind == k] < at).mean():.2f}" for k in sorted(set(kinds) - {"guide"}))
    auc = roc_auc_score(answered, chances)
    return f"acts kept apart: AUC {auc:.3f}; refused at {refusing.FALSE_REFUSALS:.0%} false refusals: {shares}"


def _tested(
    items: Sequence[EvalItem],
    examples: Sequence[Example],
    rows: Sequence[dict[str, float]],
    asked: refusing.Asked,
    card: dict[str, Any],
) -> str:
    """The test split without questions that are nearly one of the written refusals (cosine above .95)."""
    known = asked.vectors[asked.answered == 0]
    new = [i for i, e in enumerate(examples) if float((known @ e.vector).max()) < 0.95]  # noqa: PLR2004 - see above
    chances = refusing.probabilities([rows[i] for i in new], card["asked_and_found"])
    named = np.array([examples[i].named for i in new])
    right = np.array([_answerable(items[i]) for i in new]) == 1
    refused = (chances < card["asked_and_found"]["answered_from"]) & ~named
    auc = roc_auc_score(right, chances)
    return (
        f"test split: {len(new)} questions ({len(items) - len(new)} left out as known); AUC {auc:.3f}; "
        f"refused {refused[~right].mean():.3f} of what is not answered and {refused[right].mean():.3f} of what is"
    )


def _write(file: Path, model: dict[str, Any]) -> None:
    file.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
