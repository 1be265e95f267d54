"""Volumes of requests over time: the same days a year before, growth, means per month and day, steady rise.

Source: seeds of districts and streets, “较去年同期增长了42.7%”, “月均受理诉求1110件,日均受理诉求37件”,
“平均解决率、满意率逐年上升”. Pure and exact: whole numbers and fractions in, fractions out; no rounding here.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise


def year_before(day: date) -> date:
    """The same day a year before; 29 February has 28 February beside it."""
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))


@dataclass(frozen=True, slots=True)
class Growth:
    """A volume beside that of the same days a year before, in whole orders."""

    now: int
    before: int

    @property
    def difference(self) -> int:
        """Orders more (or, below 0, fewer) than then."""
        return self.now - self.before

    @property
    def change(self) -> Fraction | None:
        """The change as a share of the volume then (+42.7 % is 427/1000); None where there was none."""
        return Fraction(self.difference, self.before) if self.before else None


def days_in(first: date, last: date) -> int:
    """How many days from the first to the last, both counted; 0 where the last lies before the first."""
    return max((last - first).days + 1, 0)


def months_in(first: date, last: date) -> Fraction:
    """How many months: whole ones count 1, a part of one counts its days out of the month's own. 0 where empty."""
    found, start = Fraction(0), first
    while start <= last:
        length = calendar.monthrange(start.year, start.month)[1]
        end = min(start.replace(day=length), last)
        found += Fraction(days_in(start, end), length)
        start = date.fromordinal(end.toordinal() + 1)
    return found


def per_month(orders: int, first: date, last: date) -> Fraction | None:
    """月均: orders a month from the first to the last day; None where there is no day."""
    months = months_in(first, last)
    return orders / months if months else None


def per_day(orders: int, first: date, last: date) -> Fraction | None:
    """日均: orders a day from the first to the last day; None where there is no day."""
    days = days_in(first, last)
    return Fraction(orders, days) if days else None


def rises(values: Sequence[Fraction | None]) -> bool | None:
    """逐年上升: whether each value is above the one before; None where fewer than two are known or one is missing."""
    known = [value for value in values if value is not None]
    if len(known) < 2 or len(known) < len(values):
        return None
    return all(later > earlier for earlier, later in pairwise(known))
