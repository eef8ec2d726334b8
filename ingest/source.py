"""What is known about a document besides its text: the catalogue's record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of document it is; decides how an answer may rest on it."""

    TREATY = "treaty"
    CHARTER = "charter"
    REGULATION = "regulation"
    DIRECTIVE = "directive"
    DECISION = "decision"
    CONSOLIDATED = "consolidated text"
    PROPOSAL = "proposal"
    COMMUNICATION = "communication"
    PRESS_RELEASE = "press release"
    BRIEF = "brief"
    CORRIGENDUM = "corrigendum"
    OTHER = "other"

    @property
    def is_law(self) -> bool:
        """Whether documents of this kind bind (consolidated texts reproduce law without legal effect)."""
        return self in _LAW


_LAW = {Kind.TREATY, Kind.CHARTER, Kind.REGULATION, Kind.DIRECTIVE, Kind.DECISION, Kind.CONSOLIDATED}
_CONSOLIDATED = re.compile(r"0(\d{4}[A-Z]\d{4})(?:-(\d{8}))?$")


@dataclass(frozen=True)
class Source:
    """One document of the catalogue.

    `id` is unique in an index. `celex` is shared by all editions (languages, formats) of a text. Dates are the
    law's own: `adopted`, `in_force` (entry into force), `applies_from` (application), `repealed_on` (from that day
    `repealed_by`, a CELEX number, stands in its place). A corrigendum names the act that it `corrects`.
    """

    id: str
    title: str
    kind: Kind
    language: str = "en"
    celex: str | None = None
    short_title: str | None = None
    publisher: str | None = None
    url: str | None = None
    layout: str | None = None
    completeness: str | None = None
    adopted: date | None = None
    in_force: date | None = None
    applies_from: date | None = None
    repealed_by: str | None = None
    repealed_on: date | None = None
    articles: int | None = None
    recitals: int | None = None
    corrects: str | None = None

    @property
    def name(self) -> str:
        """The short title where there is one, else the full title."""
        return self.short_title or self.title

    @property
    def work(self) -> str:
        """The text that all editions share: the CELEX number, of the base act for a consolidated text, else the id.

        CELEX sector 0 names consolidated texts after their base act: 02016R0679-20160504 consolidates 32016R0679. A
        corrigendum belongs to the act that it corrects.
        """
        if self.corrects:
            return self.corrects
        if self.celex is None:
            return self.id
        consolidated = _CONSOLIDATED.match(self.celex)
        return f"3{consolidated.group(1)}" if consolidated else self.celex

    @property
    def version(self) -> date | None:
        """The day from which a consolidated text is valid, by its CELEX number; None for all other documents."""
        consolidated = _CONSOLIDATED.match(self.celex or "")
        written = consolidated.group(2) if consolidated else None
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            return None
