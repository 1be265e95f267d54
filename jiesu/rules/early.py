"""Early warning (预警): what is warned of, by when it is worked on, plans, forecasts, baselines and seasons.

Numbers are data (policies/*/early/). Source: requirements R337-R351; domain-rules 8.10 (surge against the same weekday
of eight weeks, three rates near the floor, seasonal calendar) and regulation art 25 (预判季节性、周期性问题). Pure: the
same input gives the same answer for ever; shares and rates are exact fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from jiesu.rules.calendar import DAY
from jiesu.rules.scoring import Rate, Scoring, Tally
from jiesu.rules.spans import Span
from jiesu.rules.terms import Term
from jiesu.rules.thresholds import Colour
from jiesu.rules.verdict import Sentence

MONTHS = 12
RATES = (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)
"""The three rates (三率)."""


class Sort(Term):
    """Of what the house warns before it is too late."""

    RISING = ("rising", "苗头性诉求", "Rising matter")
    MASS = ("mass_matter", "群体性诉求", "Mass matter")
    RISKY = ("risky", "风险性诉求", "Risky matter")
    VOLUME = ("volume", "诉求量异动", "Unusual volume")
    RATES = ("rates", "三率预警", "Rates at risk")
    SEASON = ("season", "季节性问题", "Season ahead")


class Charge(Term):
    """What a command asks of a unit, and out of what it came."""

    INSTRUCTION = ("instruction", "处置指令", "Instruction")
    PROACTIVE = ("proactive", "前置任务", "Task before requests come")
    PLANNED = ("planned", "预案任务", "Task of a plan")
    REPAIR = ("repair", "点位查修", "Check and repair of a place")


class Repair(Term):
    """How a known place stands before its season."""

    FIXED = ("fixed", "已修复", "Repaired")
    STANDING = ("standing", "未修复", "Not repaired")


class Risk(Term):
    """How great the risk of an order is, the least first (化解矛盾、防范风险)."""

    NONE = ("no_risk", "无风险", "No risk")
    LOW = ("low_risk", "低风险", "Low risk")
    MIDDLE = ("middle_risk", "中风险", "Middle risk")
    HIGH = ("high_risk", "高风险", "High risk")


def defused(before: Risk, after: Risk) -> bool:
    """Whether the risk has become less."""
    return list(Risk).index(after) < list(Risk).index(before)


class Of(Term):
    """By what volumes are counted."""

    MATTER = ("of_matter", "事项", "Matter")
    PLACE = ("of_place", "地点", "Place")
    CALLER = ("of_caller", "诉求人", "Requester")


@dataclass(frozen=True, slots=True)
class Line:
    """What is done with one sort of warning: within which time the unit works on it."""

    within: Span
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    """Below which value a forecast rate is at risk."""

    value: Fraction
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Rise:
    """When a volume stands out: `ratio` times its weekly mean of `weeks` earlier weeks, and at least `least`."""

    ratio: Fraction
    least: int
    weeks: int = 8
    clause: str = ""

    def __post_init__(self) -> None:
        if self.ratio <= 1 or self.least < 1 or self.weeks < 1:
            raise ValueError("a ratio above 1, a least number and weeks from 1 on")


@dataclass(frozen=True, slots=True)
class Seasons:
    """When a month is the season of a matter: its share of a year's volume against an even year, in each year.

    `lead`: so many days before it begins the units are reminded; `years`: at least so many years show it.
    """

    ratio: Fraction
    least: int
    years: int
    lead: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Season:
    """A season that the law names: from a day of the year to another, 06-01 to 09-15."""

    begins: str
    ends: str
    categories: tuple[str, ...] = ()
    clause: str = ""

    def __post_init__(self) -> None:
        for said in (self.begins, self.ends):
            date.fromisoformat(f"2024-{said}")

    def next_begin(self, day: date) -> date:
        """The next day on which it begins, the day itself included."""
        here = date.fromisoformat(f"{day.year}-{self.begins}")
        return here if here >= day else date.fromisoformat(f"{day.year + 1}-{self.begins}")


@dataclass(frozen=True, slots=True)
class Plan:
    """预案: from how many requests about a matter in how many days it is launched, what the units do, by when."""

    category: str
    threshold: int
    days: int
    actions: tuple[str, ...]
    within: Span
    clause: str = ""

    def __post_init__(self) -> None:
        if self.threshold < 1 or self.days < 1 or not self.actions:
            raise ValueError("a threshold, days and at least one action")


@dataclass(frozen=True, slots=True)
class Early:
    """The law of early warning of one city, in force from one day on."""

    sorts: Mapping[Sort, Line]
    rates: Mapping[Rate, Floor]
    rates_from: int
    remind: int
    volumes: Rise
    callers: Rise
    seasons: Seasons
    risks: frozenset[str]
    named: Mapping[str, Season] = field(default_factory=lambda: MappingProxyType({}))
    plans: Mapping[str, Plan] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if set(self.sorts) != set(Sort):
            raise ValueError("a time for every sort of warning")
        if not set(self.rates) <= set(RATES):
            raise ValueError("floors of the three rates only")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to be warned of: once for each `key`. `units`: codes of the units concerned, each gets its own.

    `more`: what is asked for only where the finding is new, because it costs.
    """

    sort: Sort
    key: str
    title: str
    units: tuple[str, ...]
    why: Sentence
    colour: Colour | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    more: Callable[[], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """One rate of a unit at the end of its period: so far, and as it can still become. None without data."""

    rate: Rate
    now: Fraction | None
    worst: Fraction | None
    expected: Fraction | None
    best: Fraction | None
    colour: Colour | None = None


def forecast(
    counted: Tally, open_now: int, law: Scoring, early: Early, *, usual: Tally | None = None
) -> tuple[Forecast, ...]:
    """The three rates of a running period with their worst, expected and best end.

    `open_now`: orders of the period that nobody has rated yet. Expected: the open ones go as those counted until
    now, with `usual` (the period before) beside them. Exact: (n + k·p) / (valid + k).
    """
    return tuple(_forecast(rate, counted, open_now, law, early, usual or Tally()) for rate in RATES)


def _forecast(rate: Rate, counted: Tally, k: int, law: Scoring, early: Early, usual: Tally) -> Forecast:
    n, whole = _won(rate, counted, law), counted.valid
    now = n / whole if whole else None
    if whole + k == 0:
        return Forecast(rate, now, None, None, None)
    known = whole + usual.valid
    likely = (n + _won(rate, usual, law)) / known if known else None
    expected = (n + k * likely) / (whole + k) if likely is not None else None
    worst, best = n / (whole + k), (n + k) / (whole + k)
    colour = _at_risk(early.rates.get(rate), worst, expected, best) if whole + k >= early.rates_from else None
    return Forecast(rate, now, worst, expected, best, colour)


def _at_risk(
    floor: Floor | None, worst: Fraction, expected: Fraction | None, best: Fraction
) -> Colour | None:
    """Red: it cannot be reached any more. Orange: expected to be missed. Blue: it can still be missed."""
    if floor is None or worst >= floor.value:
        return None
    if best < floor.value:
        return Colour.RED
    return Colour.ORANGE if expected is not None and expected < floor.value else Colour.BLUE


def _won(rate: Rate, counted: Tally, law: Scoring) -> Fraction:
    if rate is Rate.RESPONSE:
        return Fraction(counted.contacted)
    if rate is Rate.RESOLUTION:
        return counted.solved + law.partly * counted.partly
    return counted.satisfied + law.basically * counted.basically


def needed(forecast: Forecast, floor: Fraction, counted: Tally, open_now: int, law: Scoring) -> int | None:
    """How many of the open orders must still go well for the floor; None where all of them do not suffice."""
    lacking = floor * (counted.valid + open_now) - _won(forecast.rate, counted, law)
    wanted = max(0, -(-lacking.numerator // lacking.denominator))
    return wanted if wanted <= open_now else None


def rise(law: Rise, now: int, before: Sequence[int]) -> tuple[Fraction, Fraction | None, Colour | None]:
    """The weekly mean of the earlier weeks, now ÷ mean (none where nothing came before), and the colour.

    Orange from the ratio on, red from twice the ratio on; below the least number nothing is warned of. A week
    in which nothing came counts as nothing: a matter that never came before stands out from its least number on.
    """
    mean = Fraction(sum(before), max(1, law.weeks))
    ratio = now / mean if mean else None
    if now < law.least or (ratio is not None and ratio < law.ratio):
        return mean, ratio, None
    strong = ratio is None or ratio >= 2 * law.ratio
    return mean, ratio, Colour.RED if strong and now >= 2 * law.least else Colour.ORANGE


def season_months(law: Seasons, years: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """The months (1-12) that stood out in each of the years: twelve counts a year, earlier years only.

    A month stands out in a year if it has at least `least` requests and `ratio` times the mean month of its year.
    """
    told = [counts for counts in years.values() if sum(counts)]
    if len(told) < law.years:
        return ()
    return tuple(
        month for month in range(1, MONTHS + 1) if all(_stands_out(law, counts, month) for counts in told)
    )


def season_begins(months: Sequence[int], day: date) -> date | None:
    """The next first day of a season on or after the day: of a month of it that follows one that is none."""
    if not months or len(set(months)) == MONTHS:
        return None
    firsts = [month for month in months if (month - 2) % MONTHS + 1 not in months]
    begins = [date(day.year + later, month, 1) for month in firsts for later in (0, 1)]
    return min(begin for begin in begins if begin >= day)


def reminds(begin: date, day: date, lead: int) -> bool:
    """Whether the day lies in the lead before a begin."""
    return begin - lead * DAY <= day < begin


def _stands_out(law: Seasons, counts: Sequence[int], month: int) -> bool:
    own = counts[month - 1]
    return own >= law.least and own * MONTHS >= law.ratio * sum(counts)


class Light(Term):
    """The colour of an item in the calendar of work (可视化的预警工作日历)."""

    DONE = ("item_done", "已完成", "Finished")
    LATE = ("item_late", "已逾期", "Past its day")
    NEAR = ("item_near", "临期", "Near its day")
    DUE = ("item_due", "进行中", "Running")


def light(due: date, day: date, ended: bool, near: int) -> Light:
    """Done, late, near (within so many days) or running. The day of the limit itself is not late."""
    if ended:
        return Light.DONE
    if due < day:
        return Light.LATE
    return Light.NEAR if due <= day + near * DAY else Light.DUE
