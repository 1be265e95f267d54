"""A call-taker's morning: two matters in one call, a caller who asks again, a merge undone, an enterprise first."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from jiesu.intake import actions as intake
from jiesu.intake.drafts import Draft
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.terms import Channel, OrderState, Role
from tests.builders import Town
from tests.journeys.conftest import PHONE, Clock, Desks, number_in, picture, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CALLER = "13800000031"
TWO = "我们小区煤气泄漏，味道很大。另外，楼下路灯坏了半个月没人修。"


def fits(page: Page) -> None:
    """Nothing hangs over the edge of the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_two_matters_in_one_call_become_two_orders_and_asking_again_stays_with_them(
    desks: Desks, place: Town, time: Clock
) -> None:
    page = desks.of(Role.AGENT, "centre")
    page.goto("/intake/")
    page.fill("[name=phone]", CALLER)
    page.fill("[name=text]", TWO)
    ticked = page.locator("#reading input[name=tags][value=sudden]")
    ticked.check()
    expect(page.locator("#reading")).to_contain_text("似含 2 件事")
    picture(page, "morning-1-reading")
    page.locator("button[value=record]").click()
    whole = Order.objects.get()
    assert whole.tags == ["sudden"]

    page.goto(f"/intake/{whole.number}/split/")
    expect(page.locator("[name=text_1]")).to_have_value("楼下路灯坏了半个月没人修。")
    page.fill("[name=area_0]", "样例湖滨街道")
    page.fill("[name=area_1]", "样例山前街道")
    picture(page, "morning-2-split")
    send(page)
    assert page.url.endswith(f"/orders/{whole.number}/")
    first, second = Order.objects.exclude(pk=whole.pk).order_by("id")
    assert (first.tags, second.tags) == (["sudden"], [])
    expect(page.locator("main")).to_contain_text(first.number)
    expect(page.locator("main")).to_contain_text(second.number)
    picture(page, "morning-3-whole")

    time.later(hours=2)
    page.goto("/intake/")
    page.fill("[name=phone]", CALLER)
    page.locator(f'#caller form[action="/intake/{second.number}/press/"] button').click()
    page.wait_for_url(f"**/orders/{second.number}/")
    second.refresh_from_db()
    assert second.pressed == 1
    page.goto("/intake/pressed/")
    expect(page.locator("main")).to_contain_text(second.number)
    picture(page, "morning-4-pressed")

    small = desks.visitor(PHONE)
    small.goto("/public/track/")
    small.fill("[name=number]", whole.number)
    small.fill("[name=code]", orders.tracking_code(whole.number))
    small.locator("main button.btn-primary").click()
    expect(small.locator("main")).to_contain_text(first.number)
    small.locator("details", has_text="催单").locator("summary").click()
    small.locator('form[action="/public/request/press/"] button').click()
    expect(small.locator("body")).to_contain_text("没有另立工单")
    fits(small)
    whole.refresh_from_db()
    assert whole.pressed == 1


def test_a_wrong_merge_is_undone_and_the_order_waits_again(desks: Desks, place: Town, time: Clock) -> None:
    agent = place.actor(Role.AGENT, "centre")
    one, two = (
        intake.record(
            Draft(text="三号楼停水两天", area="c-willow", phone=f"1380000004{n}"), by=agent, at=time()
        )
        for n in range(2)
    )
    page = desks.of(Role.AGENT, "centre")
    page.goto(f"/intake/{two.number}/merge/")
    page.fill("[name=into]", one.number)
    send(page)
    page.goto("/intake/merged/")
    page.get_by_role("link", name="撤销并单").click()
    page.fill("[name=reason]", "是另一栋楼")
    send(page)
    assert number_in(page.url) == two.number
    two.refresh_from_db()
    assert two.state == OrderState.RECORDED and two.merged_into is None
    page.goto("/intake/")
    expect(page.locator("#listing")).to_contain_text(two.number)


def test_an_enterprise_of_the_green_list_comes_first_and_has_its_file(
    desks: Desks, place: Town, time: Clock
) -> None:
    agent, chief = place.actor(Role.AGENT, "centre"), place.actor(Role.DISPATCHER, "centre")
    intake.put_on_green_list(
        "样例科技有限公司", contact="centre.agent", valid_from=date(2026, 3, 1), by=chief, at=time()
    )
    usual = intake.record(Draft(text="路灯坏了"), by=agent, at=time())
    company = Draft(
        text="请问营业执照变更需要什么材料", name="样例科技有限公司", phone="01065000001", kind="enterprise",
        channel=Channel.ENTERPRISE,
    )  # fmt: skip
    order = intake.record(company, by=agent, at=time())
    page = desks.of(Role.DISPATCHER, "centre")
    page.goto("/intake/")
    rows = page.locator("#listing tbody tr")
    expect(rows.nth(0)).to_contain_text(order.number)
    expect(rows.nth(1)).to_contain_text(usual.number)
    page.goto("/intake/enterprise/")
    picture(page, "morning-5-enterprises")
    page.goto("/intake/enterprise/files/")
    page.get_by_role("link", name="样例科技有限公司").click()
    expect(page.locator("main")).to_contain_text(order.number)
    picture(page, "morning-6-file")
    for address in ("", "files/", "green/", "named/", "common/", "suggestions/", "reforms/"):
        page.goto(f"/intake/enterprise/{address}")
        fits(page)
    small = page.context.new_page()
    small.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for address in (
        "enterprise/",
        "marked/",
        "figures/",
        "agents/",
        f"{usual.number}/split/",
        f"{usual.number}/flag/",
    ):
        small.goto(f"/intake/{address}")
        fits(small)
