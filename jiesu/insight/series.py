"""Volumes and rates over time: against the year before, on average, since a day, year by year (R366-R369, R371, R380).

All of it is counted by the pivot, so that each number is of a set that can be opened; the arithmetic is
rules.volumes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from jiesu.insight import pivot
from jiesu.insight.kinds import Axis, Measure
from jiesu.insight.pivot import Pivot, Question, Sums
from jiesu.orders import face as orders
from jiesu.rules import scoring, volumes
from jiesu.rules.reach import Actor
from jiesu.rules.volumes import Growth

GROWN = tuple(axis for axis in Axis if axis not in (Axis.DAY, Axis.WEEK, Axis.YEAR))
"""The axes on which a volume can be laid beside that of a year before: weeks and single days do not match."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of the comparison; the sum has no key. `key_before`: its key a year before (a month has another)."""

    key: str
    key_before: str
    name: str
    growth: Growth


@dataclass(frozen=True, slots=True)
class Volume:
    """A line of the means: the orders of the days, and what that makes a month and a day. The sum has no key."""

    key: str
    name: str
    orders: int
    per_month: Fraction | None
    per_day: Fraction | None


@dataclass(frozen=True, slots=True)
class Yearly:
    """A line of the years: the rate of each year by its key, whether it rose in each. `mean`: of the lines' rates."""

    key: str
    name: str
    rates: Mapping[str, Fraction | None]
    rises: bool | None
    mean: bool = False


def before(question: Question) -> Question:
    """The same question of the same days a year before."""
    first, last = (volumes.year_before(day) for day in (question.first, question.last))
    return replace(question, first=first, last=last)


def growth(question: Question, actor: Actor, at: datetime) -> list[Compared]:
    """同比: each line's orders beside those of the same days a year before, the sum first."""
    now = pivot.pivot(replace(question, cols=None, measure=Measure.ORDERS), actor, at)
    then = pivot.pivot(replace(before(question), cols=None, measure=Measure.ORDERS), actor, at)
    was = {line.key: line for line in then.lines}
    found, names = [], {line.key: line.name for line in now.lines}
    for line in now.lines:
        old = _a_year_before(question.rows, line.key)
        gone = was.pop(old).whole.orders if old in was else 0
        found.append(Compared(line.key, old, names[line.key], Growth(line.whole.orders, gone)))
    left = [] if question.rows is Axis.MONTH else was.values()
    return found + [Compared(x.key, x.key, x.name, Growth(0, x.whole.orders)) for x in left]


@dataclass(frozen=True, slots=True)
class Cumulative:
    """累计受理: all orders since the first day."""

    since: date
    orders: int


def cumulative(actor: Actor, last: date) -> Cumulative | None:
    """All orders ever received up to a day; told to whoever sees all of them.

    The spine keeps the number by day (orders.volume): it costs the same for a thousand orders and for ten million.
    """
    first = orders.begun()
    if first is None or not orders.sees_all(actor):
        return None
    return Cumulative(first, orders.received(last=last))


def means(question: Question, actor: Actor, at: datetime) -> list[Volume]:
    """累计、月均、日均: each line's orders in the days, a month and a day; the sum first."""
    made = pivot.pivot(replace(question, cols=None, measure=Measure.ORDERS), actor, at)
    span = (question.first, question.last)
    return [
        Volume(
            line.key, line.name, n := line.whole.orders, volumes.per_month(n, *span), volumes.per_day(n, *span)
        )
        for line in made.lines
    ]  # fmt: skip


def years(question: Question, actor: Actor, at: datetime) -> tuple[Pivot, list[Yearly]]:
    """逐年: the rate of each line in each year, whether it rose each year; pooled first, then the mean of the lines."""
    made = pivot.pivot(replace(question, cols=Axis.YEAR), actor, at)
    keys = [key for key, _name in made.columns]
    pooled, *lines = [_yearly(line.key, line.name, line.cells, keys, made) for line in made.lines]
    rates = {key: scoring.mean([r for line in lines if (r := line.rates[key]) is not None]) for key in keys}
    mean = Yearly("", "", rates, volumes.rises(list(rates.values())), mean=True)
    return made, [pooled, mean, *lines]


def first_year(last: date, back: int = 3) -> date:
    """The first day of the year so many years before."""
    return date(last.year - back, 1, 1)


def _yearly(key: str, name: str, cells: Mapping[str, Sums], keys: Sequence[str], made: Pivot) -> Yearly:
    rates: dict[str, Fraction | None] = {}
    for year in keys:
        value = cells.get(year, Sums()).of(made.question.measure, made.law)
        rates[year] = None if value is None else Fraction(value)
    return Yearly(key, name, rates, volumes.rises(list(rates.values())))


def _a_year_before(axis: Axis, key: str) -> str:
    if axis is not Axis.MONTH or not key:
        return key
    return volumes.year_before(date.fromisoformat(key)).isoformat()
