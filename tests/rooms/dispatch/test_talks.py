"""会商, 批示, 撤派: what each does, refuses, and leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.dispatch import actions, queries
from jiesu.dispatch.models import Consultation, Instruction, Opinion, Submission
from jiesu.kit import clock
from jiesu.notices import actions as notices
from jiesu.notices.models import Notice, Way
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules import flow
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Mode, OrderState, Role, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, new_order, order_at, share_at
from tests.rooms.handling.test_evidence import log_in

HOUR = timedelta(hours=1)
LATER = AT + HOUR


def fresh(order: Order) -> Order:
    return orders.find(order.number, SYSTEM)


def dispatcher(place: Town, unit: str = "centre") -> Actor:
    return place.actor(Role.DISPATCHER, unit)


def consulted(place: Town) -> Order:
    order = order_at(OrderState.ACCEPTED, place)
    actions.consult(
        order.number,
        units=["heat", "lake"],
        question="管线权属不清，由谁承办？",
        by=dispatcher(place),
        at=LATER,
    )
    return order


@pytest.mark.req("R072")
def test_an_order_is_talked_over_before_dispatch_and_the_decision_stays(place: Town) -> None:
    order = consulted(place)
    assert fresh(order).state == OrderState.CONSULTED and fresh(order).guests == ["heat", "lake"]
    heat, lake = (place.actor(Role.REQUEST_CENTRE, unit) for unit in ("heat", "lake"))
    assert [c.order_id for c in queries.asked_of(heat)] == [order.pk]
    actions.opine(order.number, text="红线内管线归我公司", ours=True, by=heat, at=LATER)
    actions.opine(order.number, text="非街道职责", ours=False, proposed="heat", by=lake, at=LATER)
    actions.opine(order.number, text="确非街道职责", ours=False, proposed="heat", by=lake, at=LATER + HOUR)
    assert Opinion.objects.get(unit__code="lake").text == "确非街道职责" and Opinion.objects.count() == 2
    assert queries.waiting_opinions(heat) == 0
    event = actions.conclude(
        order.number, minutes="两单位到会", decision="由热力公司主办", lead="heat", assists=["lake"],
        by=dispatcher(place), at=LATER + 2 * HOUR,
    )  # fmt: skip
    after = fresh(order)
    assert after.state == OrderState.ACCEPTED and after.guests == [] and event.facts.get("silent") is None
    talk = Consultation.objects.get()
    assert talk.lead is not None and (talk.lead.code, talk.assists, talk.minutes) == (
        "heat",
        ["lake"],
        "两单位到会",
    )
    actions.dispatch(order.number, units=["heat", "lake"], by=dispatcher(place), at=LATER + 2 * HOUR)
    assert fresh(order).state == OrderState.DISPATCHED and orders.verify().holds


@pytest.mark.req("R072")
def test_the_dispatcher_is_shown_what_was_decided_and_the_guests_what_is_asked(
    place: Town, client: Client
) -> None:
    order = order_at(OrderState.ACCEPTED, place, at=clock.now() - 3 * HOUR)
    log_in(client, "centre.dispatcher")
    said = {"units": "heat, lake", "question": "管线权属不清"}
    assert client.post(f"/dispatch/{order.number}/consult/", said).status_code == 302
    assert "会商中" in client.get("/dispatch/").content.decode()
    log_in(client, "heat.head")
    assert order.number in client.get("/dispatch/opinions/").content.decode()
    html = client.get(f"/dispatch/{order.number}/opine/").content.decode()
    assert "管线权属不清" in html
    answer = client.post(f"/dispatch/{order.number}/opine/", {"ours": "yes", "text": "归我公司"})
    assert answer.status_code == 302 and answer["Location"] == "/dispatch/opinions/"
    log_in(client, "centre.dispatcher")
    assert "归我公司" in client.get(f"/dispatch/{order.number}/conclude/").content.decode()
    said = {"minutes": "书面会商", "decision": "热力公司主办", "lead": "heat"}
    assert client.post(f"/dispatch/{order.number}/conclude/", said).status_code == 302
    html = client.get(f"/dispatch/{order.number}/dispatch/").content.decode()
    assert "热力公司主办" in html and 'value="样例热力公司"' in html
    assert "书面会商" in client.get(f"/orders/{order.number}/").content.decode()


def test_who_was_not_asked_gives_no_opinion_and_nothing_is_left_behind(place: Town) -> None:
    order = consulted(place)
    before = Event.objects.count()
    with pytest.raises(NotYours):
        actions.opine(order.number, text="x", by=place.actor(Role.REQUEST_CENTRE, "hill"), at=LATER)
    with pytest.raises(NotYours):
        actions.conclude(order.number, minutes="x", decision="x", by=dispatcher(place, "west"), at=LATER)
    with pytest.raises(Refusal, match="minutes"):
        actions.conclude(order.number, minutes=" ", decision="x", by=dispatcher(place), at=LATER)
    with pytest.raises(Refusal, match="not possible"):
        actions.consult(order.number, units=["heat"], question="x", by=dispatcher(place), at=LATER)
    with pytest.raises(Refusal, match="not possible"):
        actions.dispatch(order.number, units=["heat"], by=dispatcher(place), at=LATER)
    assert Event.objects.count() == before and not Opinion.objects.exists()


@pytest.mark.parametrize("verb", [Verb.CONSULT, Verb.OPINE, Verb.CONCLUDE])
def test_a_consultation_is_a_matter_of_its_own_states(place: Town, verb: Verb) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    assert (verb, OrderState.DISPATCHED) not in flow.ORDER_STEPS
    calls = {
        Verb.CONSULT: lambda: actions.consult(
            order.number, units=["heat"], question="x", by=dispatcher(place), at=LATER
        ),
        Verb.OPINE: lambda: actions.opine(
            order.number, text="x", by=place.actor(Role.HEAD, "heat"), at=LATER
        ),
        Verb.CONCLUDE: lambda: actions.conclude(
            order.number, minutes="x", decision="x", by=dispatcher(place), at=LATER
        ),
    }
    with pytest.raises(Refusal):
        calls[verb]()
    assert not Consultation.objects.exists()


# --- 批示


@pytest.mark.req("R079")
def test_a_leader_instructs_and_transfers_straight_in_one_moment(place: Town) -> None:
    order = orders.open(new_order(desk="east", tags=("mass",)), by=SYSTEM, at=AT)
    orders.advance(order.number, Verb.ACCEPT, by=dispatcher(place, "east"), at=AT)
    leader = place.actor(Role.DISTRICT_LEADER, "east")
    actions.instruct(
        order.number, text="请湖滨街道立即到场稳控", unit="lake", due=LATER + 4 * HOUR, by=leader, at=LATER
    )
    after = fresh(order)
    share = orders.shares_of(order)[0]
    assert after.state == OrderState.DISPATCHED and after.lead is not None and after.lead.code == "lake"
    assert (share.state, share.mode, share.role) == (AssignmentState.SENT, Mode.DIRECT, UnitRole.LEAD)
    assert share.due == after.due and share.due is not None
    assert [e.verb for e in orders.timeline(order)[-2:]] == [Verb.INSTRUCT, Verb.DISPATCH]
    row = Instruction.objects.get()
    assert (row.share_no, row.text) == (1, "请湖滨街道立即到场稳控") and orders.verify().holds


@pytest.mark.req("R145")
def test_a_hard_order_is_put_before_the_leader_instructed_and_its_execution_tracked(place: Town) -> None:
    own = share_at(AssignmentState.CLAIMED, place)
    number = own.order.number
    centre = place.actor(Role.DISPATCHER, "east")
    actions.put_before(number, leader="east.district_leader", why="多次反映", by=centre, at=LATER)
    actions.put_before(number, leader="east.district_leader", why="多次反映", by=centre, at=LATER)
    leader = place.actor(Role.DISTRICT_LEADER, "east")
    assert queries.waiting_instructions(leader) == 1 and Submission.objects.count() == 1
    actions.instruct(number, text="三日内办结并报结果", due=LATER + 72 * HOUR, by=leader, at=LATER)
    assert queries.waiting_instructions(leader) == 0
    row = Instruction.objects.get()
    assert row.unit is not None and row.unit.code == "lake"
    with pytest.raises(NotYours):
        actions.carry_out(row.pk, text="已办", by=place.actor(Role.HEAD, "hill"), at=LATER)
    actions.carry_out(row.pk, text="已修复供水", by=place.actor(Role.REQUEST_CENTRE, "lake"), at=LATER + HOUR)
    with pytest.raises(Refusal, match="already"):
        actions.carry_out(row.pk, text="再报", by=place.actor(Role.HEAD, "lake"), at=LATER + HOUR)
    row.refresh_from_db()
    assert row.done == "已修复供水" and row.done_at == LATER + HOUR


def test_an_instruction_reaches_only_the_leaders_own_line(place: Town) -> None:
    own = share_at(AssignmentState.CLAIMED, place)
    number, before = own.order.number, Event.objects.count()
    with pytest.raises(NotYours):
        actions.instruct(number, text="x", by=place.actor(Role.MAIN_LEADER, "hill"), at=LATER)
    leader = place.actor(Role.MAIN_LEADER, "lake")
    with pytest.raises(Refusal, match="own line"):
        actions.instruct(number, text="x", unit="hill", by=leader, at=LATER)
    with pytest.raises(Refusal, match="Write"):
        actions.instruct(number, text=" ", by=leader, at=LATER)
    with pytest.raises(Refusal, match="cannot instruct"):
        actions.put_before(
            number, leader="hill.main_leader", why="x", by=place.actor(Role.DISPATCHER, "east"), at=LATER
        )
    assert Event.objects.count() == before and not Instruction.objects.exists()
    district = place.actor(Role.DISTRICT_LEADER, "east")
    actions.instruct(number, text="请房管局配合", unit="housing", by=district, at=LATER)
    assert orders.shares_of(own.order)[1].role == UnitRole.ASSIST


@pytest.mark.req("R079", "R145")
def test_the_leader_instructs_from_a_phone_and_the_unit_reports(place: Town, client: Client) -> None:
    own = share_at(AssignmentState.CLAIMED, place, at=clock.now() - HOUR)
    number = own.order.number
    log_in(client, "east.dispatcher")
    assert "east.district_leader" in client.get(f"/dispatch/{number}/put-before/").content.decode()
    said = {"leader": "east.district_leader", "why": "群体性诉求"}
    assert client.post(f"/dispatch/{number}/put-before/", said).status_code == 302
    log_in(client, "east.district_leader")
    assert "群体性诉求" in client.get("/dispatch/instructions/").content.decode()
    html = client.get(f"/dispatch/{number}/instruct/").content.decode()
    assert 'value="housing"' in html and 'value="heat"' not in html
    answer = client.post(f"/dispatch/{number}/instruct/", {"text": "请速办", "unit": "housing"})
    assert answer.status_code == 302, answer.content.decode()
    log_in(client, "housing.head")
    html = client.get("/dispatch/instructed/").content.decode()
    row = Instruction.objects.get()
    assert "请速办" in html and f"/dispatch/{number}/instructions/{row.pk}/carry-out/" in html
    address = f"/dispatch/{number}/instructions/{row.pk}/carry-out/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"text": "已到场"}).status_code == 302
    assert "已落实" in client.get("/dispatch/instructed/").content.decode()


# --- 撤派


def dispatched(place: Town, *units: str) -> Order:
    order = order_at(OrderState.ACCEPTED, place)
    actions.dispatch(order.number, units=list(units), by=dispatcher(place), at=AT + 2 * timedelta(minutes=1))
    return order


def states(order: Order) -> list[tuple[str, str]]:
    return [(s.unit.code, str(s.state)) for s in orders.shares_of(order)]


@pytest.mark.req("R067")
def test_a_wrong_dispatch_that_nobody_claimed_comes_back_to_the_tray(place: Town) -> None:
    order = dispatched(place, "lake", "housing")
    actions.recall(order.number, share=1, reason="派错街道", by=dispatcher(place), at=LATER)
    after = fresh(order)
    assert after.state == OrderState.ACCEPTED and after.lead is None and after.due is None
    assert states(order) == [("lake", "recalled"), ("housing", "recalled")] and orders.verify().holds


@pytest.mark.req("R067")
def test_a_lead_that_has_begun_is_only_released_where_another_leads(place: Town) -> None:
    order = dispatched(place, "lake", "housing")
    orders.advance(order.number, Verb.CLAIM, by=place.actor(Role.REQUEST_CENTRE, "lake"), at=LATER, share=1)
    before = Event.objects.count()
    with pytest.raises(Refusal, match="leads instead"):
        actions.recall(order.number, share=1, reason="派错街道", by=dispatcher(place), at=LATER)
    assert Event.objects.count() == before
    actions.recall(
        order.number, share=1, units=["hill"], reason="派错街道", by=dispatcher(place), at=LATER + HOUR
    )
    after, new = fresh(order), orders.shares_of(order)[2]
    assert after.lead is not None and after.lead.code == "hill" and after.due == new.due == LATER + 25 * HOUR
    assert states(order)[:2] == [("lake", "recalled"), ("housing", "sent")]


def test_an_assisting_share_is_taken_back_alone(place: Town) -> None:
    order = dispatched(place, "lake", "housing")
    actions.recall(order.number, share=2, reason="无需协办", by=dispatcher(place), at=LATER)
    assert states(order) == [("lake", "sent"), ("housing", "recalled")]


@pytest.mark.req("R068")
def test_a_unit_never_returns_its_own_share_by_taking_it_back(place: Town) -> None:
    own = share_at(AssignmentState.SENT, place)
    before = Event.objects.count()
    for role, unit in (
        (Role.REQUEST_CENTRE, "lake"), (Role.DISPATCHER, "west"), (Role.REQUEST_CENTRE, "hill"), (Role.AGENT, "centre"),
    ):  # fmt: skip
        with pytest.raises(NotYours):
            actions.recall(own.order.number, share=1, reason="x", by=place.actor(role, unit), at=LATER)
    with pytest.raises(Refusal, match="wrong"):
        actions.recall(own.order.number, share=1, reason="", by=dispatcher(place), at=LATER)
    assert Event.objects.count() == before


@pytest.mark.req("R061")
def test_what_was_forwarded_is_taken_back_by_who_forwarded_it(place: Town) -> None:
    for target in (1, 2):
        own = share_at(AssignmentState.CLAIMED, place, unit="east")
        number, by = own.order.number, place.actor(Role.REQUEST_CENTRE, "east")
        actions.forward(number, share=1, units=["lake"], by=by, at=LATER, reason="属地")
        actions.recall(number, share=target, reason="转错街道", by=by, at=LATER)
        assert states(own.order) == [("east", "claimed"), ("lake", "recalled")]
        assert (found := fresh(own.order).lead) is not None and found.code == "east"
    assert orders.verify().holds


@pytest.mark.parametrize(
    "state", [s for s in AssignmentState if (Verb.RECALL, s) not in flow.ASSIGNMENT_STEPS], ids=str
)
def test_a_share_that_is_over_is_not_taken_back(place: Town, state: AssignmentState) -> None:
    own = share_at(state, place)
    before = Event.objects.count()
    with pytest.raises(Refusal):
        actions.recall(own.order.number, share=1, reason="x", by=dispatcher(place), at=AT + 9 * HOUR)
    assert Event.objects.count() == before


def test_a_share_is_taken_back_by_the_form(place: Town, client: Client) -> None:
    own = share_at(AssignmentState.SENT, place, at=clock.now() - HOUR)
    log_in(client, "centre.dispatcher")
    address = f"/dispatch/{own.order.number}/1/recall/"
    assert client.get(address).status_code == 200
    said: dict[str, Any] = {"reason": "派错", "lead": "样例山前街道"}
    assert client.post(address, said).status_code == 302
    assert states(own.order) == [("lake", "recalled"), ("hill", "sent")]


def test_whoever_is_asked_instructed_or_released_is_told(place: Town) -> None:
    consulted(place)
    own = share_at(AssignmentState.SENT, place)
    leader = place.actor(Role.DISTRICT_LEADER, "east")
    actions.instruct(own.order.number, text="速办", due=LATER + HOUR, by=leader, at=LATER)
    notices.tell(LATER)
    actions.recall(own.order.number, share=1, reason="派错", by=dispatcher(place), at=LATER)
    notices.tell(LATER)
    told = set(Notice.objects.filter(way=Way.DESK).values_list("person__login", "text"))
    asked = "The opinion of your unit on order %(number)s is asked, by %(due)s."
    assert {("heat.request_centre", asked), ("lake.head", asked)} <= told
    assert ("lake.request_centre", "A leader has instructed order %(number)s; report by %(due)s.") in told
    assert ("lake.head", "The dispatch of order %(number)s to your unit was taken back.") in told
