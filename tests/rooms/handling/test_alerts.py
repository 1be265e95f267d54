"""智能化系统预警、人工核准、签收、诉求中心: what the machine raises has no effect before a person says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.dispatch import actions as dispatch
from jiesu.handling import actions, alerting, queries, ticks
from jiesu.handling.kinds import AlertKind, AlertState
from jiesu.handling.models import Alert, Receipt
from jiesu.intake import actions as intake
from jiesu.kit import clock
from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Level, OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at, share_at
from tests.rooms.handling.test_evidence import log_in

SOON = AT + timedelta(minutes=10)


def told(at: datetime) -> list[tuple[str, AlertKind, str]]:
    return [(a.order.number, a.kind, a.colour) for a in Alert.objects.filter(raised_at=at).order_by("pk")]


@pytest.mark.req("R136")
def test_a_limit_that_comes_near_raises_one_warning_with_its_colour(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    assert own.due is not None
    near = own.due - timedelta(hours=5)
    orders.watch(near)
    assert ticks.run(near) and told(near) == [(own.order.number, AlertKind.DEADLINE, "yellow")]
    actions.warn(near + timedelta(minutes=1))
    assert Alert.objects.count() == 1
    assert orders.find(own.order.number, SYSTEM).tags == []


@pytest.mark.req("R136")
def test_a_requester_who_asks_again_raises_a_warning(place: Town) -> None:
    agent = place.actor(Role.AGENT, "centre")
    order = order_at(OrderState.DISPATCHED, place)
    for n in range(2):
        intake.press(order.number, by=agent, at=SOON + timedelta(minutes=n))
    actions.warn(SOON + timedelta(minutes=5))
    (alert,) = Alert.objects.all()
    assert (alert.kind, alert.colour, alert.tags) == (AlertKind.REPEAT, "yellow", ["repeat"])


@pytest.mark.req("R136")
def test_the_same_requester_about_the_same_matter_again_raises_a_warning(place: Town) -> None:
    one, other = (callers.remember(name="样例", phone=f"1380000000{n}", at=AT) for n in (1, 2))
    order_at(OrderState.DISPATCHED, place, requester=one.pk, at=AT - timedelta(days=40))
    order_at(OrderState.DISPATCHED, place, requester=one.pk, at=AT - timedelta(days=20))
    again = order_at(OrderState.DISPATCHED, place, requester=one.pk)
    order_at(OrderState.DISPATCHED, place, requester=other.pk)
    actions.warn(SOON)
    (alert,) = Alert.objects.filter(kind=AlertKind.REPEAT)
    assert (alert.order.number, alert.colour, alert.why[1]["n"]) == (again.number, "yellow", 2)


@pytest.mark.req("R136")
def test_many_people_on_one_matter_raise_a_mass_warning_on_each_order(place: Town) -> None:
    numbers = [order_at(OrderState.DISPATCHED, place).number for _ in range(5)]
    actions.warn(SOON)
    mass = Alert.objects.filter(kind=AlertKind.MASS)
    assert {alert.order.number for alert in mass} == set(numbers)
    assert {(a.colour, a.why[1]["n"]) for a in mass} == {("red", 5)}


ALARM = "再不解决我就要跳楼。"


@pytest.mark.req("R136")
def test_alarming_words_raise_a_key_warning_and_others_do_not(place: Town) -> None:
    plain = order_at(OrderState.DISPATCHED, place)
    order = order_at(OrderState.DISPATCHED, place, text=ALARM)
    actions.warn(SOON)
    (alert,) = Alert.objects.filter(kind=AlertKind.KEY)
    assert alert.order.number == order.number != plain.number
    assert alert.tags[0] == "key" and len(alert.tags) > 1 and "跳楼" in alert.why[1]["words"]


@pytest.mark.req("R136")
def test_the_most_urgent_level_raises_a_key_warning(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place, text="三号楼电梯困人，请救人。", level=Level.P1)
    dispatch.dispatch(order.number, units=["lake"], by=place.actor(Role.DISPATCHER, "centre"), at=SOON)
    actions.warn(SOON)
    assert [alert.tags[0] for alert in Alert.objects.filter(kind=AlertKind.KEY)] == ["key"]


@pytest.mark.req("R137")
def test_a_warning_has_effect_only_once_a_person_confirms_it(place: Town) -> None:
    at = clock.now() - timedelta(minutes=20)
    order = order_at(OrderState.DISPATCHED, place, text=ALARM, at=at)
    actions.warn(at + timedelta(minutes=10))
    (alert,) = Alert.objects.all()
    leader = place.person(Role.AREA_LEADER, "lake")
    notices.tell(clock.now())
    assert orders.find(order.number, SYSTEM).tags == []
    assert not Notice.objects.filter(person=leader).exists()
    head = place.actor(Role.HEAD, "lake")
    assert list(queries.to_verify(head)) == [alert] and queries.waiting_alerts(head) == 1
    event = actions.verify(alert.pk, confirmed=True, by=head, at=at + timedelta(minutes=12))
    assert (event.verb, event.by) == (Verb.FLAG, head.key)
    assert (event.facts["warning"], event.facts["verified"]) == ("key", "confirmed")
    assert orders.find(order.number, SYSTEM).tags == alert.tags
    alert.refresh_from_db()
    assert (alert.state, alert.ruled_by) == (AlertState.CONFIRMED, head.key)
    notices.tell(clock.now())
    assert Notice.objects.filter(person=leader, order=order).exists()
    with pytest.raises(Refusal):
        actions.verify(alert.pk, confirmed=False, remark="误报", by=head, at=at + timedelta(minutes=13))


@pytest.mark.req("R137")
def test_a_dismissed_warning_leaves_the_order_alone_and_does_not_come_back(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place, text=ALARM)
    actions.warn(SOON)
    (alert,) = Alert.objects.all()
    head = place.actor(Role.HEAD, "lake")
    with pytest.raises(Refusal):
        actions.verify(alert.pk, confirmed=False, by=head, at=SOON)
    event = actions.verify(alert.pk, confirmed=False, remark="情况已控制", by=head, at=SOON)
    assert event.facts["verified"] == "dismissed" and "情况" not in str(event.facts)
    actions.warn(SOON + timedelta(minutes=1))
    assert Alert.objects.count() == 1 and orders.find(order.number, SYSTEM).tags == []


@pytest.mark.req("R137")
def test_nobody_else_verifies(place: Town) -> None:
    order_at(OrderState.DISPATCHED, place, text=ALARM)
    actions.warn(SOON)
    (alert,) = Alert.objects.all()
    with pytest.raises(Refusal):
        actions.verify(alert.pk, confirmed=True, by=place.actor(Role.HEAD, "hill"), at=SOON)
    with pytest.raises(NotYours):
        actions.verify(alert.pk, confirmed=True, by=place.actor(Role.FOLLOWUP_AGENT, "centre"), at=SOON)
    assert not Event.objects.filter(verb=Verb.FLAG).exists()


def test_nothing_is_warned_of_where_nothing_moved(place: Town) -> None:
    share_at(A.HANDLING, place)
    assert alerting.found(SOON + timedelta(days=1)) == [] and actions.warn(SOON + timedelta(days=1)) == 0


@pytest.mark.req("R136", "R137")
@pytest.mark.parametrize(("language", "said"), [("zh-hans", "待核准"), ("en", "To be verified")])
def test_warnings_are_verified_on_their_pages(place: Town, client: Client, language: str, said: str) -> None:
    at = clock.now() - timedelta(minutes=20)
    first, other = (order_at(OrderState.DISPATCHED, place, text=ALARM, at=at) for _ in range(2))
    actions.warn(at + timedelta(minutes=10))
    alert = Alert.objects.get(order=first)
    log_in(client, "lake.request_centre")
    client.cookies["jiesu_language"] = language
    page = client.get("/handling/warnings/").content.decode()
    assert first.number in page and said in page
    one = client.get(f"/handling/warnings/{alert.pk}/").content.decode()
    assert "<form" in one and first.title in one
    assert f"/handling/warnings/{alert.pk}/" in client.get(f"/orders/{first.number}/").content.decode()
    client.post(f"/handling/warnings/{alert.pk}/", {"said": "dismissed", "remark": "误报"})
    alert.refresh_from_db()
    assert alert.state is AlertState.DISMISSED
    client.post("/handling/warnings/confirm/", {"pick": [Alert.objects.get(order=other).pk]})
    assert "key" in orders.find(other.number, SYSTEM).tags
    log_in(client, "hill.request_centre")
    assert client.get(f"/handling/warnings/{alert.pk}/").status_code == 404


@pytest.mark.req("R135")
def test_the_handler_is_told_at_once_and_acknowledges_the_order(place: Town, client: Client) -> None:
    at = clock.now() - timedelta(minutes=5)
    own = share_at(A.CLAIMED, place, at=at)
    number = own.order.number
    actions.assign(number, share=1, handler="lake.handler", by=place.actor(Role.HEAD, "lake"), at=clock.now())
    notices.tell(clock.now())
    told_of = Notice.objects.get(person=place.person(Role.HANDLER, "lake"), order=own.order)
    assert told_of.sent_at is not None and told_of.read_at is None
    log_in(client, "lake.request_centre")
    assert number in client.get("/handling/?unacknowledged=1").content.decode()
    log_in(client, "lake.handler")
    page = f"/handling/{number}/1/contact/"
    assert "/acknowledge/" in client.get(page).content.decode()
    for _ in range(2):
        client.post(f"/handling/{number}/1/acknowledge/")
    receipt = Receipt.objects.get()
    share = orders.shares_of(own.order)[0]
    assert queries.acknowledged_at(share) == receipt.at and receipt.by == "person:lake.handler"
    assert "/acknowledge/" not in client.get(page).content.decode()
    log_in(client, "lake.request_centre")
    assert number not in client.get("/handling/?unacknowledged=1").content.decode()
    assert "办件人已签收" in client.get(f"/orders/{number}/").content.decode()


@pytest.mark.req("R135")
@pytest.mark.parametrize(("role", "unit"), [(Role.HEAD, "lake"), (Role.HANDLER, "hill")])
def test_nobody_acknowledges_for_another(place: Town, role: Role, unit: str) -> None:
    own = share_at(A.ASSIGNED, place)
    with pytest.raises(NotYours):
        actions.acknowledge(own.order.number, share=1, by=place.actor(role, unit), at=SOON)
    assert not Receipt.objects.exists()


def passed(actor: Actor, at: datetime) -> tuple[int, int]:
    unit = queries.visible_centre("", actor)
    assert unit is not None
    hub = queries.hub(unit, at)
    return hub.passed, hub.beside


@pytest.mark.req("R125")
def test_every_order_of_a_street_passes_its_centre_and_what_does_not_is_named(place: Town) -> None:
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    share_at(A.FORWARDED, place)
    share_at(A.CLAIMED, place)
    assert passed(centre, SOON) == (2, 0)
    past = share_at(A.SENT, place, unit="willow")
    assert passed(centre, SOON) == (2, 1)
    unit = place.units["lake"]
    assert list(queries.beside(unit, SOON)) == [past]
    with pytest.raises(NotYours):
        actions.claim(past.order.number, share=1, by=place.actor(Role.HANDLER, "lake"), at=SOON)


@pytest.mark.req("R140")
@pytest.mark.parametrize("unit", ["lake", "housing", "heat"])
def test_each_unit_has_a_centre_that_schedules_among_departments_and_people(
    place: Town, client: Client, unit: str
) -> None:
    at = clock.now() - timedelta(hours=1)
    waits = share_at(A.SENT, place, unit=unit, at=at)
    share_at(A.HANDLING, place, unit=unit, at=at)
    hub = queries.hub(place.units[unit], clock.now())
    loads = {load.code: load for load in hub.loads}
    assert hub.waiting == 1 and loads[f"{unit}.handler"].open == 1
    log_in(client, f"{unit}.request_centre")
    page = client.get("/handling/centre/").content.decode()
    assert waits.order.number in page and place.units[unit].name in page
    client.post("/handling/claim/", {"pick": [waits.pk]})
    client.post("/handling/assign/", {"pick": [waits.pk], "handler": f"{unit}.handler"})
    assert queries.hub(place.units[unit], clock.now()).waiting == 0
    assert {load.code: load.open for load in queries.hub(place.units[unit], clock.now()).loads}[
        f"{unit}.handler"
    ] == 2


@pytest.mark.req("R140")
def test_the_centre_sees_the_communities_below_and_forwards_to_them(place: Town, client: Client) -> None:
    at = clock.now() - timedelta(hours=1)
    share_at(A.FORWARDED, place, at=at)
    waits = share_at(A.CLAIMED, place, at=at)
    hub = queries.hub(place.units["lake"], clock.now())
    assert {load.code: (load.open, load.to_schedule) for load in hub.loads}["willow"] == (1, 1)
    log_in(client, "lake.request_centre")
    page = client.get("/handling/centre/").content.decode()
    assert f"/dispatch/{waits.order.number}/1/forward/" in page and "样例柳荫社区" in page
    log_in(client, "lake.handler")
    assert client.get("/handling/centre/").status_code == 403
