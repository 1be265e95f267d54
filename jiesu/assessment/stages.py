"""阶段性考核结果: the results of each day, week and month, kept for good by time alone (R321).

A stage is a period like another: the same counting, the same law, only with the moment by which the law attributes its
orders. The tick freezes it when its last day and the law's delay are over; what was missed while nothing ticked is
made up for.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from jiesu.assessment import queries
from jiesu.assessment.freezing import freeze_now
from jiesu.assessment.models import Period
from jiesu.directory import queries as directory
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules.calendar import DAY, end_of, local_day
from jiesu.rules.scoring import Cycle
from jiesu.rules.verdict import Refusal

STAGES = (Cycle.DAY, Cycle.WEEK, Cycle.MONTH)
MOST = 31
"""So many stages of one cycle are made up for after a pause, the latest ones."""


def stages(cycle: Cycle) -> QuerySet[Period]:
    """The kept results of one cycle, the latest first."""
    return queries.every_period().filter(cycle=cycle)


def due(cycle: Cycle, at: datetime) -> list[tuple[date, date]]:
    """The days of the stages that can be kept at a moment and are not yet, the earliest first."""
    last = Period.objects.filter(cycle=cycle).order_by("-last").values_list("last", flat=True).first()
    found: list[tuple[date, date]] = []
    first, end = _before(cycle, local_day(at))
    while len(found) < MOST and (last is None or first > last):
        if end_of(end) + timedelta(days=_delay(cycle, first)) <= at:
            found.append((first, end))
            if last is None:
                break
        first, end = _before(cycle, first)
    return found[::-1]


def keep(at: datetime) -> int:
    """Keep every result that is due. How many."""
    try:
        root = directory.root_unit()
    except Refusal:
        return 0
    if not policy.history_known(Topic.SCORING):
        return 0
    return sum(
        _kept(root.pk, cycle, *span, at)
        for cycle in STAGES
        for span in due(cycle, at)
        if _lawful(cycle, span[0])
    )


def _kept(root: int, cycle: Cycle, first: date, last: date, at: datetime) -> bool:
    law = queries.law_of(first)
    try:
        with transaction.atomic():
            made = Period.objects.create(
                first=first,
                last=last,
                scope_id=root,
                cycle=cycle,
                law=law.id,
                opened_at=at,
                opened_by="system",
            )
            freeze_now(queries.period(made.pk), by="system", at=at)
    except IntegrityError:
        return False
    return True


def _before(cycle: Cycle, day: date) -> tuple[date, date]:
    """The last whole stage before the one in which a day lies."""
    return _span(cycle, _span(cycle, day)[0] - DAY)


def _lawful(cycle: Cycle, first: date) -> bool:
    return cycle in queries.law_of(first).rules.stages


def _delay(cycle: Cycle, first: date) -> int:
    stage = queries.law_of(first).rules.stages.get(cycle)
    return stage.freeze_after_days if stage else 0


def _span(cycle: Cycle, day: date) -> tuple[date, date]:
    """The first and last day of the day, week (Monday to Sunday) or month that a day lies in."""
    match cycle:
        case Cycle.WEEK:
            first = day - day.weekday() * DAY
            return first, first + 6 * DAY
        case Cycle.MONTH:
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day
