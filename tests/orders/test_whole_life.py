"""The spine and the whole life: guests, clocks that stand, merges undone, shares that end with their order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiesu.orders import face as orders
from jiesu.orders.face import Birth
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import OrderState, Role, Verb
from jiesu.rules.verdict import NotYours
from tests.builders import AT, Town, order_at, share_at, town

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=9)


@pytest.fixture
def sample() -> Town:
    return town()


def test_an_order_that_ends_leaves_nothing_on_a_unit_s_desk(sample: Town) -> None:
    order = order_at(OrderState.DISPATCHED, sample)
    orders.advance(order.number, Verb.WITHDRAW, by=sample.actor(Role.AGENT, "centre"), at=LATER)
    assert orders.find(order.number, SYSTEM).state == OrderState.WITHDRAWN
    assert [share.state for share in orders.shares_of(order)] == [A.RECALLED]
    assert [event.verb for event in orders.timeline(order)][-2:] == ["withdraw", "recall"]
    assert orders.verify().holds


def test_a_merge_can_be_undone(sample: Town) -> None:
    order = order_at(OrderState.MERGED, sample)
    orders.advance(order.number, Verb.UNMERGE, by=sample.actor(Role.AGENT, "centre"), at=LATER)
    found = orders.find(order.number, SYSTEM)
    assert (found.state, found.merged_into, found.closed_at) == (OrderState.RECORDED, None, None)
    assert orders.verify().holds


def test_a_guest_sees_the_order_and_does_what_guests_do_and_nothing_else(sample: Town) -> None:
    share = share_at(A.ESCALATED, sample)
    number = share.order.number
    guest, stranger = sample.actor(Role.REQUEST_CENTRE, "heat"), sample.actor(Role.REQUEST_CENTRE, "hill")
    assert orders.visible_to(guest).filter(number=number).exists()
    assert not orders.visible_to(stranger).filter(number=number).exists()
    order = orders.find(number, guest)
    open_now = set(orders.open_verbs_for(order, guest, orders.share_of(order, 1)))
    assert open_now == {Verb.ADVISE, Verb.EVALUATE}
    with pytest.raises(NotYours):
        orders.advance(number, Verb.ADVISE, by=stranger, at=LATER, share=1)
    with pytest.raises(NotYours):
        orders.advance(number, Verb.ADVISE, by=sample.actor(Role.HEAD, "lake"), at=LATER, share=1)
    orders.advance(number, Verb.ADVISE, by=guest, at=LATER, share=1, facts={"guests": []})
    order = orders.find(number, SYSTEM)
    assert orders.share_of(order, 1).state == A.HANDLING and order.guests == []
    assert not orders.visible_to(guest).filter(number=number).exists()
    assert orders.verify().holds


def test_a_clock_that_stands_has_no_due_moment_and_keeps_the_first(sample: Town) -> None:
    share = share_at(A.HANDLING, sample)
    number, first = share.order.number, share.due
    handler = sample.actor(Role.HANDLER, "lake")
    orders.advance(number, Verb.PAUSE, by=handler, at=LATER, share=1, facts={"order_paused": True})
    order = orders.find(number, SYSTEM)
    stopped = orders.share_of(order, 1)
    assert (stopped.due, stopped.first_due, stopped.paused_at, order.due) == (None, first, LATER, None)
    new = first + timedelta(hours=4)
    orders.advance(
        number,
        Verb.RESUME,
        by=handler,
        at=LATER + timedelta(hours=4),
        share=1,
        facts={"due": new, "order_due": new},
    )
    order = orders.find(number, SYSTEM)
    again = orders.share_of(order, 1)
    assert (again.due, again.first_due, again.paused_at, order.due) == (new, first, None, new)
    assert orders.verify().holds


def test_whoever_steps_back_leaves_the_share_without_a_handler(sample: Town) -> None:
    share = share_at(A.HANDLING, sample)
    orders.advance(share.order.number, Verb.RECUSE, by=sample.actor(Role.HANDLER, "lake"), at=LATER, share=1)
    found = orders.share_of(orders.find(share.order.number, SYSTEM), 1)
    assert (found.state, found.handler) == (A.CLAIMED, None)
    assert orders.verify().holds


def test_a_unit_answers_for_an_order_that_it_signed_and_counts_its_presses(sample: Town) -> None:
    order = order_at(OrderState.RATED, sample)
    head = sample.actor(Role.HEAD, "lake")
    assert Verb.EXPLAIN in orders.open_verbs_for(order, head)
    assert Verb.EXPLAIN not in orders.open_verbs_for(order, sample.actor(Role.HEAD, "hill"))
    for _ in range(2):
        orders.advance(order.number, Verb.PRESS, by=sample.actor(Role.AGENT, "centre"), at=LATER)
    assert orders.find(order.number, SYSTEM).pressed == 2
    assert orders.verify().holds


def test_a_later_share_brings_its_own_first_limit(sample: Town) -> None:
    order = order_at(OrderState.DISPATCHED, sample)
    due = LATER + timedelta(days=1)
    orders.advance(
        order.number, Verb.DISPATCH, by=sample.actor(Role.DISPATCHER, "centre"), at=LATER,
        births=[Birth(unit="heat", due=due)],
    )  # fmt: skip
    assert orders.share_of(order, 2).first_due == due
    assert orders.verify().holds
