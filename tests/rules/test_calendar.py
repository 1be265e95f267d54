"""Working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.rules.calendar import end_of, local_day, wall
from jiesu.rules.verdict import Refusal
from tests.rules.laws import CALENDAR, moment

DAYS = st.dates(date(2025, 1, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-09-28", True),
        ("2025-10-01", False),
        ("2025-10-09", True),
        ("2025-10-11", True),
        ("2025-10-12", False),
    ],
)
def test_a_day_in_exchange_is_worked_and_a_holiday_is_not(day: str, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


def test_a_year_that_is_not_known_is_refused_loudly() -> None:
    with pytest.raises(Refusal, match="working days of 2027 are not known"):
        CALENDAR.nth_working_day(date(2026, 12, 31), 1)


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_is_worked_and_has_n_worked_days_up_to_it(day: date, n: int) -> None:
    found = CALENDAR.nth_working_day(day, n)
    between = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]
    assert CALENDAR.is_working_day(found)
    assert sum(CALENDAR.is_working_day(d) for d in between) == n


@given(DAYS)
def test_the_first_working_day_from_a_day_is_the_day_itself_when_it_is_worked(day: date) -> None:
    found = CALENDAR.first_working_day_from(day)
    assert found >= day
    assert (found == day) is CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2025-09-30 10:00", "2025-09-30 10:00"),
        ("2025-09-30 08:00", "2025-09-30 09:00"),
        ("2025-09-30 17:30", "2025-10-09 09:00"),
        ("2025-10-04 10:00", "2025-10-09 09:00"),
        ("2025-10-11 08:59", "2025-10-11 09:00"),
    ],
)
def test_offices_open_next_on_a_worked_day(at: str, opens: str) -> None:
    assert CALENDAR.next_office_moment(moment(at)) == moment(opens)


def test_a_day_ends_at_24_hours_of_that_day() -> None:
    end = end_of(date(2025, 10, 3))
    assert end == moment("2025-10-04 00:00")
    assert wall(end) == "2025-10-03 24:00"
    assert wall(moment("2025-10-03 09:10")) == "2025-10-03 09:10"
    assert local_day(end) == date(2025, 10, 4)
