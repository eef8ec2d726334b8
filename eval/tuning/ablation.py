"""What each part of the retrieval is worth: alone, left out, and all together, on questions that nothing learnt from.

A part is taken out of the candidates' signals; the weights of the others stay as they are, so that a row shows what the
shipped ranking loses without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from assistant.ranking import Ranking, derive
from eval.items import Split
from eval.tuning.candidates import Example
from eval.tuning.fitting import HELD_OUT, Bench
from eval.tuning.listwise import places

Signals = Mapping[str, float]

PARTS: Mapping[str, tuple[str, ...]] = {
    "lexical search": ("lexical",),
    "termbase": ("terms",),
    "guide questions": ("guide", "guide_first", "guide_paragraph", "unguided_lead"),
    "references": ("reference",),
    "law without a guide lifted": ("unguided_lead",),
    "article's best passage": ("article",),
    "repealed law lowered": ("repealed",),
    "recitals and annexes lowered, briefs lifted": ("recital", "annex", "brief"),
}
_DENSE = ("dense", "english")


def without(part: str) -> Callable[[Signals], Signals]:
    """The signals as they would be without a part."""
    gone = PARTS[part]
    return lambda signals: {name: value for name, value in signals.items() if name not in gone}


def alone(part: str | None) -> Callable[[Signals], Signals]:
    """The embedding's cosine with one part only, or by itself."""
    kept = {*_DENSE, *(PARTS[part] if part else ())}
    return lambda signals: {name: value for name, value in signals.items() if name in kept}


def ablation(bench: Bench) -> Iterator[str]:
    """A Markdown table, a line at a time."""
    ranking = Ranking.packaged()
    items, test = bench.of_items(Split.TEST)
    english = [e for e, item in zip(test, items, strict=True) if item.english]
    others = [e for e, item in zip(test, items, strict=True) if not item.english]
    entries = [e for e in bench.guide() if e.celex in HELD_OUT]
    sets = [
        english,
        others,
        list(bench.examples.of_guide(entries)),
        list(bench.examples.of_guide(entries, without_act=True)),
    ]
    yield "| | English | other languages | acts kept from training | the same without their guide |"
    yield "|---|---|---|---|---|"
    yield _row("embedding alone", sets, ranking, alone(None))
    for part in PARTS:
        yield _row(f"embedding and {part}", sets, ranking, alone(part))
    yield _row("**all**", sets, ranking, lambda signals: signals)
    for part in PARTS:
        yield _row(f"all but {part}", sets, ranking, without(part))


def _row(name: str, sets: Sequence[Sequence[Example]], ranking: Ranking, change: Callable[[Signals], Signals]) -> str:
    cells = []
    for examples in sets:
        ranks = np.array([_rank(e, ranking, change) for e in examples if e.article.any()])
        cells.append(f"{(ranks <= 1).mean():.2f} / {(ranks <= 5).mean():.2f}" if len(ranks) else "-")  # noqa: PLR2004
    return f"| {name} | {' | '.join(cells)} |"


def _rank(example: Example, ranking: Ranking, change: Callable[[Signals], Signals]) -> int:
    changed = [derive(change(hit.signals)) for hit in example.hits]
    return places(example, ranking.weights, changed)[0]
