"""Parties complained about: read after the order is there, set right by people, learned from, profiled within sight."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, RequestType, Role
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.subjects import actions, queries, ticks
from jiesu.subjects.kinds import Industry, SubjectKind
from jiesu.subjects.models import Alias, Mention, Read, Subject
from tests.builders import AT, Town, new_order, order_at, town

LATER = AT + timedelta(days=1)
ALL = (AT - timedelta(days=30), AT + timedelta(days=30))


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


def told(place: Town, text: str, **more: object) -> Order:
    by = place.actor(Role.AGENT, "centre")
    return orders.open(new_order(title="", text=text, place="", **more), by=by, at=AT)


def named(order: Order) -> list[tuple[str, SubjectKind]]:
    return [(one.subject.name, one.subject.kind) for one in order.mentions.select_related("subject")]


def downloaded(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


GYM = "投诉跃动健身房拖欠会员退费，一直不退钱。"
SHOP = "福来超市卖过期食品，态度恶劣。"


@pytest.mark.req("R358", part="read and kept; the profile is proven below")
def test_the_tick_reads_each_order_once_and_creating_one_waits_for_nothing(place: Town) -> None:
    order = told(place, GYM)
    assert not Read.objects.filter(order=order).exists()
    assert ticks.run(LATER) == "1 orders read for parties"
    assert named(order) == [("跃动健身房", SubjectKind.SHOP)]
    mention = Mention.objects.get()
    assert mention.reasons and mention.subject.industry == Industry.LEISURE
    assert ticks.run(LATER) == ""


def test_confidential_requests_and_private_persons_take_no_part(place: Town) -> None:
    who = callers.remember(kind="person", name="例甲小", phone="13900000001", at=AT)
    told(place, GYM, confidential=True, request_type=RequestType.REPORT)
    told(place, "我叫例甲小，投诉邻居王建国先生在楼道堆放杂物，噪音扰民。", requester=who.pk)
    ticks.run(LATER)
    assert not Subject.objects.exists() and not Mention.objects.exists()
    assert Read.objects.count() == 1
    hidden = Order.objects.get(confidential=True)
    assert queries.panel(hidden, place.actor(Role.AGENT, "centre")) is None
    with pytest.raises(Refusal):
        actions.correct(hidden.number, named=[], by=place.actor(Role.AGENT, "centre"), at=LATER)


def test_a_shop_of_one_name_in_two_districts_is_two_parties_a_company_is_one(place: Town) -> None:
    told(place, SHOP, area="c-willow")
    told(place, SHOP, area="s-hill")
    told(place, SHOP, area="d-west")
    company = "我是宏远建材有限公司的员工，公司拖欠工资三个月。"
    told(place, company, area="d-west")
    told(place, company, area="c-willow")
    ticks.run(LATER)
    found = {(one.name, one.area.code if one.area else "") for one in Subject.objects.select_related("area")}
    assert found == {("福来超市", "d-east"), ("福来超市", "d-west"), ("宏远建材有限公司", "")}


@pytest.mark.req("R358", part="corrected and learned from")
def test_a_correction_is_an_event_and_two_that_agree_teach_a_name(place: Town) -> None:
    agent = place.actor(Role.AGENT, "centre")
    said = "投诉首望物业不修电梯，首望物业乱收费。"
    for _ in range(2):
        order = told(place, said)
        ticks.run(LATER)
        assert named(order) == [("首望物业", SubjectKind.PROPERTY)]
        right = [("首开望京物业", SubjectKind.PROPERTY)]
        event = actions.correct(order.number, named=right, by=agent, at=LATER)
        assert event.facts["parties"] == [Subject.objects.get(plain="首开望京物业").pk]
        assert named(order) == right
        assert Read.objects.get(order=order).by == agent.key
    assert Alias.objects.get().plain == "首望物业"
    third = told(place, said)
    ticks.run(LATER)
    assert named(third) == [("首开望京物业", SubjectKind.PROPERTY)]


def test_a_person_is_never_written_down_as_a_party_and_a_refusal_changes_nothing(place: Town) -> None:
    agent, order = place.actor(Role.AGENT, "centre"), told(place, GYM)
    ticks.run(LATER)
    for name in ("王建国", "李四 13800138000", "x"):
        with pytest.raises(Refusal):
            actions.correct(order.number, named=[(name, SubjectKind.SHOP)], by=agent, at=LATER)
    assert named(order) == [("跃动健身房", SubjectKind.SHOP)]
    actions.correct(order.number, named=[], by=agent, at=LATER)
    assert named(order) == []
    with pytest.raises(Refusal):
        actions.correct(order.number, named=[], by=place.actor(Role.HANDLER, "hill"), at=LATER)


def test_the_register_is_kept_by_the_hotline_joined_parties_keep_their_orders(place: Town) -> None:
    agent = place.actor(Role.AGENT, "centre")
    one, other = told(place, GYM), told(place, "投诉跃动健身俱乐部健身中心不退费。")
    ticks.run(LATER)
    first, second = (order.mentions.get().subject for order in (one, other))
    with pytest.raises(NotYours):
        actions.join(first.pk, into=second.pk, by=place.actor(Role.MAIN_LEADER, "lake"), at=LATER)
    assert (first.pk, first.name) in queries.akin(second, agent)
    actions.join(first.pk, into=second.pk, by=agent, at=LATER)
    assert queries.subject(first.pk, agent) == second
    assert set(queries.orders_of(second, agent)) == {one, other}
    assert "跃动健身房" in queries.others_named(second)
    again = told(place, GYM)
    ticks.run(LATER)
    assert again.mentions.get().subject == second
    actions.amend(
        second.pk, name="跃动健身中心", kind=SubjectKind.SHOP, industry=Industry.LEISURE,
        aliases=["跃动健身房", "跃动"], by=agent, at=LATER,
    )  # fmt: skip
    assert [change.by for change in queries.changes(second)] == [agent.key, agent.key]


@pytest.mark.req("R358")
def test_the_profile_says_how_often_about_what_and_how_it_went_within_sight(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    rated = order_at(OrderState.RATED, place, title="", text=SHOP, place="", category="食品安全")
    told(place, SHOP, area="s-hill", category="食品安全", tags=("repeat",))
    told(place, SHOP, area="s-hill", category="价格")
    ticks.run(LATER)
    centre, lake = place.actor(Role.DISPATCHER, "centre"), place.actor(Role.HEAD, "lake")
    found = Subject.objects.get()
    whole = queries.figures(found, centre)
    assert (whole.orders, whole.repeats, whole.valid) == (3, 1, 1)
    assert whole.solved == Fraction(int(rated.solved == "yes"))
    assert queries.split(found, centre, "category") == [("食品安全", 2), ("价格", 1)]
    assert queries.months(found, centre) == [("2026-03", 3)]
    assert queries.figures(found, lake).orders == 1
    with pytest.raises(Refusal):
        queries.subject(found.pk, place.actor(Role.HEAD, "willow"))
    client.force_login(place.person(Role.DISPATCHER, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/subjects/{found.pk}/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "福来超市" in page and "食品安全" in page and "商业零售" in page
    behind = downloaded(client, f"/subjects/{found.pk}/?format=csv")
    assert len(behind) == 1 + 3
    listed = downloaded(client, "/subjects/?format=csv")
    assert listed[1][0] == "福来超市" and listed[1][4] == "3"
    sheet = client.get(f"/orders/{rated.number}/").content.decode()
    assert f"/subjects/{found.pk}/" in sheet


@pytest.mark.req("R382")
def test_a_trade_lists_the_matters_that_several_of_its_parties_share(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    for gym in ("跃动健身房", "力健健身房", "悦体健身中心"):
        told(place, f"投诉{gym}拖欠会员退费，一直不退钱。", category="预付费退费")
    told(place, "投诉跃动健身房噪音扰民。", category="噪声")
    told(place, SHOP, category="预付费退费")
    ticks.run(LATER)
    by = place.actor(Role.DISPATCHER, "centre")
    trades = {row.key: (row.parties, row.orders) for row in queries.industries(by, *ALL)}
    assert trades == {"leisure": (3, 4), "retail": (1, 1)}
    shared = queries.common(by, Industry.LEISURE, *ALL)
    assert [(row.key, row.parties, row.orders) for row in shared] == [("预付费退费", 3, 3)]
    client.force_login(place.person(Role.DISPATCHER, "centre"), "django.contrib.auth.backends.ModelBackend")
    assert "预付费退费" in client.get("/subjects/industries/leisure/").content.decode()
    assert client.get("/subjects/industries/").status_code == 200
    behind = downloaded(client, "/subjects/orders/?industry=leisure&category=预付费退费&format=csv")
    assert len(behind) == 1 + 3
    assert client.get("/subjects/industries/nothing/").status_code == 409


def test_the_pages_set_right_what_was_read(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    order = told(place, GYM)
    ticks.run(LATER)
    client.force_login(place.person(Role.AGENT, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/subjects/order/{order.number}/").content.decode()
    assert "跃动健身房" in page
    sent = {"name": "跃动健身中心", "kind": "shop", "read": []}
    assert client.post(f"/subjects/order/{order.number}/", sent).status_code == 302
    assert named(order) == [("跃动健身中心", SubjectKind.SHOP)]
    found = order.mentions.get().subject
    sent = {"name": "跃动健身", "kind": "shop", "industry": "leisure", "aliases": "跃动健身中心"}
    assert client.post(f"/subjects/{found.pk}/amend/", sent).status_code == 302
    assert client.get(f"/subjects/{found.pk}/join/").status_code == 200
    client.force_login(place.person(Role.HEAD, "lake"), "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/subjects/{found.pk}/amend/").status_code == 403
