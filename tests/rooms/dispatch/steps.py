"""Short words for the tests of dispatch: an order as it stands now, its shares, its people."""

from __future__ import annotations

from datetime import timedelta

from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Role
from tests.builders import AT, Town

HOUR = timedelta(hours=1)
LATER = AT + HOUR


def fresh(order: Order) -> Order:
    return orders.find(order.number, SYSTEM)


def share(order: Order, no: int = 1) -> Assignment:
    return orders.shares_of(order)[no - 1]


def events() -> int:
    return Event.objects.count()


def dispatcher(place: Town, unit: str = "centre") -> Actor:
    return place.actor(Role.DISPATCHER, unit)


def centre_of(place: Town, unit: str) -> Actor:
    return place.actor(Role.REQUEST_CENTRE, unit)
