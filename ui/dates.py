"""The "Law as of" day as people type it."""

from __future__ import annotations

import re
from datetime import date, datetime

from ui.texts import Texts, texts

FIRST, LAST = date(1951, 4, 18), date(2100, 12, 31)
_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")


class BadDay(ValueError):
    """What was typed is not a day between the Treaty of Paris and 2100; the message says what to type."""


def parse_day(typed: str | None, today: date, t: Texts | None = None) -> date:
    """The day that was typed, day before month where both are numbers; `today` when the field is empty.

    Raises BadDay with a plain sentence in the reader's language.
    """
    t = t or texts("en")
    words = re.sub(r"\s+", " ", (typed or "").strip())
    if not words:
        return today
    for form in _FORMS:
        try:
            found = datetime.strptime(words, form).date()
        except ValueError:
            continue
        if FIRST <= found <= LAST:
            return found
        years = {"first": str(FIRST.year), "last": str(LAST.year)}
        raise BadDay(
            t(
                "The date {date} is outside {first} to {last}. Choose a day within these years.",
                date=t.day(found),
                **years,
            )
        )
    raise BadDay(
        t(
            "“{typed}” is not a date. Write it as {iso} or {date}; empty means today.",
            typed=words[:40],
            iso=today.isoformat(),
            date=t.day(today),
        )
    )
