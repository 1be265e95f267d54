"""A length of time as the law words it, and when it ends (Civil Code art 201, 203; working days)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from jiesu.rules.calendar import DAY, Calendar, end_of, local_day
from jiesu.rules.terms import Term


class Measure(Term):
    """In what a limit is counted."""

    MINUTES = ("min", "分钟", "minutes")
    HOURS = ("h", "小时", "hours")
    DAYS = ("d", "日", "days")
    WORKING_DAYS = ("wd", "个工作日", "working days")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the law words it: "15 min", "2 h", "7 d" (natural days), "5 wd" (working days)."""

    amount: int
    measure: Measure

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "7 d". ValueError when it is not a span."""
        match = re.fullmatch(r"([1-9]\d{0,4}) ?(min|h|d|wd)", text)
        if match is None:
            raise ValueError("a span such as “15 min”, “2 h”, “7 d” or “5 wd”")
        return cls(int(match[1]), Measure(match[2]))

    def __str__(self) -> str:
        return f"{self.amount} {self.measure}"

    def after(self, since: datetime, calendar: Calendar, *, roll_over_holiday: bool = False) -> datetime:
        """When it ends: hours from the moment on; days at 24:00 of the n-th, the first day not counted."""
        match self.measure:
            case Measure.MINUTES:
                return since + timedelta(minutes=self.amount)
            case Measure.HOURS:
                return since + timedelta(hours=self.amount)
            case Measure.WORKING_DAYS:
                return end_of(calendar.nth_working_day(local_day(since), self.amount))
        last = local_day(since) + self.amount * DAY
        return end_of(calendar.first_working_day_from(last) if roll_over_holiday else last)
