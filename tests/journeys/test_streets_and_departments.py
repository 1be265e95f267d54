"""街乡吹哨、部门报到 and the pending register: what one unit cannot do alone, from the first page to the last."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Role
from tests.builders import Town, share_at
from tests.journeys.conftest import PHONE, Clock, Desks, on_a_phone, picture, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHISTLE = {
    "facts": "三号楼屋顶搭建彩钢房，居民多次反映，街道三次劝阻无效。",
    "basis": "街道办事处条例：有权组织协调部门联合执法",
    "action": "请到场认定并依法处置，明确拆除期限。",
    "result": "一周内拆除，社区每日巡查。",
    "place": "柳荫社区三号楼屋顶",
}


@pytest.fixture
def number(place: Town, time: Clock) -> str:
    """An order that the street has been at work on for an hour."""
    share = share_at(AssignmentState.HANDLING, place, at=time(), title="三号楼屋顶私搭彩钢房")
    time.later(hours=1)
    return str(share.order.number)


@pytest.mark.req("R200", "R201", "R202", "R203")
def test_a_street_whistles_and_both_sides_score(desks: Desks, time: Clock, number: str) -> None:
    street = desks.of(Role.REQUEST_CENTRE, "lake")
    street.goto(f"/orders/{number}/")
    street.get_by_role("link", name="吹哨", exact=True).first.click()
    street.locator("[name=kind][value=enforcement]").check()
    street.locator("[name=called][value=housing]").check()
    for name, words in WHISTLE.items():
        street.fill(f"[name={name}]", words)
    picture(street, "50-whistle")
    send(street)
    expect(street.locator("#said")).to_contain_text("吹哨")

    time.later(minutes=20)
    office = on_a_phone(desks.of(Role.HEAD, "housing"))
    office.goto("/whistle/")
    office.get_by_role("link", name=number).first.click()
    office.fill("[name=words]", "执法科两人，十一点到场。")
    send(office)
    time.later(minutes=50)
    office.goto(f"/whistle/{number}/1/report_in/")
    office.fill("[name=who]", "样例执法科长")
    office.fill("[name=place]", WHISTLE["place"])
    picture(office, "51-report-in")
    send(office)
    time.later(hours=3)
    office.goto(f"/whistle/{number}/1/feed_back/")
    office.locator("[name=effect][value=yes]").check()
    office.fill("[name=done]", "现场认定为违法建设，当事人当日自行拆除。")
    send(office)
    assert office.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

    time.later(hours=1)
    street.goto(f"/whistle/{number}/1/settle/")
    expect(street.locator("main")).to_contain_text("自行拆除")
    street.locator("[name=solved][value=yes]").check()
    street.fill("[name=outcome]", "彩钢房已拆除，居民确认。")
    send(street)
    street.goto(f"/whistle/{number}/1/evaluate/")
    for mark, points in (("arrival", 5), ("duty", 5), ("result", 4)):
        street.locator(f"[name=mark_{mark}][value='{points}']").check()
    unit = street.locator("[name=unit][value=housing]")
    unit.check()
    picture(street, "52-street-scores")
    send(street)
    office.goto(f"/whistle/{number}/1/evaluate/")
    for mark in ("reason", "preparation"):
        office.locator(f"[name=mark_{mark}][value='5']").check()
    send(office)
    street.goto("/whistle/figures/")
    picture(street, "53-whistle-figures")
    assert orders.shares_of(orders.find(number, SYSTEM))[0].state == AssignmentState.HANDLING


@pytest.mark.req(
    "R112", part="applied for, entered, struck and written off on the pages; the rest in the room"
)
def test_an_order_stands_in_the_register_until_it_is_built(
    desks: Desks, time: Clock, number: str, photograph: Path
) -> None:
    head = desks.of(Role.HEAD, "lake")
    head.goto(f"/handling/{number}/1/register/")
    head.locator("[name=obstacle][value=funding]").check()
    head.fill("[name=reason]", "改造资金列入下年度预算，本年度无法实施。")
    head.select_option("[name=owner]", index=0)
    head.fill("[name=letter]", "已书面告知诉求人计划和临时措施。")
    head.fill("[name=told_on]", "2026-03-02")
    head.set_input_files("[name=evidence]", photograph)
    picture(head, "54-register")
    send(head)
    expect(head.locator("#said")).to_contain_text("挂账")

    time.later(hours=2)
    district = desks.of(Role.DISPATCHER, "east")
    district.goto("/handling/applications/")
    picture(district, "55-applications")
    district.get_by_role("link", name=number).first.click()
    send(district)
    assert _state(number) == AssignmentState.PENDING
    head.goto("/handling/register/")
    expect(head.locator(".rows tbody")).to_contain_text(number)
    picture(head, "56-in-the-register")

    time.later(days=40)
    head.goto(f"/handling/{number}/1/strike/")
    head.fill("[name=reason]", "改造完成，已通过验收。")
    head.set_input_files("[name=evidence]", photograph)
    send(head)
    district.goto(f"/handling/{number}/1/write_off/")
    send(district)
    assert _state(number) == AssignmentState.HANDLING
    _answered(desks, time, number)
    assert _state(number) == AssignmentState.SIGNED


def _answered(desks: Desks, time: Clock, number: str) -> None:
    """The reply of the unit, looked at by the head and signed by the leader, on the telephone."""
    handler = on_a_phone(desks.of(Role.HANDLER, "lake"))
    handler.goto(f"/handling/{number}/1/submit/")
    handler.locator("[name=result][value=solved]").check()
    handler.fill(
        "[name=text]",
        "您好，改造已经完成并通过验收，今后如有问题请拨打社区电话，我们随时上门。感谢您的理解。",
    )
    send(handler)
    for role in (Role.HEAD, Role.AREA_LEADER):
        time.later(minutes=15)
        page: Page = desks.of(role, "lake")
        page.goto("/handling/")
        page.get_by_role("link", name=number).first.click()
        send(page)


def _state(number: str) -> str:
    return str(orders.shares_of(orders.find(number, SYSTEM))[0].state)
