"""The short way of machines under race: one statement for caller, order and events, and nobody twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from jiesu.callers.models import Party
from jiesu.intake import actions as intake
from jiesu.intake import swift
from jiesu.intake.drafts import Draft
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules.terms import Role
from tests.builders import AT, town

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HANDS = 8
TOLD = Draft(text="柳荫社区三号楼停水两天了，请尽快处理。", name="样例张三", phone="13800000001")


def at_once(key: str = "") -> list[tuple[str, bool]]:
    """Eight threads hand in the same request of a caller whom nobody knows yet."""
    swift.forget()
    by, gate = town().actor(Role.AGENT, "centre"), Barrier(HANDS)

    def hand_in(_: int) -> tuple[str, bool]:
        try:
            gate.wait()
            order, fresh = intake.record_accepted(TOLD, by=by, at=AT, key=key)
            return order.number, fresh
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand_in, range(HANDS)))


def test_a_new_caller_heard_by_eight_hands_is_one_party_and_every_later_order_repeats() -> None:
    made = at_once()
    assert len({number for number, _ in made}) == HANDS and all(fresh for _, fresh in made)
    assert Party.objects.count() == 1 and Order.objects.exclude(requester=None).count() == HANDS
    told = Event.objects.filter(seq=1).values_list("facts", flat=True)
    assert sum("repeat_of" not in facts for facts in told) == 1
    assert orders.verify().holds


def test_one_key_sent_by_eight_hands_is_one_order_and_one_caller() -> None:
    made = at_once(key="k-1")
    assert len({number for number, _ in made}) == 1 and sum(fresh for _, fresh in made) == 1
    assert (Order.objects.count(), Party.objects.count(), Event.objects.count()) == (1, 1, 2)
    assert orders.verify().holds
