"""Twenty written days from the life of a street office, as the director of its request centre tells them (14-20)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from jiesu.assessment import actions as assessment
from jiesu.assessment import queries as assessed
from jiesu.callers.models import AccessLog
from jiesu.dispatch import actions as dispatch
from jiesu.dispatch import queries as dispatched
from jiesu.dispatch.models import Instruction
from jiesu.followup import actions as followup
from jiesu.followup.models import Finding, Recheck
from jiesu.handling import queries as handled
from jiesu.intake import actions as intake
from jiesu.intake.actions import Piece
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.scoring import Rate
from jiesu.rules.supervision import ItemState
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Level, OrderState, RequestType, Role, Satisfied, Solved, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions as supervision
from jiesu.supervision import queries as supervised
from jiesu.supervision.models import Item
from tests.journeys.street import Street, party, phone, photo

PIPE = "楼前热力管线与自来水管线交叉处漏水，两家都说不归自己。"
RAMP = "单元门口没有无障碍坡道，老人轮椅出不去。"
WATER = "三号楼停水，水压不足。"


@pytest.mark.req("R494")
def test_day_14_a_report_in_confidence(street: Street) -> None:
    """Somebody reports overcharging and leaves name and number. A machine may not dispatch a report, so it waits for
    a person. We work on it like on any other and never learn who it was: no card, no number in the words, and
    'show in clear' is refused. Only the hotline centre may read the number, and that stays in the log."""
    street.it_is(1, "10:00")
    order = street.call(
        "我叫欧阳样例，电话13800000001，举报停车场违规收费。",
        request_type=RequestType.REPORT,
        place="柳荫社区停车场",
    )
    assert order.confidential and party(order).phone_hash
    street.it_is(1, "10:05")
    street.tick()
    assert street.fresh(order).state == OrderState.ACCEPTED, "never by a machine"
    street.send(order, level=Level.P3)
    street.it_is(1, "10:15")
    street.at_work(order)
    for by in (street.director, street.handler, street.head, street.secretary):
        read = orders.as_read(street.fresh(order), by)
        assert "违规收费" in read.text and phone(1) not in read.text and "欧阳样例" not in read.text
        assert phone(1) not in str(handled.requester(street.fresh(order), by))
        assert party(order).masked_name not in str(handled.requester(street.fresh(order), by))
    with pytest.raises(NotYours, match="confidentially"):
        intake.reveal(order.number, field="phone", why="回电", by=street.handler, at=street.at)
    assert {read.by for read in AccessLog.objects.all()} <= {"system"}, "only the house's own text message"
    street.it_is(1, "11:00")
    shown = intake.reveal(order.number, field="phone", why="核实时间地点", by=street.agent, at=street.at)
    assert shown.value == phone(1)
    assert [(r.field, r.why) for r in AccessLog.objects.filter(by=street.agent.key)] == [
        ("phone", "核实时间地点")
    ]
    street.it_is(1, "16:00")
    street.answer(order, text="已责令退还多收费用。")
    assert phone(1) not in str([event.facts for event in orders.timeline(order)])
    assert street.board(1).figures["signed"] == 1


def test_day_15_three_matters_in_one_call(street: Street) -> None:
    """One caller, three matters: no water, rubbish, cold radiators. The hotline splits them; two come to us, one goes
    to the heating company, each with a limit of its own. The house closes the whole when the last part is."""
    street.it_is(1, "09:00")
    whole = street.call("三号楼停水。东门垃圾没人清。还有暖气不热。")
    with pytest.raises(Refusal, match="2 to 20"):
        intake.split(whole.number, [Piece("三号楼停水")], by=street.agent, at=street.at)
    pieces = [Piece("三号楼停水"), Piece("东门垃圾没人清运"), Piece("三号楼暖气不热")]
    parts = intake.split(whole.number, pieces, by=street.agent, at=street.at)
    assert street.fresh(whole).state == OrderState.DIVIDED and {p.part_of_id for p in parts} == {whole.pk}
    for part, unit in zip(parts, ("lake", "lake", "heat"), strict=True):
        street.send(part, unit)
    water, rubbish, heat = (street.share(part).due for part in parts)
    assert water == heat == street.moment(2, "09:00") and rubbish == street.moment(9, "00:00")
    assert set(street.tray(street.director)) == {parts[0].number, parts[1].number}

    for clock, part, unit in (("10:00", 0, "lake"), ("11:00", 1, "lake"), ("15:00", 2, "heat")):
        street.it_is(1, clock)
        street.at_work(parts[part], unit=unit)
        street.answer(parts[part], unit=unit)
        street.tick()
        street.rate(parts[part], Solved.YES, Satisfied.YES)
        assert street.fresh(whole).state == OrderState.DIVIDED
    street.it_is(1, "16:00")
    street.tick()
    assert {street.fresh(part).state for part in parts} == {OrderState.CLOSED}
    assert street.fresh(whole).state == OrderState.CLOSED
    assert street.board(1).figures["double_yes"] == 2


@pytest.mark.req("R184", "R185", "R186", "R250")
def test_day_16_two_days_urged_three_supervised_four_investigated(street: Street) -> None:
    """Nobody moved on a ramp. On the second day we are urged, on the third supervised and both leaders hear of it,
    on the fourth investigated: once each, however often the house ticks. I explain; the district is not content and
    insists; when the ramp stands it confirms, and with the reply everything is closed."""
    street.it_is(1, "09:00")
    order = street.call(RAMP)
    street.send(order, level=Level.P3)
    street.at_work(order)
    for day, so_far in ((2, 0), (3, 1), (4, 2), (5, 3)):
        street.it_is(day, "09:01")
        street.tick()
        street.tick()
        assert Item.objects.count() == so_far
    kinds = [item.kind for item in Item.objects.order_by("pk")]
    assert kinds == [Verb.URGE, Verb.SUPERVISE, Verb.INVESTIGATE]
    assert (
        any("督办" in w for w in street.told(street.leader, order))
        and len(street.told(street.director, order)) >= 3
    )
    assert any("催办" in w for w in street.told(street.handler, order)), "whoever handles it is urged"
    supervisor = street.who(Role.SUPERVISOR, "east")
    assert set(supervised.to_explain(street.director)) == set(Item.objects.all())

    street.it_is(5, "10:00")
    asked = Item.objects.get(kind=Verb.SUPERVISE)
    with pytest.raises(NotYours):
        supervision.explain(
            order.number, item=asked.pk, words="与我无关", by=street.who(Role.REQUEST_CENTRE, "hill"), at=street.at
        )  # fmt: skip
    for item in Item.objects.all():
        supervision.explain(
            order.number, item=item.pk, words="坡道已订制，明日安装", by=street.director, at=street.at
        )
    street.it_is(5, "14:00")
    supervision.insist(order.number, item=asked.pk, words="请说明为何迟了四天", by=supervisor, at=street.at)
    street.it_is(5, "15:00")
    supervision.explain(
        order.number, item=asked.pk, words="施工队排期有误，已致歉", by=street.director, at=street.at
    )
    street.it_is(6, "11:00")
    street.act(order, "坡道安装完毕")
    supervision.confirm(order.number, item=asked.pk, words="现场属实", by=supervisor, at=street.at)
    asked.refresh_from_db()
    assert asked.state == ItemState.VERIFIED, "verified, but open until the unit has replied"
    street.it_is(6, "12:00")
    street.answer(order)
    street.tick()
    left = Item.objects.exclude(state=ItemState.CLOSED)
    assert [item.kind for item in left] == [Verb.INVESTIGATE], "an investigation is closed by a person"
    supervision.confirm(order.number, item=left[0].pk, words="已见效", by=supervisor, at=street.at)
    assert not Item.objects.exclude(state=ItemState.CLOSED).exists()
    assert street.board(6).figures["late"] == 0


@pytest.mark.req("R072")
def test_day_17_talked_over_before_dispatch(street: Street) -> None:
    """A leak where two pipes cross, and each company points at the other. Before anybody gets it, the hotline asks
    the heating company and us. We say what we know, it decides: heat leads, we assist. The clock begins only then."""
    street.it_is(1, "09:00")
    order = street.call(PIPE)
    street.it_is(1, "09:20")
    dispatch.consult(
        order.number,
        units=["heat", "lake"],
        question="管线交叉处漏水由谁主办？",
        by=street.dispatcher,
        at=street.at,
    )
    assert street.fresh(order).state == OrderState.CONSULTED and not street.tray(street.director)
    assert [row.order_id for row in dispatched.asked_of(street.director)] == [order.pk], "I see it"
    with pytest.raises(Refusal):
        street.send(order, "heat")
    street.it_is(1, "09:50")
    dispatch.opine(
        order.number, text="红线外为热力管线", ours=False, proposed="heat", by=street.director, at=street.at
    )
    heat = street.who(Role.REQUEST_CENTRE, "heat")
    with pytest.raises(NotYours):
        dispatch.opine(order.number, text="x", by=street.who(Role.REQUEST_CENTRE, "hill"), at=street.at)
    street.it_is(1, "10:30")
    dispatch.opine(order.number, text="确属我公司管线", ours=True, by=heat, at=street.at)
    dispatch.conclude(
        order.number, minutes="现场核对图纸", decision="热力主办，街道协助围挡", lead="heat", assists=["lake"],
        by=street.dispatcher, at=street.at,
    )  # fmt: skip
    assert street.fresh(order).state == OrderState.ACCEPTED and not street.fresh(order).guests
    street.it_is(1, "10:40")
    street.send(order, "heat", "lake", level=Level.P2)
    lead, ours = street.share(order, 1), street.share(order, 2)
    assert (lead.role, ours.role) == (UnitRole.LEAD, UnitRole.ASSIST) and lead.due == street.moment(
        2, "10:40"
    )
    street.at_work(order, 1, "heat")
    street.at_work(order, 2)
    street.it_is(1, "15:00")
    street.answer(order, 2, text="围挡已设置。")
    assert street.fresh(order).state == OrderState.DISPATCHED, "nothing is done until the lead is done"
    street.it_is(1, "17:00")
    street.answer(order, 1, "heat", text="管线已更换。")
    assert street.fresh(order).state == OrderState.REPLIED
    assert street.board(1).figures["signed"] == 1


@pytest.mark.req("R145")
def test_day_18_the_leader_s_instruction_from_the_phone(street: Street) -> None:
    """20:40, the district's leader reads on the phone that a building is without water and writes: housing, help the
    street tonight, report by ten tomorrow. In the same moment the housing bureau has a share; it says how the
    instruction was carried out. A leader of another street cannot instruct us."""
    street.it_is(1, "18:00")
    order = street.given(WATER)
    street.at_work(order)
    leader = street.who(Role.DISTRICT_LEADER, "east")
    street.it_is(1, "19:00")
    dispatch.put_before(
        order.number, leader="east.district_leader", why="影响一百户", by=street.district, at=street.at
    )
    assert dispatched.waiting_instructions(leader) == 1
    street.it_is(1, "20:40")
    by_ten = street.moment(2, "10:00")
    text = "请房管局今晚到场，配合街道恢复供水。"
    with pytest.raises(NotYours):
        dispatch.instruct(order.number, text=text, by=street.who(Role.MAIN_LEADER, "hill"), at=street.at)
    with pytest.raises(Refusal, match="own line"):
        dispatch.instruct(order.number, text=text, unit="hill", by=street.secretary, at=street.at)
    dispatch.instruct(order.number, text=text, unit="housing", due=by_ten, by=leader, at=street.at)
    helping = street.share(order, 2)
    assert (helping.unit.code, helping.role, helping.state) == ("housing", UnitRole.ASSIST, A.SENT)
    assert helping.due and order.due and street.at < helping.due < order.due
    assert dispatched.waiting_instructions(leader) == 0
    row = Instruction.objects.get()
    assert (row.text, row.due, row.share_no) == (text, by_ten, 2)
    assert "请房管局" in str(orders.timeline(order)[-2].facts["instruction"])

    street.it_is(1, "21:10")
    street.at_work(order, 2, "housing")
    street.it_is(1, "22:30")
    street.answer(order, 2, "housing", text="二次供水泵房已抢修。")
    with pytest.raises(NotYours):
        dispatch.carry_out(row.pk, text="已办", by=street.director, at=street.at)
    dispatch.carry_out(row.pk, text="22时恢复供水", by=street.who(Role.HEAD, "housing"), at=street.at)
    street.answer(order, text="22时恢复供水，已逐户告知。")
    assert street.fresh(order).state == OrderState.REPLIED
    row.refresh_from_db()
    assert row.done_at and row.done_at < by_ten
    assert street.board(1).figures["signed"] == 1


@pytest.mark.req("R223")
def test_day_19_the_month_is_closed(street: Street) -> None:
    """The period from 19 February to 18 March: four orders, of which two were double-no. One of these lies at court:
    both leaders sign and the assessor takes it out. The sheet is right to the last fraction; fewer than ten answers
    are listed, not ranked. It can be frozen on 29 March and stays as it is, whatever is made good afterwards."""
    assessor = street.who(Role.ASSESSOR, "centre")
    street.it_is(1, "09:00")
    period = assessment.open_period(date(2026, 2, 19), date(2026, 3, 18), by=assessor, at=street.at)
    no = (Solved.NO, Satisfied.NO)
    told = ((Solved.YES, Satisfied.YES), (Solved.YES, Satisfied.BASICALLY), no, no)
    made: list[Order] = []
    for n, (solved, satisfied) in enumerate(told, 1):
        street.it_is(n, "10:00")
        order = street.given(WATER, caller=n)
        street.at_work(order)
        street.it_is(n, "12:00")
        street.answer(order)
        street.it_is(n, "14:00")
        street.tick()
        street.rate(order, solved, satisfied)
        made.append(order)
    assert assessed.sheet(period).unit("lake").counts.double_no == 2
    court, bad = made[3], made[2]
    street.it_is(5, "09:00")
    asks: dict[str, Any] = {"share": 1, "ground": "E02", "text": "此事已在法院审理", "by": street.director}
    assessment.exclude(court.number, files=[photo("受理通知书.jpg")], at=street.at, **asks)
    with pytest.raises(NotYours):
        assessment.countersign(court.number, share=1, by=street.secretary, at=street.at)
    assessment.countersign(court.number, share=1, by=street.leader, at=street.at)
    with pytest.raises(Refusal):
        assessment.allow(court.number, share=1, by=assessor, at=street.at)
    street.it_is(5, "15:00")
    assessment.countersign(court.number, share=1, by=street.secretary, at=street.at)
    with pytest.raises(NotYours):
        assessment.allow(court.number, share=1, by=street.secretary, at=street.at)
    assessment.allow(court.number, share=1, by=assessor, at=street.at)
    ours = assessed.sheet(period).unit("lake")
    assert street.share(court).excluded and ours.counts.excluded == 1
    assert (ours.counts.valid, ours.counts.double_yes, ours.counts.double_no) == (3, 2, 1), (
        "out of the denominators"
    )
    resolution, satisfaction = Fraction(2, 3), Fraction(19, 30)
    assert (
        ours.sheet.rate(Rate.RESOLUTION) == resolution and ours.sheet.rate(Rate.SATISFACTION) == satisfaction
    )
    composite = 100 * (Fraction(1, 10) + Fraction(1, 2) * resolution + Fraction(2, 5) * satisfaction)
    assert ours.sheet.composite == composite and ours.place.rank is None

    street.it_is(27, "17:00")
    with pytest.raises(Refusal, match="can be frozen from"):
        assessment.freeze(period.pk, by=assessor, at=street.at)
    street.it_is(28, "09:00")
    with pytest.raises(NotYours):
        assessment.freeze(period.pk, by=street.director, at=street.at)
    assessment.freeze(period.pk, by=assessor, at=street.at)
    followup.rehandle(bad.number, by=street.asker, at=street.at, why="期满后补办")
    street.answer(bad)
    street.rate(bad, Solved.YES, Satisfied.YES)
    frozen = assessed.sheet(assessed.period(period.pk)).unit("lake")
    assert (frozen.counts, frozen.sheet.composite) == (ours.counts, composite)
    with pytest.raises(Refusal, match="does not change any more"):
        assessment.freeze(period.pk, by=assessor, at=street.at)
    street.board(28)


@pytest.mark.req("R243")
def test_day_20_the_second_visit_finds_that_it_was_not_true(street: Street) -> None:
    """On the first of April the house draws the month's sample for a second visit by two bodies, each by itself. The
    hotline's agent hears the same as in March. The supervisor hears that nobody ever came: the double-yes was not
    true, and the order is back on our desk with a new limit. Nobody of ours may make such a visit."""
    street.it_is(1, "09:00")
    order = street.given(WATER)
    street.at_work(order)
    street.it_is(1, "11:00")
    street.answer(order)
    street.it_is(1, "13:00")
    street.tick()
    street.rate(order, Solved.YES, Satisfied.YES)
    street.it_is(1, "13:30")
    street.tick()
    assert street.fresh(order).state == OrderState.CLOSED
    street.it_is(31, "09:30")
    street.tick()
    sample = Recheck.objects.get(month=date(2026, 3, 1))
    assert [item.order_id for item in sample.items.all()] == [order.pk] and sample.seed
    told: dict[str, Any] = {"finding": Finding.TRUE, "at": street.at}
    for by in (street.director, street.secretary):
        with pytest.raises(NotYours):
            followup.audit(order.number, by=by, **told)
    followup.audit(order.number, by=street.asker, solved=Solved.YES, satisfied=Satisfied.YES, **told)
    assert street.fresh(order).state == OrderState.CLOSED
    street.it_is(31, "15:00")
    told = {"finding": Finding.FALSIFIED, "note": "本人称无人上门", "at": street.at}
    followup.audit(order.number, by=street.who(Role.SUPERVISOR, "centre"), **told)
    own = street.share(order)
    assert (street.fresh(order).state, own.state, own.round) == (OrderState.DISPATCHED, A.HANDLING, 2)
    assert own.due == street.at + timedelta(hours=24) and street.tray(street.director) == [order.number]
    street.it_is(32, "10:00")
    street.answer(order, text="水压已恢复，住户在场签字。")
    assert street.board(32).figures["open"] == 0
