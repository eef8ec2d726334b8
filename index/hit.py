"""A found passage with its score."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import Passage
from ingest.source import Source


@dataclass(frozen=True)
class Hit:
    """A passage found for a query.

    `score` orders hits of one query (higher is better; not comparable between queries). `signals` says where it
    comes from: dense (cosine), lexical (BM25), guide (cosine of the nearest guide question), reference (1.0 when
    the question names it), ...
    """

    passage: Passage
    source: Source
    score: float
    signals: dict[str, float] = field(default_factory=dict)
