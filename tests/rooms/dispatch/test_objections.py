"""Objections and their rulings; recall; who may not, and when it is too late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jiesu.dispatch import actions
from jiesu.dispatch.kinds import Ground, Ruling
from jiesu.dispatch.models import Objection
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.policy import queries as policy
from jiesu.rules import flow, limits
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Level, OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, order_at, share_at
from tests.rooms.dispatch.steps import HOUR, LATER, centre_of, dispatcher, events, fresh, share

# --- object, uphold, reject


def objected(place: Town, unit: str = "lake", **more: Any) -> Assignment:
    sent = share_at(AssignmentState.SENT, place, unit=unit)
    said: dict[str, Any] = {"ground": Ground.NOT_HERE, "reason": "不在本辖区", "proposed": "hill", "share": 1}
    actions.object(sent.order.number, by=centre_of(place, unit), at=LATER, **(said | more))
    return share(sent.order)


@pytest.mark.req("R069", "R071", part="the returns count per unit comes with assessment")
def test_an_objection_has_a_ground_a_proposal_and_a_limit_for_its_ruling(place: Town) -> None:
    own = objected(place)
    row = Objection.objects.get()
    law, calendar = policy.in_force("limits", LATER).rules, policy.calendar(LATER)
    assert own.state == AssignmentState.OBJECTED
    assert row.ground == Ground.NOT_HERE and row.proposed is not None and row.proposed.code == "hill"
    assert row.ruling_due == limits.ruling_due(law, level=Level.P2, since=LATER, calendar=calendar).value


@pytest.mark.req("R068")
def test_an_objection_outside_its_window_or_without_grounds_changes_nothing(place: Town) -> None:
    sent = share_at(AssignmentState.SENT, place)
    by = centre_of(place, "lake")
    said: dict[str, Any] = {"share": 1, "ground": Ground.NOT_OURS, "reason": "非本单位职责", "by": by}
    before = events()
    law, calendar = policy.in_force("limits", LATER).rules, policy.calendar(LATER)
    until = limits.objection_until(law, level=Level.P2, since=sent.dispatched_at, calendar=calendar).value
    late = until + timedelta(seconds=1)
    with pytest.raises(Refusal, match="possible until"):
        actions.object(sent.order.number, **said, proposed="hill", at=late)
    with pytest.raises(Refusal, match="legal basis"):
        actions.object(sent.order.number, **said, at=LATER)
    with pytest.raises(Refusal, match="another unit"):
        actions.object(sent.order.number, **said, proposed="lake", at=LATER)
    with pytest.raises(Refusal, match="why"):
        actions.object(sent.order.number, **(said | {"reason": ""}), proposed="hill", at=LATER)
    assert events() == before and not Objection.objects.exists()
    actions.object(sent.order.number, **said, basis="《条例》第十一条", at=until)


@pytest.mark.req("R069")
def test_an_upheld_objection_gives_the_next_unit_a_fresh_clock(place: Town) -> None:
    own = objected(place)
    later = LATER + HOUR
    actions.uphold(
        own.order.number, share=1, units=["hill"], by=dispatcher(place), at=later, reason="属山前街道"
    )
    first, second = share(own.order), share(own.order, 2)
    assert first.state == AssignmentState.RECALLED and second.state == AssignmentState.SENT
    assert second.unit.code == "hill" and second.due == later + 24 * HOUR
    order = fresh(own.order)
    assert order.lead is not None and order.lead.code == "hill" and order.due == second.due
    assert Objection.objects.get().ruling == Ruling.UPHELD
    assert orders.verify().holds


def test_an_upheld_objection_without_another_unit_puts_the_order_back_into_the_tray(place: Town) -> None:
    own = objected(place)
    actions.uphold(own.order.number, share=1, by=dispatcher(place), at=LATER + HOUR, reason="待会商")
    order = fresh(own.order)
    assert order.state == OrderState.ACCEPTED and order.lead is None and order.due is None


def test_an_upheld_objection_of_a_forwarded_share_gives_it_back_to_who_forwarded_it(place: Town) -> None:
    parent = share_at(AssignmentState.CLAIMED, place, unit="east")
    number = parent.order.number
    actions.forward(number, share=1, units=["lake"], by=centre_of(place, "east"), at=LATER, reason="属地")
    said: dict[str, Any] = {"ground": Ground.NOT_HERE, "reason": "不在本辖区", "proposed": "hill"}
    actions.object(number, share=2, by=centre_of(place, "lake"), at=LATER, **said)
    actions.uphold(number, share=2, by=centre_of(place, "east"), at=LATER, reason="确属山前")
    assert [s.state for s in orders.shares_of(parent.order)] == [
        AssignmentState.CLAIMED,
        AssignmentState.RECALLED,
    ]
    assert (found := fresh(parent.order).lead) is not None and found.code == "east"
    actions.forward(number, share=1, units=["hill"], by=centre_of(place, "east"), at=LATER, reason="属地")
    assert share(parent.order, 3).unit.code == "hill"
    assert orders.verify().holds


def test_a_unit_does_not_rule_on_its_own_objection(place: Town) -> None:
    own = objected(place)
    before = events()
    for verb in (actions.uphold, actions.reject):
        with pytest.raises(NotYours):
            verb(own.order.number, share=1, by=centre_of(place, "lake"), at=LATER, reason="x")
    assert events() == before


@pytest.mark.req("R069")
def test_a_rejected_objection_leaves_the_unit_its_order_and_its_clock(place: Town) -> None:
    own = objected(place)
    with pytest.raises(Refusal, match="reason"):
        actions.reject(own.order.number, share=1, by=dispatcher(place), at=LATER + HOUR, reason="")
    actions.reject(own.order.number, share=1, by=dispatcher(place), at=LATER + HOUR, reason="属本辖区")
    after = share(own.order)
    assert after.state == AssignmentState.SENT and after.due == own.due
    assert Objection.objects.get().ruling == Ruling.REJECTED
    with pytest.raises(Refusal, match="before"):
        actions.object(
            own.order.number, share=1, ground=Ground.NOT_OURS, reason="再次异议", proposed="hill",
            by=centre_of(place, "lake"), at=LATER + HOUR,
        )  # fmt: skip


def test_after_two_returns_the_designated_unit_cannot_object(place: Town) -> None:
    own = objected(place)
    number = own.order.number
    said: dict[str, Any] = {"ground": Ground.NOT_OURS, "reason": "非本单位职责", "basis": "三定方案"}
    actions.uphold(number, share=1, units=["hill"], by=dispatcher(place), at=LATER, reason="属山前")
    actions.object(number, share=2, by=centre_of(place, "hill"), at=LATER, **said)
    actions.uphold(number, share=2, units=["housing"], by=dispatcher(place), at=LATER, reason="属房管")
    with pytest.raises(Refusal, match="designated"):
        actions.object(number, share=3, by=centre_of(place, "housing"), at=LATER, **said)


def test_the_lead_is_not_recalled_while_others_work_unless_another_leads(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    actions.dispatch(order.number, units=["lake", "housing"], by=dispatcher(place), at=LATER)
    said: dict[str, Any] = {"ground": Ground.NOT_HERE, "reason": "不在本辖区", "proposed": "hill"}
    actions.object(order.number, share=1, by=centre_of(place, "lake"), at=LATER, **said)
    with pytest.raises(Refusal, match="leads instead"):
        actions.uphold(order.number, share=1, by=dispatcher(place), at=LATER, reason="x")
    actions.uphold(order.number, share=1, units=["hill"], by=dispatcher(place), at=LATER, reason="x")
    assert (found := fresh(order).lead) is not None and found.code == "hill"


CALLS: dict[Verb, Callable[[str, Actor], Event]] = {
    Verb.FORWARD: lambda number, by: actions.forward(
        number, share=1, units=["willow"], by=by, at=LATER + HOUR, reason="协助", approval="街道领导同意"
    ),
    Verb.OBJECT: lambda number, by: actions.object(
        number, share=1, ground=Ground.NOT_OURS, reason="非职责", basis="三定", by=by, at=LATER
    ),
    Verb.UPHOLD: lambda number, by: actions.uphold(number, share=1, by=by, at=LATER, reason="x"),
    Verb.REJECT: lambda number, by: actions.reject(number, share=1, by=by, at=LATER, reason="x"),
}
IMPOSSIBLE = [
    (verb, state)
    for verb in CALLS
    for state in AssignmentState
    if (verb, state) not in flow.ASSIGNMENT_STEPS or (verb, state) == (Verb.UPHOLD, AssignmentState.FORWARDED)
]


@pytest.mark.parametrize(("verb", "state"), IMPOSSIBLE, ids=lambda x: str(x))
def test_a_share_at_another_state_is_left_alone(place: Town, verb: Verb, state: AssignmentState) -> None:
    own = share_at(state, place)
    by = dispatcher(place) if verb in (Verb.UPHOLD, Verb.REJECT) else centre_of(place, "lake")
    before = events()
    with pytest.raises(Refusal):
        CALLS[verb](own.order.number, by)
    assert events() == before


@pytest.mark.parametrize(
    ("verb", "role", "unit"),
    [
        (Verb.FORWARD, Role.HANDLER, "lake"),
        (Verb.FORWARD, Role.REQUEST_CENTRE, "hill"),
        (Verb.OBJECT, Role.HANDLER, "lake"),
        (Verb.OBJECT, Role.REQUEST_CENTRE, "hill"),
        (Verb.OBJECT, Role.DISPATCHER, "centre"),
    ],
)
def test_other_people_cannot_forward_or_object(place: Town, verb: Verb, role: Role, unit: str) -> None:
    own = share_at(AssignmentState.CLAIMED, place)
    before = events()
    with pytest.raises(NotYours):
        CALLS[verb](own.order.number, place.actor(role, unit))
    assert events() == before


@pytest.mark.parametrize(
    ("role", "unit"), [(Role.REQUEST_CENTRE, "hill"), (Role.DISPATCHER, "west"), (Role.HEAD, "east")]
)
def test_nobody_rules_who_does_not_stand_above(place: Town, role: Role, unit: str) -> None:
    own = objected(place)
    before = events()
    for verb in (Verb.UPHOLD, Verb.REJECT):
        with pytest.raises(NotYours):
            CALLS[verb](own.order.number, place.actor(role, unit))
    assert events() == before
