"""截至: every chart, and every page and file of figures, says as of when, of what and for which days (R378)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState
from tests.builders import AT, Town, share_at, town
from tests.house.sources import HOUSE
from tests.rooms.handling.test_evidence import log_in

PAGES = [
    ("centre.supervisor", "/insight/"), ("centre.supervisor", "/insight/kinds/"),
    ("centre.supervisor", "/insight/standing/"),
    ("centre.supervisor", "/insight/pivot/"), ("centre.supervisor", "/insight/growth/"),
    ("centre.supervisor", "/insight/means/"), ("centre.supervisor", "/insight/years/"),
    ("east.supervisor", "/supervision/monthly/"), ("east.supervisor", "/supervision/effects/"),
    ("lake.main_leader", "/supervision/ranking/"),
]  # fmt: skip


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    made = town()
    share_at(AssignmentState.CLAIMED, made)
    return made


@pytest.mark.req("R378")
def test_every_chart_of_the_kit_bears_a_stamp() -> None:
    chart = (HOUSE / "kit/templates/kit/chart.html").read_text(encoding="utf-8")
    assert "{% stamp_now as stamp %}" in chart and 'include "kit/stamp.html"' in chart
    drawn = [path for path in HOUSE.rglob("*.html") if "data-chart=" in path.read_text(encoding="utf-8")]
    bare = [path.name for path in drawn if 'include "kit/stamp.html"' not in path.read_text(encoding="utf-8")]
    assert drawn and not bare, "a chart outside of the component bears a stamp too"


@pytest.mark.req("R378")
@pytest.mark.parametrize(("login", "address"), PAGES, ids=[address for _, address in PAGES])
def test_a_page_of_figures_says_as_of_when_and_of_what(
    place: Town, client: Client, login: str, address: str
) -> None:
    log_in(client, login)
    page = client.get(address, headers={"Accept-Language": "zh-hans"}).content.decode()
    found = re.findall(r"<p class=\"chart-note\" data-stamp>([^<]+)</p>", page)
    unit = place.units[login.partition(".")[0]].name
    assert found and all(re.match(rf"截至 \d{{4}}-\d\d-\d\d \d\d:\d\d · 范围：{unit}", one) for one in found)


@pytest.mark.req("R378")
def test_the_published_figures_say_it_on_the_page_and_in_the_file(place: Town, client: Client) -> None:
    chinese = {"Accept-Language": "zh-hans"}
    text = client.get("/public/figures/?format=csv", headers=chinese).content.decode()
    assert re.search(r"截至 .+ · 范围：样例市热线中心", text.splitlines()[-1])
