"""Who keeps the house: the agent's keys, the law editor's version, the upload; and the citizen's marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from jiesu.directory.models import Person, Seat
from jiesu.followup.models import Answer
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy.models import PolicyVersion
from jiesu.rules.terms import Outcome, Role
from tests.builders import Town
from tests.faces.citizen import replied
from tests.journeys.conftest import PHONE, Clock, Desks, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "柳荫社区三号楼门口的垃圾没人清运，已经堆了三天，味道很大，请尽快处理。"


def test_an_agent_accepts_what_was_read_with_one_key(desks: Desks) -> None:
    page = desks.of(Role.AGENT, "centre")
    page.goto("/intake/")
    page.fill("[name=phone]", "13800000055")
    page.locator("[name=text]").press_sequentially(TEXT, delay=2)
    guesses = page.locator("#reading [data-guess]")
    expect(guesses.first).to_be_visible()
    expect(page.locator(".is-guessed").first).to_be_visible()
    kinds = [str(guesses.nth(n).get_attribute("data-field")) for n in range(guesses.count())]
    assert "category" in kinds
    for n in range(1, len(kinds) + 1):
        page.keyboard.press(f"Alt+Digit{n}")
    expect(page.locator(".is-guessed")).to_have_count(0)
    expect(page.locator("#reading [data-fate]").first).to_have_text("已采用")
    picture(page, "70-one-key")
    page.locator("button[value=accept]").click()
    expect(page.locator("#said")).to_contain_text("已受理")
    order = Order.objects.get()
    assert order.category and order.request_type


def test_a_law_editor_publishes_a_new_version_that_leaves_the_old_one_alone(desks: Desks) -> None:
    page = desks.of(Role.LAW_EDITOR, "centre")
    page.goto("/policy/")
    page.get_by_role("link", name="考评办法").first.click()
    page.get_by_role("link", name="编写新版本").click()
    text = page.locator("[name=text]")
    written = text.input_value()
    assert "from: 2019-01-01" in written and "floor" in written
    text.fill(written.replace("from: 2019-01-01", "from: 2026-04-01").replace("0.90", "0.92", 1))
    picture(page, "71-new-version")
    page.locator("main .form-actions button.btn-primary").click()
    page.locator("#confirm [value=yes]").click()
    expect(page.locator("#said")).to_contain_text("发布")
    expect(page.locator("main")).to_contain_text("0.92")
    picture(page, "72-what-changed")
    assert [str(v.starts) for v in PolicyVersion.objects.filter(topic="scoring").order_by("starts")] == [
        "2019-01-01",
        "2026-04-01",
    ]


def test_an_administrator_brings_units_and_people_in_by_upload(desks: Desks, tmp_path: Path) -> None:
    table = tmp_path / "town.yaml"
    table.write_text(UPLOAD, encoding="utf-8")
    page = desks.of(Role.ADMIN, "centre")
    page.goto("/directory/")
    page.locator(".heading-actions").get_by_role("link", name="导入").click()
    page.set_input_files("[name=file]", table)
    page.locator("button[value=look]").click()
    report = page.locator("#report")
    expect(report).to_contain_text("新增3")
    assert not Person.objects.filter(login="new-centre").exists(), "looking brings nothing in"
    picture(page, "73-look-first")
    page.locator("button[value=bring]").click()
    expect(report.locator("h2").first).to_have_text("导入结果")
    page.goto("/directory/?q=新桥")
    expect(page.locator(".rows tbody")).to_contain_text("样例新桥街道")
    picture(page, "74-brought")
    assert Seat.objects.filter(person__login="new-centre", unit__code="bridge").exists()


UPLOAD = """areas:
  - {code: s-bridge, name: 样例新桥街道, level: street, parent: d-east}
units:
  - {code: bridge, name: 样例新桥街道, kind: street, level: street, parent: east, area: s-bridge}
people:
  - {login: new-centre, name: 样例新主任, unit: bridge, role: request_centre}
"""


@pytest.mark.req("R480")
def test_a_citizen_reads_the_reply_and_rates_it_on_a_phone(desks: Desks, place: Town, time: Clock) -> None:
    order = replied(place)
    time.later(hours=3)
    page = desks.visitor(PHONE)
    page.goto("/public/track/")
    page.fill("[name=number]", order.number)
    page.fill("[name=code]", orders.tracking_code(order.number))
    page.locator("main button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("水管已修好")
    page.locator("#rate").scroll_into_view_if_needed()
    page.locator("[name=contacted][value=yes]").check()
    page.locator("[name=solved][value=yes]").check()
    page.locator("[name=satisfied][value=yes]").check()
    picture(page, "75-citizen-rates")
    page.locator("#rate button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("感谢您")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert Answer.objects.get(order=order).means == "web"
    order.refresh_from_db()
    assert order.outcome == Outcome.DOUBLE_YES
