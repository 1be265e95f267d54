"""去标识化数据: what leaves for the city's platform names nobody, is within the sight, and is paged; file and API."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.directory import queries as directory
from jiesu.directory.models import Area
from jiesu.insight import nameless
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Role
from jiesu.rules.verdict import NotYours
from tests.builders import Town, new_order, share_at, town
from tests.rooms.handling.test_evidence import log_in

AT = datetime(2026, 3, 5, 10, 17, 33, tzinfo=ZONE)
NOW = datetime(2026, 3, 20, 9, tzinfo=ZONE)
NAME, PHONE, TEXT = (
    "样例欧阳锋",
    "13800000001",
    "样例欧阳锋家住柳荫社区三号楼五单元，电话13800000001，请回电。",
)


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=datetime(2025, 1, 1, tzinfo=ZONE))
    made = town()
    grid = Area.objects.create(
        code="g-1", name="样例第一网格", level="grid", parent=made.areas["c-willow"],
        path=made.areas["c-willow"].path + "g-1/",
    )  # fmt: skip
    party = callers.remember(name=NAME, phone=PHONE, at=AT)
    told = {"title": TEXT, "text": TEXT, "place": "柳荫社区三号楼五单元501", "requester": party.pk}
    share_at(AssignmentState.CLAIMED, made, at=AT, area=grid.code, category="010101", **told)
    by = made.actor(Role.AGENT, "centre")
    orders.open(new_order(category="样例欧阳锋家的水管", **told), by=by, at=AT + timedelta(hours=1))
    orders.open(new_order(confidential=True, **told), by=by, at=AT + timedelta(hours=2))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return made


@pytest.mark.req("R354")
def test_no_record_says_who_asked_in_what_words_or_where_exactly(place: Town) -> None:
    made = nameless.nameless(place.actor(Role.SUPERVISOR, "centre"))
    told = [nameless.record(order, nameless.catalogue(NOW)) for order in made.rows.order_by("pk")]
    assert made.left_out == 1 and len(told) == 2, "confidential orders are counted only"
    text = json.dumps(told, ensure_ascii=False)
    numbers = [order.number for order in made.rows]
    for secret in (NAME, PHONE, "三号楼", "501", "g-1", "水管", "10:17", ":33", *numbers):
        assert secret not in text
    first, second = told
    assert (first["area"], first["lead"], first["received"]) == ("c-willow", "lake", "2026-03-05T10")
    assert first["category"] == "010101" and first["category_name"] and first["caller"] == "person"
    assert second["category"] == "", "words that are no code of the catalogue stay here"
    assert all(set(one) == set(nameless.FIELDS) for one in told) and first["id"] != second["id"]
    again = [nameless.record(order, None)["id"] for order in made.rows.order_by("pk")]
    assert again == [one["id"] for one in told], "the same order has the same mark each time"


@pytest.mark.req("R354", "R362")
def test_data_leave_within_the_sight_of_whoever_may_hand_them_over(place: Town) -> None:
    assert nameless.nameless(place.actor(Role.DISTRICT_LEADER, "east")).rows.count() == 1
    assert (
        nameless.nameless(place.actor(Role.SUPERVISOR, "centre"), AT + timedelta(hours=1)).rows.count() == 1
    )
    assert nameless.nameless(place.actor(Role.SUPERVISOR, "centre"), None, AT).left_out == 0
    for role, unit in ((Role.MAIN_LEADER, "lake"), (Role.AGENT, "centre")):
        with pytest.raises(NotYours):
            nameless.nameless(place.actor(role, unit))


@pytest.mark.req("R354")
def test_the_interface_hands_them_over_page_by_page(place: Town, client: Client) -> None:
    token = {"Authorization": f"Bearer {directory.token(place.person(Role.ASSESSOR, 'centre'))}"}
    first = client.get("/api/v1/analysis/orders?limit=1", headers=token).json()
    assert (
        first["left_out"] == 1
        and first["scope"] == "样例市热线中心"
        and first["at"].startswith("2026-03-20T09:00")
    )
    second = client.get(
        "/api/v1/analysis/orders", {"limit": 1, "after": first["after"]}, headers=token
    ).json()
    assert len(first["orders"]) == len(second["orders"]) == 1 and second["after"] is None
    assert first["orders"][0]["received"] < second["orders"][0]["received"]
    assert NAME not in str([first, second]) and PHONE not in str([first, second])
    later = {"since": (AT + timedelta(minutes=30)).isoformat()}
    assert len(client.get("/api/v1/analysis/orders", later, headers=token).json()["orders"]) == 1
    assert client.get("/api/v1/analysis/orders").status_code == 401
    other = {"Authorization": f"Bearer {directory.token(place.person(Role.HANDLER, 'lake'))}"}
    assert client.get("/api/v1/analysis/orders", headers=other).status_code == 403


@pytest.mark.req("R354", "R378")
def test_the_file_has_the_days_asked_for_and_its_stamp(place: Town, client: Client) -> None:
    log_in(client, "centre.supervisor")
    query = "received_from=2026-03-01&received_to=2026-03-20"
    page = client.get(f"/insight/platform/?{query}", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "期内保密工单未列出：1 件" in page and NAME not in page
    text = b"".join(client.get(f"/insight/platform/?{query}&format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert (
        len(text.splitlines()) == 4
        and NAME not in text
        and "2026-03-01 – 2026-03-20" in text.splitlines()[-1]
    )
    assert "受理时间" in page and "request_type" not in page and "<td" in page
    heads = text.splitlines()[0]
    assert heads.startswith("\ufeff去标识编号,受理时间,诉求类型"), "columns by the names that people read"
    row = client.get(f"/insight/platform/?{query}&format=json").json()["rows"][0]
    assert tuple(row) == nameless.FIELDS and row["request_type"] == "help", (
        "machines read names and codes of fields"
    )
    log_in(client, "lake.main_leader")
    assert client.get("/insight/platform/").status_code == 403
