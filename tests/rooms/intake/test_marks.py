"""Marks: tags, judgements, points; and the words that propose them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from jiesu.intake import actions, queries, warnings
from jiesu.intake.models import Judgement
from jiesu.intake.words import BY_HAND, Finding, How, Ruling, Tag
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.rules import limits
from jiesu.rules.matters import Matter
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Level, OrderState, RequestType, Role
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, order_at, share_at
from tests.rooms.intake.conftest import AT, told

LATER = AT + timedelta(hours=3)


@pytest.fixture
def order(agent: Actor) -> Order:
    return actions.record(told(text="楼道里堆放杂物很久了"), by=agent, at=AT)


@pytest.mark.req("R024", "R033", "R045")
@pytest.mark.parametrize("tag", BY_HAND)
def test_every_tag_is_set_listed_and_lifted_with_its_reason(agent: Actor, order: Order, tag: Tag) -> None:
    event = actions.flag(order.number, add=[tag], reason="核实后标记", by=agent, at=LATER)
    order.refresh_from_db()
    assert order.tags == [str(tag)] and event.facts["flagged"] == [str(tag)] and event.by == agent.key
    assert [o.number for o in queries.tagged(agent)] == [order.number]
    assert [n.text for n in queries.notes(order)] == ["核实后标记"]
    actions.flag(order.number, remove=[tag], by=agent, at=LATER)
    order.refresh_from_db()
    assert order.tags == [] and not queries.tagged(agent).exists() and orders.verify().holds


@pytest.mark.req("R023")
@pytest.mark.parametrize(
    ("tag", "clock"), [(Tag.EPIDEMIC, "epidemic_hour"), (Tag.LIVELIHOOD, "urgent_livelihood")]
)
def test_a_tag_gives_the_level_and_the_clock_that_the_law_asks_for(
    agent: Actor, order: Order, tag: Tag, clock: str
) -> None:
    law = policy.in_force("limits", AT).rules
    matter = Matter(RequestType.HELP, text=order.text)
    assert clock not in limits.clocks_for(law, matter)
    event = actions.flag(order.number, add=[tag], by=agent, at=LATER)
    order.refresh_from_db()
    assert order.level == Level.P2 and event.law.startswith("limits/")
    assert clock in limits.clocks_for(law, replace(matter, tags=frozenset(order.tags)))


def test_a_tag_changes_no_level_once_the_units_have_it(place: Town, agent: Actor) -> None:
    share = share_at(AssignmentState.HANDLING, place, level=Level.P3)
    actions.flag(share.order.number, add=[Tag.EPIDEMIC], by=agent, at=LATER)
    share.order.refresh_from_db()
    assert share.order.level == Level.P2  # as it was dispatched by the builder's walk
    assert "level" not in orders.timeline(share.order)[-1].facts


@pytest.mark.req("R030")
def test_the_open_key_orders_are_listed_and_closed_ones_are_not(place: Town, agent: Actor) -> None:
    kept = share_at(AssignmentState.HANDLING, place).order
    gone = order_at(OrderState.RECORDED, place)
    leader = place.actor(Role.DISTRICT_LEADER, "east")
    for one in (kept, gone):
        actions.flag(one.number, add=[Tag.KEY], by=agent, at=LATER)
    actions.answer(gone.number, "已答复", by=agent, at=LATER)
    assert [o.number for o in queries.open_key(agent)] == [kept.number]
    assert [o.number for o in queries.open_key(leader)] == [kept.number]


def test_nothing_to_change_and_what_no_hand_sets_are_refused(agent: Actor, order: Order) -> None:
    with pytest.raises(Refusal, match="Nothing would change"):
        actions.flag(order.number, remove=[Tag.KEY], by=agent, at=LATER)
    for tag in (Tag.GREEN, Tag.UNREASONABLE):
        with pytest.raises(Refusal, match="not set by hand"):
            actions.flag(order.number, add=[tag], by=agent, at=LATER)
    assert len(orders.timeline(order)) == 1


def test_a_finished_order_is_not_marked_and_a_handler_marks_nothing(
    place: Town, agent: Actor, order: Order
) -> None:
    with pytest.raises(NotYours):
        actions.flag(order.number, add=[Tag.KEY], by=place.actor(Role.HANDLER, "lake"), at=LATER)
    done = order_at(OrderState.CLOSED, place)
    before = Event.objects.count()
    with pytest.raises(Refusal, match="not possible"):
        actions.flag(done.number, add=[Tag.KEY], by=agent, at=LATER)
    assert Event.objects.count() == before


@pytest.mark.req("R025", "R026")
def test_an_unreasonable_request_needs_evidence_another_persons_approval_and_is_defused(
    place: Town, agent: Actor, order: Order
) -> None:
    chief = place.actor(Role.SUPERVISOR, "centre")
    with pytest.raises(Refusal, match="Name the evidence"):
        actions.judge(order.number, finding=Finding.UNREASONABLE, reason="要求违法", by=agent, at=LATER)
    actions.judge(
        order.number, finding=Finding.UNREASONABLE, reason="要求违法", evidence="规划文件", by=agent, at=LATER
    )
    order.refresh_from_db()
    assert order.tags == [] and queries.to_approve(chief) == 1 and queries.to_approve(agent) == 0
    with pytest.raises(NotYours):
        actions.approve(order.number, granted=True, by=agent, at=LATER)
    actions.approve(order.number, granted=True, remark="属实", by=chief, at=LATER)
    order.refresh_from_db()
    judged = queries.judgement(order)
    assert judged is not None and order.tags == ["unreasonable"]
    assert (judged.by, judged.ruled_by, judged.evidence) == (agent.key, chief.key, "规划文件")
    assert queries.unreasonable(chief) == (1, 0)
    actions.defuse(order.number, text="上门解释政策", by=agent, at=LATER)
    actions.defuse(order.number, text="对方理解", defused=True, by=agent, at=LATER)
    assert queries.unreasonable(chief) == (1, 1) and judged.steps.count() == 2
    assert orders.verify().holds


@pytest.mark.req("R025")
def test_a_reasonable_request_is_so_at_once_with_judge_and_reason(agent: Actor, order: Order) -> None:
    actions.judge(order.number, finding=Finding.REASONABLE, reason="确属职责范围", by=agent, at=LATER)
    judged = Judgement.objects.get()
    assert (judged.ruling, judged.reason, judged.by) == (Ruling.STANDS, "确属职责范围", agent.key)
    with pytest.raises(Refusal, match="not judged unreasonable"):
        actions.defuse(order.number, text="解释", by=agent, at=LATER)


def test_nobody_approves_their_own_judgement_and_one_waits_at_a_time(place: Town, order: Order) -> None:
    chief = place.actor(Role.SUPERVISOR, "centre")
    how = {"finding": Finding.UNREASONABLE, "reason": "无依据", "evidence": "材料", "by": chief, "at": LATER}
    actions.judge(order.number, **how)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="waits for approval already"):
        actions.judge(order.number, **how)  # type: ignore[arg-type]
    with pytest.raises(NotYours, match="may not approve"):
        actions.approve(order.number, granted=True, by=chief, at=LATER)
    assert Judgement.objects.get().ruling == Ruling.PROPOSED


@pytest.mark.req("R034")
def test_a_point_is_verified_by_somebody_and_its_latest_one_holds(agent: Actor, order: Order) -> None:
    with pytest.raises(Refusal, match="no longitude"):
        actions.locate(order.number, lon="181", lat="39.9", how=How.MAP, by=agent, at=LATER)
    actions.locate(order.number, lon="116.4", lat="39.9", how=How.CALL, by=agent, at=LATER)
    actions.locate(order.number, lon="116.41", lat="39.91", how=How.SITE, by=agent, at=LATER)
    order.refresh_from_db()
    point = queries.point(order)
    assert point and (str(order.lon), point.how, point.by) == ("116.410000", How.SITE, agent.key)
    assert orders.verify().holds


@pytest.mark.req("R027", part="the dual dispatch itself is dispatch's")
@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("他扬言要跳楼", "extreme"), ("业主集体上访拉横幅", "mass"), ("楼下煤气泄漏", "sudden"),
        ("消防安全有隐患，举办安全知识宣传", "sensitive"),
    ],
)  # fmt: skip
def test_words_propose_tags_and_a_person_confirms_them(
    at_desk: Client, agent: Actor, text: str, tag: str
) -> None:
    assert tag in [one.tag for one in warnings.proposed(text, AT)]
    order = actions.record(told(text=text), by=agent, at=AT)
    assert order.tags == []
    page = at_desk.post("/intake/reading/", {"text": text}).content.decode()
    assert f'value="{tag}" form="intake-form"' in page
    asked = at_desk.get(f"/intake/{order.number}/accept/").content.decode()
    assert f'value="{tag}"' in asked and "建议标记" in asked


def test_words_that_are_denied_propose_nothing(place: Town) -> None:
    assert warnings.proposed("社区举办消防演练，防止着火", AT) == ()


SENT = {
    "flag": {"tags": ["key"], "reason": "领导关注"},
    "judge": {"finding": "unreasonable", "reason": "无依据", "evidence": "材料"},
    "locate": {"lon": "116.4", "lat": "39.9", "how": "map"},
}


@pytest.mark.parametrize("page", list(SENT))
def test_a_page_marks_the_order_and_leads_back_to_it(at_desk: Client, order: Order, page: str) -> None:
    assert at_desk.get(f"/intake/{order.number}/{page}/").status_code == 200
    done = at_desk.post(f"/intake/{order.number}/{page}/", SENT[page])
    assert done.headers["location"] == f"/orders/{order.number}/"
    assert len(orders.timeline(order)) == 2
    assert at_desk.get(f"/orders/{order.number}/").status_code == 200


def test_the_pages_of_approval_and_defusing_work_for_whoever_may(
    place: Town, client: Client, agent: Actor, order: Order
) -> None:
    actions.judge(
        order.number, finding=Finding.UNREASONABLE, reason="无依据", evidence="材料", by=agent, at=LATER
    )
    login = "django.contrib.auth.backends.ModelBackend"
    client.force_login(place.person(Role.SUPERVISOR, "centre"), login)
    assert "材料" in client.get(f"/intake/{order.number}/approve/").content.decode()
    assert client.post(f"/intake/{order.number}/approve/", {"granted": "yes"}).status_code == 302
    assert (
        client.post(f"/intake/{order.number}/defuse/", {"text": "解释", "defused": "on"}).status_code == 302
    )
    assert queries.unreasonable(agent) == (1, 1)
