"""Orders dispatched by the real law, for tests of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from jiesu.dispatch import actions as dispatch
from jiesu.handling import actions
from jiesu.handling.kinds import ActionKind, Reached, Way
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Level, Role, UnitRole, Verb
from tests.builders import AT, Town, new_order

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLAIN = {"text": "楼下广场舞扰民。", "title": "广场舞扰民"}


def beijing(day: str, clock: str = "00:00") -> datetime:
    """A moment on a Beijing wall, stored in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}:00+08:00").astimezone(UTC)


def dispatched(
    place: Town, *, at: datetime = AT, level: Level | None = Level.P3, units: Any = (("lake", UnitRole.LEAD),),
    **changes: Any,
) -> Order:  # fmt: skip
    """An order accepted and dispatched at `at` by the law in force."""
    agent, dispatcher = place.actor(Role.AGENT, "centre"), place.actor(Role.DISPATCHER, "centre")
    order = orders.open(new_order(level=level, **(PLAIN | changes)), by=agent, at=at)
    orders.advance(order.number, Verb.ACCEPT, by=agent, at=at)
    dispatch.dispatch(order.number, units=units, by=dispatcher, at=at, level=level)
    return orders.find(order.number, SYSTEM)


def at_work(place: Town, order: Order, *, at: datetime, unit: str = "lake", share: int = 1) -> Assignment:
    """The share claimed, assigned, contacted and acted on, one minute a step from `at` on."""
    centre, handler = place.actor(Role.REQUEST_CENTRE, unit), place.actor(Role.HANDLER, unit)
    n = order.number
    actions.claim(n, share=share, by=centre, at=at)
    actions.assign(n, share=share, handler=f"{unit}.handler", by=centre, at=at + MINUTE)
    actions.contact(n, share=share, way=Way.PHONE, reached=Reached.REACHED, by=handler, at=at + 2 * MINUTE)
    actions.act(n, share=share, kind=ActionKind.VISIT, note="到场查看", by=handler, at=at + 3 * MINUTE)
    return fresh(order, share)


def fresh(order: Order, share: int = 1) -> Assignment:
    """The share as it stands."""
    return orders.share_of(orders.find(order.number, SYSTEM), share)


def told(order: Order, share: int = 1) -> datetime | None:
    """Where the story of the limit ends."""
    found = orders.find(order.number, SYSTEM)
    return orders.clock_story(found, orders.share_of(found, share)).due
