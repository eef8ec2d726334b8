"""What the ranking looks at beyond the searches' own scores: a candidate beside the others of its question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.ranking import GUIDE_DISCOUNT
from ingest.document import Passage
from ingest.source import Kind, Source

_INFLATED = 30
"""Over how many of the best candidates the guide's lead is measured."""

_UNGUIDED = {Kind.BRIEF: 0.0, Kind.PRESS_RELEASE: 0.5, Kind.COMMUNICATION: 0.5}

_NEAREST = 3
"""How many guide questions tell how near answered questions are at all."""

Guided = Mapping[tuple[str, str], Sequence[tuple[float, str | None]]]
"""By work and article: cosine and paragraph of every guide question found, best first."""


@dataclass
class Candidate:
    """A passage with what the searches say of it (see `index.hit.Hit.signals`)."""

    passage: Passage
    source: Source
    signals: dict[str, float] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str]:
        """Work and article."""
        return self.source.work, self.passage.article

    @property
    def lead(self) -> float:
        """By how much the guide puts the passage higher than its own text does."""
        dense = self.signals.get("dense", 0.0)
        return max(0.0, GUIDE_DISCOUNT * self.signals.get("guide", 0.0) - dense)


def compare(candidates: Sequence[Candidate], guided: Guided, works: Collection[str]) -> None:
    """Adds the signals that only the whole list of candidates gives; `works` are those with a guide question at all.

    `article`: the best cosine in the candidate's article. `guide_paragraph`: 1 where a guide question names its very
    paragraph. `guide_first`: 1 for the article of the nearest guide question. `unguided_lead`: for what has no guide,
    the mean lead that the guide gives to the others, so that it is not drowned by them; half for announcements, which
    are wordy and say little.
    `annex`: 1 in an annex. `asked`: the mean cosine of the nearest guide questions of all, the same for each candidate.
    """
    articles: dict[tuple[str, str], float] = defaultdict(float)
    for candidate in candidates:
        articles[candidate.place] = max(articles[candidate.place], candidate.signals.get("dense", 0.0))
    nearest = max((found[0][0] for found in guided.values()), default=0.0)
    asked = sorted((cosine for found in guided.values() for cosine, _ in found), reverse=True)[:_NEAREST]
    mean_asked = float(np.mean(asked)) if asked else 0.0
    lead = _mean_lead(candidates)
    for candidate in candidates:
        found = guided.get(candidate.place, ())
        unguided = _UNGUIDED.get(candidate.source.kind, 1.0) * (candidate.source.work not in works)
        candidate.signals |= {
            "article": articles[candidate.place],
            "guide_paragraph": float(any(p and in_paragraph(candidate.passage, p) for _, p in found)),
            "guide_first": float(bool(found) and found[0][0] == nearest),
            "unguided_lead": lead * unguided,
            "asked": mean_asked,
            "annex": float(candidate.passage.article.startswith("Annex")),
        }


def in_paragraph(passage: Passage, paragraph: str) -> bool:
    """Whether a passage's locator names this paragraph of its article."""
    return f"({paragraph})" in passage.locator.removeprefix(passage.article)[: len(paragraph) + 2]


def _mean_lead(candidates: Sequence[Candidate]) -> float:
    best = sorted(candidates, key=lambda c: -(c.signals.get("dense", 0.0) + c.lead))[:_INFLATED]
    leads = [c.lead for c in best if "guide" in c.signals]
    return float(np.mean(leads)) if leads else 0.0
