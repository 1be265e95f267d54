"""Twenty written days from the life of a street office, as the director of its request centre tells them (7-13)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jiesu.directory.kinds import UnitKind
from jiesu.followup import actions as followup
from jiesu.followup import queries as asked
from jiesu.followup.models import InformWay
from jiesu.handling import actions as handling
from jiesu.handling import queries as handled
from jiesu.handling.kinds import ActionKind, Face, RecusalGround, Result
from jiesu.handling.models import Pause, Visit
from jiesu.intake import actions as intake
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.handling import VisitRank
from jiesu.rules.limits import Ground
from jiesu.rules.register import Obstacle
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Channel, Level, OrderState, Outcome, Role, Satisfied, Solved
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.rules.whistle import CallRuling, CallState, Mark, WhistleKind, WhistleState
from jiesu.supervision import actions as supervision
from jiesu.supervision import queries as supervised
from jiesu.supervision.models import Resolve
from jiesu.supervision.queries import List
from jiesu.whistle import actions as whistling
from jiesu.whistle.models import Whistle
from jiesu.whistle.preparing import Prepared
from tests.journeys.street import Street, photo

ILLEGAL = "三号楼顶层住户加盖彩钢房，属于违法建设，请拆除。"
RAMP = "单元门口没有无障碍坡道，老人轮椅出不去。"
PREPARED = Prepared(
    kind=WhistleKind.ENFORCEMENT, called=("enforcement", "planning"), facts="三号楼顶层加盖彩钢房，劝阻无效。",
    basis="样例市禁止违法建设若干规定", action="请规自分局认定，请执法局查处。", result="认定结论及拆除时限",
)  # fmt: skip


@pytest.mark.req("R196", "R197", "R198")
def test_day_07_an_illegal_building_and_the_whistle(street: Street) -> None:
    """A shed on a roof: we cannot judge it nor tear it down, so at 09:30 I whistle for enforcement and planning;
    two hours to answer. Enforcement comes; planning declines, the district insists, and planning comes with a new
    limit. At 17:00 I settle, and both sides score each other."""
    street.department("enforcement", "样例东区综合执法局", UnitKind.ENFORCEMENT)
    street.department("planning", "样例东区规划自然资源分局")
    enforcement, planning = (street.who(Role.HEAD, unit) for unit in ("enforcement", "planning"))
    street.it_is(1, "08:50")
    order = street.given(ILLEGAL)
    assert order.level == Level.P4 and order.due == street.moment(17, "00:00")
    street.it_is(1, "09:00")
    street.at_work(order)
    said: dict[str, Any] = {"share": 1}
    with pytest.raises(Refusal):
        bare = Prepared(kind=WhistleKind.ENFORCEMENT, called=("planning",), facts="有违建")
        whistling.whistle(order.number, prepared=bare, by=street.director, at=street.at, **said)
    street.it_is(1, "09:30")
    whistling.whistle(order.number, prepared=PREPARED, by=street.director, at=street.at, **said)
    street.tick()
    assert street.share(order).state == A.WHISTLED and set(street.fresh(order).guests) == {
        "enforcement",
        "planning",
    }
    assert any("11:30" in line for line in street.told(planning, order))

    street.it_is(1, "09:45")
    whistling.respond(order.number, words="一小时内到场", by=enforcement, at=street.at, **said)
    whistling.decline(order.number, why="未见认定申请", by=planning, at=street.at, **said)
    street.it_is(1, "10:30")
    with pytest.raises(NotYours):
        whistling.arbitrate(
            order.number, unit="planning", ruling=CallRuling.RELEASE, by=street.director, at=street.at, **said
        )  # fmt: skip
    whistling.arbitrate(
        order.number, unit="planning", ruling=CallRuling.INSIST, words="认定系法定职责", by=street.district,
        at=street.at, **said,
    )  # fmt: skip
    found = Whistle.objects.get()
    assert found.calls.get(unit__code="planning").respond_due == street.moment(1, "12:30"), "a new limit"
    whistling.report_in(
        order.number, who="样例执法队长", place="三号楼顶", by=enforcement, at=street.at, **said
    )
    street.it_is(1, "12:00")
    whistling.report_in(order.number, who="样例科长", place="三号楼顶", by=planning, at=street.at, **said)
    street.it_is(1, "15:00")
    whistling.feed_back(
        order.number, done="认定为违法建设", effect=Solved.YES, by=planning, at=street.at, **said
    )
    whistling.feed_back(
        order.number, done="当事人自行拆除", effect=Solved.YES, by=enforcement, at=street.at, **said
    )
    street.it_is(1, "17:00")
    whistling.settle(
        order.number, solved=Solved.YES, outcome="已拆除", by=street.director, at=street.at, **said
    )
    assert street.share(order).state == A.HANDLING

    street.it_is(1, "17:20")
    for unit, mark in (("enforcement", 5), ("planning", 3)):
        marks = dict.fromkeys((Mark.ARRIVAL, Mark.DUTY, Mark.RESULT), mark)
        whistling.evaluate(order.number, unit=unit, marks=marks, by=street.director, at=street.at, **said)
        own = {Mark.REASON: 5, Mark.PREPARATION: 4}
        by = street.who(Role.HEAD, unit)
        whistling.evaluate(order.number, unit="", marks=own, by=by, at=street.at, **said)
    found.refresh_from_db()
    scores = {
        c.unit.code: (c.state, c.called_score, c.caller_score) for c in found.calls.select_related("unit")
    }
    assert scores == {"enforcement": (CallState.FEEDBACK, 100, 90), "planning": (CallState.FEEDBACK, 60, 90)}
    assert found.state is WhistleState.CLOSED and not street.fresh(order).guests
    street.answer(order, text="彩钢房已拆除。")
    assert street.board(1).figures["signed"] == 1


def test_day_08_the_requester_must_bring_material(street: Street) -> None:
    """A repair of a shared pipe needs the owner's consent, and only the requester has it: the clock stands from
    10:00. The paper comes the next day at 14:37, the house notices it at 15:00, and the limit has moved by exactly
    28 hours and 37 minutes."""
    street.it_is(1, "09:00")
    order = street.given("三号楼停水，分户管道需要入户维修。")
    street.it_is(1, "09:10")
    street.at_work(order)
    before = street.share(order).due
    assert before == street.moment(2, "09:00")
    street.it_is(1, "10:00")
    handling.pause(order.number, share=1, what="同意入户维修的书面意见", by=street.handler, at=street.at)
    street.tick()
    own = street.share(order)
    assert (own.state, own.due, street.fresh(order).due) == (A.PAUSED, None, None)
    assert sum("材料" in text for text in street.written(order)) == 1, "told what is waited for, once"
    with pytest.raises(Refusal):
        street.reply(order)
    street.it_is(2, "10:00")
    street.tick()
    assert not street.overdue(street.director), "what stands is not late"
    street.it_is(2, "14:37")
    intake.supplement(order.number, "同意书已拍照发来", by=street.agent, at=street.at)
    street.it_is(2, "15:00")
    street.tick()
    own = street.share(order)
    stood = timedelta(hours=28, minutes=37)
    assert before and (own.state, own.due) == (A.HANDLING, before + stood)
    assert own.due == street.fresh(order).due == street.moment(3, "13:37") and own.first_due == before
    assert orders.clock_story(street.fresh(order), own).due == own.due and Pause.objects.count() == 1
    street.it_is(3, "13:00")
    street.answer(order)
    board = street.board(3)
    assert board.figures["signed"] == 1 and board.figures["late"] == 0


@pytest.mark.req("R171")
def test_day_09_one_extension_is_granted_and_one_denied(street: Street) -> None:
    """Two orders of seven days. For the ramp the builder needs a week more: with plan and evidence the district
    grants it, and the requester is told. For the other the handler cites a rule that does not fit: denied, the
    limit stays. A second extension is refused by the law."""
    street.it_is(1, "09:00")
    ramp, other = street.call(RAMP), street.call("楼道堆放杂物，无人清理。", caller=2)
    for order in (ramp, other):
        street.send(order, level=Level.P3)
        street.at_work(order)
    limit = street.moment(9, "00:00")
    assert street.share(ramp).due == street.share(other).due == limit
    street.it_is(6, "10:00")
    longer: dict[str, Any] = {
        "share": 1,
        "ground": Ground.LONGER,
        "reason": "坡道须浇筑养护",
        "by": street.handler,
    }
    with pytest.raises(Refusal, match="Add the evidence"):
        handling.extend(ramp.number, plan="七日内完工", at=street.at, **longer)
    handling.extend(ramp.number, plan="七日内完工", files=[photo()], at=street.at, **longer)
    law: dict[str, Any] = {
        "share": 1,
        "ground": Ground.LAW,
        "provision": "样例规定第三条",
        "reason": "须公示",
    }
    handling.extend(other.number, by=street.handler, at=street.at, **law)
    street.tick()
    assert any("申请延期" in w for w in street.told(street.district, ramp))
    assert handled.waiting_askings(street.district).count() == 2
    with pytest.raises(NotYours):
        handling.grant(ramp.number, share=1, by=street.director, at=street.at)
    street.it_is(6, "14:00")
    handling.grant(ramp.number, share=1, by=street.district, at=street.at, reason="方案可行")
    handling.deny(other.number, share=1, by=street.district, at=street.at, reason="所引规定不适用")
    street.tick()
    assert street.share(ramp).due == street.fresh(ramp).due == street.moment(16, "00:00")
    assert street.share(ramp).first_due == limit and street.share(other).due == limit
    assert [len([w for w in street.written(o) if "延长" in w]) for o in (ramp, other)] == [1, 0]
    street.it_is(7, "09:00")
    with pytest.raises(Refusal, match="1 times already"):
        handling.extend(ramp.number, plan="再七日", files=[photo()], at=street.at, **longer)
    street.answer(other)
    street.it_is(15, "16:00")
    street.answer(ramp)
    assert street.board(15).figures["late"] == 0


@pytest.mark.req("R147")
def test_day_10_the_pending_register(street: Street) -> None:
    """There is no money for the lift this year. The head asks for the register with evidence and a letter to the
    requester, the district enters it and the clock stands. I am reminded a week before the ninety days are over,
    the district renews; in the summer it is built, struck, written off, answered, and the requester is asked."""
    street.it_is(1, "09:00")
    order = street.call("申请三号楼加装电梯。")
    street.send(order)
    street.at_work(order)
    street.it_is(2, "10:00")
    asks: dict[str, Any] = {
        "share": 1, "obstacle": Obstacle.FUNDING, "reason": "改造资金列入下年度预算", "owner": "lake.head",
        "letter": "资金到位后实施，我们持续跟进。", "told_on": street.moment(1, "12:00").date(),
        "files": [photo("答复.jpg")],
    }  # fmt: skip
    with pytest.raises(NotYours):
        handling.register(order.number, by=street.handler, at=street.at, **asks)
    asks["files"] = [photo("答复.jpg")]
    handling.register(order.number, by=street.head, at=street.at, **asks)
    street.it_is(2, "15:00")
    handling.list(order.number, share=1, by=street.district, at=street.at, reason="属实")
    own = street.share(order)
    assert (own.state, own.due, street.fresh(order).due) == (A.PENDING, None, None)
    review = handled.standing_pending(own).review_at
    assert review == street.moment(93, "00:00"), "ninety days after the second day end at 24:00 of day 92"
    street.it_is(85, "08:00")
    street.tick()
    assert "remind" not in street.verbs(order)
    for clock in ("08:00", "08:05"):
        street.it_is(86, clock)
        street.tick()
    assert street.verbs(order).count("remind") == 1 and any(
        "复核" in w for w in street.told(street.head, order)
    )
    street.it_is(88, "10:00")
    handling.renew(order.number, share=1, by=street.district, at=street.at, reason="资金仍在审批")
    entry = handled.standing_pending(street.share(order))
    assert entry.renewals == 1 and entry.review_at == street.moment(179, "00:00")

    street.it_is(120, "09:00")
    with pytest.raises(Refusal, match="Add the evidence"):
        handling.strike(order.number, share=1, reason="电梯已交付", by=street.head, at=street.at)
    handling.strike(order.number, share=1, reason="电梯已交付", files=[photo()], by=street.head, at=street.at)
    street.it_is(120, "15:00")
    handling.write_off(order.number, share=1, by=street.district, at=street.at)
    own = street.share(order)
    assert own.state == A.HANDLING and own.due and own.due > street.at + timedelta(hours=24)
    street.it_is(121, "10:00")
    street.answer(order, text="电梯已投入使用。")
    street.it_is(121, "11:00")
    street.tick()
    street.rate(order, Solved.YES, Satisfied.YES)
    assert street.fresh(order).outcome == Outcome.DOUBLE_YES and not handled.standing(
        handled.pendings(street.district)
    )
    assert not {"urge", "supervise", "investigate"} & set(street.verbs(order)), (
        "the ladder rests in the register"
    )
    street.board(121)


@pytest.mark.req("R270")
def test_day_11_the_handler_keeps_away_and_the_requester_asks_three_times(street: Street) -> None:
    """The handler's brother is the builder of the ramp: he keeps away, cannot be named again, and a colleague takes
    over with the same limit. The requester presses at 10:00, 13:00 and 16:00. It stays one order; each time we are
    told, and from the third on it stands on the key list, where the secretary decides with a remark."""
    colleague = street.seat(Role.HANDLER, "lake", "lake.colleague")
    street.it_is(1, "09:00")
    order = street.call(RAMP)
    street.send(order, level=Level.P3)
    street.at_work(order)
    due = street.share(order).due
    street.it_is(1, "09:20")
    with pytest.raises(NotYours):
        handling.recuse(order.number, share=1, ground=RecusalGround.RELATIVE, by=colleague, at=street.at)
    handling.recuse(order.number, share=1, ground=RecusalGround.RELATIVE, by=street.handler, at=street.at)
    assert street.share(order).state == A.CLAIMED and not street.tray(street.handler)
    with pytest.raises(Refusal):
        street.assign(order)
    street.assign(order, handler="lake.colleague")
    assert street.tray(colleague) == [order.number] and street.share(order).due == due
    for n, clock in enumerate(("10:00", "13:00", "16:00"), 1):
        street.it_is(1, clock)
        assert order not in supervised.rows(List.KEY, street.secretary, street.at)
        intake.press(order.number, by=street.agent, at=street.at, text="什么时候能修？")
        assert street.fresh(order).pressed == n
    street.tick()
    assert sum(w.startswith("诉求人催单") for w in street.told(street.director, order)) == 3
    assert Order.objects.count() == 1
    assert order in supervised.rows(List.KEY, street.secretary, street.at)
    assert supervised.next_of_queue(street.secretary, street.at) == order
    street.it_is(1, "20:30")
    with pytest.raises(Refusal, match="in words"):
        supervision.decide(order.number, what=Resolve.INSTRUCT, remark=" ", by=street.secretary, at=street.at)
    supervision.decide(
        order.number, what=Resolve.INSTRUCT, remark="明早现场定方案", by=street.secretary, at=street.at
    )
    assert supervised.next_of_queue(street.secretary, street.at) is None
    assert street.board(1).figures["open"] == 1


def test_day_12_double_no_and_another_round(street: Street) -> None:
    """The reply was thin, and the requester says: not solved, not satisfied. Both leaders are told; the order comes
    back with a day at least. The handler goes face to face, then the head, then the secretary herself is the third at
    the door; after the reply she calls, too. The second follow-up is double-yes; the first one stays in the books."""
    street.it_is(1, "09:00")
    order = street.given("三号楼停水，水压不足。")
    street.it_is(1, "09:05")
    street.at_work(order)
    street.it_is(1, "11:00")
    street.answer(order, text="已转物业。", result=Result.EXPLAINED)
    street.it_is(1, "14:00")
    street.tick()
    with pytest.raises(NotYours):
        followup.rate(
            order.number, contacted=True, solved=Solved.YES, satisfied=Satisfied.YES, by=street.director, at=street.at
        )  # fmt: skip
    street.rate(order, Solved.NO, Satisfied.NO)
    street.tick()
    assert street.fresh(order).outcome == Outcome.DOUBLE_NO
    assert all(any("双否" in w for w in street.told(by, order)) for by in (street.leader, street.secretary))
    assert order in supervised.rows(List.DOUBLE_NO, street.secretary, street.at)
    with pytest.raises(Refusal, match="only with a reason"):
        followup.close(order.number, by=street.asker, at=street.at)
    street.it_is(1, "15:00")
    followup.rehandle(order.number, by=street.asker, at=street.at)
    own = street.share(order)
    assert (own.state, own.round, own.due) == (A.HANDLING, 2, street.moment(2, "15:00"))
    assert street.tray(street.handler) == [order.number]
    assert street.board(1).figures["double_no"] == 1

    street.it_is(2, "09:30")
    street.act(order, "与住户当面查看水泵", kind=ActionKind.FACE, face=Face.OFFICIALS)
    for rank, role in ((VisitRank.HEAD, Role.HEAD), (VisitRank.MAIN, Role.MAIN_LEADER)):
        said = {"rank": rank, "who": f"样例{role.zh}", "result": "与住户商定更换增压泵", "place": "三号楼"}
        handling.visit(order.number, share=1, by=street.who(role), at=street.at, **said)
    street.it_is(2, "11:30")
    street.answer(order, text="增压泵已更换，水压正常，住户在场确认。")
    street.it_is(2, "13:00")
    followup.call(
        order.number,
        reached=True,
        solved=Solved.YES,
        satisfied=Satisfied.YES,
        by=street.secretary,
        at=street.at,
    )
    street.tick()
    assert street.fresh(order).state == OrderState.DRAWN and len(asked.answers(order)) == 1, (
        "her call does not count"
    )
    street.it_is(2, "15:00")
    street.rate(order, Solved.YES, Satisfied.YES)
    assert [v.rank for v in Visit.objects.order_by("pk")] == [VisitRank.HEAD, VisitRank.MAIN]
    first, final = asked.answers(order)
    assert (first.first, first.outcome, final.final, final.outcome) == (True, "double_no", True, "double_yes")
    assert street.board(2).figures["double_yes"] == 1


def test_day_13_an_enterprise_in_48_and_72_hours(street: Street) -> None:
    """A company asks on the enterprise line. Whatever its level, it is to be closed within 48 hours and asked within
    72. We meet its manager face to face the same day, answer the next morning, and put it in writing."""
    street.it_is(1, "10:00")
    order = street.call(
        "园区挖断通信线缆，影响经营。", kind="enterprise", name="样例科技有限公司", channel=Channel.ENTERPRISE
    )
    street.send(order, level=Level.P3)
    order = street.fresh(order)
    assert order.accepted_at and order.due == order.accepted_at + timedelta(hours=48)
    street.it_is(1, "10:12")
    street.at_work(order)
    street.it_is(1, "15:00")
    handling.meet(
        order.number, share=1, held_at=street.moment(1, "14:00"), persons="样例经理", content="约定今夜抢修，书面答复",
        place="园区会议室", by=street.handler, at=street.at,
    )  # fmt: skip
    with pytest.raises(Refusal, match="after it was held"):
        handling.meet(
            order.number, share=1, held_at=street.moment(2, "14:00"), persons="样例经理", content="x",
            by=street.handler, at=street.at,
        )  # fmt: skip
    street.it_is(2, "10:00")
    street.answer(order, text="线缆已接通，施工单位已致歉。")
    assert asked.follow_up_by(street.fresh(order)) == order.accepted_at + timedelta(hours=72)
    street.it_is(2, "11:00")
    followup.inform(order.number, way=InformWay.LETTER, by=street.asker, at=street.at, note="已送书面答复")
    street.tick()
    street.rate(order, Solved.YES, Satisfied.YES)
    done = street.fresh(order)
    assert done.rated_at and done.rated_at < order.accepted_at + timedelta(hours=72)
    assert street.board(2).figures["double_yes"] == 1
