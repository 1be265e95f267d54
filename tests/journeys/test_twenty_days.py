"""Twenty written days from the life of a street office, as the director of its request centre tells them (1-6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiesu.dispatch import actions as dispatch
from jiesu.dispatch.kinds import Ground
from jiesu.dispatch.models import Objection
from jiesu.followup import actions as followup
from jiesu.followup import queries as asked
from jiesu.followup.models import InformWay
from jiesu.followup.queries import Tray
from jiesu.handling import actions as handling
from jiesu.intake import queries as intake
from jiesu.intake.actions import record_merged
from jiesu.intake.drafts import Draft
from jiesu.orders import face as orders
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Level, OrderState, Outcome, Role, Satisfied, Solved, UnitRole
from jiesu.rules.verdict import NotYours, Refusal
from tests.journeys.street import Street, phone

HEATING = "050401"
LAMP = "柳荫社区三号楼门前路灯坏了半个月，晚上看不见路。"
RUBBISH = "柳荫社区东门垃圾桶满了三天没人清运。"
NEIGHBOUR = "楼上邻居每晚跳舞，希望社区帮忙调解。"


def test_day_01_an_ordinary_monday(street: Street) -> None:
    """At 07:50 the night's three orders come. By 08:05 a claim is due: two are claimed, for the third I am told
    that I am late. 09:30 they go to a handler and to the community; in the afternoon two are answered and signed.
    At 23:00 the board shows what is done and the one that stays open."""
    night = [(0, "21:40", LAMP), (1, "02:15", RUBBISH), (1, "06:30", NEIGHBOUR)]
    three = []
    for n, (day, clock, text) in enumerate(night, 1):
        street.it_is(day, clock)
        three.append(street.call(text, caller=n))
    lamp, rubbish, neighbour = three
    street.it_is(1, "07:50")
    for order in three:
        street.send(order, level=Level.P3)
    assert {street.share(order).claim_due for order in three} == {street.moment(1, "08:05")}
    assert {street.share(order).due for order in three} == {street.moment(9, "00:00")}, "seven days, to 24:00"
    assert set(street.tray(street.director)) == {order.number for order in three}

    street.it_is(1, "08:03")
    handling.claim_many([(lamp.number, 1), (rubbish.number, 1)], by=street.director, at=street.at)
    street.it_is(1, "08:10")
    street.tick()
    late = street.told(street.director, neighbour)
    assert any("08:05" in line for line in late) and not any(
        "08:05" in w for w in street.told(street.director, lamp)
    )
    street.claim(neighbour)

    street.it_is(1, "09:30")
    street.assign(lamp)
    street.assign(rubbish)
    passed: dict[str, Any] = {
        "units": ["willow"],
        "reason": "邻里调解由社区先行",
        "by": street.director,
        "at": street.at,
    }
    with pytest.raises(Refusal, match="say who approved"):
        dispatch.forward(neighbour.number, share=1, **passed)
    dispatch.forward(neighbour.number, share=1, approval="样例包片领导", **passed)
    assert street.tray(street.handler) == [lamp.number, rubbish.number]
    assert street.share(neighbour).state == A.FORWARDED and street.share(neighbour, 2).unit.code == "willow"

    street.it_is(1, "10:20")
    street.contact(lamp)
    street.contact(rubbish)
    street.it_is(1, "14:30")
    street.act(lamp, "更换灯泡两只，已亮灯")
    street.act(rubbish, "联系清运单位，已清空")
    street.it_is(1, "16:00")
    street.answer(lamp)
    street.reply(rubbish, "已处理。")
    handling.send_back(rubbish.number, share=1, reason="未写清运时间和今后频次", by=street.head, at=street.at)
    street.it_is(1, "16:40")
    street.reply(rubbish, "当日15时清运完毕，今后每日两次。")
    handling.review(rubbish.number, share=1, by=street.head, at=street.at, note="属实")
    with pytest.raises(NotYours):
        handling.sign(rubbish.number, share=1, by=street.head, at=street.at)
    handling.sign(rubbish.number, share=1, by=street.leader, at=street.at)
    assert {street.fresh(o).state for o in (lamp, rubbish)} == {OrderState.REPLIED}

    board = street.board(1)
    assert board.figures["signed"] == 2 and board.figures["open"] == 1 and board.figures["late"] == 0
    assert board.figures["unclaimed"] == 1, "the community has not claimed"
    assert [row["number"] for row in board.rows] == [neighbour.number]


@pytest.mark.req("R165")
@pytest.mark.req("R042", part="who is on duty is named; the year's roster is told in the directory's tests")
def test_day_02_a_burst_at_night(street: Street) -> None:
    """23:40, the road has sunk over a burst main. Two hours by the law, ten minutes to claim, half an hour to ring;
    whoever is on duty is named in the dispatch. The crew fences off, closes the valve and answers before 01:40."""
    street.on_duty(Role.REQUEST_CENTRE, "lake", street.moment(1, "18:00"), street.moment(2, "08:00"))
    street.it_is(1, "23:40")
    order = street.given("三号楼前路面塌陷，自来水爆管，水往楼道里灌。")
    own = street.share(order)
    assert order.level == Level.P1 and own.due == order.due == street.moment(2, "01:40")
    assert (own.claim_due, own.contact_due) == (street.moment(1, "23:50"), street.moment(2, "00:10"))
    assert orders.timeline(order)[-1].facts["on_duty"] == "lake.request_centre"

    street.it_is(1, "23:46")
    street.claim(order)
    street.assign(order)
    street.it_is(1, "23:52")
    street.contact(order)
    street.it_is(2, "00:20")
    street.act(order, "设置围挡，关闭总阀门，排水", files=())
    street.it_is(2, "01:12")
    street.tick()
    assert any("01:40" in line for line in street.told(street.handler, order)), "less than a quarter is left"
    assert not street.overdue(street.director)
    street.it_is(2, "01:30")
    street.answer(order, text="管线已抢修，路面已围挡，凌晨1时20分恢复供水。")
    assert street.fresh(order).state == OrderState.REPLIED and not street.tray(street.director)
    street.it_is(2, "01:45")
    street.tick()
    assert not any("超" in line for line in street.told(street.leader, order)), "nothing was late"
    street.holds()


def test_day_03_the_first_cold_day(street: Street) -> None:
    """First day of the heating season. Six households of one building ring about cold radiators: one order goes to
    the heating company, five are merged into it, and the list of mass matters shows the building. When the company
    has answered, every one of the five is called back, once."""
    street.first = date(2026, 11, 16)
    cold = "三号楼暖气不热，室温只有十四度。"
    street.it_is(1, "06:40")
    first = street.given(cold, "heat", category=HEATING)
    assert first.level == Level.P2 and street.share(first).due == street.moment(2, "06:40")
    merged = []
    for n in range(2, 7):
        street.it_is(1, f"07:{n * 5:02d}")
        draft = Draft(text=cold, name=f"样例诉求人{n}", phone=phone(n), category=HEATING, area="c-willow",
                      place="柳荫社区三号楼")  # fmt: skip
        merged.append(record_merged(draft, into=first.number, by=street.agent, at=street.at))
    assert {order.state for order in merged} == {OrderState.MERGED}
    street.it_is(1, "08:00")
    (cluster,) = intake.clusters(street.agent, street.at, least=5)
    assert (cluster.orders, cluster.requesters, cluster.open) == (6, 6, 1)

    street.at_work(first, unit="heat")
    street.it_is(1, "11:00")
    with pytest.raises(Refusal, match="not answered yet"):
        followup.inform(merged[0].number, way=InformWay.CALL, by=street.asker, at=street.at)
    street.it_is(1, "13:10")
    street.answer(first, unit="heat", text="换热站循环泵已修复，各户室温十九度。")
    street.it_is(1, "13:30")
    waiting = list(asked.tray(Tray.TELL, street.asker, street.at))
    assert {order.pk for order in waiting} == {order.pk for order in merged}
    for order in waiting:
        followup.inform(
            order.number, way=InformWay.CALL, by=street.asker, at=street.at, note="已告知恢复供热"
        )
    with pytest.raises(Refusal, match="told already"):
        followup.inform(merged[0].number, way=InformWay.CALL, by=street.asker, at=street.at)
    assert not asked.tray(Tray.TELL, street.asker, street.at).exists()
    street.it_is(1, "14:00")
    street.tick()
    assert street.fresh(first).state == OrderState.DRAWN and street.messages(first)
    street.texts_back(1, "111")
    assert street.fresh(first).outcome == Outcome.DOUBLE_YES
    assert street.board(1, "heat").figures["double_yes"] == 1


def test_day_04_sent_to_the_wrong_unit_and_the_objection_is_upheld(street: Street) -> None:
    """A burst heating pipe was sent to us. At 09:40, within the two hours, I object and name the heating company.
    The district sees it on its desk, upholds at 10:30, and the company's twenty-four hours begin there and then."""
    street.it_is(1, "09:00")
    order = street.given("热力小室爆管，热水外溢。")
    street.it_is(1, "09:05")
    street.claim(order)
    street.it_is(1, "09:40")
    said: dict[str, Any] = {"share": 1, "ground": Ground.NOT_OURS, "by": street.director, "at": street.at}
    with pytest.raises(Refusal, match="Propose the unit"):
        dispatch.object(order.number, reason="热力管网由热力公司管养", **said)
    dispatch.object(order.number, reason="热力管网由热力公司管养", proposed="heat", **said)
    street.tick()
    assert street.share(order).state == A.OBJECTED and not street.tray(street.director)
    assert street.told(street.district, order), "whoever rules is told"
    with pytest.raises(NotYours):
        dispatch.uphold(order.number, share=1, reason="自己裁", by=street.director, at=street.at)

    street.it_is(1, "10:30")
    dispatch.uphold(
        order.number, share=1, reason="管网权属热力公司", units=["heat"], by=street.dispatcher, at=street.at
    )
    ours, theirs = street.share(order, 1), street.share(order, 2)
    assert (ours.state, theirs.state, theirs.role) == (A.RECALLED, A.SENT, UnitRole.LEAD)
    assert theirs.due == street.moment(2, "10:30") == street.fresh(order).due, "a fresh clock"
    assert street.fresh(order).lead == street.town.units["heat"]
    street.it_is(1, "10:40")
    street.at_work(order, 2, "heat")
    street.it_is(1, "17:00")
    street.answer(order, 2, "heat")
    assert street.fresh(order).state == OrderState.REPLIED
    assert street.board(1).figures["received"] == 0, "what was recalled is not ours"


