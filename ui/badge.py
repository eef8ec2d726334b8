"""The badge of a document: a shape and words that say what it is and whether it counts."""

from __future__ import annotations

import re
from datetime import date

from assistant.law import Standing, standing
from ingest.source import Kind, Source
from ui.render import Html, element
from ui.texts import Texts, later

_SHAPES = {
    Standing.APPLIES: "law",
    Standing.NOT_YET: "later",
    Standing.REPEALED: "repealed",
    Standing.PROPOSAL: "proposal",
    Standing.POLICY: "policy",
    Standing.PRESS: "press",
    Standing.BRIEF: "brief",
}
_WORDS = {
    Standing.PROPOSAL: later("Proposal, not law"),
    Standing.POLICY: later("Policy, not law"),
    Standing.PRESS: later("Press release, not law"),
    Standing.BRIEF: later("Brief of this project, not an official text"),
}
_KINDS = {
    Kind.TREATY: later("Treaty"),
    Kind.CHARTER: later("Charter"),
    Kind.REGULATION: later("Regulation"),
    Kind.DIRECTIVE: later("Directive"),
    Kind.DECISION: later("Decision"),
    Kind.CONSOLIDATED: later("Consolidated text"),
    Kind.PROPOSAL: later("Proposal"),
    Kind.COMMUNICATION: later("Communication"),
    Kind.PRESS_RELEASE: later("Press release"),
    Kind.BRIEF: later("Brief"),
    Kind.CORRIGENDUM: later("Corrigendum"),
    Kind.OTHER: later("Other"),
}
_ONE_NUMBERING = 2015


def kind_name(t: Texts, kind: Kind) -> str:
    """What sort of document it is, in the reader's language."""
    return t(_KINDS[kind])


def status_words(t: Texts, source: Source, as_of: date) -> str:
    """What a document counts for on a day: "Law, applies since 12 June 2026", "Policy, not law"."""
    state = standing(source, as_of)
    if source.kind is Kind.OTHER:
        return t("Other document, not law")
    if state in _WORDS:
        return t(_WORDS[state])
    if state is Standing.REPEALED:
        return _repealed(t, source)
    starts = source.applies_from or source.in_force
    consolidated = source.kind is Kind.CONSOLIDATED
    if starts is None:
        return t("Law, consolidated for reference, in force") if consolidated else t("Law, in force")
    if state is Standing.NOT_YET:
        words = later("Law, consolidated for reference, applies from {date}")
        return t(words if consolidated else later("Law, applies from {date}"), date=t.day(starts))
    words = later("Law, consolidated for reference, applies since {date}")
    return t(words if consolidated else later("Law, applies since {date}"), date=t.day(starts))


def _repealed(t: Texts, source: Source) -> str:
    since = t.day(source.repealed_on) if source.repealed_on else None
    by = act_name(t, source.repealed_by) if source.repealed_by else None
    if since and by:
        return t("Repealed since {date} by {act}", date=since, act=by)
    return t("Repealed by {act}", act=by) if by else t("Repealed since {date}", date=since or "–")


def act_name(t: Texts, celex: str) -> str:
    """An act's name from its CELEX number where numbering has one form (from 2015), else the number itself."""
    found = re.fullmatch(r"3(\d{4})([RLD])(\d{4})", celex)
    if not found or int(found[1]) < _ONE_NUMBERING:
        return celex
    number = f"{found[1]}/{int(found[3])}"
    if found[2] == "R":
        return t("Regulation (EU) {number}", number=number)
    if found[2] == "L":
        return t("Directive (EU) {number}", number=number)
    return t("Decision (EU) {number}", number=number)


def badge(t: Texts, source: Source, as_of: date) -> Html:
    """The words with their shape (● ◐ ○ ◇ □ ▤ ✎, drawn by the style sheet and silent for screen readers)."""
    return element("span", status_words(t, source, as_of), class_=f"badge {_SHAPES[standing(source, as_of)]}")


def place(t: Texts, locator: str) -> str:
    """Where words stand, in the reader's language where the place begins with an article, a recital or an annex."""
    found = re.match(r"(Article|Recital|Annex) ([\dIVXLC]+[a-z]*(?:\(\d+[a-z]*\))?)$", locator)
    if not found:
        return locator
    if found[1] == "Article":
        return t("Article {number}", number=found[2])
    if found[1] == "Recital":
        return t("Recital {number}", number=found[2])
    return t("Annex {number}", number=found[2])
