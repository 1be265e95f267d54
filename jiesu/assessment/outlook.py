"""What a running period can still become: orders that nobody has rated yet, and those that lower a rate (R337)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from jiesu.assessment.counting import Window, answered, held_by, in_window, outside
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.followup import queries as followup
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Attribute, Rate
from jiesu.rules.terms import OrderState, Satisfied, Solved

OPEN = (OrderState.DISPATCHED, OrderState.REPLIED, OrderState.DRAWN)
"""While an order lies so, somebody can still rate it."""
LOWERS = {
    Rate.RESPONSE: Q(contacted=False),
    Rate.RESOLUTION: ~Q(solved=Solved.YES),
    Rate.SATISFACTION: Q(satisfied=Satisfied.NO),
}
"""The answers that lower a rate (a partly solved order counts by its part; 基本满意 by its)."""
_SQL = (
    f"WITH pairs AS ({directory.UNITS_BELOW})"
    """
SELECT p.unit, count(DISTINCT o.id)
FROM orders_order o
JOIN orders_assignment s ON s.order_id = o.id
JOIN pairs p ON p.below = s.unit_id
WHERE o.state = ANY(%(open)s) AND s.state NOT IN ('recalled', 'forwarded', 'pending') AND NOT s.excluded
    AND NOT o.source = ANY(%(outside)s) AND {window}
    AND NOT EXISTS (SELECT 1 FROM followup_answer a WHERE a.order_id = o.id)
GROUP BY p.unit
"""
)
_CREATED = "o.received_at >= %(begins)s AND o.received_at < %(ends)s"


def open_counts(window: Window, units: Collection[int]) -> dict[int, int]:
    """How many orders of the period nobody has rated yet, by the unit's id; one query, the open states only.

    Where the law attributes by the day of creation only those received in the period count; where by the day of
    rating, every open order can still be rated in it.
    """
    asked: dict[str, Any] = {
        "units": list(units), "open": [str(state) for state in OPEN], "begins": window.begins, "ends": window.ends,
        "outside": sorted(directory.sources_outside_assessment()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(window=_CREATED if _by_creation(window) else "true"), asked)
        return {row[0]: row[1] for row in cursor.fetchall()}


def still_open(window: Window, unit: Unit, actor: Actor) -> QuerySet[Order]:
    """The orders behind the count of open ones, as far as the actor may see them."""
    rated = Exists(followup.valid_answers(first=False).filter(order=OuterRef("pk")))
    rows = held_by(unit, actor).filter(~outside() & ~Q(rated), state__in=[str(state) for state in OPEN])
    if _by_creation(window):
        rows = rows.filter(received_at__gte=window.begins, received_at__lt=window.ends)
    return rows


def lowering(window: Window, unit: Unit, rate: Rate, actor: Actor) -> QuerySet[Order]:
    """The rated orders of the period that lower one of the three rates of a unit."""
    rows = held_by(unit, actor).filter(in_window(window))
    return rows.filter(~outside() & Q(answered(window, LOWERS[rate])))


def _by_creation(window: Window) -> bool:
    return window.law.period.attribute_by is Attribute.CREATED
