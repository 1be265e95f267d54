"""What assessment knows: periods, score sheets by league, a unit's results over time, the formula in words."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from jiesu.assessment.counting import NAMES, Counts, Window, behind, counts
from jiesu.assessment.exclusion_queries import (
    alarming,
    alarming_units,
    answering_unit,
    check_period_open,
    exclusion_law,
    exclusions,
    exclusions_of,
    neither,
    open_exclusion,
    panel,
    proof,
    signers,
    to_decide,
    to_sign,
    waiting_exclusions,
)
from jiesu.assessment.kinds import Figure
from jiesu.assessment.models import Line, Period
from jiesu.assessment.outlook import lowering, open_counts, still_open
from jiesu.assessment.published import Published, figures
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.rules import ranking, scoring
from jiesu.rules.calendar import DAY, end_of, local_day
from jiesu.rules.ranking import Place
from jiesu.rules.reach import SIGHT, Actor, Reach
from jiesu.rules.scoring import Rate, ScoreSheet, Summary
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal


@dataclass(frozen=True)
class Score:
    """One unit's line of a score sheet."""

    unit: Unit
    league: str
    counts: Counts
    sheet: ScoreSheet
    place: Place
    population: int | None
    whole: ScoreSheet
    seen: bool = False

    @property
    def response(self) -> Fraction | None:
        return self.sheet.rate(Rate.RESPONSE)

    @property
    def resolution(self) -> Fraction | None:
        return self.sheet.rate(Rate.RESOLUTION)

    @property
    def satisfaction(self) -> Fraction | None:
        return self.sheet.rate(Rate.SATISFACTION)

    @property
    def direct_share(self) -> Fraction | None:
        """市级直派占比."""
        return scoring.share(self.counts.direct, self.counts.orders)

    @property
    def forwarded_share(self) -> Fraction | None:
        """区级转派占比."""
        return scoring.share(self.counts.forwarded, self.counts.orders)

    @property
    def counted_share(self) -> Fraction | None:
        """Counted orders out of those sent directly (R336)."""
        return scoring.share(self.counts.direct_valid, self.counts.direct)

    @property
    def per_ten_thousand(self) -> Fraction | None:
        """万人诉求比."""
        return scoring.per_ten_thousand(self.counts.orders, self.population or 0)


@dataclass(frozen=True)
class Sheet:
    """The score sheet of a period: every unit with orders, ranked within its league."""

    period: Period
    law: policy.InForce
    scores: tuple[Score, ...]

    @cached_property
    def leagues(self) -> tuple[str, ...]:
        """The leagues that have units here, in the law's order."""
        return tuple(name for name in self.law.rules.leagues if any(s.league == name for s in self.scores))

    def of(self, league: str) -> tuple[Score, ...]:
        """The units of a league, the best first."""
        return tuple(score for score in self.scores if score.league == league)

    def summary(self, league: str, how: Summary) -> ScoreSheet:
        """The league as one: counts added up, or the mean of the units' rates."""
        return scoring.summarise([score.sheet for score in self.of(league)], self.law.rules, how)

    def unit(self, code: str) -> Score:
        """One unit's line. Refusal where it has none."""
        found = next((score for score in self.scores if score.unit.code == code), None)
        if found is None:
            raise Refusal("Unit %(code)s has no orders in this period.", code=code)
        return found


def periods() -> QuerySet[Period]:
    """All periods, the latest first."""
    return Period.objects.select_related("scope").order_by("-last", "-first", "-pk")


def period(pk: int) -> Period:
    """One period."""
    found = periods().filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such period.")
    return found


def days_of(at: datetime, *, natural: bool = False) -> tuple[date, date]:
    """The first and last day of the period around a moment: by the law, or the calendar month."""
    day = local_day(at)
    if natural:
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return scoring.period_of(day, policy.in_force("scoring", at).rules)


def law_of(first: date) -> policy.InForce:
    """The law by which a period that begins on this day is assessed."""
    return policy.in_force("scoring", end_of(first - DAY))


def window_of(period: Period) -> Window:
    """The period as the counting takes it."""
    return Window(period.first, period.last, policy.law(period.law).rules)


def tallies(period: Period) -> dict[Unit, Counts]:
    """The counts of every assessed unit with orders: stored ones where the period is frozen."""
    if period.frozen_at:
        lines = period.lines.select_related("unit__area")
        return {line.unit: Counts(**{name: getattr(line, name) for name in NAMES}) for line in lines}
    units = {unit.pk: unit for unit in _assessed(period.scope)}
    return {units[pk]: found for pk, found in counts(window_of(period), list(units)).items()}


def whole_tallies(period: Period) -> dict[Unit, Counts]:
    """The same before exclusion (剔除前口径): stored where the period is frozen."""
    if period.frozen_at:
        lines = period.lines.select_related("unit__area")
        return {
            line.unit: Counts(**(line.before or {name: getattr(line, name) for name in NAMES}))
            for line in lines
        }
    units = {unit.pk: unit for unit in _assessed(period.scope)}
    found = counts(window_of(period), list(units), whole=True)
    return {units[pk]: counted for pk, counted in found.items()}


