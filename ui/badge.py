"""The badge of a document: a shape and words that say what it is and whether it counts."""

from __future__ import annotations

import re
from datetime import date

from assistant.law import Standing, describe, standing
from ingest.source import Kind, Source
from ui.render import Html, element

_SHAPES = {
    Standing.APPLIES: "law",
    Standing.NOT_YET: "later",
    Standing.REPEALED: "repealed",
    Standing.PROPOSAL: "proposal",
    Standing.POLICY: "policy",
    Standing.PRESS: "press",
    Standing.BRIEF: "brief",
}
_ACTS = {"R": "Regulation", "L": "Directive", "D": "Decision"}
_ONE_NUMBERING = 2015
_WORDS = {
    Standing.PROPOSAL: "Proposal, not law",
    Standing.POLICY: "Policy, not law",
    Standing.PRESS: "Press release, not law",
    Standing.BRIEF: "Brief of this project, not an official text",
}


def status_words(source: Source, as_of: date) -> str:
    """What a document counts for on a day: "Law, applies since 12 June 2026", "Policy, not law"."""
    state = standing(source, as_of)
    if source.kind is Kind.OTHER:
        return "Other document, not law"
    if state in _WORDS:
        return _WORDS[state]
    told = describe(source, as_of)
    if source.repealed_by:
        told = told.replace(source.repealed_by, act_name(source.repealed_by))
    if state is Standing.REPEALED:
        return told[:1].upper() + told[1:]
    law = "Law, consolidated for reference" if source.kind is Kind.CONSOLIDATED else "Law"
    return f"{law}, {told}"


def act_name(celex: str) -> str:
    """An act's name from its CELEX number where numbering has one form (from 2015), else the number itself."""
    found = re.fullmatch(r"3(\d{4})([RLD])(\d{4})", celex)
    if not found or int(found[1]) < _ONE_NUMBERING:
        return celex
    return f"{_ACTS[found[2]]} (EU) {found[1]}/{int(found[3])}"


def badge(source: Source, as_of: date) -> Html:
    """The words with their shape (● ◐ ○ ◇ □ ▤ ✎, drawn by the style sheet and silent for screen readers)."""
    return element("span", status_words(source, as_of), class_=f"badge {_SHAPES[standing(source, as_of)]}")