def test_day_05_the_objection_is_rejected(street: Street) -> None:
    """I object to a rubbish order and the district says no at 15:00: it is ours by its place. It lies on my desk
    again with the limit that it had, for the clock went on. A second objection is refused."""
    street.it_is(1, "09:00")
    order = street.call(RUBBISH)
    street.send(order, level=Level.P3)
    due = street.share(order).due
    street.it_is(1, "11:00")
    said: dict[str, Any] = {"share": 1, "ground": Ground.NOT_HERE, "by": street.director}
    dispatch.object(order.number, reason="位于边界", proposed="hill", at=street.at, **said)
    assert Objection.objects.get().ruling_due > street.at
    street.it_is(1, "15:00")
    dispatch.reject(order.number, share=1, reason="经核实在湖滨辖区内", by=street.district, at=street.at)
    street.tick()
    own = street.share(order)
    assert (own.state, own.due) == (A.SENT, due) and street.tray(street.director) == [order.number]
    assert any("异议" in line for line in street.told(street.director, order))
    with pytest.raises(Refusal, match="objected to this order before"):
        dispatch.object(order.number, reason="还是不归我们", basis="样例", at=street.at, **said)
    street.it_is(1, "15:10")
    street.at_work(order)
    street.it_is(1, "17:30")
    street.answer(order)
    assert street.board(1).figures == street.board(1).figures | {"signed": 1, "open": 0}


