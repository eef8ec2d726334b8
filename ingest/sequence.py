"""The rising sequence among lines that look numbered: an act's articles and recitals are numbered consecutively."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_GAP = 0.3  # cost of each number that a sequence leaves out
_LATE_START = 1.5  # most that it costs not to begin with 1: an excerpt of two articles is believed, a lone line not
_LOOK_BACK = 400


@dataclass(frozen=True)
class Candidate:
    """A line that may be the heading of article (or start of recital) `number`; `weight`: how much it looks so."""

    index: int
    number: int
    suffix: str
    weight: float


def sequence(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The heaviest rising sequence; numbers left out cost, so that 40 is not followed by a quoted Article 267."""
    best: list[float] = []
    previous: list[int] = []
    for at, candidate in enumerate(candidates):
        score, came_from = -min(_LATE_START, _GAP * (candidate.number - 1)), -1
        for before in range(max(0, at - _LOOK_BACK), at):
            other = candidates[before]
            if (other.number, other.suffix) >= (candidate.number, candidate.suffix):
                continue
            reached = best[before] - _GAP * max(0, candidate.number - other.number - 1)
            if reached > score:
                score, came_from = reached, before
        best.append(score + candidate.weight)
        previous.append(came_from)
    at = max(range(len(best)), key=best.__getitem__, default=-1)
    chain: list[Candidate] = []
    while at >= 0 and (chain or best[at] > 0):
        chain.append(candidates[at])
        at = previous[at]
    return chain[::-1]
