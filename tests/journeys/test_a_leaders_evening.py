"""A main leader's evening on the telephone: the lists, order by order, the board; and the supervisor's answer."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from jiesu.orders import face as orders
from jiesu.rules.terms import OrderState, Outcome, Role, Satisfied, Solved, Verb
from jiesu.supervision import actions
from jiesu.supervision.actions import Demand
from tests.builders import Town, order_at
from tests.journeys.conftest import PHONE, Clock, Desks, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO = {"contacted": True, "solved": Solved.NO, "satisfied": Satisfied.NO, "outcome": Outcome.DOUBLE_NO}


@pytest.fixture
def bad(place: Town, time: Clock) -> str:
    """A double-no order, and two open ones, at half past ten in the evening."""
    order = order_at(OrderState.DRAWN, place, at=time())
    order_at(OrderState.DISPATCHED, place, at=time())
    order_at(OrderState.DISPATCHED, place, at=time(), title="三号楼电梯困人", tags=("sudden",))
    time.later(hours=13)
    by = place.actor(Role.FOLLOWUP_AGENT, "centre")
    orders.advance(order.number, Verb.RATE, by=by, at=time(), facts=NO)
    return str(order.number)


@pytest.mark.req("R187", part="the page on a telephone; that it is frozen at 23:00 is proven in the room")
def test_a_main_leader_goes_through_the_evening_on_a_phone(
    desks: Desks, place: Town, time: Clock, bad: str
) -> None:
    page = desks.of(Role.MAIN_LEADER, "lake")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/")
    expect(page.locator("h1")).to_have_text("今日职责")
    picture(page, "leader-phone")
    page.get_by_role("link", name="逐件把关").first.click()
    page.get_by_label("继续办理").check()
    page.get_by_label("批注").or_(page.locator("[name=remark]")).first.fill("明早八点前上门。")
    page.get_by_role("button", name="决定并看下一件").click()
    expect(page.locator("#said")).to_contain_text("已记录决定")
    time.later(hours=1)
    actions.freeze_boards(time())
    page.goto("/supervision/board/")
    picture(page, "board-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    day = f"{time():%Y-%m-%d}" if isinstance(time(), datetime) else ""
    page.get_by_role("link", name=day).click()
    expect(page.locator(".lead")).to_contain_text("23:00")


def test_a_supervisor_confirms_what_the_unit_explained(
    desks: Desks, place: Town, time: Clock, bad: str
) -> None:
    by = place.actor(Role.SUPERVISOR, "east")
    actions.supervise(bad, demand=Demand("请说明双否原因并整改。"), by=by, at=time())
    unit = desks.of(Role.REQUEST_CENTRE, "lake")
    unit.goto("/supervision/?waits=explain")
    unit.get_by_role("link", name=bad).click()
    unit.fill("[name=words]", "已再次上门并修复。")
    unit.fill("[name=evidence]", "现场照片")
    unit.get_by_role("button", name="督办答复").click()
    above = desks.of(Role.SUPERVISOR, "east")
    above.goto("/supervision/?waits=judge")
    picture(above, "supervision-desk")
    above.get_by_role("link", name=bad).click()
    expect(above.locator(".demand")).to_contain_text("现场照片")
    above.fill("[name=words]", "电话核实属实。")
    above.get_by_role("button", name="督办核实").click()
    expect(above.locator("#said")).to_contain_text(bad)
    above.goto("/supervision/monthly/?month=2026-03")
    above.goto("/supervision/registers/")
