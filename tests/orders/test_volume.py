"""The cumulative volume: kept with every birth, exact at any moment, added up by the tick, proven by the orders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from jiesu.ops.commands import tick
from jiesu.orders import face as orders
from jiesu.orders import volume
from jiesu.orders.models import Order, Volume
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from tests.builders import AT, Town, new_order, town

DAYS = (0, 0, 0, 1, 1, 40)


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    made = town()
    by = made.actor(Role.AGENT, "centre")
    for days in DAYS[:4]:
        orders.open(new_order(), by=by, at=AT + timedelta(days=days))
    orders.open_many([new_order(received_at=AT + timedelta(days=days)) for days in DAYS[4:]], by=by, at=AT)
    return made


def test_the_volume_is_exact_before_and_after_the_days_are_added_up(place: Town) -> None:
    assert (orders.received(), orders.begun(), Volume.objects.count()) == (6, date(2026, 3, 2), 6)
    told = [orders.received(date(2026, 3, 3)), orders.received(last=date(2026, 3, 2))]
    tick.once(AT, lambda _words: None)
    assert [(v.day, v.orders) for v in Volume.objects.order_by("day")] == [
        (date(2026, 3, 2), 3), (date(2026, 3, 3), 2), (date(2026, 4, 11), 1)
    ]  # fmt: skip
    assert told == [3, 3] == [orders.received(date(2026, 3, 3)), orders.received(last=date(2026, 3, 2))]
    orders.open(new_order(), by=place.actor(Role.AGENT, "centre"), at=AT)
    assert orders.received() == 7 == Order.objects.count()


def test_an_order_that_is_moved_to_another_day_is_counted_there(place: Town) -> None:
    Order.objects.filter(received_at=AT + timedelta(days=40)).update(received_at=AT)
    assert orders.received(last=date(2026, 3, 2)) == 4 and orders.received() == 6
    Order.objects.filter(received_at=AT).update(received_at=AT + timedelta(days=2))
    assert orders.begun() == date(2026, 3, 3), "before the rows are added up"
    Order.objects.filter(received_at=AT + timedelta(days=2)).update(received_at=AT)
    volume.fold_volumes(AT)
    assert Volume.objects.count() == 2 and not volume.wrong_days()


def test_a_wrong_number_is_found_and_counted_again(place: Town) -> None:
    assert orders.verify().holds and orders.rebuild(check=True).holds
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_volume SET orders = orders + 1 WHERE day = '2026-04-11'")
    report = orders.rebuild(check=True)
    assert report.faults == ["Volume of 2026-04-11: 2 are kept, 1 orders were received."]
    assert not orders.verify().holds
    orders.rebuild(check=False)
    assert orders.rebuild(check=True).holds and orders.received() == 6
