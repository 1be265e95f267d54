"""Two hands, one baton: several threads on one order, on real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from jiesu.dispatch.actions import Sending, dispatch_many
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Move, Order
from jiesu.policy import actions
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, OrderState, Role, UnitRole, Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town, new_order, order_at, share_at, town

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HANDS = 8


@pytest.fixture
def place() -> Town:
    return town()


def together(act: Callable[[int], object]) -> list[object]:
    """Let eight threads do it at the same moment; each gives its result or its refusal."""
    gate = Barrier(HANDS)

    def one(number: int) -> object:
        try:
            gate.wait()
            return act(number)
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(one, range(HANDS)))


def test_eight_hands_on_one_order_give_one_winner_and_seven_polite_refusals(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    agent = place.actor(Role.AGENT, "centre")
    results = together(
        lambda _: orders.advance(order.number, Verb.WITHDRAW, by=agent, at=AT + timedelta(hours=1))
    )
    refused = [r for r in results if isinstance(r, Refusal)]
    assert len(refused) == HANDS - 1
    assert all("not possible" in str(r) for r in refused)
    assert Event.objects.filter(order=order, verb=Verb.WITHDRAW).count() == 1
    assert orders.verify().holds


def test_eight_claims_of_one_share_give_one_claim(place: Town) -> None:
    share = share_at(AssignmentState.SENT, place)
    number = Order.objects.get(pk=share.order_id).number
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    results = together(
        lambda _: orders.advance(number, Verb.CLAIM, by=centre, at=AT + timedelta(hours=1), share=1)
    )
    assert sum(isinstance(r, Event) for r in results) == 1
    assert orders.verify().holds


def test_a_double_submit_opens_one_order(place: Town) -> None:
    agent = place.actor(Role.AGENT, "centre")
    results = together(lambda _: orders.open(new_order(), by=agent, at=AT, key="the-same-form").number)
    assert len(set(results)) == 1
    assert Order.objects.count() == 1


def test_one_external_number_opens_one_order_whatever_the_way(place: Town) -> None:
    agent = place.actor(Role.AGENT, "centre")
    record = new_order(source="paper", external_no="77")

    def act(number: int) -> str:
        if number % 2:
            return orders.open(record, by=agent, at=AT).number
        return orders.open_many([record], by=agent, at=AT)[0].number

    assert len(set(together(act))) == 1
    assert orders.verify().holds


def test_batches_that_share_orders_do_not_wait_for_each_other_in_a_ring(place: Town) -> None:
    made = [order_at(OrderState.RECORDED, place).number for _ in range(6)]

    def act(number: int) -> int:
        numbers = made if number % 2 else made[::-1]
        moves = [Move(n, Verb.ACCEPT, SYSTEM, AT + timedelta(hours=1)) for n in numbers]
        return sum(isinstance(r, Event) for r in orders.advance_many(moves))

    assert sum(r for r in together(act) if isinstance(r, int)) == len(made)
    assert orders.verify().holds


def test_seals_made_at_once_cover_every_order_once(place: Town) -> None:
    for _ in range(5):
        order_at(OrderState.ACCEPTED, place)
    together(lambda _: orders.seal_all(AT))
    report = orders.verify()
    assert report.holds, report.faults
    assert not Order.objects.exclude(sealed_seq=2).exists()


def test_an_order_confirmed_by_eight_hands_at_once_has_one_leading_unit(place: Town) -> None:
    actions.publish(actions.shipped_folder("beijing"), by=SYSTEM, at=AT)
    order = order_at(OrderState.ACCEPTED, place)
    by = place.actor(Role.DISPATCHER, "centre")
    asked = [
        Sending(order.number, [(u, UnitRole.LEAD)], by, AT + timedelta(hours=1)) for u in ("lake", "hill")
    ]
    together(lambda n: dispatch_many([asked[n % 2]]))
    assert [s.role for s in orders.shares_of(order)] == [UnitRole.LEAD]
    assert orders.verify().holds
