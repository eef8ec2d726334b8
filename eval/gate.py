"""The thresholds of `gate.json`, and which items made a measure fall."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.measures import JUDGED, MEASURES
from eval.outcome import Outcome
from eval.run import Run
from eval.summary import ALL, Summary, slices, summarise

_RUN_WIDE = {"AUC", "latency p50", "latency p95"}
_SHOWN = 12
_FEW = 0.1
"""Share of questions left out from which a run is judged by the rules for partial libraries."""


@dataclass(frozen=True)
class Rule:
    """A bound on one measure over one slice; exactly one of `at_least` and `at_most` is set."""

    measure: str
    slice: str
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a value is within the bound; figures are compared as they are shown, to four decimals."""
        shown = round(value, 4)
        return shown >= self.at_least if self.at_least is not None else shown <= (self.at_most or 0.0)

    @property
    def bound(self) -> str:
        """The bound in words."""
        return f"at least {self.at_least:g}" if self.at_least is not None else f"at most {self.at_most:g}"


@dataclass(frozen=True)
class Row:
    """One rule with its figure; `value` is None when no item has it. `culprits` are items outside the bound."""

    rule: Rule
    value: float | None
    held: bool
    culprits: tuple[Outcome, ...] = ()

    def __str__(self) -> str:
        figure = "not measured" if self.value is None else f"{self.value:.3f}"
        mark = "ok  " if self.held else "FELL"
        return f"{mark} {self.rule.measure} ({self.rule.slice}): {figure}, {self.rule.bound}"


class BadGate(ValueError):
    """A file of thresholds that cannot be used; the message is one plain sentence."""


def packaged_gate() -> Path:
    """The thresholds that this project ships."""
    return Path(__file__).with_name("gate.json")


def is_partial(run: Run) -> bool:
    """Whether so many questions were left out, for want of their documents, that the figures are of another library."""
    return len(run.left_out) > _FEW * (len(run.outcomes) + len(run.left_out))


def read_rules(file: Path, *, partial: bool = False) -> list[Rule]:
    """The rules of a file; BadGate names the one that is wrong. `partial`: those for a library with few documents.

    A file without a list of its own for such libraries holds them to its only one.
    """
    known = {m.name for m in MEASURES if not m.name.startswith(JUDGED)} | _RUN_WIDE
    try:
        read = json.loads(file.read_text("utf-8"))
        rules = [Rule(**row) for row in (partial and read.get("partial")) or read["rules"]]
    except OSError as error:
        raise BadGate(f"The thresholds {file} cannot be read ({error.strerror}); give another file.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadGate(f"{file.name} is no list of rules ({error}); compare it with the packaged gate.json.") from error
    for rule in rules:
        if rule.measure not in known:
            raise BadGate(f"{file.name}: there is no measure {rule.measure!r}; use one of {', '.join(sorted(known))}.")
        if (rule.at_least is None) == (rule.at_most is None):
            raise BadGate(f"{file.name}: the rule on {rule.measure!r} needs one of at_least and at_most.")
    return rules


def judge(run: Run, rules: Sequence[Rule], summary: Summary | None = None, *, in_doubt_hold: bool = False) -> list[Row]:
    """Every rule with its figure. A rule that no item of the run can tell about holds when the run left items out.

    With `in_doubt_hold`, for small runs, a rule falls only when the whole 95 % interval is outside its bound.
    """
    figures, groups = summary or summarise(run), slices(run.outcomes)
    rows = []
    for rule in rules:
        value = figures.value(rule.measure, rule.slice)
        held = bool(run.left_out) if value is None else rule.holds(value)
        if not held and in_doubt_hold:
            held = _doubtful(rule, figures)
        culprits = () if held else tuple(_culprits(rule, groups.get(rule.slice, [])))
        rows.append(Row(rule, value, held, culprits))
    return rows


def _doubtful(rule: Rule, figures: Summary) -> bool:
    """Whether the run is too small to tell: the better end of the figure's interval holds, or nothing has it."""
    figure = figures.figures.get((rule.slice, rule.measure))
    if figure is None:
        return True
    return rule.holds(figure.high if rule.at_least is not None else figure.low)


def _culprits(rule: Rule, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The items that pull a measure to the wrong side of its bound, worst first."""
    if rule.measure in _RUN_WIDE:
        return []
    scored = [(o.scores[rule.measure], o) for o in outcomes if rule.measure in o.scores]
    wrong = [(score, o) for score, o in scored if not rule.holds(score)]
    wrong.sort(key=lambda pair: (pair[0] if rule.at_least is not None else -pair[0], pair[1].item.id))
    return [outcome for _, outcome in wrong[:_SHOWN]]


def fallen(rows: Sequence[Row]) -> list[Row]:
    """The rows whose rule does not hold."""
    return [row for row in rows if not row.held]


__all__ = ["ALL", "BadGate", "Row", "Rule", "fallen", "is_partial", "judge", "packaged_gate", "read_rules"]
