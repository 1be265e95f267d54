"""An urgent order at 23:00 on the request centre's telephone, and the ladder of a supervisor by day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Level, OrderState, Outcome, Role, Satisfied, Solved, Verb
from tests.builders import Town, order_at, share_at
from tests.journeys.conftest import PHONE, Clock, Desks, on_a_phone, picture, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO = {"contacted": True, "solved": Solved.NO, "satisfied": Satisfied.NO, "outcome": Outcome.DOUBLE_NO}


def test_a_request_centre_claims_and_assigns_at_23_on_a_phone(desks: Desks, place: Town, time: Clock) -> None:
    time.later(hours=14)
    share = share_at(
        AssignmentState.SENT, place, at=time() - timedelta(minutes=12), level=Level.P1, title="三号楼电梯困人"
    )
    number = share.order.number
    page = on_a_phone(desks.of(Role.REQUEST_CENTRE, "lake"))
    page.goto("/")
    expect(page.locator("h1")).to_have_text("本单位工单")
    expect(page.locator(".bottom-link").first).to_contain_text("办理台")
    picture(page, "60-night-desk")
    page.get_by_role("link", name=number).first.click()
    send(page)
    page.get_by_label("样例办件人").check()
    picture(page, "61-night-assign")
    send(page)
    handler = on_a_phone(desks.of(Role.HANDLER, "lake"))
    handler.goto("/handling/")
    handler.get_by_role("link", name=number).first.click()
    handler.locator("[name=way][value=phone]").check()
    handler.locator("[name=reached][value=reached]").check()
    handler.fill("[name=note]", "维保人员五分钟内到场，先安抚被困人员。")
    send(handler)
    for shown in (page, handler):
        assert shown.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert orders.shares_of(orders.find(number, SYSTEM))[0].state == AssignmentState.RESPONDED


def test_a_supervisor_climbs_the_ladder_from_urging_to_a_talk(desks: Desks, place: Town, time: Clock) -> None:
    order = _double_no(place, time)
    page, unit = desks.of(Role.SUPERVISOR, "east"), desks.of(Role.REQUEST_CENTRE, "lake")
    page.goto("/supervision/lists/double_no/")
    expect(page.locator(".rows tbody")).to_contain_text(order.number)
    page.goto(f"/supervision/{order.number}/urge/")
    page.fill("[name=words]", "回访双否，请当日联系诉求人。")
    send(page)
    time.later(hours=5)
    page.goto(f"/supervision/{order.number}/supervise/")
    page.fill("[name=words]", "催办后仍无进展，请说明原因并限期整改。")
    picture(page, "62-supervise")
    send(page)
    expect(page.locator("#said")).to_contain_text("督办")

    unit.goto("/supervision/?waits=explain")
    unit.get_by_role("link", name=order.number).first.click()
    unit.fill("[name=words]", "已安排，等待配件。")
    unit.get_by_role("button", name="答复").first.click()
    time.later(hours=1)
    page.goto(f"/supervision/{order.number}/insist/")
    page.fill("[name=words]", "答复未写明完成时间，请重新答复。")
    picture(page, "63-insist")
    send(page)
    expect(page.locator("#said")).to_contain_text(order.number)
    time.later(days=1)
    page.goto(f"/supervision/{order.number}/investigate/")
    page.fill("[name=words]", "两次督办未落实，现场督查。")
    send(page)
    page.goto("/supervision/registers/talk/new/")
    page.fill("[name=title]", "停水件两次督办未落实")
    page.select_option("[name=unit]", "lake")
    page.fill("[name=words]", "请主要领导说明情况，三日内整改到位。")
    send(page)
    page.goto("/supervision/registers/talk/")
    expect(page.locator("main")).to_contain_text("停水件两次督办未落实")
    picture(page, "64-talk")
    done = [event.verb for event in orders.timeline(orders.find(order.number, SYSTEM))]
    assert [verb for verb in done if verb in LADDER] == list(LADDER)


LADDER = (Verb.URGE, Verb.SUPERVISE, Verb.EXPLAIN, Verb.INSIST, Verb.INVESTIGATE)


def _double_no(place: Town, time: Clock) -> Order:
    """An order on whose answer the requester said: not contacted well, not solved, not satisfied; handled again."""
    order = order_at(OrderState.DRAWN, place, at=time())
    time.later(hours=2)
    by = place.actor(Role.FOLLOWUP_AGENT, "centre")
    orders.advance(order.number, Verb.RATE, by=by, at=time(), facts=NO)
    return order
