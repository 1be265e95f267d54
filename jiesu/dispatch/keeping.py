"""What the room keeps of the catalogue beside the law: districts' own lines, who takes what directly."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from jiesu.dispatch.models import DirectRange, DistrictLine
from jiesu.rules.catalogues import OwnLine
from jiesu.rules.dispatching import DirectLine
from jiesu.rules.terms import UnitRole


def own_lines() -> list[OwnLine]:
    """Every line of every district's catalogue; the judge looks at the days."""
    rows = DistrictLine.objects.order_by("pk").values_list(
        "district__area__code", "category", "unit__code", "role", "basis", "valid_from", "valid_to"
    )
    return [OwnLine(a or "", c, u, UnitRole(r), b, f, t) for a, c, u, r, b, f, t in rows]


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
