"""Which text counts on a day, and how that is said."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ingest.source import Kind, Source


class Standing(StrEnum):
    """How a document stands on a given day."""

    APPLIES = "applies"
    NOT_YET = "not_yet"
    REPEALED = "repealed"
    POLICY = "policy"
    PRESS = "press"
    BRIEF = "brief"
    PROPOSAL = "proposal"


def standing(source: Source, as_of: date) -> Standing:
    """The standing of a source on `as_of`.

    Law is repealed from `repealed_on` (inclusive: repeal "with effect from" a day, e.g. Directive (EU) 2024/1346,
    Article 36) or, where the day is unknown, as soon as a successor is known; it applies from `applies_from`, else
    from `in_force`.
    """
    fixed = {
        Kind.PRESS_RELEASE: Standing.PRESS,
        Kind.BRIEF: Standing.BRIEF,
        Kind.PROPOSAL: Standing.PROPOSAL,
        Kind.COMMUNICATION: Standing.POLICY,
        Kind.OTHER: Standing.POLICY,
    }
    if source.kind in fixed:
        return fixed[source.kind]
    if source.repealed_on is not None:
        if as_of >= source.repealed_on:
            return Standing.REPEALED
    elif source.repealed_by is not None:
        return Standing.REPEALED
    starts = source.applies_from or source.in_force
    if starts is not None and as_of < starts:
        return Standing.NOT_YET
    return Standing.APPLIES


def day(value: date, language: str = "en") -> str:
    """A date as officials write it in an official language: 12 June 2026, 12. Juni 2026 (Unicode CLDR)."""
    if language == "en":
        return f"{value.day} {value:%B %Y}"
    from babel.dates import format_date  # noqa: PLC0415 - only for other languages

    return str(format_date(value, "long", locale=language))


def describe(source: Source, as_of: date) -> str:
    """The standing in English words for badges, exports and scripts: "applies since 12 June 2026".

    A consolidated text says from when it has its words: "applies since 25 May 2018, in the text of 4 May 2016".
    """
    if source.corrects:
        return f"corrects {source.corrects}"
    text = f", in the text of {day(source.version)}" if source.version else ""
    return _describe(source, as_of) + text


def _describe(source: Source, as_of: date) -> str:
    state = standing(source, as_of)
    starts = source.applies_from or source.in_force
    if state is Standing.APPLIES:
        return f"applies since {day(starts)}" if starts else "in force"
    if state is Standing.NOT_YET and starts:
        return f"applies from {day(starts)}"
    if state is Standing.REPEALED:
        since = f" since {day(source.repealed_on)}" if source.repealed_on else ""
        return f"repealed{since} by {source.repealed_by}" if source.repealed_by else f"repealed{since}"
    return {
        Standing.POLICY: "policy, not law",
        Standing.PRESS: "press release, not law",
        Standing.BRIEF: "brief of this project, not an official text",
        Standing.PROPOSAL: "proposal, not law",
    }.get(state, "in force")
