"""Urge, supervise, investigate, explain, confirm, insist: what each does, refuses, and leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.supervision import ItemState, Origin, Subject, Track
from jiesu.rules.terms import Channel, OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions, queries, ticks
from jiesu.supervision.actions import Demand
from jiesu.supervision.models import Item, Turn
from tests.builders import AT, Town, order_at

LATER = AT + timedelta(hours=1)
ASK: dict[str, Any] = {"demand": Demand("请于明日前恢复供水并回复。"), "at": LATER}
ISSUE = {Verb.URGE: actions.urge, Verb.SUPERVISE: actions.supervise, Verb.INVESTIGATE: actions.investigate}


def east(place: Town) -> Actor:
    return place.actor(Role.SUPERVISOR, "east")


def unit(place: Town) -> Actor:
    return place.actor(Role.REQUEST_CENTRE, "lake")


def only() -> Item:
    return Item.objects.get()


def answered(place: Town, state: OrderState = OrderState.DISPATCHED, verb: Verb = Verb.SUPERVISE) -> Order:
    order = order_at(state, place)
    ISSUE[verb](order.number, by=east(place), **ASK)
    actions.explain(order.number, item=only().pk, words="已安排抢修。", by=unit(place), at=LATER)
    return order


@pytest.mark.req("R244")
@pytest.mark.parametrize("verb", ISSUE, ids=str)
def test_a_body_demands_of_the_leading_unit_with_a_limit_by_law(place: Town, verb: Verb) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    event = ISSUE[verb](order.number, by=east(place), **ASK)
    item = only()
    assert (event.verb, event.before, event.after) == (verb, "dispatched", "dispatched")
    assert (item.kind, item.unit.code, item.issuer, item.state) == (
        verb, "lake", place.units["east"], ItemState.ISSUED,
    )  # fmt: skip
    assert item.due > LATER and item.demand == "请于明日前恢复供水并回复。"
    assert event.law == "supervision/2019-01-01" and event.facts["unit"] == "lake"


@pytest.mark.parametrize("verb", ISSUE, ids=str)
def test_it_is_refused_from_other_states_and_a_refusal_changes_nothing(place: Town, verb: Verb) -> None:
    order = order_at(OrderState.RECORDED, place)
    before = Event.objects.count()
    with pytest.raises(Refusal):
        ISSUE[verb](order.number, by=place.actor(Role.SUPERVISOR, "centre"), **ASK)
    assert Event.objects.count() == before and not Item.objects.exists()


@pytest.mark.parametrize(
    ("role", "code"), [(Role.HANDLER, "lake"), (Role.MAIN_LEADER, "hill"), (Role.ASSESSOR, "centre")]
)
def test_it_is_refused_for_other_roles_and_from_elsewhere(place: Town, role: Role, code: str) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    with pytest.raises(NotYours):
        actions.supervise(order.number, by=place.actor(role, code), **ASK)
    assert not Item.objects.exists()


def test_a_demand_needs_words_a_holder_and_a_limit_ahead(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    for demand in (Demand(" "), Demand("x", unit="hill"), Demand("x", due=LATER - timedelta(hours=1))):
        with pytest.raises(Refusal):
            actions.supervise(order.number, demand=demand, by=east(place), at=LATER)
    assert not Item.objects.exists() and not Event.objects.filter(verb="supervise").exists()


def test_the_same_form_sent_twice_demands_once(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    first = actions.urge(order.number, by=east(place), key="k", **ASK)
    assert actions.urge(order.number, by=east(place), key="k", **ASK) == first
    with pytest.raises(Refusal, match="open"):
        actions.urge(order.number, by=east(place), **ASK)
    assert Item.objects.count() == 1 and Event.objects.filter(verb="urge").count() == 1


@pytest.mark.req("R264", "R265")
@pytest.mark.parametrize("verb", [Verb.SUPERVISE, Verb.URGE], ids=str)
def test_two_bodies_each_demand_on_the_same_order_and_see_both(place: Town, verb: Verb) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    office, affairs = place.actor(Role.SUPERVISOR, "office"), place.actor(Role.SUPERVISOR, "affairs")
    ISSUE[verb](order.number, by=office, **ASK)
    ISSUE[verb](order.number, by=affairs, **ASK)
    for actor in (office, affairs):
        assert {i.issuer.code for i in queries.items(actor) if i.issuer} == {"office", "affairs"}
    panel = queries.panel(order, unit(place))
    assert panel and panel["double"] and len(panel["items"]) == 2


@pytest.mark.req("R244", "R250")
def test_an_item_stays_open_until_its_effect_is_confirmed(place: Town) -> None:
    order = answered(place)
    assert only().state == ItemState.ANSWERED
    actions.insist(order.number, item=only().pk, words="仍无水，不能销号。", by=east(place), at=LATER)
    assert only().state == ItemState.ISSUED and only().due > LATER
    actions.explain(order.number, item=only().pk, words="已通水。", by=unit(place), at=LATER)
    actions.confirm(order.number, item=only().pk, words="现场核实已通水。", by=east(place), at=LATER)
    assert only().state == ItemState.VERIFIED and only().closed_at is None
    ticks.run(LATER)
    assert only().state == ItemState.VERIFIED, "the units have not replied: it stays open"
    assert [t.verb for t in Turn.objects.order_by("pk")] == [
        "supervise", "explain", "insist", "explain", "confirm",
    ]  # fmt: skip


@pytest.mark.req("R250")
def test_a_verified_item_is_closed_once_the_units_have_replied(place: Town) -> None:
    order = answered(place, OrderState.REPLIED)
    actions.confirm(order.number, item=only().pk, words="已核实。", by=east(place), at=LATER)
    assert only().state == ItemState.CLOSED and only().closed_at == LATER
    with pytest.raises(Refusal):
        actions.insist(order.number, item=only().pk, words="再办。", by=east(place), at=LATER)


def test_urging_is_closed_by_the_reply_itself_and_supervision_is_not(place: Town) -> None:
    order = order_at(OrderState.REPLIED, place)
    actions.urge(order.number, by=east(place), **ASK)
    actions.supervise(order.number, by=east(place), **ASK)
    assert actions.settle_items(LATER) == 1
    assert actions.settle_items(LATER) == 0
    assert {i.kind: i.state for i in Item.objects.all()} == {"urge": "closed", "supervise": "issued"}


def test_what_ended_ends_its_demands(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    actions.supervise(order.number, by=east(place), **ASK)
    orders.advance(order.number, Verb.WITHDRAW, by=place.actor(Role.AGENT, "centre"), at=LATER)
    actions.settle_items(LATER)
    assert only().state == ItemState.CLOSED


def test_only_the_unit_that_was_asked_explains_and_in_words(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    actions.supervise(order.number, by=east(place), **ASK)
    with pytest.raises(NotYours):
        actions.explain(order.number, item=only().pk, words="x", by=place.actor(Role.HEAD, "hill"), at=LATER)
    with pytest.raises(Refusal):
        actions.explain(order.number, item=only().pk, words=" ", by=unit(place), at=LATER)
    with pytest.raises(Refusal):
        actions.explain(order.number, item=only().pk + 1, words="x", by=unit(place), at=LATER)
    assert only().state == ItemState.ISSUED and not Event.objects.filter(verb="explain").exists()


def test_only_the_body_that_asked_or_one_above_it_judges(place: Town) -> None:
    order = answered(place)
    for actor in (place.actor(Role.SUPERVISOR, "affairs"), place.actor(Role.MAIN_LEADER, "lake")):
        with pytest.raises(NotYours):
            actions.confirm(order.number, item=only().pk, words="好。", by=actor, at=LATER)
    assert only().state == ItemState.ANSWERED
    actions.confirm(
        order.number, item=only().pk, words="好。", by=place.actor(Role.SUPERVISOR, "centre"), at=LATER
    )
    assert only().state == ItemState.VERIFIED


def test_confirm_and_insist_are_refused_before_an_answer(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    actions.investigate(order.number, by=east(place), **ASK)
    for verb in (actions.confirm, actions.insist):
        with pytest.raises(Refusal):
            verb(order.number, item=only().pk, words="好。", by=east(place), at=LATER)
    assert only().state == ItemState.ISSUED


@pytest.mark.req("R271")
def test_orders_supervised_by_city_and_by_district_are_marked_and_listed_apart(place: Town) -> None:
    first, second = (order_at(OrderState.DISPATCHED, place) for _ in range(2))
    actions.supervise(first.number, by=place.actor(Role.SUPERVISOR, "centre"), **ASK)
    actions.supervise(second.number, by=east(place), **ASK)
    by_level = {i.order.number: i.level for i in queries.items(east(place))}
    assert by_level == {first.number: "city", second.number: "district"}
    third = order_at(OrderState.DISPATCHED, place)
    actions.supervise(third.number, by=place.actor(Role.MAIN_LEADER, "lake"), **ASK)
    supervised = queries.rows(queries.List.SUPERVISED, place.actor(Role.MAIN_LEADER, "lake"), LATER)
    assert {o.number for o in supervised} == {first.number, second.number}


@pytest.mark.req("R251", "R252", "R253")
@pytest.mark.parametrize(
    ("subject", "track"),
    [
        (Subject.KEY_AREA, Track.LEADERS), (Subject.INDUSTRY, Track.LEADERS), (Subject.THREE_RATES, Track.LEADERS),
        (Subject.FREQUENT, Track.LEADERS), (Subject.REPEATED, Track.LEADERS), (Subject.TIME, Track.CENTRE),
        (Subject.RESULT, Track.CENTRE), (Subject.MATERIALS, Track.CENTRE), (Subject.FOLLOWUP, Track.CENTRE),
        (Subject.ASSIGNED, Track.INSPECTION), (Subject.MEDIA, Track.INSPECTION),
    ],
)  # fmt: skip
def test_the_subject_decides_the_track(place: Town, subject: Subject, track: Track) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    actions.supervise(order.number, demand=Demand("请说明。", subject=subject), by=east(place), at=LATER)
    assert only().track == track


@pytest.mark.req("R253")
def test_what_a_leader_assigned_goes_to_the_inspection_office_by_itself(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place, channel=Channel.LEADER)
    actions.supervise(order.number, by=east(place), **ASK)
    assert (only().subject, only().track) == (Subject.ASSIGNED, Track.INSPECTION)
    listed = queries.rows(queries.List.INSPECTION, place.actor(Role.SUPERVISOR, "office"), LATER)
    assert [o.number for o in listed] == [order.number]


@pytest.mark.req("R263")
def test_a_joint_group_of_three_bodies_sees_and_judges_together(place: Town) -> None:
    bodies = ["office", "watch", "affairs"]
    group = actions.form_group(
        name="样例联合督导组", bodies=bodies, by=place.actor(Role.SUPERVISOR, "affairs"), at=AT
    )
    with pytest.raises(Refusal):
        actions.form_group(name="x", bodies=bodies[:2], by=place.actor(Role.SUPERVISOR, "affairs"), at=AT)
    order = order_at(OrderState.REPLIED, place)
    demand = Demand("联合督办。", group=group)
    with pytest.raises(NotYours):
        actions.supervise(order.number, demand=demand, by=place.actor(Role.SUPERVISOR, "centre"), at=LATER)
    actions.supervise(order.number, demand=demand, by=place.actor(Role.SUPERVISOR, "affairs"), at=LATER)
    watch = place.actor(Role.DISCIPLINE, "watch")
    assert set(orders.find(order.number, watch).guests) == set(bodies)
    assert [i.pk for i in queries.items(watch)] == [only().pk]
    actions.explain(order.number, item=only().pk, words="已整改。", by=unit(place), at=LATER)
    actions.confirm(order.number, item=only().pk, words="督导组核实。", by=watch, at=LATER)
    assert only().state == ItemState.CLOSED and orders.find(order.number, SYSTEM).guests == []
    actions.end_group(group.pk, by=place.actor(Role.SUPERVISOR, "affairs"), at=LATER)
    assert not queries.groups(watch).exists()


def test_many_orders_get_the_same_demand_and_each_its_result(place: Town) -> None:
    good, bad = order_at(OrderState.DISPATCHED, place), order_at(OrderState.RECORDED, place)
    demand = Demand("请今日办结。", origin=Origin.LIST)
    done = actions.issue_many(
        [good.number, bad.number], Verb.URGE, demand=demand, by=place.actor(Role.SUPERVISOR, "centre"), at=LATER
    )  # fmt: skip
    assert isinstance(done[0][1], Event) and isinstance(done[1][1], Refusal)
    assert [i.order.number for i in Item.objects.all()] == [good.number]


def test_the_ledger_folds_to_what_is_stored(place: Town) -> None:
    order = answered(place, OrderState.REPLIED)
    actions.confirm(order.number, item=only().pk, words="已核实。", by=east(place), at=LATER)
    report = orders.verify()
    assert report.holds, report.faults


@pytest.mark.req("R188")
def test_being_on_time_is_one_of_the_four_links_that_the_centre_supervises(place: Town) -> None:
    law = policy.in_force("supervision", LATER).rules
    links = law.tracks[Track.CENTRE].subjects
    assert links == {Subject.TIME, Subject.RESULT, Subject.MATERIALS, Subject.FOLLOWUP}
    order = order_at(OrderState.DISPATCHED, place)
    assert order.due is not None
    late = order.due + timedelta(minutes=1)
    district = east(place)
    before = queries.rows(queries.List.CENTRE, district, order.due - timedelta(minutes=1))
    assert not before.filter(pk=order.pk).exists()
    assert queries.rows(queries.List.CENTRE, district, late).filter(pk=order.pk).exists()
    said = Demand("超期未办结，请说明。", subject=Subject.TIME)
    actions.supervise(order.number, demand=said, by=district, at=late)
    assert (only().subject, only().track) == (Subject.TIME, Track.CENTRE)


def test_the_body_that_asked_is_told_of_the_answer(place: Town) -> None:
    answered(place)
    notices.tell(LATER)
    told = Notice.objects.filter(
        person=place.person(Role.SUPERVISOR, "east"), text__contains="answered your demand"
    )
    assert told.count() == 1
