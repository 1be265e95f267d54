"""The acts of assessment: open a period, freeze its sheet (records); exclusion (verbs, jiesu.assessment.excluding)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from jiesu.assessment import queries
from jiesu.assessment.bonus import grant_points, withdraw_points
from jiesu.assessment.correcting import correct
from jiesu.assessment.excluding import allow, countersign, disallow, exclude
from jiesu.assessment.freezing import freeze_now
from jiesu.assessment.models import Period
from jiesu.directory import queries as directory
from jiesu.rules.calendar import end_of, wall
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import Refusal

__all__ = [
    "allow",
    "correct",
    "countersign",
    "disallow",
    "exclude",
    "freeze",
    "grant_points",
    "open_period",
    "withdraw_points",
]


def open_period(first: date, last: date, *, scope: str = "", by: Actor, at: datetime) -> Period:
    """开启考核期: from a day to a day for the units under `scope` (default: all), by the law of its first day."""
    unit = directory.unit(scope) if scope else directory.root_unit()
    queries.check_assessor(by, unit)
    if last < first:
        raise Refusal("A period cannot end before it begins.")
    law = queries.law_of(first)
    try:
        with transaction.atomic():
            return Period.objects.create(
                first=first, last=last, scope=unit, law=law.id, opened_at=at, opened_by=by.key
            )
    except IntegrityError:
        raise Refusal("This period is open already.") from None


def freeze(pk: int, *, by: Actor, at: datetime) -> Period:
    """定稿: keep the sheet as it stands, for good. Refused before the law's day, and a second time."""
    with transaction.atomic():
        period = Period.objects.select_for_update(of=("self",)).select_related("scope").filter(pk=pk).first()
        if period is None:
            raise Refusal("There is no such period.")
        queries.check_assessor(by, period.scope)
        if period.frozen_at:
            raise Refusal(
                "This sheet was frozen on %(day)s; it does not change any more.", day=wall(period.frozen_at)
            )
        law = queries.window_of(period).law
        opens = end_of(period.last) + timedelta(days=law.period.freeze_after_days)
        if at < opens:
            raise Refusal("The sheet of this period can be frozen from %(day)s.", day=wall(opens))
        return freeze_now(period, by=by.key, at=at)
