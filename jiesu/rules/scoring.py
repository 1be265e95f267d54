"""The three rates and the composite (三率、综合成绩), exactly: fractions in, rounding only for show.

Law: regulation art 32; weights and the part of “basically satisfied” are data (policies/*/scoring/).
R = contacted/|V|; S = (solved + w_p·partly)/|V|; M = (satisfied + α·basically)/|V|;
composite = 100·(w_R·R + w_S·S + w_M·M), plus bonus points shown apart. |V| = 0 is “no data”, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from jiesu.rules.terms import Outcome, Satisfied, Solved, Term
from jiesu.rules.verdict import Refusal


class Rate(Term):
    """The three rates (三率) and the rates beside them."""

    RESPONSE = ("response", "响应率", "Response rate")
    RESOLUTION = ("resolution", "解决率", "Resolution rate")
    SATISFACTION = ("satisfaction", "满意率", "Satisfaction rate")
    DOUBLE_NO = ("double_no", "双否率", "Double-no rate")
    DOUBLE_YES = ("double_yes", "双是率", "Double-yes rate")


class Summary(Enum):
    """How several score sheets become one: counts added up, or the mean of the sheets' own rates."""

    POOLED = "pooled"
    MEAN = "mean"


class Attribute(Enum):
    """By which of its moments an order belongs to a period."""

    CREATED = "created"
    RATED = "rated"


class Cycle(Term):
    """For which time results are kept: the period of the law, or a stage of it (阶段性考核结果, R321)."""

    PERIOD = ("period", "考核期", "Assessment period")
    DAY = ("day", "日成绩", "Result of a day")
    WEEK = ("week", "周成绩", "Result of a week")
    MONTH = ("month", "月成绩", "Result of a month")


class ScoreOn(Enum):
    """Which valid follow-up of an order counts."""

    FIRST = "first"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of a rate in the composite."""

    weight: Fraction
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A period runs from `first_day` of the previous month to the day before it; 1 is the calendar month."""

    first_day: int
    attribute_by: Attribute
    freeze_after_days: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's result: by which moment an order belongs to it, and so many days after its end it is kept for good."""

    attribute_by: Attribute
    freeze_after_days: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """区级考评办法: what a unit's own assessment says otherwise for one league; the rest is the city's (R329)."""

    scope: str
    league: str
    weights: Mapping[Rate, Weight] = field(default_factory=lambda: MappingProxyType({}))
    basically: Fraction | None = None
    partly: Fraction | None = None
    floor: Fraction | None = None
    rank_from: int | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class BonusRange:
    """Between what the bonus points of a unit in a period may lie, in points."""

    at_least: Fraction
    at_most: Fraction
    clause: str = ""


@dataclass(frozen=True, slots=True)
class MediaRule:
    """媒体反映问题: so many points (below zero) for each problem of a unit that the media reported, down to a least."""

    each: Fraction
    at_least: Fraction
    clause: str = ""

    def points(self, problems: int) -> Fraction:
        """The points for so many problems."""
        return max(self.each * problems, self.at_least)