def sheet(period: Period, actor: Actor | None = None) -> Sheet:
    """The score sheet of a period. `seen`: whether the actor sees the orders behind a unit's figures."""
    law = policy.law(period.law)
    counted = tallies(period)
    wholes = {u.code: scoring.score(found.tally, law.rules) for u, found in whole_tallies(period).items()}
    sheets = {unit.code: scoring.score(found.tally, law.rules) for unit, found in counted.items()}
    leagues = {unit.code: scoring.league_of(unit.kind, law.rules) for unit in counted}
    units = {unit.code: unit for unit in counted}
    people = populations(list(units.values()), period)
    scores = [
        Score(
            unit=units[place.unit], league=league, counts=counted[units[place.unit]], sheet=place.sheet, place=place,
            population=people.get(place.unit), whole=wholes[place.unit],
            seen=actor is not None and sees(actor, units[place.unit]),
        )
        for league, places in _places(sheets, leagues, _ranks_before(period)).items()
        for place in places
    ]  # fmt: skip
    return Sheet(period, law, tuple(scores))


def figure_orders(period: Period, code: str, figure: Figure, actor: Actor) -> QuerySet[Order]:
    """The orders behind a figure of a unit's line."""
    return behind(window_of(period), directory.unit(code), figure, actor)


def orders_behind(window: Window, unit: Unit, figure: str, actor: Actor) -> QuerySet[Order]:
    """The same for any window and unit: the period that runs now."""
    return behind(window, unit, Figure(figure), actor)


def trend(unit: Unit, until: Period, *, most: int = 12) -> list[tuple[Period, ScoreSheet]]:
    """The unit's results in this and earlier periods of the same scope, the earliest first."""
    earlier = periods().filter(scope=until.scope, last__lte=until.last)[:most]
    found = []
    for one in reversed(earlier):
        law = policy.law(one.law).rules
        line = one.lines.filter(unit=unit).first() if one.frozen_at else None
        told = (
            Counts(**{n: getattr(line, n) for n in NAMES})
            if line
            else counts(window_of(one), [unit.pk]).get(unit.pk)
        )
        found.append((one, scoring.score((told or Counts()).tally, law)))
    return found


def running(unit: Unit, at: datetime) -> tuple[Window, Counts, ScoreSheet]:
    """A unit's counts and sheet in the period that runs at a moment, whether or not one was opened."""
    first, last = days_of(at)
    window = Window(first, last, law_of(first).rules)
    found = counts(window, [unit.pk]).get(unit.pk, Counts())
    return window, found, scoring.score(found.tally, window.law)


def published(at: datetime) -> Published:
    """What the public may see: requests by month, and the rates of the last closed period (R478-R481)."""
    closed = periods().exclude(frozen_at=None).first()
    return figures(at, sheet(closed) if closed else None)


def formula(period: Period) -> list[Any]:
    """The values of the law behind the sheet, each with what it rests on."""
    version = policy.version(period.law)
    rows = zip(policy.values(version), policy.read_aloud(version), strict=True)
    return [said for row, said in rows if not row.key.startswith("leagues")]


def sees(actor: Actor, unit: Unit) -> bool:
    """Whether the actor sees every order of the unit (so that a figure and its list are equal)."""
    return any(
        SIGHT[seat.role] is Reach.CITY
        or (SIGHT[seat.role] is Reach.SUBTREE and unit.path.startswith(seat.path))
        for seat in actor.seats
    )


def check_assessor(by: Actor, scope: Unit) -> None:
    """Refuse who is no assessor of that unit or above."""
    allowed = any(
        seat.role is Role.SYSTEM or (seat.role is Role.ASSESSOR and scope.path.startswith(seat.path))
        for seat in by.seats
    )
    if not allowed:
        raise NotYours("Only an assessor of %(unit)s or above may do this.", unit=scope.label)


def populations(units: list[Unit], period: Period) -> dict[str, int]:
    """The people of the units' areas, for units that stand for an area (street, township, district)."""
    standing = [u for u in units if u.area is not None and u.kind in _FOR_AN_AREA]
    found = {u.code: directory.population(u.area, period.last.year) for u in standing if u.area}
    return {code: people for code, people in found.items() if people}


def _assessed(scope: Unit) -> list[Unit]:
    return list(directory.units_below(scope.path).select_related("area"))


def _places(
    sheets: dict[str, ScoreSheet], leagues: dict[str, str], before: dict[str, int]
) -> dict[str, tuple[Place, ...]]:
    names = dict.fromkeys(leagues.values())
    return {
        name: ranking.rank({u: s for u, s in sheets.items() if leagues[u] == name}, before=before)
        for name in names
    }


def _ranks_before(period: Period) -> dict[str, int]:
    """The ranks of the frozen period that ended the day before (动态排名)."""
    earlier = Line.objects.filter(
        period__scope=period.scope, period__last=period.first - DAY, rank__isnull=False
    )
    return {code: rank for code, rank in earlier.values_list("unit__code", "rank") if rank is not None}


_FOR_AN_AREA = frozenset(
    {"street", "township", "district_government", "command_centre", "community", "village"}
)

__all__ = [
    "Counts",
    "Sheet",
    "Window",
    "alarming",
    "alarming_units",
    "answering_unit",
    "behind",
    "check_period_open",
    "counts",
    "exclusion_law",
    "exclusions",
    "exclusions_of",
    "formula",
    "lowering",
    "neither",
    "open_counts",
    "open_exclusion",
    "panel",
    "period",
    "periods",
    "proof",
    "published",
    "running",
    "sheet",
    "signers",
    "still_open",
    "tallies",
    "to_decide",
    "to_sign",
    "waiting_exclusions",
    "whole_tallies",
]
