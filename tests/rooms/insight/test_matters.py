"""Hot matters: found by the tick, stored, seen by whoever may see their orders; no name and no number among them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.insight import matters, ticks
from jiesu.insight.models import HotMatter
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.reading.topics import surges
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from tests.builders import AT, Town, new_order, town

NOW = AT + timedelta(days=1)
NAME, PHONE = "欧阳样例", "13800138000"
ENDINGS = ("，请尽快处理", "，没有人管", "，老人出行不便", "，希望马上解决", "，已经影响生活", "，请物业来修")
OTHERS = (
    "希望在公园增加健身器材", "咨询居住证如何办理", "路口红绿灯时间太短", "夜间施工噪音很大",
    "办事窗口排队时间长", "表示对公交线路调整的意见", "树枝遮挡了窗户需要修剪", "共享单车乱停放堵住盲道",
)  # fmt: skip


@pytest.fixture
def place(db: None) -> Town:
    """Six people told of one lift within a day, one of them twice; eight told of other things."""
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    made = town()
    by = made.actor(Role.AGENT, "centre")
    for no, ending in enumerate((*ENDINGS, ENDINGS[0])):
        who = callers.remember(kind="person", name=f"例甲{no % 6}", phone=f"1390000000{no % 6}", at=AT)
        told = f"我叫{NAME}，电话{PHONE}。柳荫花园小区三号楼电梯停运三天{ending}。"
        record = new_order(
            title=f"柳荫花园小区电梯停运{ending}",
            text=told,
            requester=who.pk,
            received_at=AT + timedelta(hours=no),
        )
        orders.open(record, by=by, at=AT + timedelta(hours=no))
    for text in OTHERS:
        orders.open(new_order(title=text, text=text, area="s-hill", place=""), by=by, at=AT)
    return made


@pytest.mark.req("R357")
def test_the_tick_finds_the_matter_once_an_hour(place: Town) -> None:
    assert ticks.run(NOW).endswith("hot matters")
    assert ticks.run(NOW + timedelta(minutes=30)) == ""
    found = HotMatter.objects.get(rank=1)
    assert "电梯停运" in found.title and "柳荫花园" in found.place
    assert (found.size, found.people, found.mass, found.surging) == (7, 6, True, True)
    assert found.area is not None and found.area.code == "c-willow"
    assert (found.first_at, found.last_at) == (AT, AT + timedelta(hours=6)) and found.heat > 0
    days, counts = matters.series(found)
    assert len(days) == matters.DAYS and sum(counts) == 7 and surges(counts)
    count = HotMatter.objects.count()
    assert ticks.run(NOW + timedelta(hours=2)).endswith("hot matters") and HotMatter.objects.count() == count


def test_no_name_no_number_and_nothing_confidential_is_stored(place: Town) -> None:
    by = place.actor(Role.AGENT, "centre")
    for ending in ENDINGS:
        told = f"举报幸福家园小区违法建设{ending}"
        orders.open(new_order(title=told, text=told, confidential=True), by=by, at=AT)
    matters.compute(NOW)
    kept = " ".join(f"{m.title} {m.place} {m.by_day}" for m in HotMatter.objects.all())
    assert kept and not [w for w in (NAME, PHONE, "例甲", "违法建设") if w in kept]


def test_who_sees_no_order_sees_no_matter(place: Town) -> None:
    matters.compute(NOW)
    assert not matters.matters(place.actor(Role.HEAD, "hill")).filter(rank=1).exists()
    seen = matters.matters(place.actor(Role.SUPERVISOR, "centre")).get(rank=1)
    assert seen.seen == 7  # type: ignore[attr-defined]


@pytest.mark.req("R383")
def test_the_page_leads_to_the_orders(place: Town, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    matters.compute(NOW)
    client.force_login(place.person(Role.SUPERVISOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/insight/matters/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "电梯停运" in page and "群体诉求" in page
    found = HotMatter.objects.get(rank=1)
    page = client.get(
        f"/insight/matters/{found.pk}/", headers={"Accept-Language": "zh-hans"}
    ).content.decode()
    assert page.count("/orders/26") >= 7 and "首次出现" in page
    client.force_login(place.person(Role.HEAD, "hill"), "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/insight/matters/{found.pk}/").status_code == 409
