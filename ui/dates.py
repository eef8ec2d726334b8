"""The "As of" day as people type it."""

from __future__ import annotations

import re
from datetime import date, datetime

from assistant.law import day

_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_FIRST, _LAST = date(1951, 4, 18), date(2100, 12, 31)


class BadDay(ValueError):
    """What was typed is not a day between the Treaty of Paris and 2100; the message says what to type."""


def parse_day(typed: str | None, today: date) -> date:
    """The day that was typed, day before month where both are numbers; `today` when the field is empty.

    Raises BadDay with a plain sentence.
    """
    words = re.sub(r"\s+", " ", (typed or "").strip())
    if not words:
        return today
    for form in _FORMS:
        try:
            found = datetime.strptime(words, form).date()
        except ValueError:
            continue
        if _FIRST <= found <= _LAST:
            return found
        message = f"The date {day(found)} is outside {_FIRST.year} to {_LAST.year}. Choose a day within these years."
        raise BadDay(message)
    message = f"“{words[:40]}” is not a date. Write it as {today.isoformat()} or {day(today)}; empty means today."
    raise BadDay(message)