@dataclass(frozen=True, slots=True)
class Scoring:
    """The law of assessment of one city, in force from one day on.

    `groups`: comparison groups (对比组) as codes of areas; a unit belongs where its area lies (R305). `circular`: the
    leagues of the monthly circular (三率通报). `awards`: how many are proposed for each award of the year.
    """

    weights: Mapping[Rate, Weight]
    basically: Fraction
    partly: Fraction
    score_on: ScoreOn
    summary: Summary
    rank_from: int
    floor: Fraction
    period: Period
    leagues: Mapping[str, frozenset[str]]
    stages: Mapping[Cycle, Stage] = field(default_factory=lambda: MappingProxyType({}))
    bonus: BonusRange | None = None
    groups: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    schemes: Mapping[str, Scheme] = field(default_factory=lambda: MappingProxyType({}))
    media: MediaRule | None = None
    circular: tuple[str, ...] = ()
    awards: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for weights in (self.weights, *(s.weights for s in self.schemes.values() if s.weights)):
            if sum(w.weight for w in weights.values()) != 1:
                raise ValueError("weights that add up to 1")
        if unknown := {s.league for s in self.schemes.values()} - set(self.leagues):
            raise ValueError(f"schemes of leagues that there are, not {sorted(unknown)[0]}")
        if not all(0 <= part <= 1 for part in (self.basically, self.partly, self.floor)):
            raise ValueError("parts between 0 and 1")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a unit's orders in a period. The rates rest on `valid` (有效回访)."""

    orders: int = 0
    excluded: int = 0
    valid: int = 0
    contacted: int = 0
    solved: int = 0
    partly: int = 0
    satisfied: int = 0
    basically: int = 0
    double_yes: int = 0
    double_no: int = 0

    def __post_init__(self) -> None:
        parts = (self.contacted, self.solved + self.partly, self.satisfied + self.basically)
        if min(_counts(self)) < 0 or max(*parts, self.double_yes + self.double_no) > self.valid:
            raise ValueError("a tally's parts must lie between 0 and its valid follow-ups")

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(_counts(self), _counts(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: what was divided by what, its weight, and the points it brought."""

    rate: Rate
    numerator: Fraction
    denominator: int
    value: Fraction | None
    weight: Fraction
    points: Fraction | None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A unit's result. `composite` is None without data; `ranked`: enough valid follow-ups carry it."""

    tally: Tally
    lines: tuple[Line, ...]
    composite: Fraction | None
    bonus: Fraction
    ranked: bool

    def rate(self, rate: Rate) -> Fraction | None:
        """One of the rates, a fraction of 1; None without data."""
        return next(line.value for line in self.lines if line.rate is rate)

    @property
    def total(self) -> Fraction | None:
        """The composite with its bonus points."""
        return None if self.composite is None else self.composite + self.bonus


def tally(answers: Iterable[tuple[bool, Solved, Satisfied]], *, orders: int = 0, excluded: int = 0) -> Tally:
    """Counts from the answers of valid follow-ups: (contacted, solved, satisfied)."""
    rows = list(answers)
    outcomes = [outcome(solved, satisfied) for _, solved, satisfied in rows]
    return Tally(
        orders=orders,
        excluded=excluded,
        valid=len(rows),
        contacted=sum(contacted for contacted, _, _ in rows),
        solved=sum(solved is Solved.YES for _, solved, _ in rows),
        partly=sum(solved is Solved.PARTLY for _, solved, _ in rows),
        satisfied=sum(satisfied is Satisfied.YES for _, _, satisfied in rows),
        basically=sum(satisfied is Satisfied.BASICALLY for _, _, satisfied in rows),
        double_yes=outcomes.count(Outcome.DOUBLE_YES),
        double_no=outcomes.count(Outcome.DOUBLE_NO),
    )


def scheme_for(law: Scoring, scope: str, league: str) -> Scoring:
    """The law as it stands for one league in the assessment of one unit (its code): one yardstick, set otherwise.

    The same functions judge by either; only these values may differ (一把尺子, R288; R329).
    """
    found = next((s for s in law.schemes.values() if (s.scope, s.league) == (scope, league)), None)
    if found is None:
        return law
    own = {name: getattr(found, name) for name in ("basically", "partly", "floor", "rank_from")}
    changed: dict[str, Any] = {name: value for name, value in own.items() if value is not None}
    return replace(law, **changed | ({"weights": found.weights} if found.weights else {}))


def for_cycle(law: Scoring, cycle: Cycle) -> Scoring:
    """The law as it stands for the result of a day, a week or a month."""
    stage = law.stages.get(cycle)
    if stage is None:
        return law
    period = replace(law.period, attribute_by=stage.attribute_by, freeze_after_days=stage.freeze_after_days)
    return replace(law, period=period)


def outcome(solved: Solved, satisfied: Satisfied) -> Outcome:
    """双是 (solved and satisfied), 双否 (neither), or in between."""
    if solved is Solved.YES and satisfied is not Satisfied.NO:
        return Outcome.DOUBLE_YES
    if solved is Solved.NO and satisfied is Satisfied.NO:
        return Outcome.DOUBLE_NO
    return Outcome.MIXED


def score(counts: Tally, law: Scoring, *, bonus: Fraction = Fraction(0)) -> ScoreSheet:
    """The sheet of one unit and period."""
    numerators = {
        Rate.RESPONSE: Fraction(counts.contacted),
        Rate.RESOLUTION: counts.solved + law.partly * counts.partly,
        Rate.SATISFACTION: counts.satisfied + law.basically * counts.basically,
        Rate.DOUBLE_NO: Fraction(counts.double_no),
        Rate.DOUBLE_YES: Fraction(counts.double_yes),
    }
    values = {rate: share(number, counts.valid) for rate, number in numerators.items()}
    return _sheet(counts, law, numerators, values, bonus)


def summarise(sheets: Sequence[ScoreSheet], law: Scoring, how: Summary | None = None) -> ScoreSheet:
    """One sheet for several units or months: pooled counts, or the mean of their rates (law.summary chooses).

    Sheets without data take no part in a mean. Bonus points are averaged with the sheets they belong to.
    """
    pooled = sum((sheet.tally for sheet in sheets), Tally())
    told = [sheet for sheet in sheets if sheet.composite is not None]
    bonus = mean([sheet.bonus for sheet in told]) or Fraction(0)
    sheet = score(pooled, law, bonus=bonus)
    if (how or law.summary) is Summary.POOLED or not told:
        return sheet
    values = {rate: mean([v for s in told if (v := s.rate(rate)) is not None]) for rate in Rate}
    return _sheet(pooled, law, {line.rate: line.numerator for line in sheet.lines}, values, bonus)


def share(part: int | Fraction, whole: int) -> Fraction | None:
    """part/whole, exactly; None where there is nothing to divide by."""
    return Fraction(part) / whole if whole else None


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The arithmetic mean; None of nothing."""
    return sum(values, Fraction(0)) / len(values) if values else None


def per_ten_thousand(orders: int, population: int) -> Fraction | None:
    """万人诉求比: orders per 10,000 residents; None where nobody lives."""
    return share(orders * 10_000, population)


def percent(value: Fraction | None, places: int = 2) -> Decimal | None:
    """A fraction of 1 shown as a percentage, half up: 97.005 -> 97.01."""
    return None if value is None else shown(value * 100, places)


def shown(value: Fraction, places: int = 2) -> Decimal:
    """A number for show, rounded half away from zero; never used to compute or to rank."""
    exact = Decimal(round_half_up(value * 10**places)).scaleb(-places)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def round_half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    whole = (abs(value) * 2 + 1) // 2
    return int(whole) if value >= 0 else -int(whole)


def change(before: Fraction | None, now: Fraction | None) -> Fraction | None:
    """The change of a rate in percentage points (个百分点); None where either has no data."""
    return None if before is None or now is None else (now - before) * 100


def below_floor(sheet: ScoreSheet, law: Scoring) -> tuple[Rate, ...]:
    """Which of the two rates (两率: resolution, satisfaction) lie below the floor (R293)."""
    two = ((rate, sheet.rate(rate)) for rate in (Rate.RESOLUTION, Rate.SATISFACTION))
    return tuple(rate for rate, value in two if value is not None and value < law.floor)


def cost_of_unsolved(sheet: ScoreSheet, law: Scoring) -> Fraction | None:
    """What one unresolved order costs the composite, in points (R317)."""
    return share(law.weights[Rate.RESOLUTION].weight * 100, sheet.tally.valid)


def could_be_pooled(printed: Decimal, whole: int) -> bool:
    """Whether a printed percentage can come from whole orders out of `whole` (F11, F12)."""
    nearest = round_half_up(Fraction(printed) * whole / 100)
    places = -int(printed.as_tuple().exponent)
    return any(percent(share(k, whole), places) == printed for k in (nearest - 1, nearest, nearest + 1))


def period_of(day: date, law: Scoring) -> tuple[date, date]:
    """The first and last day of the assessment period (考核期) that the day falls in."""
    first = law.period.first_day
    start = date(day.year, day.month, first) if day.day >= first else _month(day, -1).replace(day=first)
    return start, date.fromordinal(_month(start, 1).replace(day=first).toordinal() - 1)


def league_of(kind: str, law: Scoring) -> str:
    """The league in which units of this kind are ranked (分级分类考评)."""
    for name, kinds in law.leagues.items():
        if kind in kinds:
            return name
    raise Refusal("Units of kind “%(kind)s” belong to no league.", kind=kind)


def _sheet(
    counts: Tally,
    law: Scoring,
    numerators: Mapping[Rate, Fraction],
    values: Mapping[Rate, Fraction | None],
    bonus: Fraction,
) -> ScoreSheet:
    lines = tuple(_line(rate, numerators[rate], counts.valid, values[rate], law) for rate in Rate)
    points = [line.points for line in lines if line.points is not None and line.weight]
    composite = sum(points, Fraction(0)) if points else None
    return ScoreSheet(
        counts, lines, composite, bonus, composite is not None and counts.valid >= law.rank_from
    )


def _line(rate: Rate, numerator: Fraction, denominator: int, value: Fraction | None, law: Scoring) -> Line:
    weight = law.weights.get(rate, Weight(Fraction(0)))
    points = None if value is None else weight.weight * value * 100
    return Line(rate, numerator, denominator, value, weight.weight, points, weight.clause)


def _month(day: date, step: int) -> date:
    months = day.year * 12 + day.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _counts(counts: Tally) -> tuple[int, ...]:
    return tuple(getattr(counts, f.name) for f in fields(counts))