@pytest.mark.req("R061", part="down the line; beside it is told in dispatch's tests")
def test_day_06_down_the_chain_from_the_district_to_the_community(street: Street) -> None:
    """The city sends to the district, the district to us, we to the community with the leader's approval. Each has
    four fifths of the time that was left above it. The community signs, and the order has gone the whole way up."""
    street.it_is(1, "09:00")
    order = street.call(NEIGHBOUR)
    street.send(order, "east", level=Level.P3)
    street.it_is(1, "09:10")
    handling.claim(order.number, share=1, by=street.district, at=street.at)
    dispatch.forward(
        order.number, share=1, units=["lake"], reason="属地办理", by=street.district, at=street.at
    )
    top, ours = street.share(order, 1), street.share(order, 2)
    assert top.due and ours.due and ours.due - street.at == (top.due - street.at) * 4 / 5
    street.it_is(1, "09:20")
    street.claim(order, 2)
    dispatch.forward(
        order.number, share=2, units=["willow"], reason="社区调解", approval="样例包片领导", by=street.director,
        at=street.at,
    )  # fmt: skip
    lowest = street.share(order, 3)
    assert lowest.due and lowest.due - street.at == (ours.due - street.at) * 4 / 5
    assert [s.parent and s.parent.no for s in orders.shares_of(order)] == [None, 1, 2]
    assert order.number in street.tray(street.who(Role.REQUEST_CENTRE, "willow"))
    street.it_is(1, "09:30")
    street.at_work(order, 3, "willow")
    street.it_is(1, "18:00")
    street.answer(order, 3, "willow", text="经调解双方约定晚九点后不跳舞。")
    assert street.fresh(order).state == OrderState.REPLIED
    street.it_is(1, "19:00")
    street.tick()
    street.rate(order, Solved.YES, Satisfied.BASICALLY)
    assert street.board(1).figures["double_yes"] == 1, "the street answers for its community"
