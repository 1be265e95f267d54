"""What assessment knows: periods, score sheets by league, a unit's results over time, the formula in words."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from jiesu.assessment.counting import Counts, Window, behind, counts, counts_by_kind
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
from jiesu.assessment.models import Period
from jiesu.assessment.outlook import lowering, open_counts, still_open
from jiesu.assessment.published import Published, figures
from jiesu.assessment.scores import Score, Sheet
from jiesu.assessment.sheets import (
    by_kind,
    populations,
    sees,
    sheet,
    tallies,
    trend,
    whole_tallies,
    window_of,
)
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.rules import scoring
from jiesu.rules.calendar import DAY, end_of, local_day
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Cycle, ScoreSheet
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal


def every_period() -> QuerySet[Period]:
    """All periods and stages, the latest first."""
    return Period.objects.select_related("scope").order_by("-last", "-first", "-pk")


def periods() -> QuerySet[Period]:
    """All periods of the law (考核期), the latest first; stages stand apart."""
    return every_period().filter(cycle=Cycle.PERIOD)


def period(pk: int) -> Period:
    """One period or stage."""
    found = every_period().filter(pk=pk).first()
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


def figure_orders(period: Period, code: str, figure: Figure, actor: Actor) -> QuerySet[Order]:
    """The orders behind a figure of a unit's line."""
    return behind(window_of(period), directory.unit(code), figure, actor)


def orders_behind(window: Window, unit: Unit, figure: str, actor: Actor) -> QuerySet[Order]:
    """The same for any window and unit: the period that runs now."""
    return behind(window, unit, Figure(figure), actor)


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
    return [said for row, said in rows if not row.key.startswith(("leagues", "groups"))]


def check_assessor(by: Actor, scope: Unit) -> None:
    """Refuse who is no assessor of that unit or above."""
    allowed = any(
        seat.role is Role.SYSTEM or (seat.role is Role.ASSESSOR and scope.path.startswith(seat.path))
        for seat in by.seats
    )
    if not allowed:
        raise NotYours("Only an assessor of %(unit)s or above may do this.", unit=scope.label)


__all__ = [
    "Counts",
    "Fraction",
    "Score",
    "Sheet",
    "Window",
    "alarming",
    "alarming_units",
    "answering_unit",
    "behind",
    "by_kind",
    "check_period_open",
    "counts",
    "counts_by_kind",
    "every_period",
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
    "populations",
    "proof",
    "published",
    "running",
    "scoring",
    "sees",
    "sheet",
    "signers",
    "still_open",
    "tallies",
    "to_decide",
    "to_sign",
    "trend",
    "waiting_exclusions",
    "whole_tallies",
    "window_of",
]
