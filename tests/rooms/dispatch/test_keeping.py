"""The pages of the catalogue and the room's figures."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.dispatch import actions, figures
from jiesu.dispatch.kinds import Ground
from jiesu.dispatch.models import DirectRange, DistrictLine, Proposal
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Channel, OrderState, Role
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town, order_at
from tests.rooms.handling.test_evidence import log_in

pytestmark = pytest.mark.usefixtures("nobody_checks")

HOUR = timedelta(hours=1)
GARBAGE = "010101"


def dispatcher(place: Town, unit: str = "centre") -> Actor:
    return place.actor(Role.DISPATCHER, unit)


def sent(place: Town, *units: str, **changes: Any) -> Order:
    order = order_at(OrderState.ACCEPTED, place, **({"category": GARBAGE, "level": None} | changes))
    actions.dispatch(order.number, units=list(units), by=dispatcher(place), at=AT + HOUR)
    return order


@pytest.mark.req("R041", "R047", "R048", "R058", "R059", "R060", "R071", "R083")
def test_the_figures_tell_sources_accuracy_quickness_and_returns_of_each_unit(place: Town) -> None:
    sent(place, "lake", channel=Channel.WEB)
    sent(place, "lake")
    back = sent(place, "lake", "housing")
    came = sent(place, "east")
    by = place.actor(Role.REQUEST_CENTRE, "east")
    actions.forward(came.number, share=1, units=["lake"], by=by, at=AT + HOUR, reason="属地")
    mine = place.actor(Role.REQUEST_CENTRE, "lake")
    said: dict[str, Any] = {"share": 1, "ground": Ground.NOT_HERE, "reason": "不在辖区", "by": mine}
    with pytest.raises(Refusal):
        actions.object(back.number, at=AT + HOUR, **said)
    actions.object(back.number, proposed="hill", at=AT + HOUR, **said)
    actions.uphold(
        back.number, share=1, units=["hill"], by=dispatcher(place), at=AT + 2 * HOUR, reason="属山前"
    )
    rows = {row.code: row for row in figures.rows(dispatcher(place), AT, AT + 24 * HOUR)}
    lake = rows["lake"]
    assert (lake.total, lake.city, lake.district, lake.own, lake.online) == (4, 3, 1, 0, 1)
    assert lake.adds_up and (lake.city_share, lake.district_share) == (3 / 4, 1 / 4)
    assert (lake.first, lake.kept, lake.accuracy) == (3, 2, 2 / 3)
    assert (lake.objections, lake.upheld, lake.blocked) == (1, 1, 1)
    assert lake.minutes == 60.0 and rows["hill"].first == 0 and rows["hill"].accuracy is None
    assert lake.ways["multi"] == 1 and lake.ways["dual"] == 0
    sums = figures.sums(dispatcher(place), AT, AT + 24 * HOUR, rows.values())
    assert sums.orders == 4 and sums.returns == 1 and sums.ways["multi"] == 1
    assert figures.rows(dispatcher(place), AT - 48 * HOUR, AT) == []
    assert {row.code for row in figures.rows(dispatcher(place, "west"), AT, AT + 24 * HOUR)} == set()


@pytest.mark.req("R073")
@pytest.mark.parametrize(("language", "said"), [("zh-hans", "派单统计"), ("en", "Dispatch figures")])
def test_the_figures_are_a_page_and_a_file(place: Town, client: Client, language: str, said: str) -> None:
    now = clock.now()
    order = order_at(OrderState.ACCEPTED, place, at=now - HOUR, category=GARBAGE, level=None)
    assert actions.automatic(now)[0] == 1
    log_in(client, "centre.dispatcher")
    client.cookies["jiesu_language"] = language
    html = client.get("/dispatch/figures/").content.decode()
    assert said in html and "样例湖滨街道" in html and "100" in html and order.number not in html
    answer = client.get("/dispatch/figures/?format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert lines[1][:3] == ["样例湖滨街道", "1", "1"]
    assert "样例湖滨街道" not in client.get("/dispatch/figures/?day_to=2020-01-01").content.decode()


@pytest.mark.req("R050")
def test_the_editor_sees_what_a_proposal_would_move_and_decides(place: Town, client: Client) -> None:
    order = order_at(OrderState.ACCEPTED, place, at=clock.now() - HOUR, category=GARBAGE)
    actions.dispatch(order.number, units=["lake"], by=dispatcher(place), at=clock.now())
    log_in(client, "lake.request_centre")
    said = {"category": GARBAGE, "role": "lead", "before": "street", "after": "housing", "reason": "职责调整"}
    answer = client.post("/dispatch/catalogue/proposals/new/", said)
    row = Proposal.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/dispatch/catalogue/proposals/{row.pk}/"
    html = client.get(answer["Location"]).content.decode()
    assert order.number in html and 'name="decision"' not in html
    log_in(client, "centre.law_editor")
    assert "职责调整" in client.get(f"/dispatch/catalogue/proposals/{row.pk}/").content.decode()
    said = {"decision": "adopted", "reason": "同意"}
    assert client.post(f"/dispatch/catalogue/proposals/{row.pk}/", said).status_code == 302
    assert "采纳" in client.get("/dispatch/catalogue/proposals/").content.decode()


@pytest.mark.req("R051", "R056")
def test_a_district_keeps_its_lines_and_the_city_its_range_by_the_forms(place: Town, client: Client) -> None:
    log_in(client, "east.dispatcher")
    line = {
        "category": GARBAGE,
        "unit": "housing",
        "role": "lead",
        "basis": "区目录",
        "valid_from": "2026-01-01",
    }
    assert client.post("/dispatch/catalogue/lines/new/", line).status_code == 302
    row = DistrictLine.objects.get()
    html = client.get("/dispatch/catalogue/lines/").content.decode()
    assert "样例东区房管局" in html and f"/dispatch/catalogue/lines/{row.pk}/end/" in html
    assert client.get(f"/dispatch/catalogue/lines/{row.pk}/end/").status_code == 200
    assert client.post(f"/dispatch/catalogue/lines/{row.pk}/end/", {"on": "2026-12-31"}).status_code == 302
    row.refresh_from_db()
    assert row.valid_to == date(2026, 12, 31)
    log_in(client, "centre.dispatcher")
    said = {"unit": "lake", "opens": "no", "reason": "暂由区转派", "valid_from": "2026-01-01"}
    assert client.get("/dispatch/catalogue/direct/new/").status_code == 200
    assert client.post("/dispatch/catalogue/direct/new/", said).status_code == 302
    assert DirectRange.objects.get().opens is False
    assert "暂由区转派" in client.get("/dispatch/catalogue/direct/").content.decode()


@pytest.mark.req("R080", "R046")
def test_the_sheet_shows_every_hop_with_time_and_hand(place: Town, client: Client) -> None:
    order = sent(place, "east")
    by = place.actor(Role.REQUEST_CENTRE, "east")
    actions.forward(order.number, share=1, units=["lake"], by=by, at=AT + 2 * HOUR, reason="属地办理")
    log_in(client, "centre.dispatcher")
    html = client.get(f"/orders/{order.number}/").content.decode()
    assert "属地办理" in html and "转派" in html and "样例东区指挥中心" in html and "样例湖滨街道" in html
    assert [e.seq for e in orders.timeline(orders.find(order.number, SYSTEM))] == [1, 2, 3, 4, 5, 6]
