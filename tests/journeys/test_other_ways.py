"""The other ways of a request: by a citizen, answered at once, confidential, handled again, objected, imported."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, OrderState, Outcome, Role
from tests.builders import Town, order_at, share_at
from tests.journeys.conftest import PHONE, Clock, Desks, number_in, picture, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.req("R008", "R011", "R480")
def test_a_citizen_files_without_an_account_and_tracks_it_on_a_phone(desks: Desks, time: Clock) -> None:
    page = desks.visitor(PHONE)
    page.goto("/public/file/")
    page.fill("[name=text]", "柳荫社区三号楼的路灯坏了一星期，晚上老人出门看不见路。")
    page.fill("[name=place]", "柳荫社区三号楼")
    picture(page, "20-citizen-files")
    time.later(minutes=1)
    page.locator("main button.btn-primary").click()
    number, code = page.locator(".big-code").all_inner_texts()
    picture(page, "21-number-and-code")
    order = orders.find(number, SYSTEM)
    assert (order.state, order.channel, order.requester) == (OrderState.RECORDED, "web", None)

    agent = desks.of(Role.AGENT, "centre")
    agent.goto("/intake/")
    agent.get_by_role("link", name=number).first.click()
    send(agent)
    expect(agent.locator("#said")).to_contain_text("受理")

    later = desks.visitor(PHONE)
    later.goto("/public/track/")
    later.fill("[name=number]", number)
    later.fill("[name=code]", code)
    later.locator("main button.btn-primary").click()
    expect(later.locator(".stage-now")).to_contain_text("派单")
    assert later.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    picture(later, "22-citizen-tracks")


@pytest.mark.req("R480")
def test_nobody_opens_a_request_with_a_wrong_code(desks: Desks, place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    page = desks.visitor(PHONE)
    page.goto("/public/track/")
    page.fill("[name=number]", order.number)
    page.fill("[name=code]", "AAAAAAAA")
    page.locator("main button.btn-primary").click()
    expect(page.locator(".said-refusal")).to_be_visible()
    assert "停水" not in page.content()


def test_an_inquiry_is_answered_while_the_caller_speaks(desks: Desks) -> None:
    page = desks.of(Role.AGENT, "centre")
    page.goto("/intake/")
    page.fill("[name=text]", "请问居住证在哪里办理？")
    page.select_option("[name=request_type]", "inquiry")
    page.fill("[name=words]", "请带身份证到街道便民服务中心办理。")
    page.click("button[value=answer]")
    said = page.locator("#said")
    expect(said).to_contain_text("即时答复")
    order = orders.find(number_in(said.inner_text()), SYSTEM)
    assert order.state == OrderState.ANSWERED
    assert not orders.shares_of(order)


@pytest.mark.req("R494", "R492")
def test_the_unit_never_sees_who_reports_confidentially(desks: Desks, time: Clock) -> None:
    agent = desks.of(Role.AGENT, "centre")
    agent.goto("/intake/")
    agent.fill("[name=phone]", "13800000042")
    agent.fill("[name=name]", "样例举报人")
    agent.fill("[name=text]", "举报三号楼一层餐馆夜间倾倒餐厨垃圾，垃圾堆在楼后。")
    agent.select_option("[name=request_type]", "report")
    agent.click("button[value=accept]")
    number = number_in(agent.locator("#said").inner_text())

    time.later(minutes=5)
    centre = desks.of(Role.DISPATCHER, "centre")
    centre.goto(f"/dispatch/{number}/dispatch/")
    centre.fill("[name=lead] >> visible=true", "lake")
    centre.get_by_role("button", name="派单", exact=True).click()
    expect(centre.locator("#said")).to_contain_text("派单")

    unit = desks.of(Role.REQUEST_CENTRE, "lake")
    for address in (
        "/handling/",
        f"/handling/{number}/1/claim/",
        f"/orders/{number}/",
        "/orders/",
        "/notices/",
    ):
        unit.goto(address)
        shown = unit.content()
        assert not [word for word in ("13800000042", "138****0042", "样例举报人", "样**") if word in shown]
    unit.goto(f"/handling/{number}/1/claim/")
    expect(unit.locator("main")).to_contain_text("保密")
    picture(unit, "23-confidential")
    unit.goto(f"/intake/{number}/reveal/")
    if unit.locator("main form").count():
        unit.fill("[name=why]", "想知道是谁举报的")
        send(unit)
    assert "13800000042" not in unit.content()


def test_a_double_no_goes_back_to_its_unit_for_another_round(desks: Desks, place: Town, time: Clock) -> None:
    order = order_at(OrderState.DRAWN, place, at=time.at - timedelta(hours=1))
    page = desks.of(Role.FOLLOWUP_AGENT, "centre")
    page.goto(f"/followup/{order.number}/rate/")
    page.locator("[name=contacted][value=no]").check()
    page.locator("[name=solved][value=no]").check()
    page.locator("[name=satisfied][value=no]").check()
    page.locator(".script [name=reason]").fill("没有人来修。")
    page.locator(".script button.btn-primary").click()
    page.goto("/followup/?tray=decide")
    page.get_by_role("link", name=order.number).first.click()
    picture(page, "24-double-no")
    send(page)
    again = orders.find(order.number, SYSTEM)
    assert (again.state, again.round, again.outcome) == (OrderState.DISPATCHED, 2, Outcome.DOUBLE_NO)

    unit = desks.of(Role.HANDLER, "lake")
    unit.goto("/handling/")
    unit.get_by_role("link", name=order.number).first.click()
    expect(unit.locator(".lead")).to_contain_text("2")
    picture(unit, "25-second-round")


def test_an_objection_that_is_upheld_moves_the_order(desks: Desks, place: Town, time: Clock) -> None:
    share = share_at(AssignmentState.SENT, place, at=time.at - timedelta(minutes=20))
    number = share.order.number
    unit = desks.of(Role.REQUEST_CENTRE, "lake")
    unit.goto(f"/dispatch/{number}/1/object/")
    unit.locator("[name=ground][value=not_here]").check()
    unit.fill("[name=reason]", "三号楼位于样例山前街道辖区，附勘界图。")
    unit.fill("[name=proposed]", "hill")
    send(unit)
    expect(unit.locator("#said")).to_contain_text("派单异议")

    time.later(hours=1)
    centre = desks.of(Role.DISPATCHER, "centre")
    centre.goto("/dispatch/objections/")
    centre.get_by_role("link", name=number).first.click()
    centre.fill("[name=reason]", "经核实确属样例山前街道。")
    centre.fill("[name=lead]", "hill")
    picture(centre, "26-objection")
    send(centre)
    expect(centre.locator("#said")).to_contain_text("异议成立")

    desks.of(Role.REQUEST_CENTRE, "hill").goto("/handling/")
    expect(desks.of(Role.REQUEST_CENTRE, "hill").get_by_role("link", name=number)).to_be_visible()
    unit.goto("/handling/")
    expect(unit.get_by_role("link", name=number)).to_have_count(0)


def test_a_table_is_looked_at_before_it_is_imported(desks: Desks, tmp_path: Path) -> None:
    table = tmp_path / "历史工单.csv"
    table.write_text(
        "工单编号,来电时间,来电人,联系电话,诉求内容,被反映街道\n"
        "A1,2026-02-01 08:00,样例张三,13800000001,柳荫社区三号楼停水两天。,样例湖滨街道\n"
        "A2,不是日期,样例李四,13800000002,楼道灯不亮。,样例湖滨街道\n",
        encoding="utf-8",
    )
    page = desks.of(Role.DISPATCHER, "centre")
    page.goto("/intake/import/new/")
    page.set_input_files("[name=file]", table)
    send(page)
    expect(page.locator("main")).to_contain_text("停水两天")
    assert "13800000001" not in page.content()
    page.locator(".list-box").scroll_into_view_if_needed()
    picture(page, "27-import-preview")
    page.click("button[value=run]")
    with page.expect_download() as download:
        page.locator("a[href$='/rejects/']").click()
    refused = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "A2" in refused and "A1" not in refused
    assert orders.visible_to(SYSTEM).filter(external_no="A1").count() == 1
