"""The pages of the new verbs and the lists beside them open, in Chinese and English, and do what they say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from jiesu.handling import actions, queries
from jiesu.handling.kinds import EscalationLevel
from jiesu.handling.models import Deliberation, Partner, Task, Team, Tick
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.orders.models import Presence
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Role, Verb
from tests.builders import Town, share_at
from tests.rooms.handling.test_evidence import log_in

PAGES = {
    Verb.SCREEN: (A.CLAIMED, "request_centre"),
    Verb.ENDORSE: (A.CLAIMED, "head"),
    Verb.RECUSE: (A.RESPONDED, "handler"),
    Verb.GRADE: (A.RESPONDED, "handler"),
    Verb.PLAN: (A.HANDLING, "handler"),
    Verb.VISIT: (A.HANDLING, "main_leader"),
    Verb.MEET: (A.HANDLING, "handler"),
    Verb.DELIBERATE: (A.HANDLING, "head"),
    Verb.INTERIM: (A.HANDLING, "handler"),
    Verb.ELEVATE: (A.HANDLING, "head"),
    Verb.ESCALATE: (A.HANDLING, "request_centre"),
    Verb.TAKE_BACK: (A.ESCALATED, "request_centre"),
}


def page(own: Assignment, verb: str) -> str:
    return f"/handling/{own.order.number}/{own.no}/{verb}/"


def fresh(own: Assignment) -> Assignment:
    return orders.shares_of(orders.find(own.order.number, SYSTEM))[own.no - 1]


@pytest.mark.parametrize("verb", PAGES, ids=str)
def test_each_verb_has_a_page_in_both_languages(place: Town, client: Client, verb: Verb) -> None:
    state, role = PAGES[verb]
    own = share_at(state, place, at=clock.now() - timedelta(hours=1))
    log_in(client, f"lake.{role}")
    for language, said in (("zh-hans", verb.zh), ("en", verb.en)):
        client.cookies["jiesu_language"] = language
        html = client.get(page(own, verb)).content.decode()
        assert said in html and "<form" in html and "data-draft" in html
    log_in(client, "hill.handler")
    assert client.get(page(own, verb)).status_code in (403, 404, 409)


def test_one_walks_through_the_hard_way_by_the_forms(place: Town, client: Client) -> None:
    own = share_at(A.CLAIMED, place, at=clock.now() - timedelta(hours=1), tags=("mass",))
    log_in(client, "lake.request_centre")
    client.post(page(own, "screen"), {"finding": "clear"})
    assert "须经单位负责人签批" in client.get(page(own, "assign")).content.decode()
    log_in(client, "lake.main_leader")
    client.post(page(own, "endorse"), {"note": "速办"})
    log_in(client, "lake.request_centre")
    client.post(page(own, "assign"), {"handler": "lake.handler"})
    log_in(client, "lake.handler")
    client.post(page(own, "contact"), {"way": "phone", "reached": "reached"})
    answer = client.post(page(own, "grade"), {"grade": "hard", "reason": "多方产权"})
    assert answer["Location"] == page(own, "plan"), "hard leads to the plan"
    today = clock.now().date()
    steps = {
        "what1": "勘查",
        "due1": today + timedelta(days=1),
        "what2": "施工",
        "due2": today + timedelta(days=9),
    }
    client.post(page(own, "plan"), steps)
    html = client.get(page(own, "act")).content.decode()
    assert "1 勘查" in html and 'capture="environment"' in html and 'accept="audio/*"' in html
    client.post(page(own, "act"), {"kind": "visit", "note": "到场", "step": "1"})
    assert [step.no for step in queries.open_steps(fresh(own))] == [2]
    said = {"kind": "meeting", "held_at": "2026-03-01T10:00", "participants": "居民七人", "consensus": "同意",
            "attended": "on", "bodies": ["residents"]}  # fmt: skip
    client.post(page(own, "deliberate"), said)
    assert Deliberation.objects.get().bodies == ["residents"]
    client.post(page(own, "interim"), {"text": "已勘查，下周施工。"})
    client.post(page(own, "submit"), {"result": "solved", "text": "已更换管线。"})
    log_in(client, "lake.head")
    html = client.get(page(own, "review")).content.decode()
    assert "/100" in html and "没有写明" in html, "the reviewer sees the quality of the materials"
    html = client.get(f"/orders/{own.order.number}/").content.decode()
    for told in ("居民议事协商会", "第 1 场", "一般疑难", "勘查", "已勘查，下周施工。", "签批派单"):
        assert told in html


def test_what_is_asked_of_a_unit_lies_on_its_list_and_is_answered_there(place: Town, client: Client) -> None:
    own = share_at(A.HANDLING, place, at=clock.now() - timedelta(hours=1))
    actions.escalate(
        own.order.number, share=1, unit="housing", level=EscalationLevel.DISTRICT, reason="请区房管局协调",
        by=place.actor(Role.HEAD, "lake"), at=clock.now(),
    )  # fmt: skip
    log_in(client, "housing.head")
    html = client.get("/handling/asked/?open=1").content.decode()
    assert own.order.number in html and page(own, "advise") in html
    assert "请区房管局协调" in client.get(page(own, "advise")).content.decode()
    client.post(page(own, "advise"), {"analysis": "产权明确", "opinion": "由我局更换"})
    assert fresh(own).state == A.HANDLING
    assert page(own, "advise") not in client.get("/handling/asked/?open=1").content.decode()
    log_in(client, "lake.head")
    assert "由我局更换" in client.get(f"/orders/{own.order.number}/").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("login", ["lake.request_centre", "lake.main_leader", "east.district_leader"])
def test_every_list_beside_the_desk_opens(place: Town, client: Client, login: str, language: str) -> None:
    own = share_at(A.HANDLING, place, at=clock.now() - timedelta(hours=1))
    at, head = clock.now(), place.actor(Role.HEAD, "lake")
    actions.elevate(own.order.number, share=1, person="lake.main_leader", reason="疑难", by=head, at=at)
    log_in(client, login)
    client.cookies["jiesu_language"] = language
    for name in ("", "asked", "led", "ledgers", "speed", "agenda", "tasks", "partners", "teams", "teams/new"):
        answer = client.get(f"/handling/{name}/" if name else "/handling/")
        assert answer.status_code == 200, name
    assert own.order.number in client.get("/handling/led/").content.decode()
    csv = b"".join(client.get("/handling/ledgers/?table=all&format=csv").streaming_content)  # type: ignore[attr-defined]
    assert own.order.number in csv.decode("utf-8-sig")


def test_partners_teams_and_tasks_are_kept_by_the_forms(place: Town, client: Client) -> None:
    own = share_at(A.HANDLING, place, at=clock.now() - timedelta(hours=1))
    log_in(client, "lake.request_centre")
    client.post("/handling/partners/new/", {"unit": "lake", "name": "样例驻军", "kind": "garrison"})
    assert Partner.objects.get().name == "样例驻军"
    said = {
        "unit": "lake",
        "topic": "老旧管网",
        "kind": "team",
        "leader": "lake.main_leader",
        "members": ["lake.head"],
    }
    answer = client.post("/handling/teams/new/", said)
    made = Team.objects.get()
    assert answer["Location"] == f"/handling/teams/{made.pk}/"
    client.post(answer["Location"], {"what": "摸排", "who": "样例", "due": "2027-01-01"})
    client.post(answer["Location"], {"number": own.order.number})
    html = client.get(answer["Location"]).content.decode()
    assert "摸排" in html and own.order.number in html
    client.post(f"/handling/tasks/{Task.objects.get().pk}/done/", {"next": answer["Location"]})
    client.post(answer["Location"], {"close": "1"})
    made.refresh_from_db()
    assert made.closed_at is not None


def test_working_aids_are_ticked_by_the_form_and_bring_tasks(place: Town, client: Client) -> None:
    own = share_at(A.HANDLING, place, at=clock.now() - timedelta(hours=1))
    log_in(client, "lake.handler")
    html = client.get(page(own, "aids")).content.decode()
    assert "七心办件法" in html and "“六网”协同" in html and "一举三反" in html
    client.post(page(own, "aids/six_networks"), {"t0": "on", "o0": "样例科室", "n0": "流程梳理"})
    assert Tick.objects.get().owner == "样例科室"
    said = {"slot": "反查同类点位", "what": "查五号楼", "who": "样例", "due": date(2027, 1, 1)}
    client.post(page(own, "aids/infer"), said)
    html = client.get(page(own, "aids")).content.decode()
    assert "流程梳理" in html and "查五号楼" in html
    log_in(client, "hill.handler")
    assert client.get(page(own, "aids")).status_code in (403, 404, 409)


@pytest.mark.req("R092")
def test_a_command_session_is_opened_filled_and_renewed(place: Town, client: Client) -> None:
    own = share_at(A.HANDLING, place, at=clock.now() - timedelta(hours=1))
    url = f"/handling/{own.order.number}/command/"
    log_in(client, "lake.main_leader")
    client.post(url, {"place": "三号楼"})
    client.post(url, {"text": "抢修队已到"})
    assert "抢修队已到" in client.get(f"{url}live/").content.decode()
    assert "hx-trigger" in client.get(url).content.decode()
    log_in(client, "hill.handler")
    assert client.get(url).status_code in (403, 404, 409)
    log_in(client, "lake.main_leader")
    client.post(f"{url}close/", {"idem": "k"})
    assert 'hx-trigger="every' not in client.get(url).content.decode().split('id="live"')[1][:200]


def test_somebody_else_at_the_same_sheet_is_told_without_a_name(place: Town, client: Client) -> None:
    own = share_at(A.HANDLING, place, at=clock.now() - timedelta(hours=1))
    url = f"/orders/{own.order.number}/presence/"
    log_in(client, "lake.head")
    assert "同时查看" not in client.post(url).content.decode()
    log_in(client, "lake.handler")
    html = client.post(url).content.decode()
    assert "同时查看" in html and "部门(社区)负责人" in html and "lake.head" not in html
    Presence.objects.filter(key="person:lake.head").update(at=clock.now() - timedelta(minutes=2))
    assert "同时查看" not in client.post(url).content.decode()
    assert Presence.objects.count() == 1, "an old heartbeat is forgotten"
    assert "presence/" in client.get(f"/orders/{own.order.number}/").content.decode()
    log_in(client, "hill.handler")
    assert client.post(url).status_code in (403, 404, 409)


def test_one_names_a_handler_for_all_ticked_orders(place: Town, client: Client) -> None:
    shares = [share_at(A.CLAIMED, place, at=clock.now() - timedelta(hours=1)) for _ in range(2)]
    log_in(client, "lake.request_centre")
    picks = {"pick": [str(share.pk) for share in shares]}
    assert "样例办件人" in client.post("/handling/assign/", picks).content.decode()
    html = client.post("/handling/assign/", picks | {"handler": "lake.handler"}).content.decode()
    assert all(share.order.number in html for share in shares)
    assert {fresh(share).state for share in shares} == {A.ASSIGNED}
