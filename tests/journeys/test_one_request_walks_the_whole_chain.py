"""接诉 → 派单 → 办理 → 回访 → 考评: one request through every desk, as people see it in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jiesu.followup import ticks
from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, Outcome, Role
from tests.journeys.conftest import Clock, Desks, number_in, picture, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "柳荫社区三号楼门口的垃圾没人清运，已经堆了三天，味道很大，请尽快处理。"
REPLY = (
    "您好，您反映的垃圾清运问题已经处理：三月二日上午街道联系清运单位到场，当天清运完毕并消毒。"
    "今后每日两次清运，社区每天检查。如有问题请致电社区居委会。"
)


@pytest.mark.req("R374")
def test_one_request_walks_the_whole_chain(desks: Desks, time: Clock, photograph: Path) -> None:
    number = _the_agent_takes_the_call(desks, time)
    _the_dispatcher_confirms(desks, time, number)
    _the_street_claims_and_assigns(desks, time, number)
    _the_handler_works(desks, time, number, photograph)
    _the_leaders_look(desks, time, number)
    _the_requester_is_asked(desks, time, number)
    _the_assessor_sees_it_counted(desks, time, number)
    order = orders.find(number, SYSTEM)
    assert (order.state, order.outcome) == (OrderState.CLOSED, Outcome.DOUBLE_YES)
    orders.seal_all(time())
    report = orders.verify()
    assert report.orders >= 2 and not report.faults


def _the_agent_takes_the_call(desks: Desks, time: Clock) -> str:
    page = desks.of(Role.AGENT, "centre")
    _earlier_call(page)
    time.later(minutes=5)
    page.fill("[name=phone]", "13800000001")
    expect(page.locator("#caller")).to_contain_text("路灯不亮")
    page.fill("[name=text]", TEXT)
    expect(page.locator("#reading")).to_contain_text("垃圾清运")
    page.select_option("[name=request_type]", "help")
    page.fill("[name=area]", "样例柳荫")
    expect(page.locator("#areas option")).not_to_have_count(0)
    page.fill("[name=area]", str(page.locator("#areas option").first.get_attribute("value")))
    page.fill("[name=place]", "三号楼门口")
    picture(page, "01-call")
    page.click("button[value=accept]")
    expect(page.locator("#said")).to_contain_text("已受理")
    picture(page, "02-accepted")
    return number_in(page.locator("#said").inner_text())


def _earlier_call(page: Page) -> None:
    """The caller is known: an inquiry that was answered while they spoke."""
    page.goto("/intake/")
    page.fill("[name=phone]", "13800000001")
    page.fill("[name=name]", "样例张三")
    page.fill("[name=text]", "请问柳荫社区路灯不亮由谁来修？")
    page.fill("[name=words]", "由街道市政科报修，已告知电话。")
    page.click("button[value=answer]")
    expect(page.locator("#said")).to_contain_text("即时答复")


def _the_dispatcher_confirms(desks: Desks, time: Clock, number: str) -> None:
    time.later(minutes=3)
    page = desks.of(Role.DISPATCHER, "centre")
    page.goto("/dispatch/")
    expect(page.locator(".rows tbody")).to_contain_text("样例湖滨街道")
    picture(page, "03-dispatch-queue")
    page.get_by_role("link", name=number).first.click()
    first = page.locator(".suggestion").first
    expect(first).to_contain_text("样例湖滨街道")
    expect(first.locator("li")).not_to_have_count(0)
    picture(page, "04-suggestion")
    first.get_by_role("button").click()
    expect(page.locator("#said")).to_contain_text("派单")


def _the_street_claims_and_assigns(desks: Desks, time: Clock, number: str) -> None:
    time.later(minutes=10)
    page = desks.of(Role.REQUEST_CENTRE, "lake")
    page.goto("/handling/")
    picture(page, "05-claim")
    page.get_by_role("link", name=number).first.click()
    send(page)
    expect(page.locator("#said")).to_contain_text("接件")
    page.get_by_label("样例办件人").check()
    picture(page, "06-assign")
    send(page)
    expect(page.locator("#said")).to_contain_text("明确办件人")


def _the_handler_works(desks: Desks, time: Clock, number: str, photograph: Path) -> None:
    page = desks.of(Role.HANDLER, "lake")
    time.later(minutes=20)
    page.goto("/handling/")
    page.get_by_role("link", name=number).first.click()
    page.locator("[name=way][value=phone]").check()
    page.locator("[name=reached][value=reached]").check()
    page.fill("[name=note]", "已说明上午到场。")
    picture(page, "07-contact")
    send(page)
    time.later(hours=2)
    page.locator("[name=kind][value=visit]").check()
    page.fill("[name=place]", "三号楼门口")
    page.fill("[name=note]", "到场查看，清运车已经到位，清运完毕并消毒。")
    page.set_input_files("[name=evidence]", photograph)
    picture(page, "08-act")
    send(page)
    expect(page.get_by_text("阀门").first).to_be_visible()
    page.locator(".heading-actions").get_by_role("link", name="提交").click()
    page.locator("[name=result][value=solved]").check()
    page.fill("[name=text]", REPLY)
    picture(page, "09-submit")
    send(page)
    expect(page.locator("#said")).to_contain_text("提交")


def _the_leaders_look(desks: Desks, time: Clock, number: str) -> None:
    for role, name, word in ((Role.HEAD, "10-review", "审核"), (Role.AREA_LEADER, "11-sign", "签批")):
        time.later(minutes=15)
        page = desks.of(role, "lake")
        page.goto("/handling/")
        page.get_by_role("link", name=number).first.click()
        expect(page.get_by_text(REPLY).first).to_be_visible()
        picture(page, name)
        send(page)
        expect(page.locator("#said")).to_contain_text(word)


def _the_requester_is_asked(desks: Desks, time: Clock, number: str) -> None:
    time.later(hours=2)
    page = desks.of(Role.FOLLOWUP_AGENT, "centre")
    page.goto("/followup/?tray=replied")
    page.get_by_role("link", name=number).first.click()
    page.select_option("[name=means]", "call")
    send(page)
    time.later(minutes=10)
    page.goto("/followup/")
    picture(page, "12-follow-up-desk")
    page.get_by_role("link", name=number).first.click()
    page.locator("[name=contacted][value=yes]").check()
    page.locator("[name=solved][value=yes]").check()
    page.locator("[name=satisfied][value=yes]").check()
    picture(page, "13-three-questions")
    page.locator(".script button.btn-primary").click()
    expect(page.locator("#said")).to_contain_text("回访评价")
    ticks.run(time())  # a double-yes order is closed by the house itself


def _the_assessor_sees_it_counted(desks: Desks, time: Clock, number: str) -> None:
    page = desks.of(Role.ASSESSOR, "centre")
    page.goto("/assessment/open/")
    page.fill("[name=first]", "2026-02-19")
    page.fill("[name=last]", "2026-03-18")
    send(page)
    page.get_by_role("link", name="样例湖滨街道").first.click()
    picture(page, "14-worked-out")
    figure = page.locator("dl.sheet a").filter(has_text=re.compile(r"^1$")).first
    figure.click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    picture(page, "15-orders-behind")
    page.get_by_role("link", name=number).click()
    expect(page.locator(".heading")).to_contain_text("已归档")
    picture(page, "16-whole-order")
