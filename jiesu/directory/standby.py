"""Who stands by when, and where streets meet: shifts of the duty roster, round-the-clock units, border zones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from jiesu.directory.models import Border, Shift, Unit
from jiesu.directory.models.shared import on_day


def on_duty(unit: str, at: datetime) -> Shift | None:
    """Who is on duty in a unit at a moment; of several the one who came last."""
    running = Shift.objects.filter(unit__code=unit, starts__lte=at, ends__gt=at)
    return running.select_related("person").order_by("-starts", "pk").first()


def shifts_between(since: datetime, until: datetime, units: Iterable[Unit] | None = None) -> QuerySet[Shift]:
    """The shifts that touch a time, in order; of some units or of all."""
    found = Shift.objects.select_related("unit", "person").filter(starts__lt=until, ends__gt=since)
    found = found if units is None else found.filter(unit__in=list(units))
    return found.order_by("starts", "pk")


def shifts_from(at: datetime) -> QuerySet[Shift]:
    """The shifts that run or are to come, in order."""
    return Shift.objects.select_related("unit", "person").filter(ends__gt=at).order_by("starts", "pk")


def shifts_by_key(keys: Iterable[str]) -> list[Shift]:
    """Shifts by their keys."""
    numbers = [int(key) for key in keys if key.isdigit()]
    return list(Shift.objects.select_related("unit", "person").filter(pk__in=numbers))


def round_the_clock() -> QuerySet[Unit]:
    """The units that answer around the clock (7×24), in tree order."""
    return Unit.objects.filter(round_the_clock=True).order_by("path")


def borders(*, on: date | None = None) -> QuerySet[Border]:
    """The border zones; those that stand on a day, where one is given."""
    every = Border.objects.prefetch_related("areas").order_by("code")
    return every.filter(on_day(on)) if on else every
