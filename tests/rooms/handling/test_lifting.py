"""提级领办、分级协调、专班、现场调度、工作法: lifting an order higher, and what is kept beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiesu.directory import queries as directory
from jiesu.directory.models import Delegation
from jiesu.handling import actions, queries
from jiesu.handling.kinds import ActionKind, EscalationLevel, Result, TeamKind
from jiesu.handling.models import Escalation, Message, Note, Task, Team, Tick
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Birth
from jiesu.rules.aids import Table
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Grade, Mode, OrderState, Outcome, Role, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at, share_at

LATER = AT + timedelta(hours=1)
DUE = date(2026, 4, 1)


def fresh(own: Assignment) -> Assignment:
    return orders.shares_of(orders.find(own.order.number, SYSTEM))[own.no - 1]


def escalated(place: Town, unit: str = "housing") -> Assignment:
    own = share_at(A.HANDLING, place)
    actions.escalate(
        own.order.number, share=1, unit=unit, level=EscalationLevel.DISTRICT, reason="涉及产权，请区里协调",
        by=place.actor(Role.REQUEST_CENTRE, "lake"), at=LATER,
    )  # fmt: skip
    return fresh(own)


@pytest.mark.req("R090", "R091")
@pytest.mark.parametrize("unit", ["housing", "east", "centre"])
def test_what_a_unit_cannot_solve_comes_back_with_analysis_and_opinion(place: Town, unit: str) -> None:
    own = escalated(place, unit)
    assert own.state == A.ESCALATED and own.order.guests == [unit]
    role = Role.HEAD if unit == "housing" else Role.DISPATCHER
    adviser = place.actor(role, unit)
    assert [row.share_id for row in queries.asked_of(adviser)] == [own.pk]
    assert queries.waiting_advice(adviser) == 1
    with pytest.raises(Refusal):
        actions.advise(own.order.number, share=1, analysis="产权不清", opinion="", by=adviser, at=LATER)
    with pytest.raises(NotYours):
        stranger = place.actor(Role.HEAD, "hill")
        actions.advise(own.order.number, share=1, analysis="甲", opinion="乙", by=stranger, at=LATER)
    event = actions.advise(
        own.order.number, share=1, analysis="产权不清", opinion="由房管局牵头更换", by=adviser, at=LATER
    )
    assert "房管局" not in str(event.facts) and fresh(own).state == A.HANDLING
    assert fresh(own).order.guests == [] and queries.waiting_advice(adviser) == 0
    row = Escalation.objects.get()
    assert (row.analysis, row.opinion, row.advised_at) == ("产权不清", "由房管局牵头更换", LATER)


def test_a_question_is_taken_back_and_can_be_put_again(place: Town) -> None:
    own = escalated(place)
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    actions.take_back(own.order.number, share=1, by=centre, at=LATER, reason="已自行解决")
    assert fresh(own).state == A.HANDLING and fresh(own).order.guests == []
    assert Escalation.objects.get().taken_back_at == LATER
    actions.escalate(
        own.order.number, share=1, unit="heat", level=EscalationLevel.INDUSTRY, reason="再请行业主管部门",
        by=centre, at=LATER,
    )  # fmt: skip
    assert fresh(own).order.guests == ["heat"]


@pytest.mark.parametrize(
    ("unit", "reason"), [("housing", ""), ("lake", "理由"), ("willow", "理由"), ("none", "理由")]
)
def test_a_question_needs_a_reason_and_a_unit_outside_ones_own(place: Town, unit: str, reason: str) -> None:
    own = share_at(A.HANDLING, place)
    with pytest.raises(Refusal):
        actions.escalate(
            own.order.number, share=1, unit=unit, level=EscalationLevel.CITY, reason=reason,
            by=place.actor(Role.HEAD, "lake"), at=LATER,
        )  # fmt: skip
    assert fresh(own).state == A.HANDLING and not Escalation.objects.exists()


def test_a_guest_of_another_share_stays_a_guest(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    number = own.order.number
    birth = Birth(unit="hill", role=UnitRole.ASSIST, mode=Mode.MULTI)
    orders.advance(number, Verb.DISPATCH, by=SYSTEM, at=LATER, births=(birth,))
    for verb in (Verb.CLAIM, Verb.ASSIGN, Verb.CONTACT, Verb.ACT):
        role = Role.HANDLER if verb in (Verb.CONTACT, Verb.ACT) else Role.REQUEST_CENTRE
        facts = {"handler": "hill.handler"} if verb is Verb.ASSIGN else {}
        orders.advance(number, verb, by=place.actor(role, "hill"), at=LATER, share=2, facts=facts)
    for share, unit in ((1, "lake"), (2, "hill")):
        actions.escalate(
            number, share=share, unit="housing", level=EscalationLevel.DISTRICT, reason="请协调",
            by=place.actor(Role.REQUEST_CENTRE, unit), at=LATER,
        )  # fmt: skip
    actions.take_back(number, share=1, by=place.actor(Role.REQUEST_CENTRE, "lake"), at=LATER)
    assert orders.find(number, SYSTEM).guests == ["housing"]


@pytest.mark.req("R118", "R141", "R142")
@pytest.mark.parametrize("leader", ["lake.main_leader", "lake.area_leader", "east.district_leader"])
def test_a_leader_takes_a_hard_order_over_in_person(place: Town, leader: str) -> None:
    own = share_at(A.HANDLING, place)
    number, head = own.order.number, place.actor(Role.HEAD, "lake")
    with pytest.raises(Refusal):
        actions.elevate(number, share=1, person="hill.main_leader", reason="疑难", by=head, at=LATER)
    with pytest.raises(Refusal):
        actions.elevate(number, share=1, person=leader, reason="", by=head, at=LATER)
    event = actions.elevate(number, share=1, person=leader, reason="久拖未决", by=head, at=LATER)
    assert (
        event.facts["owner"] == leader and (owner := fresh(own).owner) is not None and owner.login == leader
    )
    unit, _, role = leader.partition(".")
    actor = place.actor(Role(role), unit)
    assert [share.pk for share in queries.led_by(actor)] == [own.pk]
    assert [(led.login, led.all, led.open) for led in queries.led_counts(actor)] == [(leader, 1, 1)]


@pytest.mark.req("R143", "R144")
def test_a_topic_has_exactly_one_district_leader(place: Town) -> None:
    by = place.actor(Role.DISTRICT_LEADER, "east")
    own = share_at(A.HANDLING, place)
    made = actions.open_team(
        "east", topic="老旧管网", kind=TeamKind.TOPIC, leader="east.district_leader", members=["lake.head"],
        by=by, at=LATER,
    )  # fmt: skip
    with pytest.raises(Refusal):
        actions.open_team(
            "east", topic="老旧管网", kind=TeamKind.TOPIC, leader="east.district_leader", by=by, at=LATER
        )
    with pytest.raises(Refusal):
        actions.open_team("east", topic="飞线充电", kind=TeamKind.TOPIC, leader="east.head", by=by, at=LATER)
    with pytest.raises(NotYours):
        stranger = place.actor(Role.HANDLER, "hill")
        actions.open_team("lake", topic="甲", kind=TeamKind.TEAM, leader="lake.head", by=stranger, at=LATER)
    task = actions.add_task(made.pk, what="摸排", who="样例负责人", due=DUE, by=by, at=LATER)
    actions.link_order(made.pk, number=own.order.number, by=by, at=LATER)
    assert made.orders.get() == own.order and made.members.get().login == "lake.head"
    with pytest.raises(Refusal):
        actions.close_team(made.pk, by=by, at=LATER)
    actions.finish_task(task.pk, by=place.actor(Role.HEAD, "lake"), at=LATER)
    assert actions.close_team(made.pk, by=by, at=LATER).closed_at == LATER
    with pytest.raises(Refusal):
        actions.add_task(made.pk, what="再查", who="样例负责人", due=DUE, by=by, at=LATER)
    assert Team.objects.count() == 1


@pytest.mark.req("R092")
def test_a_command_session_holds_what_everybody_on_the_order_reports(place: Town) -> None:
    own = share_at(A.HANDLING, place, tags=("mass",))
    number, leader = own.order.number, place.actor(Role.MAIN_LEADER, "lake")
    with pytest.raises(NotYours):
        actions.open_command(number, place="三号楼", by=place.actor(Role.HANDLER, "lake"), at=LATER)
    actions.open_command(number, place="三号楼", by=leader, at=LATER)
    with pytest.raises(Refusal):
        actions.open_command(number, place="三号楼", by=leader, at=LATER)
    actions.report(number, text="抢修队已到", by=place.actor(Role.HANDLER, "lake"), at=LATER)
    actions.report(number, text="先供临时水", by=leader, at=LATER)
    with pytest.raises(Refusal):
        actions.report(number, text="与我无关", by=place.actor(Role.HEAD, "hill"), at=LATER)
    running = queries.command_of(own.order)
    assert running is not None
    assert [m.text for m in queries.messages_of(running)] == ["先供临时水", "抢修队已到"]
    actions.close_command(number, by=leader, at=LATER)
    with pytest.raises(Refusal):
        actions.report(number, text="补充", by=leader, at=LATER)
    assert Message.objects.count() == 2


@pytest.mark.req(
    "R106", "R107", "R108", "R109", "R110", "R111", "R112", "R113", "R114", "R115", "R116", "R117"
)
@pytest.mark.req("R097", "R126", "R127", "R130", "R131")
@pytest.mark.parametrize(
    ("aid", "slots"),
    [
        ("four_fasts", 4),
        ("six_networks", 6),
        ("seven_hearts", 7),
        ("one_call_three_reaches", 4),
        ("one_case_three_links", 3),
        ("seven_systems", 7),
        ("eight_steps", 8),
    ],
)
def test_a_working_aid_is_ticked_slot_by_slot_and_the_reviewer_sees_it(
    place: Town, aid: str, slots: int
) -> None:
    own = share_at(A.SUBMITTED, place)
    by = place.actor(Role.HANDLER, "lake")
    found = queries.aid_of(own, aid, LATER)
    assert found is not None and len(found.places) == slots and not found.ticked
    names = [p.slot.name for p in found.places]
    said = {names[0]: ("样例责任人", "已办"), names[-1]: ("", "")}
    actions.tick(own.order.number, share=1, aid=aid, slots=said, by=by, at=LATER)
    seen = next(one for one in queries.filled(fresh(own), LATER, only_ticked=True) if one.code == aid)
    assert seen.ticked == 2 and seen.places[0].tick is not None and seen.places[0].tick.owner == "样例责任人"
    actions.tick(own.order.number, share=1, aid=aid, slots={names[0]: ("", "")}, by=by, at=LATER)
    assert Tick.objects.count() == 1
    with pytest.raises(Refusal):
        actions.tick(own.order.number, share=1, aid=aid, slots={"别的": ("", "")}, by=by, at=LATER)
    with pytest.raises(NotYours):
        stranger = place.actor(Role.HANDLER, "hill")
        actions.tick(own.order.number, share=1, aid=aid, slots=said, by=stranger, at=LATER)


def test_an_aid_shows_what_the_house_knows_so_that_nothing_is_said_twice(place: Town) -> None:
    own = share_at(A.SIGNED, place)
    found = queries.aid_of(fresh(own), "seven_hearts", LATER)
    assert found is not None
    known = {p.slot.name: p.beside.holds for p in found.places if p.beside}
    assert known == {
        "轮班值守尽心": True, "责任梳理用心": False, "派件归属细心": True, "回应关切热心": True,
        "沟通协调耐心": False, "甄别诉求专心": False, "配合上级责任心": False,
    }  # fmt: skip
    fasts = queries.aid_of(fresh(own), "four_fasts", LATER)
    assert fasts is not None and fasts.places[0].beside is not None
    assert fasts.places[0].beside.value == timedelta(minutes=1)


@pytest.mark.req("R132")
def test_one_order_brings_three_tasks_elsewhere(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.HANDLER, "lake")
    for slot in ("反思同类问题", "反查同类点位", "反馈改进措施"):
        actions.infer(
            own.order.number,
            share=1,
            slot=slot,
            what="排查五号楼管线",
            who="样例办件人",
            due=DUE,
            by=by,
            at=LATER,
        )
    with pytest.raises(Refusal):
        actions.infer(own.order.number, share=1, slot="其他", what="甲", who="乙", due=DUE, by=by, at=LATER)
    tasks = list(queries.tasks_of(own))
    assert len(tasks) == 3 and Tick.objects.filter(aid="one_to_three").count() == 3
    actions.finish_task(tasks[0].pk, by=place.actor(Role.REQUEST_CENTRE, "lake"), at=LATER)
    with pytest.raises(Refusal):
        actions.finish_task(tasks[1].pk, by=place.actor(Role.HEAD, "hill"), at=LATER)
    assert Task.objects.filter(done_at=None).count() == 2


@pytest.mark.req("R119", "R128", "R129")
def test_the_ledger_and_its_tables_hold_what_they_say(place: Town) -> None:
    plain, key = share_at(A.HANDLING, place), share_at(A.HANDLING, place, tags=("key",))
    hard = share_at(A.HANDLING, place)
    actions.grade(
        hard.order.number,
        share=1,
        grade=Grade.HARD,
        reason="疑难",
        by=place.actor(Role.HEAD, "lake"),
        at=LATER,
    )
    pressed = order_at(OrderState.DISPATCHED, place)
    orders.advance(pressed.number, Verb.PRESS, by=place.actor(Role.AGENT, "centre"), at=LATER)
    no = order_at(OrderState.DRAWN, place)
    answers = {"contacted": True, "solved": "no", "satisfied": "no", "outcome": Outcome.DOUBLE_NO}
    orders.advance(no.number, Verb.RATE, by=SYSTEM, at=LATER, facts=answers)
    pending = share_at(A.PENDING, place)
    actor = place.actor(Role.HEAD, "lake")
    tables = {t: set(queries.table(actor, t).values_list("number", flat=True)) for t in Table}
    assert tables[Table.KEY] == {key.order.number} and tables[Table.DOUBLE_NO] == {no.number}
    assert tables[Table.REPEATED] == {pressed.number} and tables[Table.PENDING] == {pending.order.number}
    assert tables[Table.HARD] == {hard.order.number}
    assert {plain.order.number, key.order.number, no.number} < tables[Table.ALL]
    assert not set(queries.table(place.actor(Role.HEAD, "hill"), Table.ALL))


@pytest.mark.req("R099", "R160")
def test_the_speed_of_a_unit_is_the_mean_of_its_orders(place: Town) -> None:
    share_at(A.SIGNED, place)
    share_at(A.CLAIMED, place)
    rows = {
        row.code: row for row in queries.speeds(place.actor(Role.SUPERVISOR, "east"), AT - timedelta(days=1))
    }
    lake = rows["lake"]
    assert (lake.orders, lake.to_claim, lake.to_contact) == (2, timedelta(minutes=1), timedelta(minutes=3))
    assert lake.to_reply == timedelta(minutes=7) and lake.overdue == 0


@pytest.mark.req("R227")
def test_a_signature_by_delegate_is_not_one_in_person(place: Town) -> None:
    giver, taker = place.person(Role.AREA_LEADER, "lake"), place.person(Role.HEAD, "lake")
    Delegation.objects.create(
        giver=giver, taker=taker, unit=place.units["lake"], valid_from=AT.date(), valid_to=AT.date(), made_at=AT,
        made_by=giver.key,
    )  # fmt: skip
    own, other = share_at(A.REVIEWED, place), share_at(A.REVIEWED, place)
    stand_in = directory.actor_for(taker, LATER, standing_in_for=giver.login)
    actions.sign(own.order.number, share=1, by=stand_in, at=LATER)
    actions.sign(other.order.number, share=1, by=place.actor(Role.AREA_LEADER, "lake"), at=LATER)
    assert queries.signed_by("lake", AT, LATER + timedelta(days=1)) == (1, 1)
    assert [note.in_person for note in Note.objects.order_by("pk")] == [False, True]


@pytest.mark.req("R226")
def test_every_pass_of_review_is_noted_with_who_when_and_the_score(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    number, handler, head = (
        own.order.number,
        place.actor(Role.HANDLER, "lake"),
        place.actor(Role.HEAD, "lake"),
    )
    for text in (
        "已阅。",
        "您好，三月二日工作人员到现场检查三号楼供水，已修复管线，负责人与您联系，感谢理解。",
    ):
        actions.submit(number, share=1, result=Result.SOLVED, text=text, by=handler, at=LATER)
        if text == "已阅。":
            actions.send_back(number, share=1, reason="请写明经过", by=head, at=LATER)
    actions.review(number, share=1, by=head, at=LATER)
    first, second = Note.objects.order_by("pk")
    assert (first.version, second.version) == (1, 2) and first.by == second.by == head.key
    assert first.score is not None and second.score is not None and first.score < second.score
    assert "short" in first.findings and "short" not in second.findings


@pytest.mark.req("R221")
def test_the_signature_locks_the_version_that_was_signed(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    number, handler = own.order.number, place.actor(Role.HANDLER, "lake")
    actions.submit(number, share=1, result=Result.SOLVED, text="已恢复供水。", by=handler, at=LATER)
    actions.review(number, share=1, by=place.actor(Role.HEAD, "lake"), at=LATER)
    event = actions.sign(number, share=1, by=place.actor(Role.AREA_LEADER, "lake"), at=LATER)
    assert event.facts["version"] == 1 and len(event.facts["reply_print"]) == 64
    with pytest.raises(Refusal):
        actions.submit(number, share=1, result=Result.SOLVED, text="另一种说法。", by=handler, at=LATER)
    reply = queries.standing_reply(fresh(own))
    assert reply is not None and reply.text == "已恢复供水。" and reply.version == 1


@pytest.mark.req("R093")
def test_the_joint_log_tells_what_several_units_did_in_order(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    number = own.order.number
    birth = Birth(unit="hill", role=UnitRole.ASSIST, mode=Mode.MULTI)
    orders.advance(number, Verb.DISPATCH, by=SYSTEM, at=LATER, births=(birth,))
    orders.advance(number, Verb.CLAIM, by=place.actor(Role.REQUEST_CENTRE, "hill"), at=LATER, share=2)
    actions.assign(number, share=2, handler="hill.handler", by=place.actor(Role.HEAD, "hill"), at=LATER)
    orders.advance(number, Verb.CONTACT, by=place.actor(Role.HANDLER, "hill"), at=LATER, share=2)
    lake, hill = place.actor(Role.HANDLER, "lake"), place.actor(Role.HANDLER, "hill")
    for share, by, minute in ((1, lake, 0), (2, hill, 1), (1, lake, 2)):
        at = LATER + timedelta(minutes=minute)
        actions.act(number, share=share, kind=ActionKind.VISIT, note=f"第{minute}步", by=by, at=at)
    shown = queries.panel(orders.find(number, SYSTEM), lake)
    assert shown is not None
    assert [(unit.code, act.note) for unit, act in shown["log"]] == [
        ("lake", "第0步"),
        ("hill", "第1步"),
        ("lake", "第2步"),
    ]


@pytest.mark.req("R098")
@pytest.mark.parametrize(
    ("state", "over", "running"),
    [
        (OrderState.DISPATCHED, [], ["receive"]),
        (OrderState.REPLIED, ["receive", "handle"], ["visit"]),
        (OrderState.RATED, ["receive", "handle", "visit"], []),
    ],
)
def test_the_sheet_tells_the_four_phases(
    place: Town, state: OrderState, over: list[str], running: list[str]
) -> None:
    order = order_at(state, place)
    shown = queries.phases(order, orders.shares_of(order))
    assert [str(p.word) for p in shown] == ["receive", "handle", "supervise", "visit"]
    assert [str(p.word) for p in shown if p.done] == over and [str(p.word) for p in shown if p.now] == running
