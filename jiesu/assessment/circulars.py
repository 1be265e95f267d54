"""三率通报: a frozen sheet of the month made known, and the places without a single request (R316, R334)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from jiesu.assessment import choosing, queries
from jiesu.assessment.models import Circular
from jiesu.assessment.scores import Score
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.orders import face as orders
from jiesu.rules.calendar import DAY, end_of
from jiesu.rules.classes import Class
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.scoring import Cycle, Scoring, league_of
from jiesu.rules.verdict import Refusal

PLACES = ("community", "village")


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of a circular; without a score it had no request that counts."""

    unit: Unit
    score: Score | None
    chosen: Class | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """A community or village without a request in a month, and how many months before it were so too."""

    unit: Unit
    street: str
    months: int


def announce(pk: int, *, note: str, by: Actor, at: datetime) -> Circular:
    """通报: make a frozen sheet known to everybody who works here. Refused on a running one, and a second time."""
    period = queries.period(pk)
    queries.check_assessor(by, period.scope)
    if not period.frozen_at:
        raise Refusal("Only a frozen sheet is made known.")
    if Cycle(period.cycle) not in (Cycle.PERIOD, Cycle.MONTH):
        raise Refusal("The circular is a monthly one; this sheet is of a day or a week.")
    try:
        with transaction.atomic():
            return Circular.objects.create(period=period, note=note.strip()[:4000], at=at, by=by.key)
    except IntegrityError:
        raise Refusal("This sheet was made known already.") from None


def circulars() -> QuerySet[Circular]:
    """All circulars, the latest first."""
    return Circular.objects.select_related("period__scope").order_by("-period__last", "-pk")


def circular(pk: int) -> Circular:
    """One circular."""
    found = circulars().filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such circular.")
    return found


def tables(circular: Circular) -> list[tuple[str, list[Row]]]:
    """Every unit of the circular's leagues, league by league: the ranked ones first, those without data last."""
    period = circular.period
    sheet = queries.sheet(period)
    law: Scoring = sheet.law.rules
    chosen = {one.unit.pk: one.chosen for one in choosing.kept(period)}
    every: dict[str, list[Unit]] = {}
    for unit in directory.units_below(period.scope.path):
        every.setdefault(league_of(unit.kind, law), []).append(unit)
    found = []
    for league in law.circular or tuple(law.leagues):
        scores = sheet.of(league)
        known = {score.unit.pk for score in scores}
        rows = [Row(score.unit, score, chosen.get(score.unit.pk)) for score in scores]
        found.append(
            (league, rows + [Row(u, None, None) for u in every.get(league, ()) if u.pk not in known])
        )
    return found


def quiet(first: date, *, back: int = 11) -> list[Quiet]:
    """月度“零诉求”: the communities and villages without a single request in the month that begins on a day (R334)."""
    months = [first]
    for _ in range(back):
        months.append((months[-1] - DAY).replace(day=1))
    asked = [_asked(month) for month in months]
    units = list(
        directory.units().filter(kind__in=PLACES, area__isnull=False).select_related("area", "parent")
    )
    return [
        Quiet(unit, unit.parent.label if unit.parent else "", _silent(unit, asked))
        for unit in units
        if unit.area is not None and unit.area.path not in asked[0]
    ]


def month_end(day: date) -> date:
    """The last day of a month."""
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def _asked(first: date) -> frozenset[str]:
    """The paths of the areas in which, or below which, something was asked in a month."""
    rows = orders.visible_to(SYSTEM).select_related(None).filter(
        received_at__gte=end_of(first - DAY), received_at__lt=end_of(month_end(first)), area__isnull=False
    )  # fmt: skip
    paths = rows.order_by().values_list("area__path", flat=True).distinct()
    return frozenset(path[: end + 1] for path in paths for end, sign in enumerate(path) if sign == "/")


def _silent(unit: Unit, asked: Sequence[frozenset[str]]) -> int:
    """How many months in a row up to the month asked for have been without a request there, while others asked."""
    number = 0
    for month in asked:
        if not month or unit.area is None or unit.area.path in month:
            break
        number += 1
    return number
