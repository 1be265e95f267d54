"""Who else has the same sheet open: rows with a heartbeat, forgotten after a minute. Nobody is named."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiesu.directory import queries as directory
from jiesu.orders import queries
from jiesu.orders.models import Presence
from jiesu.rules.reach import Actor

FRESH = timedelta(seconds=60)


def beat(number: str, actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """Say that the actor looks at the order; the others who do, as (unit, role). Refusal where it is unseen."""
    order = queries.find(number, actor)
    seat = actor.seats[0] if actor.seats else None
    Presence.objects.update_or_create(
        order=order, key=actor.key,
        defaults={"at": at, "unit": seat.unit if seat else "", "role": str(seat.role) if seat else ""},
    )  # fmt: skip
    Presence.objects.filter(order=order, at__lt=at - FRESH).delete()
    others = Presence.objects.filter(order=order).exclude(key=actor.key).order_by("unit", "role", "pk")
    rows = list(others.values_list("unit", "role"))
    names = {u.code: u.label for u in directory.units().filter(code__in=[unit for unit, _ in rows])}
    return [(names.get(unit, unit), role) for unit, role in rows]
