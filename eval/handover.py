"""Answers handed to ragas or deepeval in an environment of their own, and their scores taken back.

Both need packages that cannot be installed beside this program (see `eval.judged`). What goes out is one JSON object a
line with the names that either uses; what comes back is one object a line with the item's id and the scores.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.items import lines_of
from eval.judged import FAITHFULNESS, RELEVANCE
from eval.outcome import Outcome
from eval.run import BadRun, Run

FORMATS = {
    "ragas": ("user_input", "response", "retrieved_contexts", "reference"),
    "deepeval": ("input", "actual_output", "retrieval_context", "expected_output"),
}
"""What each calls the question, the answer, the quotes and the expected answer (ragas 0.3 and 0.4, deepeval 4)."""
_SCORES = {"faithfulness": FAITHFULNESS, "answer_relevancy": RELEVANCE, "relevance": RELEVANCE}


def export(run: Run, form: str) -> str:
    """The answers of a run as JSON Lines; refusals are left out, as there is nothing to judge. KeyError for a form."""
    names = FORMATS[form]
    rows = [(o.item.id, _values(o)) for o in run.outcomes if o.answered]
    return "".join(
        json.dumps({"id": i, **dict(zip(names, values, strict=True))}, ensure_ascii=False) + "\n" for i, values in rows
    )


def _values(outcome: Outcome) -> tuple[str, str, list[str], str]:
    question = "\n".join([*outcome.item.previous, outcome.item.question])
    return question, outcome.text, [citation.quote for citation in outcome.citations], outcome.item.answer


def adopt(run: Run, file: Path, judge: str) -> Run:
    """The run with judged measures from a file of scores in [0, 1], marked with the judge's name.

    Raises BadRun, and takes nothing, when a line is no object with a known id and scores.
    """
    try:
        scored = dict(_line(run, number, text) for number, text in lines_of(file))
    except OSError as error:
        raise BadRun(f"The scores {file} cannot be read ({error.strerror}); give another file.") from error
    outcomes = [
        replace(o, judged=o.judged | scored[o.item.id], scores=o.scores | scored[o.item.id])
        if o.item.id in scored
        else o
        for o in run.outcomes
    ]
    return replace(run, outcomes=tuple(outcomes), judge=judge)


def _line(run: Run, number: int, text: str) -> tuple[str, dict[str, float]]:
    try:
        row: dict[str, Any] = json.loads(text)
        identifier = str(row["id"])
        values = {measure: float(row[name]) for name, measure in _SCORES.items() if row.get(name) is not None}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        example = '{"id": "q001", "faithfulness": 0.9}'
        raise BadRun(f"Line {number} of the scores is no object with an id and numbers, like {example}.") from error
    if identifier not in {o.item.id for o in run.outcomes}:
        raise BadRun(f"Line {number} of the scores is about {identifier!r}, which run {run.id} did not ask.")
    if not all(0 <= value <= 1 for value in values.values()):
        raise BadRun(f"Line {number} of the scores has a value outside 0 to 1; give shares.")
    return identifier, values
