"""Dispatch, forward, object, uphold, reject: what each does, refuses, and leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jiesu.dispatch import actions
from jiesu.dispatch.actions import Sending
from jiesu.dispatch.board import matter_of
from jiesu.dispatch.kinds import Fate
from jiesu.dispatch.models import Suggestion
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.policy import queries as policy
from jiesu.rules import flow, limits
from jiesu.rules.terms import AssignmentState, Level, Mode, OrderState, Role, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at, share_at
from tests.rooms.dispatch.steps import HOUR, LATER, centre_of, dispatcher, events, fresh, share

# --- dispatch


@pytest.mark.req("R054")
def test_a_direct_dispatch_gives_the_unit_the_limits_of_the_law(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    event = actions.dispatch(order.number, units=["heat"], by=dispatcher(place), at=LATER)
    law, calendar = policy.in_force("limits", LATER), policy.calendar(LATER)
    own = share(order)
    clocks = limits.clocks_for(law.rules, matter_of(order))
    told: dict[str, Any] = {"level": Level.P2, "since": LATER, "calendar": calendar, "clocks": clocks}
    assert own.due == limits.due(law.rules, **told).value == LATER + 24 * HOUR
    assert own.claim_due == limits.claim_due(law.rules, **told).value
    contact = limits.contact_due(law.rules, **told)
    assert contact is not None and own.contact_due == contact.value
    assert event.law == law.id and event.clause == limits.due(law.rules, **told).clause
    assert own.mode == Mode.DIRECT and own.role == UnitRole.LEAD and own.state == AssignmentState.SENT
    order = fresh(order)
    assert order.state == OrderState.DISPATCHED and order.due == own.due
    assert order.lead is not None and order.lead.code == "heat"
    assert orders.verify().holds


@pytest.mark.req(
    "R057", "R055", part="the copy is kept in the event; the district's notice comes with notices"
)
def test_a_street_dispatched_to_directly_is_copied_to_its_district(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    event = actions.dispatch(order.number, units=["lake"], by=dispatcher(place), at=LATER)
    assert event.facts["copied_to"] == ["east"]
    assert event.facts["basis"] == "territory"


@pytest.mark.req("R049", "R052")
def test_the_event_keeps_the_catalogue_its_entry_and_the_basis(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    event = actions.dispatch(order.number, units=["heat"], category="050101", by=dispatcher(place), at=LATER)
    assert event.facts["routing"] == policy.in_force("routing", LATER).id
    assert event.facts["entry"].startswith("050101")
    assert event.facts["basis"] == "duty"
    assert fresh(order).category == "050101"


@pytest.mark.req("R063", "R066", "R067")
def test_one_order_goes_to_several_units_of_which_the_first_leads(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    units = [("lake", UnitRole.LEAD), ("housing", UnitRole.ASSIST)]
    told: dict[str, Any] = {"mode": Mode.DUAL_SEND, "note": "街道与房管职能交叉"}
    actions.dispatch(order.number, units=units, by=dispatcher(place), at=LATER, **told)
    lead, assisting = share(order), share(order, 2)
    assert (lead.role, assisting.role) == (UnitRole.LEAD, UnitRole.ASSIST)
    assert {lead.mode, assisting.mode} == {Mode.DUAL_SEND}
    assert lead.due is not None and assisting.due is not None
    assert (assisting.due - LATER) == (lead.due - LATER) * 4 / 5
    assert (found := fresh(order).lead) is not None and found.code == "lake"


def test_several_units_without_a_mode_are_one_order_to_several(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    actions.dispatch(order.number, units=["lake", "housing"], by=dispatcher(place), at=LATER)
    assert share(order).mode == share(order, 2).mode == Mode.MULTI


def test_a_dispatched_order_gets_further_assisting_units_but_no_second_lead(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    with pytest.raises(Refusal, match="leading unit"):
        actions.dispatch(order.number, units=[("heat", UnitRole.LEAD)], by=dispatcher(place), at=LATER)
    actions.dispatch(order.number, units=["heat"], by=dispatcher(place), at=LATER)
    assert share(order, 2).role == UnitRole.ASSIST
    assert (found := fresh(order).lead) is not None and found.code == "lake"


BAD: list[tuple[dict[str, Any], str]] = [
    ({"units": []}, "at least one"),
    ({"units": ["nowhere"]}, "no unit"),
    ({"units": ["lake", "lake"]}, "twice"),
    ({"units": [("lake", UnitRole.LEAD), ("hill", UnitRole.LEAD)]}, "one unit leads"),
    ({"units": [("lake", UnitRole.ASSIST)]}, "one unit leads"),
    ({"units": ["willow"], "note": "near"}, "never lead"),
    ({"units": ["lake", "willow"]}, "community"),
    ({"units": ["lake"], "level": Level.L}, "law fixes"),
    ({"units": ["lake"], "category": "nothing"}, "no category"),
]


@pytest.mark.parametrize(("asked", "said"), BAD)
def test_a_dispatch_that_the_law_does_not_allow_changes_nothing(
    place: Town, asked: dict[str, Any], said: str
) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    before = events()
    with pytest.raises(Refusal, match=said):
        actions.dispatch(order.number, by=dispatcher(place), at=LATER, **asked)
    assert events() == before and not orders.shares_of(order)


@pytest.mark.parametrize(
    "state", [s for s in OrderState if (Verb.DISPATCH, s) not in flow.ORDER_STEPS], ids=str
)
def test_an_order_at_another_state_cannot_be_dispatched(place: Town, state: OrderState) -> None:
    order = order_at(state, place)
    before = events()
    with pytest.raises(Refusal):
        actions.dispatch(order.number, units=["heat"], by=dispatcher(place), at=AT + 9 * HOUR)
    assert events() == before


@pytest.mark.parametrize("role", [Role.AGENT, Role.FOLLOWUP_AGENT, Role.ASSESSOR, Role.ADMIN], ids=str)
def test_other_roles_of_the_centre_cannot_dispatch(place: Town, role: Role) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    before = events()
    with pytest.raises(NotYours):
        actions.dispatch(order.number, units=["heat"], by=place.actor(role, "centre"), at=LATER)
    assert events() == before


def test_the_same_call_twice_dispatches_once(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    call: Callable[[], Event] = lambda: actions.dispatch(  # noqa: E731
        order.number, units=["heat"], by=dispatcher(place), at=LATER, key="form-1"
    )
    assert call().pk == call().pk
    assert len(orders.shares_of(order)) == 1


def test_many_dispatches_have_one_result_each(place: Town) -> None:
    good, bad = order_at(OrderState.ACCEPTED, place), order_at(OrderState.CLOSED, place)
    by = dispatcher(place)
    at = AT + 9 * HOUR
    results = actions.dispatch_many(
        [Sending(o.number, [("heat", UnitRole.LEAD)], by, at) for o in (bad, good)]
        + [Sending("000", [("heat", UnitRole.LEAD)], by, at)]
    )
    assert [type(r) is Event for r in results] == [False, True, False]
    assert fresh(good).state == OrderState.DISPATCHED and fresh(bad).state == OrderState.CLOSED
    assert share(good).due == at + 24 * HOUR


# --- forward


@pytest.mark.req("R060", "R061")
def test_a_forwarded_share_has_four_fifths_of_the_remaining_time(place: Town) -> None:
    parent = share_at(AssignmentState.CLAIMED, place, unit="east")
    assert parent.due is not None
    event = actions.forward(
        parent.order.number, share=1, units=["lake"], by=centre_of(place, "east"), at=LATER, reason="属地办理"
    )
    child = share(parent.order, 2)
    assert child.due == LATER + (parent.due - LATER) * 4 / 5
    assert child.mode == Mode.FORWARDED and child.parent_id == parent.pk and child.role == UnitRole.LEAD
    assert event.facts["reason"] == "属地办理"
    order = fresh(parent.order)
    assert share(order).state == AssignmentState.FORWARDED and order.due == parent.due
    assert order.lead is not None and order.lead.code == "lake"
    assert orders.verify().holds


def test_a_community_is_forwarded_to_only_as_assisting(place: Town) -> None:
    parent = share_at(AssignmentState.CLAIMED, place)
    by = centre_of(place, "lake")
    with pytest.raises(Refusal, match="never lead"):
        actions.forward(
            parent.order.number, share=1, units=[("willow", UnitRole.LEAD)], by=by, at=LATER, reason="x"
        )
    told: dict[str, Any] = {"reason": "协助入户", "approval": "街道主要领导样例同意"}
    actions.forward(parent.order.number, share=1, units=["willow"], by=by, at=LATER, **told)
    assert share(parent.order, 2).role == UnitRole.ASSIST
    assert (found := fresh(parent.order).lead) is not None and found.code == "lake"


@pytest.mark.parametrize(
    ("unit", "reason", "said"),
    [("hill", "x", "not below"), ("lake", "x", "already"), ("willow", " ", "why"), ("gone", "x", "no unit")],
)
def test_a_share_goes_down_its_own_line_and_with_a_reason(
    place: Town, unit: str, reason: str, said: str
) -> None:
    parent = share_at(AssignmentState.CLAIMED, place)
    before = events()
    with pytest.raises(Refusal, match=said):
        actions.forward(
            parent.order.number, share=1, units=[unit], by=centre_of(place, "lake"), at=LATER, reason=reason
        )
    assert events() == before


def test_a_confirmed_and_a_changed_suggestion_are_told_apart(place: Town) -> None:
    first, second = (order_at(OrderState.ACCEPTED, place, category="010101") for _ in range(2))
    by = dispatcher(place)
    actions.refresh(by, at=LATER)
    (_, event), *_ = actions.confirm_many([first.number], by=by, at=LATER)
    assert isinstance(event, Event) and event.facts["confidence"] == "1.0000"
    actions.dispatch(second.number, units=["heat"], by=by, at=LATER)
    fates = dict(Suggestion.objects.values_list("order__number", "fate"))
    assert fates == {first.number: Fate.CONFIRMED, second.number: Fate.CHANGED}


def test_an_order_named_twice_in_bulk_is_dispatched_once(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    asked = [Sending(order.number, [(u, UnitRole.LEAD)], dispatcher(place), LATER) for u in ("lake", "hill")]
    first, second = actions.dispatch_many(asked)
    assert isinstance(first, Event) and isinstance(second, Refusal) and "twice" in str(second)
    assert [s.unit.code for s in orders.shares_of(order)] == ["lake"]
