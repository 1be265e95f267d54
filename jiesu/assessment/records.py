"""调查指标、参评案例: figures of surveys beside the city's mean; cases sent to selections (R333, R335)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from jiesu.assessment import queries, sheets
from jiesu.assessment.models import Submission, Survey
from jiesu.directory import queries as directory
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import Refusal


def record_survey(
    indicator: str, *, unit: str, day: date, value: Decimal, city_mean: Decimal | None, source: str, by: Actor,
    at: datetime,
) -> Survey:  # fmt: skip
    """登记调查指标: refused without a source, beyond 0 to 100 per cent, and a second time for the same day."""
    own = directory.unit(unit)
    queries.check_assessor(by, own)
    if not indicator.strip() or not source.strip():
        raise Refusal("Say which indicator it is and where it comes from.")
    if not all(0 <= share <= 100 for share in (value, city_mean or value)):
        raise Refusal("A share lies between 0 and 100 per cent.")
    try:
        with transaction.atomic():
            return Survey.objects.create(
                indicator=indicator.strip()[:80], unit=own, day=day, value=value, city_mean=city_mean,
                source=source.strip()[:200], at=at, by=by.key,
            )  # fmt: skip
    except IntegrityError:
        raise Refusal("This figure is entered already.") from None


def submit_case(selection: str, *, case: str, unit: str, day: date, by: Actor, at: datetime) -> Submission:
    """登记参评: a case goes to a selection elsewhere."""
    own = directory.unit(unit)
    queries.check_assessor(by, own)
    if not selection.strip() or not case.strip():
        raise Refusal("Say which case goes to which selection.")
    return Submission.objects.create(
        selection=selection.strip()[:120], case=case.strip()[:200], unit=own, day=day, at=at, by=by.key
    )


def end_case(pk: int, *, outcome: str, by: Actor, at: datetime) -> Submission:
    """登记结果: what became of it; said once."""
    if not outcome.strip():
        raise Refusal("Say what became of it.")
    with transaction.atomic():
        found = (
            Submission.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=pk).first()
        )
        if found is None or found.ended_at:
            raise Refusal("There is no such case that is open.")
        queries.check_assessor(by, found.unit)
        found.outcome, found.ended_at, found.ended_by = outcome.strip()[:200], at, by.key
        found.save(update_fields=["outcome", "ended_at", "ended_by"])
    return found


def surveys(actor: Actor) -> QuerySet[Survey]:
    """The survey figures of the units that the actor sees."""
    return Survey.objects.select_related("unit").filter(sheets.seen_by(actor))


def submissions(actor: Actor) -> QuerySet[Submission]:
    """The cases of the units that the actor sees."""
    return Submission.objects.select_related("unit").filter(sheets.seen_by(actor))
