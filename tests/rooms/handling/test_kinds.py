"""差异化管理: each kind of request has its own limit, its own signature, its own follow-up, all of it data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.directory.models import Seat
from jiesu.dispatch import actions as dispatch
from jiesu.followup import ticks as following
from jiesu.handling import actions
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.policy import queries as laws
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import OrderState, RequestType, Role
from jiesu.rules.verdict import NotYours
from tests.builders import AT, Town, order_at, share_at
from tests.rooms.handling.test_evidence import log_in

LATER = AT + timedelta(hours=1)


def revised(place: Town, topic: str, old: str, new: str) -> None:
    """A version of the law that says something else from today on."""
    shipped = laws.version(f"{topic}/2019-01-01").text
    assert old in shipped
    text = shipped.replace("from: 2019-01-01", "from: 2026-03-02", 1).replace(old, new, 1)
    policy.revise(topic, text, by=place.actor(Role.LAW_EDITOR, "centre"), at=AT - timedelta(days=1))


@pytest.mark.req("R089")
def test_who_signs_follows_the_kind_and_the_law(place: Town) -> None:
    report = share_at(A.REVIEWED, place, request_type=RequestType.REPORT)
    plain = share_at(A.REVIEWED, place, request_type=RequestType.COMPLAINT)
    area, main = place.actor(Role.AREA_LEADER, "lake"), place.actor(Role.MAIN_LEADER, "lake")
    with pytest.raises(NotYours):
        actions.sign(report.order.number, share=1, by=area, at=LATER)
    assert orders.shares_of(report.order)[0].state == A.REVIEWED
    actions.sign(report.order.number, share=1, by=main, at=LATER)
    actions.sign(plain.order.number, share=1, by=area, at=LATER)
    other = share_at(A.REVIEWED, place, request_type=RequestType.COMPLAINT)
    revised(
        place, "norms", "complaint: {course: handle,", "complaint: {course: handle, signed_by: [main_leader],"
    )
    with pytest.raises(NotYours):
        actions.sign(other.order.number, share=1, by=area, at=LATER)


def test_a_seat_in_another_unit_signs_nothing_here(place: Town) -> None:
    report = share_at(A.REVIEWED, place, request_type=RequestType.REPORT)
    person = place.person(Role.AREA_LEADER, "lake")
    Seat.objects.create(person=person, unit=place.units["west"], role=Role.MAIN_LEADER)
    with pytest.raises(NotYours):
        actions.sign(report.order.number, share=1, by=place.actor(Role.AREA_LEADER, "lake"), at=LATER)


@pytest.mark.req("R089")
def test_the_limit_follows_the_kind_and_the_law(place: Town) -> None:
    by = place.actor(Role.DISPATCHER, "centre")
    said = {"text": "想了解办理居住证需要什么材料。", "title": "居住证", "category": "", "level": None}
    dues = []
    for change in ("", "types: [suggestion]"):
        if change:
            revised(place, "limits", "when: {types: [inquiry]}", f"when: {{{change}}}")
        order = order_at(OrderState.ACCEPTED, place, request_type=RequestType.INQUIRY, **said)
        dispatch.dispatch(order.number, units=["lake"], by=by, at=LATER)
        share = orders.shares_of(order)[0]
        dues.append((share.level, share.due - LATER))
    assert dues[0] == ("C", timedelta(hours=24))
    assert dues[1][0] == "P3" and dues[1][1] > timedelta(days=6)


@pytest.mark.req("R089")
def test_the_follow_up_follows_the_kind_and_the_law(place: Town) -> None:
    plain = order_at(OrderState.REPLIED, place, request_type=RequestType.COMPLAINT)
    praise = order_at(OrderState.REPLIED, place, request_type=RequestType.PRAISE)
    following.run(LATER + timedelta(days=2))
    assert orders.find(plain.number, SYSTEM).state == OrderState.DRAWN
    assert orders.find(praise.number, SYSTEM).state == OrderState.CLOSED
    revised(place, "sampling", "types: [suggestion, praise]", "types: [suggestion, complaint]")
    spared = order_at(OrderState.REPLIED, place, request_type=RequestType.COMPLAINT)
    following.run(LATER + timedelta(days=2))
    assert orders.find(spared.number, SYSTEM).state == OrderState.CLOSED


@pytest.mark.req("R089")
def test_one_page_shows_the_kinds_side_by_side(place: Town, client: Client) -> None:
    log_in(client, "lake.head")
    page = client.get("/policy/kinds/").content.decode()
    for words in ("举报", "主要领导", "24小时", "保密办理", "转达表扬"):
        assert words in page
