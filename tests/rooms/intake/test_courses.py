"""分类处置: each kind of request goes its own way, as the norms of work say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.intake import actions, courses, queries
from jiesu.intake.words import Adopted
from jiesu.kit import clock
from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.policy import queries as laws
from jiesu.rules.norms import Course
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import OrderState, RequestType, Role, Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town
from tests.rooms.intake.conftest import told

LATER = AT + timedelta(minutes=5)


@pytest.mark.req("R087")
def test_the_tray_leads_an_inquiry_to_the_answer_and_a_complaint_to_acceptance(
    place: Town, agent: Actor, at_desk: Client
) -> None:
    asked = actions.record(told(request_type=RequestType.INQUIRY), by=agent, at=AT)
    grieved = actions.record(told(request_type=RequestType.COMPLAINT), by=agent, at=AT)
    page = at_desk.get("/intake/").content.decode()
    assert f"/intake/{asked.number}/answer/" in page and f"/intake/{grieved.number}/accept/" in page
    assert "即时答复" in at_desk.get(f"/intake/{asked.number}/answer/").content.decode()
    actions.answer(asked.number, "周一至周五九点至十七点。", by=agent, at=LATER)
    assert orders.find(asked.number, SYSTEM).state == OrderState.ANSWERED


@pytest.mark.req("R087")
def test_a_report_is_protected_also_where_it_becomes_one_when_accepted(agent: Actor) -> None:
    order = actions.record(told(request_type=RequestType.HELP), by=agent, at=AT)
    assert not order.confidential
    actions.accept(order.number, request_type=RequestType.REPORT, by=agent, at=LATER)
    assert orders.find(order.number, SYSTEM).confidential
    said_so = actions.record(told(request_type=RequestType.REPORT, confidential=False), by=agent, at=AT)
    actions.accept(said_so.number, request_type=RequestType.REPORT, by=agent, at=LATER)
    assert not orders.find(said_so.number, SYSTEM).confidential, "the requester said otherwise"


@pytest.mark.req("R087")
def test_suggestions_of_everybody_are_collected_with_what_became_of_them(
    place: Town, agent: Actor, at_desk: Client
) -> None:
    order = actions.record(told(request_type=RequestType.SUGGESTION), by=agent, at=AT)
    other = actions.record(told(request_type=RequestType.HELP), by=agent, at=AT)
    kinds = courses.kinds_of(Course.COLLECT, AT)
    assert kinds == ["suggestion"] and list(queries.collected(agent, kinds)) == [order]
    by = place.actor(Role.DISPATCHER, "centre")
    actions.adopt(order.number, verdict=Adopted.ADOPTED, reason="列入明年计划", by=by, at=LATER)
    page = at_desk.get("/intake/collected/").content.decode()
    assert order.number in page and other.number not in page and Adopted.ADOPTED.zh in page


@pytest.mark.req("R087")
def test_a_praise_is_passed_on_to_the_unit_which_is_told_and_may_read_it(
    place: Town, agent: Actor, at_desk: Client
) -> None:
    at = clock.now() - timedelta(minutes=2)
    order = actions.record(told(request_type=RequestType.PRAISE), by=agent, at=at)
    with pytest.raises(Refusal):
        actions.answer(order.number, "谢谢", by=agent, at=at)
    assert orders.find(order.number, SYSTEM).state == OrderState.RECORDED
    assert "passed_to" in at_desk.get(f"/intake/{order.number}/answer/").content.decode()
    event = actions.answer(order.number, "已转达", passed_to="lake", by=agent, at=at)
    assert event.facts["passed_to"] == ["lake"]
    head = place.actor(Role.HEAD, "lake")
    assert orders.find(order.number, head).state == OrderState.ANSWERED
    with pytest.raises(Refusal):
        orders.find(order.number, place.actor(Role.HEAD, "hill"))
    notices.tell(clock.now())
    assert Notice.objects.filter(order=order, person=place.person(Role.HEAD, "lake")).count() == 1


@pytest.mark.req("R087")
def test_another_law_another_way(place: Town, agent: Actor) -> None:
    shipped = laws.version("norms/2019-01-01").text
    changed = shipped.replace("from: 2019-01-01", "from: 2026-03-02").replace(
        "inquiry: {course: answer,", "inquiry: {course: handle,"
    )
    assert changed.count("course: answer") == 0
    editor = place.actor(Role.LAW_EDITOR, "centre")
    order = actions.record(told(request_type=RequestType.INQUIRY), by=agent, at=AT)
    assert courses.first_verb(order, AT) is Verb.ANSWER
    policy.revise("norms", changed, by=editor, at=AT - timedelta(days=1))
    assert courses.first_verb(order, AT) is Verb.ACCEPT
