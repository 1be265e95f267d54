"""What the room keeps of the catalogue beside the law: districts' own lines, who takes what directly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from jiesu.dispatch.models import DirectRange, DistrictLine
from jiesu.rules.catalogues import OwnLine
from jiesu.rules.dispatching import DirectLine
from jiesu.rules.reach import Actor
from jiesu.rules.terms import UnitRole
from jiesu.rules.verdict import Refusal


def own_lines() -> list[OwnLine]:
    """Every line of every district's catalogue; the judge looks at the days."""
    rows = DistrictLine.objects.order_by("pk").values_list(
        "district__area__code",
        "category",
        "unit__code",
        "role",
        "basis",
        "valid_from",
        "valid_to",
        "unit__name",
    )
    return [OwnLine(a or "", c, u, UnitRole(r), b, f, t, name) for a, c, u, r, b, f, t, name in rows]


def direct_lines() -> list[DirectLine]:
    """Everything said about who takes which matter directly."""
    rows = DirectRange.objects.order_by("pk").values_list(
        "unit__code", "category", "opens", "valid_from", "valid_to"
    )
    return [DirectLine(*row) for row in rows]


def changed_at() -> datetime | None:
    """When any of it was last changed: suggestions from before are out of date."""
    last = [model.objects.aggregate(at=Max("at"))["at"] for model in (DistrictLine, DirectRange)]
    return max((at for at in last if at), default=None)


def lines_seen(actor: Actor) -> QuerySet[DistrictLine]:
    """The districts' own lines in the actor's part of the tree, or above it."""
    return _near(DistrictLine.objects.select_related("district", "unit"), "district", actor).order_by(
        "-at", "-pk"
    )


def ranges_seen(actor: Actor) -> QuerySet[DirectRange]:
    """What is said of direct dispatch for units in the actor's part of the tree."""
    return _near(DirectRange.objects.select_related("unit"), "unit", actor).order_by("-at", "-pk")


def line(pk: int) -> DistrictLine:
    """One line of a district's catalogue."""
    row = DistrictLine.objects.select_related("district", "unit").filter(pk=pk).first()
    if row is None:
        raise Refusal("There is no such line.")
    return row


def _near(rows: QuerySet[Any], field: str, actor: Actor) -> QuerySet[Any]:
    near = Q(pk__in=[])
    for seat in actor.seats:
        above = [code for code in seat.path.split("/") if code]
        near |= Q(**{f"{field}__path__startswith": seat.path}) | Q(**{f"{field}__code__in": above})
    return rows.filter(near)
