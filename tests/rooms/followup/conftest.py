"""The sample town under the shipped law, with a requester who can be asked."""

from __future__ import annotations

import pytest

from jiesu.adapters.ports import Receipt, Unreachable
from jiesu.callers import actions as callers
from jiesu.callers.models import Party
from jiesu.followup import actions
from jiesu.orders.face import Order
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import OrderState, Role
from tests.builders import AT, Town, order_at, town
from tests.rooms.followup.steps import LATER, fresh

PHONE = "13800000001"


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


@pytest.fixture
def requester(place: Town) -> Party:
    return callers.remember(name="样例诉求人", phone=PHONE, at=AT)


@pytest.fixture
def agent(place: Town) -> Actor:
    return place.actor(Role.FOLLOWUP_AGENT, "centre")


@pytest.fixture
def leader(place: Town) -> Actor:
    return place.actor(Role.MAIN_LEADER, "lake")


@pytest.fixture
def supervisor(place: Town) -> Actor:
    return place.actor(Role.SUPERVISOR, "centre")


@pytest.fixture
def replied(place: Town, requester: Party) -> Order:
    return order_at(OrderState.REPLIED, place, requester=requester.pk)


@pytest.fixture
def drawn(replied: Order, agent: Actor) -> Order:
    actions.draw(replied.number, by=agent, at=LATER, means=Means.CALL)
    return fresh(replied)


class DeadSms:
    """A gateway that takes nothing."""

    name = "dead"
    connected = True

    def send(self, *, to: str, text: str, key: str) -> Receipt:
        raise Unreachable("switched off")
