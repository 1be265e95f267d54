"""Intake's verbs: each does what it says, is refused elsewhere and to others, and a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Count

from jiesu.callers import queries as callers
from jiesu.intake import actions, queries
from jiesu.intake.drafts import Draft
from jiesu.intake.models import Note
from jiesu.intake.words import Branch, Line, type_named
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules.flow import ORDER_STEPS
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Level, OrderState, RequestType, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, order_at
from tests.rooms.intake.conftest import AT, PHONE, TEXT, told

LATER = AT + timedelta(hours=3)


@pytest.mark.req("R001", "R007")
def test_a_call_becomes_an_order_with_channel_caller_time_place_text_and_category(agent: Actor) -> None:
    order = actions.record(told(area="c-willow", place="三号楼", category="080101"), by=agent, at=AT)
    assert (order.state, order.channel, order.received_at) == (OrderState.RECORDED, Channel.PHONE, AT)
    assert order.requester is not None and order.requester.masked_phone == "138****0001"
    assert (order.area and order.area.code, order.place, order.text) == ("c-willow", "三号楼", TEXT)
    assert order.category == "080101" and order.request_type and order.level
    assert orders.verify().holds


@pytest.mark.req("R008")
def test_a_text_alone_is_enough(agent: Actor) -> None:
    order = actions.record(Draft(text="这里有事"), by=agent, at=AT)
    assert order.anonymous and order.requester is None


def test_nothing_at_all_is_refused_and_leaves_no_trace(agent: Actor) -> None:
    with pytest.raises(Refusal, match="Write down what the requester asks for"):
        actions.record(Draft(text=" \0 ", phone=PHONE), by=agent, at=AT)
    assert not Order.objects.exists() and callers.by_phone(PHONE) is None


def test_the_same_key_gives_the_same_order_and_remembers_nobody_twice(agent: Actor) -> None:
    first = actions.record(told(phone=""), by=agent, at=AT, key="k1")
    again = actions.record(told(phone=""), by=agent, at=LATER, key="k1")
    assert again.number == first.number and Order.objects.count() == 1
    assert callers.parties_named("样例张三").count() == 1


@pytest.mark.req("R002", "R005")
def test_a_request_from_the_web_waits_in_the_centres_tray_under_the_same_series_of_numbers(
    agent: Actor,
) -> None:
    web = actions.record_web(told(), at=AT)
    phone = actions.record(told(), by=agent, at=AT)
    assert web.channel == Channel.WEB and web.desk.code == "centre"
    assert [o.number for o in queries.tray(agent)] == [web.number, phone.number]
    assert int(phone.number) == int(web.number) + 1


@pytest.mark.req("R004")
def test_a_submitted_text_is_classified_before_a_person_confirms_it(agent: Actor) -> None:
    order = actions.record_web(Draft(text="举报样例湖滨街道有人违法建设"), at=AT)
    assert order.request_type == RequestType.REPORT
    assert order.area and order.area.code == "s-lake"
    facts = orders.timeline(order)[0].facts
    assert facts["read_area"] == "s-lake" and facts["read"] and not order.category


@pytest.mark.req("R020", "R021")
@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("咨询", RequestType.INQUIRY), ("求助", RequestType.HELP), ("投诉", RequestType.COMPLAINT),
        ("举报", RequestType.REPORT), ("建议", RequestType.SUGGESTION), ("需求", RequestType.HELP),
        ("Complaint", RequestType.COMPLAINT), ("其他说法", None),
    ],
)  # fmt: skip
def test_both_lists_of_types_are_understood(word: str, kind: RequestType | None) -> None:
    assert type_named(word) is kind


def test_a_report_is_confidential_unless_the_requester_says_otherwise(agent: Actor) -> None:
    told_so = told(request_type=RequestType.REPORT)
    assert actions.record(told_so, by=agent, at=AT).confidential
    assert not actions.record(
        told(request_type=RequestType.REPORT, confidential=False), by=agent, at=AT
    ).confidential
    assert not actions.record(told(request_type=RequestType.HELP), by=agent, at=AT).confidential


@pytest.mark.req("R031", part="linked and counted; the report of the trend is insight's")
def test_a_repeated_request_is_linked_to_the_earlier_one_and_counted(agent: Actor) -> None:
    first = actions.record(told(), by=agent, at=AT)
    again = actions.record(told(), by=agent, at=LATER)
    facts = orders.timeline(again)[0].facts
    assert (facts["repeat_of"], facts["repeats"]) == (first.number, 1)


@pytest.mark.req("R017", "R018", part="the inspection track is not there yet")
def test_a_leaders_assignment_keeps_who_assigned_it(agent: Actor) -> None:
    order = actions.record(told(channel=Channel.LEADER, origin="样例领导:请三日内查明"), by=agent, at=AT)
    assert [n.text for n in queries.notes(order)] == ["样例领导:请三日内查明"]


@pytest.mark.req(
    "R022",
    "R023",
    "R027",
    "R033",
    "R045",
    part="the tag is kept and listed; the rules that ask for it are tested elsewhere",
)
def test_tags_are_kept_on_the_order(agent: Actor) -> None:
    order = actions.record(told(tags=("epidemic", "mass")), by=agent, at=AT)
    assert order.tags == ["epidemic", "mass"]


def test_accepting_hands_the_order_to_dispatch_and_corrections_change_the_level(
    place: Town, agent: Actor
) -> None:
    order = actions.record_web(Draft(text="想问一个事情"), at=AT)
    event = actions.accept(order.number, by=agent, at=AT, request_type=RequestType.INQUIRY, area="s-lake")
    order.refresh_from_db()
    assert order.state == OrderState.ACCEPTED and order.request_type == RequestType.INQUIRY
    assert order.area and order.area.code == "s-lake" and order.level == Level.C
    assert event.law.startswith("limits/") and orders.verify().holds


def test_an_answer_at_once_ends_the_order_and_its_words_are_kept(agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=AT)
    actions.answer(order.number, "已告知供水恢复时间。", by=agent, at=AT)
    order.refresh_from_db()
    answer = queries.answer(order)
    assert order.state == OrderState.ANSWERED and answer and answer.text == "已告知供水恢复时间。"


def test_a_special_branch_needs_its_reason(agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=AT)
    with pytest.raises(Refusal, match="Say why"):
        actions.answer(order.number, "请通过诉讼解决。", branch=Branch.S2, by=agent, at=AT)
    event = actions.answer(
        order.number, "请通过诉讼解决。", branch=Branch.S2, reason="已立案", by=agent, at=AT
    )
    assert event.facts["branch"] == "S2" and "第(2)项" in event.clause


@pytest.mark.req("R013")
@pytest.mark.parametrize("line", ["110", "119", "120"])
def test_one_key_transfers_and_keeps_target_time_agent_and_record(agent: Actor, line: str) -> None:
    order = actions.take(told(), Verb.TRANSFER, by=agent, at=AT, key="t", words="三号楼有人受伤", line=line)
    event = orders.timeline(order)[-1]
    assert order.state == OrderState.TRANSFERRED
    assert (event.facts["target"], event.by, event.at) == (line, agent.key, AT)
    note = queries.notes(order)[-1]
    assert (note.line, note.text, note.branch) == (Line(line), "三号楼有人受伤", Branch.S1)
    again = actions.take(told(), Verb.TRANSFER, by=agent, at=AT, key="t", words="三号楼有人受伤", line=line)
    assert again.number == order.number and Order.objects.count() == 1


def test_merging_leaves_the_target_informed_and_notes_the_call_back(agent: Actor) -> None:
    stays, goes = (actions.record(told(), by=agent, at=AT) for _ in range(2))
    event = actions.merge(goes.number, into=stays.number, note="同一件事", by=agent, at=AT)
    goes.refresh_from_db()
    assert goes.state == OrderState.MERGED and goes.merged_into == stays
    assert event.facts["call_back"] is True
    assert orders.timeline(stays)[-1].facts == {"merged": goes.number}
    panel = queries.panel(goes, agent)
    assert panel and panel["merged_into"] == stays.number


def test_nothing_is_merged_into_itself_or_into_what_is_finished(agent: Actor) -> None:
    one, done = (actions.record(told(), by=agent, at=AT) for _ in range(2))
    actions.withdraw(done.number, reason="不需要了", by=agent, at=AT)
    for into, why in ((one.number, "itself"), (done.number, "finished"), ("1" * 14, "no order")):
        with pytest.raises(Refusal, match=why):
            actions.merge(one.number, into=into, by=agent, at=AT)
    assert [e.verb for e in orders.timeline(one)] == ["record"]


def test_a_supplement_stays_with_the_open_order(agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=AT)
    actions.supplement(order.number, "四号楼也停水了", by=agent, at=AT)
    assert [n.text for n in queries.notes(order)] == ["四号楼也停水了"]


def test_a_value_in_clear_needs_a_reason_and_leaves_event_and_log(agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=AT)
    with pytest.raises(Refusal, match="Say why"):
        actions.reveal(order.number, field="phone", why=" ", by=agent, at=AT)
    assert len(orders.timeline(order)) == 1
    seen = actions.reveal(order.number, field="phone", why="回拨核实", by=agent, at=AT)
    assert seen.value == PHONE and PHONE not in str(seen.event.facts)
    log = callers.reads(order.requester).get()
    assert (log.by, log.why, log.order) == (agent.key, "回拨核实", order.number)


@pytest.mark.req("R494")
def test_a_handling_unit_does_not_learn_who_reported(place: Town) -> None:
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    order = actions.record(told(request_type=RequestType.REPORT), by=centre, at=AT)
    with pytest.raises(NotYours, match="confidentially"):
        actions.reveal(order.number, field="name", why="想知道", by=centre, at=AT)
    assert not callers.reads().exists()


ACTS: dict[Verb, Callable[[str, Actor], object]] = {
    Verb.ACCEPT: lambda number, by: actions.accept(number, by=by, at=LATER),
    Verb.ANSWER: lambda number, by: actions.answer(number, "答复", by=by, at=LATER),
    Verb.TRANSFER: lambda number, by: actions.transfer(number, line="110", passed_on="情况", by=by, at=LATER),
    Verb.SUPPLEMENT: lambda number, by: actions.supplement(number, "补充", by=by, at=LATER),
    Verb.WITHDRAW: lambda number, by: actions.withdraw(number, reason="撤回", by=by, at=LATER),
}
FORBIDDEN = [(v, s) for v in ACTS for s in OrderState if (v, s) not in ORDER_STEPS]


@pytest.mark.parametrize(("verb", "state"), FORBIDDEN)
def test_a_verb_is_refused_from_every_other_state_and_changes_nothing(
    place: Town, agent: Actor, verb: Verb, state: OrderState
) -> None:
    order = order_at(state, place)
    before = Event.objects.count(), Note.objects.count()
    with pytest.raises(Refusal, match="not possible"):
        ACTS[verb](order.number, agent)
    assert (Event.objects.count(), Note.objects.count()) == before
    assert orders.find(order.number, agent).state == state


@pytest.mark.parametrize("verb", list(ACTS))
@pytest.mark.parametrize(
    ("role", "unit"), [(Role.HANDLER, "lake"), (Role.ASSESSOR, "centre"), (Role.ADMIN, "centre")]
)
def test_a_verb_is_refused_to_other_roles(place: Town, verb: Verb, role: Role, unit: str) -> None:
    order = order_at(OrderState.RECORDED, place)
    with pytest.raises(NotYours):
        ACTS[verb](order.number, place.actor(role, unit))
    assert Event.objects.filter(order=order).aggregate(n=Count("pk"))["n"] == 1


def test_an_agent_of_another_unit_may_not_record_at_this_one(place: Town) -> None:
    with pytest.raises(NotYours):
        actions.record(told(), by=place.actor(Role.HANDLER, "lake"), at=AT)
    assert not Order.objects.exists() and callers.by_phone(PHONE) is None


def test_likely_duplicates_are_the_open_orders_of_the_same_caller_or_area(agent: Actor) -> None:
    same = actions.record(told(area="c-willow"), by=agent, at=AT)
    actions.record(told(text="公交车间隔太长，等车困难，希望缩短。", phone="13800000002"), by=agent, at=AT)
    found = queries.alike("柳荫社区三号楼停水两天，没有人来修", agent, LATER, area="c-willow")
    assert [a.order.number for a in found] == [same.number] and found[0].likeness > 60


def test_the_callers_history_is_masked_and_counted(agent: Actor) -> None:
    actions.record(told(), by=agent, at=AT)
    found = queries.caller("138 0000 0001", agent, LATER)
    assert found and found.card.phone == "138****0001" and found.lately == 1 and len(found.orders) == 1
    assert queries.caller("13800000009", agent, LATER) is None


def test_a_place_that_is_too_long_or_no_point_is_refused_in_words(agent: Actor) -> None:
    for odd, said in (({"place": "路" * 301}, "300"), ({"lon": "east"}, "east"), ({"lat": "90.1"}, "90.1")):
        with pytest.raises(Refusal, match=said):
            actions.record(told(**odd), by=agent, at=AT)


def test_what_somebody_gave_as_a_reason_leaves_no_number_in_the_ledger(agent: Actor) -> None:
    order = actions.record(told(name="样例张三", phone="13800000001"), by=agent, at=AT)
    actions.reveal(order.number, field="phone", why="按13800000002回电", by=agent, at=AT)
    actions.answer(order.number, "已答复", branch=Branch.S5, reason="他的电话是13800000003", by=agent, at=AT)
    assert "1380000" not in str([event.facts for event in orders.timeline(order)])
