"""Working days: weekends, legal holidays, days worked in exchange (调休), and office hours.

The law of counting: Civil Code art 201 and 203; administrative limits in working days skip weekends and
legal holidays. A year whose holidays are not yet known is refused loudly: no limit is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jiesu.rules.verdict import Refusal

ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which days begin and end."""

DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Year:
    """What the yearly notice of the State Council says: weekdays that are off, weekend days worked."""

    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class Office:
    """Office hours on a working day."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of an installation. A year that is missing is refused, never guessed."""

    years: Mapping[int, Year]
    office: Office

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day, 调休 included."""
        year = self.years.get(day.year)
        if year is None:
            raise Refusal("The working days of %(year)s are not known yet.", year=day.year)
        if day in year.worked:
            return True
        return day.weekday() < _SATURDAY and day not in year.off

    def working_days_after(self, day: date) -> Iterator[date]:
        """The working days that follow `day`, the nearest first; `day` itself is not counted."""
        while True:
            day += DAY
            if self.is_working_day(day):
                yield day

    def nth_working_day(self, day: date, n: int) -> date:
        """The n-th working day after `day` (n ≥ 1)."""
        found = self.working_days_after(day)
        for _ in range(n - 1):
            next(found)
        return next(found)

    def first_working_day_from(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is (Civil Code art 203)."""
        return day if self.is_working_day(day) else self.nth_working_day(day, 1)

    def in_office_hours(self, moment: datetime) -> bool:
        """Whether offices are open at this moment."""
        here = moment.astimezone(ZONE)
        return self.is_working_day(here.date()) and self.office.opens <= here.time() < self.office.closes

    def next_office_moment(self, moment: datetime) -> datetime:
        """The moment itself while offices are open, else the next opening."""
        if self.in_office_hours(moment):
            return moment
        here = moment.astimezone(ZONE)
        today = self.is_working_day(here.date()) and here.time() < self.office.opens
        day = here.date() if today else self.nth_working_day(here.date(), 1)
        return datetime.combine(day, self.office.opens, ZONE)


def local_day(moment: datetime) -> date:
    """The day on which the moment falls in the zone of the law."""
    return moment.astimezone(ZONE).date()


def end_of(day: date) -> datetime:
    """24:00 of the day, which is 00:00 of the next."""
    return datetime.combine(day + DAY, time(), ZONE)


def wall(moment: datetime) -> str:
    """The moment as a notice writes it: the end of a day is 24:00, not 00:00 of the next."""
    here = moment.astimezone(ZONE)
    if (here.hour, here.minute, here.second) == (0, 0, 0):
        return f"{here - DAY:%Y-%m-%d} 24:00"
    return f"{here:%Y-%m-%d %H:%M}"
