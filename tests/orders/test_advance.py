"""The spine: what the tables open is done, what they do not open is refused and leaves no trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from jiesu.orders import face as orders
from jiesu.orders.face import Birth, Event, Move, Order
from jiesu.rules import flow
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Mode, OrderState, Role, UnitRole, Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town, new_order, order_at, share_at, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


@pytest.mark.req("R005", "R046")
def test_a_request_gets_one_number_and_lies_in_intakes_tray(place: Town) -> None:
    order = orders.open(new_order(), by=place.actor(Role.AGENT, "centre"), at=AT)
    assert order.number == f"260302{order.number[6:]}" and len(order.number) == 14
    assert order.state == OrderState.RECORDED
    assert [e.verb for e in orders.timeline(order)] == ["record"]


@pytest.mark.parametrize("state", list(OrderState))
def test_every_state_of_an_order_can_be_walked_to_and_the_ledger_agrees(
    place: Town, state: OrderState
) -> None:
    order = order_at(state, place)
    assert order.state == state
    report = orders.verify()
    assert report.holds, report.faults
    folded, _ = orders.fold(orders.timeline(order))
    assert folded["state"] == state


@pytest.mark.parametrize("state", list(AssignmentState))
def test_every_state_of_a_share_can_be_walked_to_and_the_ledger_agrees(
    place: Town, state: AssignmentState
) -> None:
    share = share_at(state, place)
    assert share.state == state
    assert orders.verify().holds


CLOSED_STEPS = [
    (state, verb)
    for state in OrderState
    for verb in Verb
    if not flow.is_for_assignment(verb) and (verb, state) not in flow.ORDER_STEPS
]


@pytest.mark.parametrize(("state", "verb"), CLOSED_STEPS)
def test_a_verb_that_the_table_does_not_open_is_refused_and_leaves_no_trace(
    place: Town, state: OrderState, verb: Verb
) -> None:
    order = order_at(state, place)
    before = (order.seq, bytes(order.head), Event.objects.count())
    with pytest.raises(Refusal):
        orders.advance(order.number, verb, by=SYSTEM, at=AT + timedelta(days=1))
    order.refresh_from_db()
    assert (order.seq, bytes(order.head), Event.objects.count()) == before


@pytest.mark.req("R066")
def test_an_order_with_several_units_is_replied_only_when_every_share_is_signed(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    births = (
        Birth(unit="lake", role=UnitRole.LEAD, mode=Mode.MULTI, facts={"lead": "lake"}),
        Birth(unit="housing", role=UnitRole.ASSIST, mode=Mode.MULTI),
    )
    orders.advance(
        order.number, Verb.DISPATCH, by=place.actor(Role.DISPATCHER, "centre"), at=AT, births=births
    )
    for no, unit in ((1, "lake"), (2, "housing")):
        assert orders.find(order.number, SYSTEM).state == OrderState.DISPATCHED
        _finish(place, order, no, unit)
    done = orders.find(order.number, SYSTEM)
    assert done.state == OrderState.REPLIED
    assert done.lead is not None and done.lead.code == "lake"


def test_a_recalled_share_brings_the_order_back_to_dispatch(place: Town) -> None:
    share = share_at(AssignmentState.RECALLED, place)
    order = Order.objects.get(pk=share.order_id)
    assert order.state == OrderState.ACCEPTED
    assert order.lead is None and order.due is None


@pytest.mark.req("R068")
def test_a_unit_outside_its_reach_is_refused(place: Town) -> None:
    share = share_at(AssignmentState.SENT, place)
    number = Order.objects.get(pk=share.order_id).number
    for role, unit in ((Role.REQUEST_CENTRE, "hill"), (Role.AGENT, "centre"), (Role.ADMIN, "centre")):
        with pytest.raises(Refusal):
            orders.advance(number, Verb.CLAIM, by=place.actor(role, unit), at=AT, share=1)
    with pytest.raises(Refusal):
        orders.advance(number, Verb.CLAIM, by=Actor("anonymous"), at=AT, share=1)


def test_a_unit_that_handled_the_order_may_not_follow_it_up(place: Town) -> None:
    order = order_at(OrderState.DRAWN, place)
    both = Actor("person:x", "x", (*place.actor(Role.FOLLOWUP_AGENT, "centre").seats,
                                   *place.actor(Role.HANDLER, "lake").seats))  # fmt: skip
    with pytest.raises(Refusal, match="may not follow it up"):
        orders.advance(order.number, Verb.ATTEMPT, by=both, at=AT)


def test_the_second_call_with_the_same_key_returns_the_first_result(place: Town) -> None:
    agent = place.actor(Role.AGENT, "centre")
    first = orders.open(new_order(), by=agent, at=AT, key="form-1")
    again = orders.open(new_order(), by=agent, at=AT, key="form-1")
    assert first.pk == again.pk
    one = orders.advance(first.number, Verb.ACCEPT, by=agent, at=AT, key="form-2")
    two = orders.advance(first.number, Verb.ACCEPT, by=agent, at=AT, key="form-2")
    assert one.pk == two.pk
    assert Event.objects.count() == 2


def test_many_moves_are_judged_one_by_one_and_a_refused_one_changes_nothing(place: Town) -> None:
    agent, dispatcher = place.actor(Role.AGENT, "centre"), place.actor(Role.DISPATCHER, "centre")
    made = [orders.open(new_order(), by=agent, at=AT) for _ in range(3)]
    birth = (Birth(unit="lake", facts={"lead": "lake"}),)
    moves = [Move(o.number, Verb.ACCEPT, agent, AT) for o in made[:2]]
    moves += [Move(o.number, Verb.DISPATCH, dispatcher, AT, births=birth) for o in made]
    results = orders.advance_many(moves)
    assert [isinstance(r, Refusal) for r in results] == [False, False, False, False, True]
    assert [orders.find(o.number, SYSTEM).state for o in made] == ["dispatched", "dispatched", "recorded"]
    assert orders.verify().holds


def test_gathered_moves_are_judged_at_once_and_written_together(place: Town) -> None:
    made = [order_at(OrderState.RECORDED, place) for _ in range(4)]
    agent = place.actor(Role.AGENT, "centre")
    with orders.gather(o.number for o in made):
        events = [orders.advance(o.number, Verb.ACCEPT, by=agent, at=AT) for o in made]
        with pytest.raises(Refusal):
            orders.advance(made[0].number, Verb.ACCEPT, by=agent, at=AT)
    assert Event.objects.filter(pk__in=[e.pk for e in events], verb=Verb.ACCEPT).count() == 4
    assert orders.verify().holds


def test_bulk_opening_gives_the_same_ledger_as_single_opening(place: Town) -> None:
    agent = place.actor(Role.AGENT, "centre")
    records = [new_order(external_no=f"A{n}", source="paper") for n in range(50)]
    opened = orders.open_many(records, by=agent, at=AT)
    again = orders.open_many(records, by=agent, at=AT)
    assert [o.known for o in opened] == [False] * 50 and all(o.known for o in again)
    assert [o.number for o in opened] == [o.number for o in again]
    assert Order.objects.filter(state=OrderState.ACCEPTED).count() == 50
    report = orders.verify()
    assert report.holds and report.events == 100, report.faults


def test_the_ledger_refuses_update_and_delete(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    for change in (
        lambda: Event.objects.filter(order=order).update(by="person:other"),
        lambda: Event.objects.filter(order=order).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def _force(sql: str, *values: object) -> None:
    """Change the ledger as a thief with the database password would: triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_verify_names_the_first_event_that_does_not_fit(place: Town) -> None:
    order = order_at(OrderState.CLOSED, place)
    assert orders.verify().holds
    tampered = orders.timeline(order)[2]
    _force("UPDATE orders_event SET by = 'person:other' WHERE id = %s", tampered.pk)
    report = orders.verify()
    assert not report.holds
    assert f"Event {tampered.pk} " in report.faults[0]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE orders_order SET state = 'closed'", "column state"),
        ("UPDATE orders_order SET due = due + interval '1 day'", "column due"),
        ("UPDATE orders_order SET text = 'other words'", "words"),
        ("UPDATE orders_assignment SET unit_id = (SELECT max(id) FROM directory_unit)", "column unit"),
    ],
)
def test_verify_finds_a_changed_projection_and_rebuild_mends_it(place: Town, sql: str, told: str) -> None:
    order_at(OrderState.DISPATCHED, place)
    _force(sql)
    report = orders.verify()
    assert not report.holds and told in report.faults[0]
    if told != "words":
        assert not orders.rebuild(check=True).holds
        assert orders.rebuild(check=False).repaired == 1
        assert orders.verify().holds


