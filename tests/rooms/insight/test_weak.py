"""共性问题、重点点位、薄弱环节: from hotline and grid together, within sight, each line with its orders."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.insight import weak
from jiesu.insight.weak import Stage
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Channel, OrderState, RequestType, Role
from tests.builders import AT, Town, new_order, order_at, share_at, town

LATER = AT + timedelta(days=2)
ALL = (AT - timedelta(days=1), AT + timedelta(days=3))
ZH = {"Accept-Language": "zh-hans"}


@pytest.fixture
def place(db: None) -> Town:
    """Waste in two streets, once from the grid; one noisy place told of twice; a returned and an objected order."""
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    made = town()
    by = made.actor(Role.AGENT, "centre")
    told = (
        {"category": "垃圾", "area": "c-willow", "place": "三号楼"},
        {"category": "垃圾", "area": "s-hill", "place": "", "channel": Channel.GRID},
        {"category": "噪声", "area": "c-willow", "place": "三号楼", "channel": Channel.GRID},
        {"category": "举报", "area": "s-hill", "confidential": True, "request_type": RequestType.REPORT},
    )
    for more in told:
        orders.open(new_order(**more), by=by, at=AT)
    share_at(AssignmentState.OBJECTED, made, category="供水", place="")
    return made


@pytest.mark.req("R364")
def test_three_lists_of_hotline_and_grid_open_their_orders(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = order_at(OrderState.DISPATCHED, place, category="供水", place="", at=AT - timedelta(hours=1))
    orders.watch(LATER)
    by = place.actor(Role.DISPATCHER, "centre")
    (waste,) = weak.matters(by, *ALL)
    assert (waste.category, waste.orders, waste.hotline, waste.grid, waste.areas) == ("垃圾", 2, 1, 1, 2)
    (spot,) = weak.spots(by, *ALL)
    assert (spot.place, spot.area, spot.orders, spot.grid, spot.matters) == ("三号楼", "c-willow", 2, 1, 2)
    found = {row.stage: row for row in weak.stages(by, *ALL)}
    assert found[Stage.OBJECTED].orders == 1 and found[Stage.OBJECTED].share == Fraction(1, 5)
    assert found[Stage.CLAIM].orders >= 1
    assert late in weak.weak_in(weak.told(by, *ALL), Stage.CLAIM)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    client.force_login(place.person(Role.DISPATCHER, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/insight/common/", headers=ZH).content.decode()
    assert "三号楼" in page and "派单：提出异议" in page and "category=" in page
    for which in ("matters", "places", "stages"):
        assert client.get(f"/insight/common/{which}/").status_code == 200
    assert client.get("/insight/common/nothing/").status_code == 409
    behind = client.get("/insight/common/orders/?stage=claim", headers=ZH).content.decode()
    assert late.number in behind
    spots = client.get("/insight/common/orders/?place=三号楼&channel=grid", headers=ZH).content.decode()
    assert spots.count("/orders/2") == 1


@pytest.mark.req("R364")
def test_nothing_is_wider_than_what_one_sees_and_nothing_confidential_is_in_it(place: Town) -> None:
    hill = place.actor(Role.HEAD, "hill")
    assert weak.matters(hill, *ALL) == [] and weak.spots(hill, *ALL) == []
    by = place.actor(Role.DISPATCHER, "centre")
    assert all(not order.confidential for order in weak.told(by, *ALL))
