"""难易分级: complex matters offer a whistle, hard ones a leader-led team, very hard ones go to the weekly meeting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from jiesu.handling import actions, queries
from jiesu.handling.models import Team
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.policy import queries as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.supervision import meeting_day
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Grade, Role
from jiesu.supervision import queries as supervision
from jiesu.whistle import queries as whistle
from tests.builders import Town, share_at
from tests.rooms.handling.test_evidence import log_in


@pytest.fixture
def own(place: Town) -> Assignment:
    return share_at(A.RESPONDED, place, at=clock.now() - timedelta(hours=1))


def graded(client: Client, own: Assignment, grade: Grade) -> str:
    """Where the form of the grade leads."""
    said = {"grade": grade, "reason": "涉及多个产权单位"}
    return str(client.post(f"/handling/{own.order.number}/1/grade/", said).headers["Location"])


@pytest.mark.req("R095")
def test_a_complex_matter_leads_to_the_whistle_which_is_opened_from_there(
    place: Town, client: Client, own: Assignment
) -> None:
    log_in(client, "lake.request_centre")
    page = graded(client, own, Grade.COMPLEX)
    assert page == f"/whistle/{own.order.number}/1/whistle/"
    form = client.get(page).content.decode()
    assert "housing" in form and "<form" in form
    words = {"facts": "漏水", "basis": "样例条例", "action": "到场会诊", "result": "明确责任"}
    client.post(page, {"kind": "public", "called": ["housing"], **words})
    share = orders.shares_of(orders.find(own.order.number, SYSTEM))[0]
    assert share.state == A.WHISTLED and whistle.running(share)


@pytest.mark.req("R095")
def test_a_simple_matter_offers_no_whistle(place: Town, client: Client, own: Assignment) -> None:
    log_in(client, "lake.request_centre")
    assert "/whistle/" not in graded(client, own, Grade.SIMPLE)


@pytest.mark.req("R155")
def test_an_ordinary_hard_matter_waits_for_a_leader_until_a_team_has_it(
    place: Town, client: Client, own: Assignment
) -> None:
    log_in(client, "lake.request_centre")
    graded(client, own, Grade.HARD)
    head, number = place.actor(Role.HEAD, "lake"), own.order.number
    assert [order.number for order in queries.for_a_team(head)] == [number]
    assert not queries.for_joint_meeting(head)
    page = client.get("/handling/hard/").content.decode()
    assert number in page and f"/handling/teams/new/?order={number}" in page
    assert number in client.get(f"/handling/teams/new/?order={number}").content.decode()
    said = {
        "unit": "lake",
        "topic": "老旧管线",
        "kind": "team",
        "leader": "lake.main_leader",
        "order": number,
    }
    client.post("/handling/teams/new/", said)
    team = Team.objects.get()
    assert team.leader.login == "lake.main_leader" and team.orders.get().number == number
    assert not queries.for_a_team(head)


@pytest.mark.req("R155")
def test_a_leader_in_person_is_enough_too(place: Town, own: Assignment) -> None:
    head, at = place.actor(Role.HEAD, "lake"), clock.now()
    actions.grade(own.order.number, share=1, grade=Grade.HARD, reason="疑难", by=head, at=at)
    actions.elevate(own.order.number, share=1, person="lake.main_leader", reason="挂帅", by=head, at=at)
    assert not queries.for_a_team(head)


@pytest.mark.req("R155")
def test_a_specially_complex_matter_goes_to_the_weekly_joint_meeting(place: Town, own: Assignment) -> None:
    head, at = place.actor(Role.HEAD, "lake"), clock.now()
    actions.grade(own.order.number, share=1, grade=Grade.VERY_HARD, reason="历史遗留", by=head, at=at)
    assert not queries.for_a_team(head)
    leader = place.actor(Role.MAIN_LEADER, "lake")
    assert [o.number for o in supervision.rows(supervision.List.OFFERED, leader, at)] == [own.order.number]
    law = policy.in_force("supervision", at).rules
    assert meeting_day(law, date(2026, 3, 2)) == date(2026, 3, 4), "every Wednesday"
