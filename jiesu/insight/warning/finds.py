"""What is to be warned of: rising and mass matters of the hour, risky requests (R343).

Only finds; supervision asks once an hour, enters each finding for each unit concerned, and tells the units. Nothing
confidential takes part: a title of it would be read by those who may not read it (R494).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from jiesu.directory import queries as directory
from jiesu.directory.kinds import UnitKind
from jiesu.directory.queries import Area
from jiesu.insight.models import HotMatter
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.calendar import local_day
from jiesu.rules.early import Early, Finding, Sort
from jiesu.rules.reach import SYSTEM
from jiesu.rules.thresholds import Colour
from jiesu.rules.verdict import Sentence
from jiesu.supervision import queries as supervision

LOOKED_BACK = timedelta(days=3)
MOST = 2000
"""So many risky requests of the last days are looked at."""
STREETS = (UnitKind.STREET, UnitKind.TOWNSHIP)
KEPT = 300
"""So many orders are kept with a finding."""
RISING = Sentence("%(size)s requests of %(people)s people in four weeks; it stands out against its season.")
MASS = Sentence("%(people)s people ask for the same: a mass request by the law of thresholds.")
RISKY = Sentence("%(n)s requests about it bear the tag of a risk.")


def matters(at: datetime) -> Iterator[Finding]:
    """苗头性、群体性: what the hourly clusters show as surging or as asked for by a crowd."""
    hot = HotMatter.objects.filter(Q(surging=True) | Q(mass=True)).select_related("area").order_by("rank")
    for matter in hot:
        rows = list(matter.orders.select_related("lead").order_by("-received_at"))
        values = {"size": matter.size, "people": matter.people}
        sort, why, colour = (
            (Sort.MASS, MASS, Colour.RED) if matter.mass else (Sort.RISING, RISING, Colour.ORANGE)
        )
        yield Finding(
            sort, f"{matter.first_at:%Y%m%d%H%M%S} {matter.title}", matter.title,
            units_for(rows, matter.area), Sentence(why.text, values), colour,
            {"orders": [order.number for order in rows[:KEPT]], "heat": str(matter.heat), "place": matter.place},
        )  # fmt: skip


def risky(at: datetime) -> Iterator[Finding]:
    """风险性: requests of the last days that bear the tag of a risk, by matter and place."""
    law = supervision.early_law(at)
    if law is None or not law.risks:
        return
    groups: dict[tuple[str, int | None], list[Order]] = defaultdict(list)
    for order in _tagged(law, at):
        groups[order.category, order.area_id].append(order)
    for (category, _), rows in groups.items():
        area = rows[0].area
        name = orders.category_name(category, at) or category
        yield Finding(
            Sort.RISKY, f"{category} {area.code if area else ''} {local_day(at)}",
            f"{name} {area.name if area else ''}".strip(), units_for(rows, area),
            Sentence(RISKY.text, {"n": len(rows)}), Colour.RED,
            {"orders": [order.number for order in rows[:KEPT]]},
        )  # fmt: skip


def units_for(rows: Sequence[Order], area: Area | None) -> tuple[str, ...]:
    """The units that lead most of the orders; while nobody does, the street or township of the place."""
    if led := supervision.units_concerned(rows):
        return led
    serving = (directory.unit_serving(area, kind) for kind in STREETS) if area else ()
    return tuple(unit.code for unit in serving if unit is not None)[:1]


def _tagged(law: Early, at: datetime) -> list[Order]:
    tags = reduce(or_, (Q(tags__contains=[tag]) for tag in sorted(law.risks)))
    rows = orders.visible_to(SYSTEM).filter(received_at__gt=at - LOOKED_BACK, received_at__lte=at)
    return list(rows.filter(tags, confidential=False).order_by("-received_at", "-id")[:MOST])
