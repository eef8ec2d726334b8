"""All measures of one outcome, each in the file of its family, and what is worth saying about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from eval.measures import citing, effort, law, premise, refusing, right, speaking, wording
from eval.measures.retrieval import retrieval_names, retrieval_scores
from eval.outcome import Outcome

__all__ = ["JUDGED", "MEASURES", "Measure", "measure", "scores"]

JUDGED = "judged "
"""How the names of measures begin that a language model makes; they are shown with the model's name."""


@dataclass(frozen=True)
class Measure:
    """A figure per item. `of` gives None where it does not apply, else a number, in [0, 1] when `unit` is "share"."""

    name: str
    meaning: str
    of: Callable[[Outcome], float | None]
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "words", "seconds"] = "share"


def _ranked(name: str) -> Callable[[Outcome], float | None]:
    return lambda outcome: retrieval_scores(outcome).get(name)


def _judged(name: str) -> Callable[[Outcome], float | None]:
    return lambda outcome: outcome.judged.get(JUDGED + name)


MEASURES: tuple[Measure, ...] = (
    Measure("right", "right answer, right refusal or premise set right", right.right),
    *(Measure(name, meaning, _ranked(name)) for name, meaning in retrieval_names().items()),
    Measure("must contain", "share of the required words that the answer has", wording.must_contain),
    Measure("must not contain", "the answer has none of the forbidden words", wording.must_not_contain),
    Measure("statement support", "share of sentences that their citations support (ALCE recall)", citing.recall),
    Measure("citation precision", "share of citations that a sentence needs (ALCE precision)", citing.precision),
    Measure("evidence recall", "share of the gold facts that are cited", citing.evidence_recall),
    Measure("evidence precision", "share of citations in gold articles", citing.evidence_precision),
    Measure("verbatim", "share of quotes that stand in the document at their offsets", citing.verbatim),
    Measure("right law", "no citation of law that does not apply on the day, unless asked for", law.right_law),
    Measure("right act", "a citation of an act that holds the answer", law.right_act),
    Measure("refusal", "refuses what the documents do not answer", refusing.refusal),
    Measure("false refusal", "refuses what the documents answer", refusing.false_refusal, "lower"),
    Measure("premise", "cites the evidence that sets a false premise right", premise.handled),
    Measure("language", "own words in the language of the question", speaking.language),
    Measure("judged faithfulness", "says only what its quotes say, as the judge sees it", _judged("faithfulness")),
    Measure("judged relevance", "answers the question, as the judge sees it", _judged("relevance")),
    Measure("length", "words of the answer", effort.length, "lower", "words"),
    Measure("latency", "seconds to the answer", effort.latency, "lower", "seconds"),
)


def measure(name: str) -> Measure:
    """The measure of that name; KeyError when there is none."""
    return {one.name: one for one in MEASURES}[name]


def scores(outcome: Outcome) -> dict[str, float]:
    """All measures that apply to an outcome."""
    ranked = retrieval_names()
    values = {one.name: one.of(outcome) for one in MEASURES if one.name not in ranked}
    values |= retrieval_scores(outcome)
    return {one.name: round(value, 6) for one in MEASURES if (value := values.get(one.name)) is not None}
