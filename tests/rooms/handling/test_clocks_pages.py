"""The pages of clocks: applications, near and overdue, on time, the register; and the story on every sheet."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiesu.directory import queries as directory
from jiesu.handling import actions, queries
from jiesu.kit import clock
from jiesu.kit.words import law_name
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Channel, Level, Role, Verb
from tests.builders import Town
from tests.rooms.handling.clocked import DAY, HOUR, MINUTE, at_work, dispatched, fresh
from tests.rooms.handling.test_evidence import log_in, photo

NOW = clock.now()
BEGUN = NOW - 6 * HOUR


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def working(place: Town) -> Order:
    order = dispatched(place, at=BEGUN)
    at_work(place, order, at=BEGUN + MINUTE)
    return order


def page(order: Order, verb: str) -> str:
    return f"/handling/{order.number}/1/{verb}/"


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("方案.jpg", photo())


@pytest.mark.req("R175")
@pytest.mark.req(
    "R176", part="the clause and version of every limit; the five kinds of basis are not told apart"
)
def test_the_sheet_and_the_api_state_the_limit_and_tell_how_it_came_about(
    working: Order, client: Client
) -> None:
    log_in(client, "lake.head")
    html = client.get(f"/orders/{working.number}/").content.decode()
    assert "办理时限如何得出" in html and law_name("limits/2019-01-01") in html and "派单至" in html
    assert "四级处置模式：7天" in html
    token = directory.token(directory.person("lake.head"))
    answer = client.get(f"/api/v1/orders/{working.number}", headers={"Authorization": f"Bearer {token}"})
    (share,) = answer.json()["shares"]
    assert share["due"] == share["first_due"] == share["story"][0]["due"] and share["story"][0]["clause"]


def test_one_pauses_and_resumes_by_the_forms(working: Order, client: Client) -> None:
    log_in(client, "lake.handler")
    assert "等待诉求人补充的材料" in client.get(page(working, "pause")).content.decode()
    client.post(page(working, "pause"), {"what": "户口本复印件"})
    assert fresh(working).state == A.PAUSED
    html = client.get(f"/orders/{working.number}/").content.decode()
    assert "停止计时" in html and "户口本复印件" in html and page(working, "resume") in html
    client.post(page(working, "resume"), {})
    assert fresh(working).state == A.HANDLING


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "待审批申请"), ("en", "Applications to decide")])
def test_an_application_lies_with_the_level_above_and_is_decided_there(
    working: Order, client: Client, language: str, said: str
) -> None:
    client.cookies["jiesu_language"] = language
    log_in(client, "lake.handler")
    form = {"ground": "longer", "reason": "换管", "amount": "3", "plan": "三日内换完", "evidence": [paper()]}
    answer = client.post(page(working, "extend"), form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    log_in(client, "east.dispatcher")
    client.cookies["jiesu_language"] = language
    html = client.get("/handling/applications/").content.decode()
    assert said in html and page(working, "grant") in html
    html = client.get(page(working, "grant")).content.decode()
    assert "三日内换完" in html and "方案.jpg" in html
    client.post(page(working, "grant"), {"reason": "属实"})
    own = fresh(working)
    assert own.due is not None and own.first_due is not None and own.due == own.first_due + 3 * DAY
    stored = queries.askings(own)[0].papers.all()[0].stored
    sent = client.get(f"/handling/paper/{stored}/")
    assert b"".join(sent.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]
    log_in(client, "hill.head")
    assert client.get(f"/handling/paper/{stored}/").status_code == 404
    log_in(client, "west.dispatcher")
    assert working.number not in client.get("/handling/applications/").content.decode()


@pytest.mark.req("R190", "R174")
def test_near_and_overdue_are_listed_with_how_much_time_is_used(place: Town, client: Client) -> None:
    near = dispatched(place, at=NOW - 20 * HOUR, level=Level.P2)
    late = dispatched(place, at=NOW - 30 * HOUR, level=Level.P2)
    calm = dispatched(place, at=NOW - HOUR, level=Level.P3)
    log_in(client, "lake.request_centre")
    shown = client.get("/handling/limits/?limit=near").content.decode()
    assert near.number in shown and late.number not in shown and calm.number not in shown
    shown = client.get("/handling/limits/?limit=overdue").content.decode()
    assert late.number in shown and near.number not in shown and "红色" in shown
    rows = json.loads(client.get("/handling/limits/?format=json").content)["rows"]
    assert [row["number"] for row in rows] == [late.number, near.number, calm.number]


@pytest.mark.req("R177", "R183")
def test_the_share_on_time_of_claim_and_passing_on_is_told_by_unit_and_period(
    place: Town, client: Client
) -> None:
    quick, slow = dispatched(place, at=BEGUN), dispatched(place, at=BEGUN)
    at_work(place, quick, at=BEGUN + 10 * MINUTE)
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    actions.claim(slow.number, share=1, by=centre, at=BEGUN + 16 * MINUTE)
    actions.assign(slow.number, share=1, handler="lake.handler", by=centre, at=BEGUN + 80 * MINUTE)
    (row,) = queries.on_time(centre, BEGUN - DAY, NOW + DAY, NOW)
    claim, passed = row.measures["claim"], row.measures["pass_on"]
    assert (claim.due, claim.kept, passed.due, passed.kept) == (2, 1, 2, 1)
    assert row.measures["limit"].due == 0 and row.measures["limit"].share is None
    log_in(client, "lake.main_leader")
    csv = b"".join(client.get("/handling/on_time/?format=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "样例湖滨街道" in csv and "50.0" in csv
    assert "样例湖滨街道" not in client.get("/handling/on_time/?period_to=2020-01-01").content.decode()


@pytest.mark.req("R178", "R179", part="the share on time; the flag is proven with the watch")
def test_first_results_of_epidemic_matters_are_counted(place: Town) -> None:
    quick = dispatched(place, at=BEGUN, text="居家隔离人员缺药。", level=Level.P2)
    dispatched(place, at=BEGUN, text="居家隔离楼无人送餐。", level=Level.P2)
    at_work(place, quick, at=BEGUN + MINUTE)
    (row,) = queries.on_time(place.actor(Role.SUPERVISOR, "centre"), BEGUN - DAY, NOW + DAY, NOW)
    assert (row.measures["result"].due, row.measures["result"].kept) == (2, 1)


@pytest.mark.req("R473", "R474")
def test_enterprises_closed_in_48_and_followed_up_in_72_hours_are_counted(place: Town) -> None:
    begun = NOW - 5 * DAY
    first = dispatched(place, at=begun, channel=Channel.ENTERPRISE)
    dispatched(place, at=begun, channel=Channel.ENTERPRISE)
    at_work(place, first, at=begun + MINUTE)
    for verb, role in ((Verb.SUBMIT, Role.HANDLER), (Verb.REVIEW, Role.HEAD), (Verb.SIGN, Role.MAIN_LEADER)):
        orders.advance(first.number, verb, by=place.actor(role, "lake"), at=begun + HOUR, share=1)
    (row,) = queries.on_time(place.actor(Role.SUPERVISOR, "centre"), begun - DAY, NOW + DAY, NOW)
    assert (row.measures["enterprise"].due, row.measures["enterprise"].kept) == (2, 1)
    assert (row.measures["followup"].due, row.measures["followup"].kept) == (2, 0)


def test_what_special_circumstances_lifted_is_left_out_of_the_rates(place: Town) -> None:
    begun = NOW - 5 * DAY
    order = dispatched(place, at=begun, channel=Channel.ENTERPRISE)
    at_work(place, order, at=begun + MINUTE)
    handler, east = place.actor(Role.HANDLER, "lake"), place.actor(Role.DISPATCHER, "east")
    actions.exempt(order.number, share=1, reason="须上级审批", by=handler, at=begun + HOUR)
    actions.grant(order.number, share=1, by=east, at=begun + 2 * HOUR)
    (row,) = queries.on_time(east, begun - DAY, NOW + DAY, NOW)
    assert row.measures["enterprise"].due == row.measures["followup"].due == 0


def test_acceptance_from_the_network_is_counted_by_the_desk(place: Town) -> None:
    dispatched(place, at=BEGUN, channel=Channel.WEB)
    rows = {
        r.unit: r
        for r in queries.on_time(place.actor(Role.SUPERVISOR, "centre"), BEGUN - DAY, NOW + DAY, NOW)
    }
    accept = rows["样例市热线中心"].measures["accept"]
    assert (accept.due, accept.kept) == (1, 1)


@pytest.mark.req("R149", "R150", part="the pages; the rules are proven with the verbs")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_register_s_pages_show_stock_reasons_and_what_is_overdue(
    working: Order, client: Client, language: str
) -> None:
    client.cookies["jiesu_language"] = language
    log_in(client, "lake.head")
    form = {
        "obstacle": "ownership", "reason": "产权不清", "owner": "lake.head", "line_unit": "housing",
        "letter": "已书面告知", "told_on": f"{clock.local(NOW):%Y-%m-%d}", "evidence": [paper()],
    }  # fmt: skip
    html = client.get(page(working, "register")).content.decode()
    assert "产权或者管理责任不清，已提请有权机关确认" in html
    answer = client.post(page(working, "register"), form)
    assert answer.status_code == 302, answer.content.decode()
    log_in(client, "east.dispatcher")
    assert client.post(page(working, "list"), {"reason": "同意"}).status_code == 302
    assert working.number in client.get("/handling/register/?stand=standing").content.decode()
    assert working.number not in client.get("/handling/register/?stand=overdue").content.decode()
    csv = b"".join(client.get("/handling/register/movements/?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert "样例湖滨街道,0,1,0,1,0" in csv.decode("utf-8-sig")
    html = client.get(f"/orders/{working.number}/").content.decode()
    assert "产权不清" in html and "样例东区房管局" in html and page(working, "renew") in html
    for verb in ("remind", "renew"):
        filled = {"note": "请抓紧"} if verb == "remind" else {"reason": "仍未确权"}
        assert client.post(page(working, verb), filled).status_code == 302
    log_in(client, "lake.head")
    client.post(page(working, "strike"), {"reason": "已确权并办结", "evidence": [paper()]})
    log_in(client, "east.dispatcher")
    assert client.post(page(working, "write_off"), {}).status_code == 302
    assert fresh(working).state == A.HANDLING
    assert working.number in client.get("/handling/register/?stand=struck").content.decode()


def test_a_denied_or_exempt_application_goes_by_the_forms(place: Town, client: Client) -> None:
    order = dispatched(place, at=BEGUN, channel=Channel.ENTERPRISE)
    at_work(place, order, at=BEGUN + MINUTE)
    log_in(client, "lake.handler")
    client.post(page(order, "exempt"), {"reason": "须专家论证"})
    log_in(client, "east.dispatcher")
    assert client.post(page(order, "deny"), {"reason": "可在时限内办结"}).status_code == 302
    assert fresh(order).due == BEGUN + timedelta(hours=48)
    kinds = [(a.kind, a.decision) for a in queries.askings(fresh(order))]
    assert kinds == [("exempt", "denied")]
