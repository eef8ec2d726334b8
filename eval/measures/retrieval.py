"""Ranking measures by ir-measures, at article and at passage level.

A question needs facts, as a rule one; each fact is found by the first passage in any of its gold places and is a query
of its own with that one relevant passage; an item's value is the mean over its facts. Recall@k is thus the share of
facts among the first k (subtopic recall: Zhai, Cohen and Lafferty, SIGIR 2003), RR the reciprocal rank (Kantor and
Voorhees 2000), nDCG that of Järvelin and Kekäläinen (2002). At article level a passage is right in the gold article or
section, at passage level where it holds the key words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eval.outcome import Found, Outcome, in_article, in_evidence
from eval.places import Place, Span

Matches = Callable[[Place, Span], bool]

_LEVELS: dict[str, Matches] = {"article": in_article, "passage": in_evidence}
_CUTS = (1, 5, 10)
_CONTEXT = 1000
"""Words that all systems may show when they are compared at equal context: about five passages of ours."""


def retrieval_names() -> dict[str, str]:
    """The names of the ranking measures with their meaning."""
    names: dict[str, str] = {}
    for level in _LEVELS:
        for cut in _CUTS:
            names[f"{level} R@{cut}"] = f"share of facts whose {level} is among the first {cut}"
        names[f"{level} RR"] = f"reciprocal rank of the first right {level}"
        names[f"{level} nDCG@10"] = f"normalised discounted gain of the {level}s"
        names[f"{level} R@{_CONTEXT}w"] = f"share of facts whose {level} is in the first {_CONTEXT} words retrieved"
    return names


def retrieval_scores(outcome: Outcome) -> dict[str, float]:
    """All ranking measures of one outcome; empty for items that the documents do not answer."""
    if not outcome.item.expected.answerable or not outcome.item.gold:
        return {}
    values: dict[str, float] = {}
    for level, matches in _LEVELS.items():
        for name, value in _ranking(outcome, matches).items():
            values[f"{level} {name}"] = value
        facts = outcome.facts
        seen = {fact for fact, _ in _first_finds(list(_within(outcome.retrieved, _CONTEXT)), facts, matches)}
        values[f"{level} R@{_CONTEXT}w"] = len(seen) / len(facts)
    return values


def _ranking(outcome: Outcome, matches: Matches) -> dict[str, float]:
    """R, RR and nDCG by ir-measures, the mean over the facts."""
    from ir_measures import RR, R, calc_aggregate, nDCG  # noqa: PLC0415 - 0.2 s that `euma ask` must not pay

    finds = dict(_first_finds(outcome.retrieved, outcome.facts, matches))
    qrels = {f"fact {fact}": {"gold": 1} for fact in outcome.facts}
    run = {
        f"fact {fact}": {
            "gold" if finds.get(fact) == found.rank else str(found.rank): -float(found.rank)
            for found in outcome.retrieved
        }
        or {"nothing": 0.0}
        for fact in outcome.facts
    }
    values = calc_aggregate([*(R @ cut for cut in _CUTS), RR, nDCG @ 10], qrels, run)
    return {str(measure): float(value) for measure, value in values.items()}


def _first_finds(
    retrieved: tuple[Found, ...] | list[Found], facts: dict[int, list[Place]], matches: Matches
) -> Iterator[tuple[int, int]]:
    for fact, places in facts.items():
        for found in retrieved:
            if any(matches(place, found.span) for place in places):
                yield fact, found.rank
                break


def _within(retrieved: tuple[Found, ...], words: int) -> Iterator[Found]:
    """The passages that begin within the first `words` words."""
    used = 0
    for found in retrieved:
        if used >= words:
            return
        yield found
        used += found.words
