"""Eight ticks at once climb the ladder: each rung of each order is one demand and one line of the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, Verb
from jiesu.supervision import ticks
from jiesu.supervision.models import Item
from tests.builders import AT, order_at, town
from tests.race.test_two_hands import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
LATER = AT + timedelta(days=3, hours=1)


@pytest.mark.req("R249", part="one event each, whatever the number of workers")
def test_eight_ticks_climb_each_rung_once() -> None:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    place = town()
    made = [order_at(OrderState.DISPATCHED, place) for _ in range(6)]
    orders.watch(LATER)
    together(lambda _: ticks.run(LATER))
    for verb in (Verb.URGE, Verb.SUPERVISE):
        assert Event.objects.filter(verb=verb).count() == len(made)
        assert Item.objects.filter(kind=verb, origin="ladder").count() == len(made)
    assert orders.verify().holds