def test_seals_cover_every_moved_order_once_and_are_chained(place: Town) -> None:
    first, second = order_at(OrderState.CLOSED, place), order_at(OrderState.ACCEPTED, place)
    one = orders.seal(AT)
    assert one is not None and one.orders == 2
    assert orders.seal(AT) is None
    orders.advance(second.number, Verb.SUPPLEMENT, by=place.actor(Role.AGENT, "centre"), at=AT)
    two = orders.seal(AT)
    assert two is not None and (two.number, two.orders) == (2, 1)
    assert orders.verify().seals == 2
    _force("UPDATE orders_sealedhead SET hash = '\\x00' WHERE order_id = %s", first.pk)
    assert "Seal 1" in orders.verify().faults[0]


def _finish(place: Town, order: Order, no: int, unit: str) -> None:
    steps = (
        (Verb.CLAIM, Role.REQUEST_CENTRE, {}),
        (Verb.ASSIGN, Role.REQUEST_CENTRE, {"handler": f"{unit}.handler"}),
        (Verb.CONTACT, Role.HANDLER, {}),
        (Verb.SUBMIT, Role.HANDLER, {}),
        (Verb.REVIEW, Role.HEAD, {}),
        (Verb.SIGN, Role.MAIN_LEADER, {}),
    )
    for verb, role, facts in steps:
        orders.advance(order.number, verb, by=place.actor(role, unit), at=AT, share=no, facts=facts)


def test_a_place_with_more_decimals_than_are_kept_is_no_fault(place: Town) -> None:
    order_at(OrderState.RECORDED, place, lon="116.12345678", lat="39.98765432")
    report = orders.verify()
    assert report.holds, report.faults


def test_the_limit_of_another_round_runs_although_there_was_a_reply(place: Town) -> None:
    order = order_at(OrderState.RATED, place)
    assert order.answered_at == order.replied_at is not None
    orders.advance(order.number, Verb.REHANDLE, by=SYSTEM, at=AT + timedelta(days=1), share=1)
    order.refresh_from_db()
    share = orders.shares_of(order)[0]
    assert order.replied_at and share.signed_at
    assert (order.answered_at, share.finished_at) == (None, None)
