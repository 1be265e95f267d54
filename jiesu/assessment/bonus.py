"""加减分: bonus points on a unit's result of a running period, by whom, for what, by which document (R320)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import QuerySet

from jiesu.assessment import queries, sheets
from jiesu.assessment.models import Bonus, Period
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.policy import queries as policy
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Scoring, shown
from jiesu.rules.verdict import Refusal


def grant_points(
    pk: int, code: str, *, points: Decimal, grantor: str, reason: str, document: str, by: Actor, at: datetime
) -> Bonus:
    """加分、减分: refused beyond the law's range, on a frozen sheet, and without reason and document.

    `grantor`: the code of the unit that gives it, of which (or above which) `by` is assessor: the city centre's own
    points are granted by the city's assessor, never by the district that gains from them.
    """
    if not reason.strip() or not document.strip():
        raise Refusal("Say for what the points are given, and by which document.")
    if not points:
        raise Refusal("A bonus of nothing is none.")
    with transaction.atomic():
        period, unit, giver = _open(pk), directory.unit(code), directory.unit(grantor)
        queries.check_assessor(by, giver)
        if not unit.path.startswith(period.scope.path):
            raise Refusal("%(unit)s is not assessed in this period.", unit=unit.label)
        if not unit.path.startswith(giver.path) or unit.pk == giver.pk:
            raise Refusal("Points are given from above: %(giver)s does not stand above %(unit)s.",
                          giver=giver.label, unit=unit.label)  # fmt: skip
        law: Scoring = policy.law(period.law).rules
        whole = sheets.bonuses(period).get(unit.code, Fraction(0)) + Fraction(points)
        _check_range(law, whole)
        return Bonus.objects.create(
            period=period, unit=unit, points=points, grantor=giver, reason=reason.strip()[:2000],
            document=document.strip()[:120], at=at, by=by.key,
        )  # fmt: skip


def withdraw_points(pk: int, *, reason: str, by: Actor, at: datetime) -> Bonus:
    """撤销加减分: the line stays and says why. Refused on a frozen sheet, and where the rest leaves the law's range."""
    if not reason.strip():
        raise Refusal("Say why the points are withdrawn.")
    with transaction.atomic():
        period = _open(Bonus.objects.filter(pk=pk).values_list("period", flat=True).first() or 0)
        found = Bonus.objects.select_related("grantor", "unit").filter(pk=pk, withdrawn_at=None).first()
        if found is None:
            raise Refusal("There are no such points that stand.")
        queries.check_assessor(by, found.grantor)
        rest = sheets.bonuses(period)[found.unit.code] - Fraction(found.points)
        _check_range(policy.law(period.law).rules, rest)
        found.withdrawn_at, found.withdrawn_by, found.withdrawn_for = at, by.key, reason.strip()[:2000]
        found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for"])
    return found


def granted(period: Period, unit: Unit | None = None) -> QuerySet[Bonus]:
    """The bonus points of a period, also the withdrawn ones, the earliest first."""
    rows = Bonus.objects.filter(period=period).select_related("unit", "grantor")
    return rows.filter(unit=unit) if unit else rows


def _open(pk: int) -> Period:
    """The period, held until the transaction ends, so that all points of it are given and taken one after another."""
    period = Period.objects.select_for_update(of=("self",)).select_related("scope").filter(pk=pk).first()
    if period is None:
        raise Refusal("There is no such period.")
    if period.frozen_at:
        raise Refusal("This sheet is frozen; its points do not change any more.")
    return period


def _check_range(law: Scoring, whole: Fraction) -> None:
    if law.bonus is None:
        raise Refusal("The law in force knows no bonus points.")
    if not law.bonus.at_least <= whole <= law.bonus.at_most:
        raise Refusal("By the law a unit's bonus points lie between %(least)s and %(most)s.",
                      least=shown(law.bonus.at_least), most=shown(law.bonus.at_most))  # fmt: skip
