"""One core system: every kind of unit and many fields on one chain; suggestions in four links; the command centre."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest

from jiesu.assessment import queries as assessed
from jiesu.dispatch import actions as dispatch
from jiesu.dispatch import queries as dispatched
from jiesu.dispatch.kinds import Fate
from jiesu.followup import actions as followup
from jiesu.handling import actions as handling
from jiesu.handling import judging
from jiesu.handling import queries as handled
from jiesu.handling.kinds import EscalationLevel
from jiesu.handling.models import Escalation
from jiesu.intake.filling import filled
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.calendar import local_day
from jiesu.rules.terms import AssignmentState, Mode, OrderState, RequestType, Role, Satisfied, Solved, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.journeys.street import Street

FIELDS = (
    ("lake", "柳荫社区三号楼门口的垃圾没人清运，已经堆了三天。"),
    ("housing", "柳荫社区三号楼房屋漏雨，房管一直没有来维修。"),
    ("heat", "暖气不热，室温很低，请供热单位来看。"),
    ("hill", "山前街道夜间施工噪音很大，影响休息。"),
    ("east", "区里的步行街长期占道经营，请统一整治。"),
)
STAGES = (
    Verb.RECORD, Verb.ACCEPT, Verb.DISPATCH, Verb.CLAIM, Verb.ASSIGN, Verb.CONTACT, Verb.ACT, Verb.SUBMIT,
    Verb.REVIEW, Verb.SIGN, Verb.RATE, Verb.CLOSE,
)  # fmt: skip
LIFT = "柳荫社区三号楼的电梯坏了，物业一直不修电梯，老人下不了楼。"


@pytest.fixture
def street(db: None) -> Street:
    return Street()


@pytest.mark.req("R376")
@pytest.mark.req("R374", part="every stage by the rooms' own verbs; in the browser beside it")
def test_every_kind_of_unit_and_field_walks_every_stage_in_one_ledger(street: Street) -> None:
    street.it_is(1, "09:00")
    for no, (unit, text) in enumerate(FIELDS, 1):
        read = filled("", text, street.at)
        assert read is not None
        order = street.given(text, unit, caller=no, category=read.read.category)
        street.at_work(order, unit=unit)
        street.answer(order, unit=unit)
    street.it_is(1, "15:00")
    ended: list[Order] = []
    for order in orders.visible_to(street.who(Role.SUPERVISOR, "centre")).order_by("pk"):
        street.rate(order, Solved.YES, Satisfied.YES)
        if street.fresh(order).state != OrderState.CLOSED:
            followup.close(order.number, by=street.asker, at=street.at)
        ended.append(street.fresh(order))
    assert {order.lead.code for order in ended if order.lead} == {unit for unit, _ in FIELDS}
    assert len({order.category for order in ended}) >= 3
    for order in ended:
        assert order.state == OrderState.CLOSED
        verbs = street.verbs(order)
        assert [verb for verb in STAGES if verb not in verbs] == []
    period = assessed.days_of(street.at)
    assert period[0] <= local_day(street.at) <= period[1]
    for unit, _ in FIELDS:
        _window, counts, sheet = assessed.running(street.town.units[unit], street.at)
        assert counts.valid >= 1 and sheet.total is not None
    street.holds()


@pytest.mark.req("R375")
def test_each_of_the_four_links_suggests_or_acts_by_itself(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    """接件, 转派, 办理, 考评: what is read fills the form, the gate dispatches, a reply is judged, the score counts."""
    automatic = import_module("jiesu.dispatch.actions.automatic")
    monkeypatch.setattr(automatic, "for_people", lambda number, share: False)
    street.it_is(1, "09:00")
    read = filled("", LIFT, street.at)
    assert read is not None
    guesses = {guess.field: guess for guess in read.guesses}
    assert {"request_type", "category", "place", "title"} <= guesses.keys()
    assert all(guess.why for guess in guesses.values()) and read.judged.level is not None

    order = street.call(LIFT, category=read.read.category, request_type=RequestType.HELP)
    street.tick()
    row, sent = dispatched.suggestion(order), street.fresh(order)
    assert row is not None and row.top is not None and dispatched.first_lead(row)["reasons"]
    assert row.automatic and row.fate == Fate.AUTOMATIC and sent.state == OrderState.DISPATCHED

    unit = sent.lead.code if sent.lead else ""
    street.at_work(order, unit=unit)
    street.reply(order, "已阅。", unit=unit)
    own = street.share(order)
    standing = handled.standing_reply(own)
    assert standing is not None
    look = judging.look(own, standing, street.at)
    assert look.low and look.findings and all(finding.reason for finding in look.findings)
    street.sign(order, unit=unit)

    street.it_is(1, "15:00")
    street.rate(order, Solved.NO, Satisfied.NO)
    _window, counts, sheet = assessed.running(street.town.units[unit], street.at)
    assert counts.double_no == 1 and sheet.total is not None


@pytest.mark.req("R377")
def test_the_command_centre_commands_dispatches_and_coordinates(street: Street) -> None:
    """指挥、调度、协调: the district's command centre runs a session, sends, recalls and sends anew, and advises."""
    centre, leader = street.district, street.who(Role.DISTRICT_LEADER, "east")
    street.it_is(1, "09:00")
    order = street.given("柳荫社区整片停水，几百户没有水用。", "lake")
    street.at_work(order)
    with pytest.raises(NotYours):
        handling.open_command(order.number, place="三号楼", by=street.handler, at=street.at)
    handling.open_command(order.number, place="三号楼", by=centre, at=street.at)
    handling.report(order.number, text="先供临时水，半小时报一次", by=centre, at=street.at)
    handling.report(order.number, text="抢修队已到", by=street.handler, at=street.at)
    due = street.at + timedelta(hours=4)
    dispatch.instruct(order.number, text="今晚必须通水", unit="housing", due=due, by=leader, at=street.at)
    running = handled.command_of(street.fresh(order))
    assert running is not None and len(handled.messages_of(running)) == 2
    assert [s.unit.code for s in orders.shares_of(street.fresh(order))] == ["lake", "housing"]
    handling.close_command(order.number, by=centre, at=street.at)

    street.it_is(1, "10:00")
    other = street.given("柳荫社区路灯不亮，晚上没法走。", "east", caller=2)
    street.claim(other, unit="east")
    dispatch.forward(other.number, share=1, units=["hill"], by=centre, at=street.at, reason="属地")
    dispatch.recall(other.number, share=1, by=centre, at=street.at, reason="地点有误")
    dispatch.forward(other.number, share=1, units=["lake"], by=centre, at=street.at, reason="属地")
    live = [s for s in orders.shares_of(street.fresh(other)) if s.state == AssignmentState.SENT]
    assert [(s.unit.code, s.mode) for s in live] == [("lake", Mode.FORWARDED)]
    with pytest.raises(Refusal):
        dispatch.forward(
            other.number,
            share=1,
            units=["lake"],
            by=street.who(Role.DISPATCHER, "west"),
            at=street.at,
            reason="x",
        )

    street.it_is(1, "11:00")
    handling.escalate(
        order.number, share=1, unit="east", level=EscalationLevel.DISTRICT, reason="管道产权不清，请区里协调",
        by=street.director, at=street.at,
    )  # fmt: skip
    assert handled.waiting_advice(centre) == 1
    handling.advise(
        order.number, share=1, analysis="产权属房管", opinion="由房管局出资更换", by=centre, at=street.at
    )
    assert Escalation.objects.get().opinion and street.share(order).state == AssignmentState.HANDLING
    street.holds()
