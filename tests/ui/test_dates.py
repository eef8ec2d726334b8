from __future__ import annotations

from datetime import date

import pytest

from ui.dates import BadDay, parse_day

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_an_empty_field_means_today(typed: str | None) -> None:
    assert parse_day(typed, TODAY) == TODAY


@pytest.mark.parametrize(
    "typed", ["2026-06-12", "12.6.2026", "12/06/2026", "12-06-2026", "12 June 2026", " 12  Jun 2026 "]
)
def test_days_as_people_write_them(typed: str) -> None:
    assert parse_day(typed, TODAY) == date(2026, 6, 12)


@pytest.mark.parametrize("typed", ["tomorrow", "2026-02-30", "31.11.2026", "2026", "<b>", "9" * 400, "12.6.26", "\x00"])
def test_what_is_no_day_is_said_plainly(typed: str) -> None:
    with pytest.raises(BadDay, match=r"is not a date\. Write it as 2026-11-24 or 24 November 2026; empty means today"):
        parse_day(typed, TODAY)


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "1951-04-17"])
def test_years_without_union_law_are_refused(typed: str) -> None:
    with pytest.raises(BadDay, match="outside 1951 to 2100"):
        parse_day(typed, TODAY)
