"""What else happens in a district: whistles, extensions, the register, consultations, supervision, visits, exclusions.

Done by the rooms' own verbs on orders that the walk left open, so that every desk of the demo has its work. Each thing
is tried on one order after another until so many are done; what the law refuses on one is tried on the next.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from PIL import Image

from jiesu.assessment import actions as assessment
from jiesu.dispatch import actions as dispatch
from jiesu.handling import actions as handling
from jiesu.handling.kinds import DeliberationKind, EscalationLevel, VisitKind
from jiesu.intake import actions as intake
from jiesu.intake.actions.marking import Tag
from jiesu.ops.demo.town import Town
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.handling import VisitRank
from jiesu.rules.limits import Ground
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.register import Obstacle
from jiesu.rules.terms import AssignmentState, Grade, OrderState, Role, Solved, UnitRole
from jiesu.rules.verdict import Refusal
from jiesu.rules.whistle import OF_CALLED, OF_CALLER, WhistleKind
from jiesu.supervision import actions as supervision
from jiesu.supervision import queries as demands
from jiesu.supervision.actions import Demand
from jiesu.whistle import actions as whistle
from jiesu.whistle.actions.calling import Prepared

DEPARTMENTS = ("cy-enforce", "cy-urban")
"""Whom the streets whistle for."""
STREETS = ("street", "township")
SHOWN = "st-jxq"
"""The street whose people the demo prints logins of: its desks get the first of each thing."""
ENOUGH = 3
"""So many orders each thing is done to."""
Done = Callable[["Special", Assignment, int], None]
"""One thing done to one order; the number says how far it goes: the first, the second, the third time."""


class Photo(io.BytesIO):
    """A photograph as a form hands it over: one grey picture, made here."""

    name: str | None = "现场照片.png"


class Special:
    """The people of the district on the days before now."""

    def __init__(self, town: Town, *, now: datetime) -> None:
        self.town, self.at = town, now - timedelta(hours=30)
        self.used: set[str] = set()
        self.refused: list[str] = []

    def all(self) -> None:
        """Every thing in turn, each on orders of its own."""
        for turn in range(ENOUGH):
            for act in AT_WORK:
                self._once(act, turn, (AssignmentState.HANDLING, AssignmentState.RESPONDED))
            self._once(_exclude, turn, (AssignmentState.SIGNED,))
        self._waiting()
        self._followed()

    def later(self, minutes: float = 20) -> datetime:
        """The next moment; everything here happens in the thirty hours before now."""
        self.at += timedelta(seconds=20 * minutes / 20)
        return self.at

    def who(self, role: Role, unit: str) -> Actor:
        """Who holds that seat."""
        return self.town.actor(role, unit)

    def _once(self, act: Done, turn: int, states: Iterable[AssignmentState]) -> None:
        """Do it to the first order on which the law allows it: of a street, else of a department."""
        found = orders.visible_shares(SYSTEM).filter(
            state__in=[str(s) for s in states], role=str(UnitRole.LEAD), order__confidential=False
        )
        fresh = (
            found.exclude(order__number__in=self.used).exclude(unit__code__in=DEPARTMENTS).order_by("-since")
        )
        streets = fresh.filter(unit__kind__in=STREETS)
        shown = streets.filter(unit__code=SHOWN) if turn == 0 else streets.none()
        for share in (*shown, *streets[:40], *fresh.exclude(unit__kind__in=STREETS)[:20]):
            try:
                with transaction.atomic():
                    act(self, share, turn)
            except Refusal as refusal:
                self.refused.append(f"{act.__name__}: {refusal}")
                continue
            self.used.add(share.order.number)
            return

    def _waiting(self) -> None:
        """What still waits for dispatch: some are asked about first."""
        by = self.who(Role.DISPATCHER, "centre")
        rows = orders.visible_to(SYSTEM).filter(state=OrderState.ACCEPTED).order_by("-received_at")
        for place, order in enumerate(rows[:ENOUGH]):
            question = "权属和管理责任不清，请研究由谁牵头。"
            dispatch.consult(
                order.number, units=["cy-housing", "cy-urban"], question=question, by=by, at=self.later()
            )
            if place:
                text = "涉及物业共用部位，建议由属地街道牵头，我委配合。"
                dispatch.opine(order.number, text=text, by=self.who(Role.HEAD, "cy-housing"), at=self.later())

    def _followed(self) -> None:
        """The double-no list: leaders and supervisors at work on what was not solved."""
        rows = (
            orders.visible_to(SYSTEM)
            .filter(state=OrderState.RATED, outcome="double_no")
            .order_by("-rated_at")
        )
        by = self.who(Role.SUPERVISOR, "cy")
        for order in rows[:ENOUGH]:
            words = "回访双否，请说明原因并限期再次办理。"
            supervision.supervise(order.number, demand=Demand(words=words), by=by, at=self.later())


def _whistle(day: Special, share: Assignment, turn: int) -> None:
    """吹哨报到, each one stage further than the one before."""
    number, unit, stage = share.order.number, share.unit.code, turn
    prepared = Prepared(
        kind=WhistleKind.PUBLIC, called=DEPARTMENTS[: 1 + stage], place=share.order.place,
        facts="居民多次反映，街道已三次现场劝阻，问题反复。", basis="街道办事处条例；城市管理职责清单",
        action="请部门到场联合执法并明确长效责任。", result="当日清理，一周内不反弹。",
    )  # fmt: skip
    whistle.whistle(
        number, share=share.no, prepared=prepared, by=day.who(Role.REQUEST_CENTRE, unit), at=day.later()
    )
    for called in prepared.called[: stage or 1] if stage else ():
        by = day.who(Role.REQUEST_CENTRE, called)
        whistle.respond(number, share=share.no, by=by, at=day.later(), words="收到，派执法队到场。")
        whistle.report_in(
            number, share=share.no, who="执法队（样例）", place=share.order.place, by=by, at=day.later()
        )
        if stage == 2:
            done = "现场清理完毕，已约谈责任人。"
            whistle.feed_back(number, share=share.no, done=done, effect=Solved.YES, by=by, at=day.later())
    if stage == 2:
        _settle(day, share, prepared.called)


def _settle(day: Special, share: Assignment, called: Iterable[str]) -> None:
    number, street = share.order.number, day.who(Role.REQUEST_CENTRE, share.unit.code)
    whistle.settle(
        number, share=share.no, solved=Solved.YES, outcome="已清理，居民确认。", by=street, at=day.later()
    )
    for unit in called:
        marks = dict.fromkeys(OF_CALLED, 5)
        whistle.evaluate(number, share=share.no, unit=unit, marks=marks, by=street, at=day.later())
        by = day.who(Role.REQUEST_CENTRE, unit)
        whistle.evaluate(
            number, share=share.no, unit=unit, marks=dict.fromkeys(OF_CALLER, 4), by=by, at=day.later()
        )


def _extend(day: Special, share: Assignment, turn: int) -> None:
    """申请延期: the first is granted, the second denied, the third waits."""
    number = share.order.number
    handling.extend(
        number, share=share.no, ground=Ground.LONGER, reason="需公示并分段施工。", plan="先临时处置，两周内完成更换。",
        files=[photo()], by=day.who(Role.HANDLER, share.unit.code), at=day.later(),
    )  # fmt: skip
    above = day.who(Role.DISPATCHER, "cy")
    if turn == 0:
        handling.grant(number, share=share.no, by=above, at=day.later(), reason="工程确需时间，准予延期。")
    elif turn == 1:
        handling.deny(number, share=share.no, by=above, at=day.later(), reason="可先采取临时措施，不予延期。")


def _pause(day: Special, share: Assignment, turn: int) -> None:
    """中止计时."""
    by = day.who(Role.HANDLER, share.unit.code)
    handling.pause(
        share.order.number, share=share.no, what="请诉求人补充房产证明和缴费凭证。", by=by, at=day.later()
    )


def _register(day: Special, share: Assignment, turn: int) -> None:
    """申请挂账; all but one are entered."""
    number, unit = share.order.number, share.unit.code
    handling.register(
        number, share=share.no, obstacle=Obstacle.FUNDING, reason="老旧管线整体改造，需列入下年度计划。",
        owner=day.who(Role.HEAD, unit).key.removeprefix("person:"), letter="已书面告知诉求人改造计划和临时措施。",
        told_on=day.at.date(), files=[photo()], by=day.who(Role.HEAD, unit), at=day.later(),
    )  # fmt: skip
    if turn != 1:
        handling.list(
            number, share=share.no, by=day.who(Role.DISPATCHER, "cy"), at=day.later(), reason="符合挂账范围。"
        )


def _escalate(day: Special, share: Assignment, turn: int) -> None:
    """分级协调; one has its opinion already."""
    number, reason = share.order.number, "涉及维修资金使用，街道难以协调。"
    handling.escalate(
        number, share=share.no, unit="cy-housing", level=EscalationLevel.INDUSTRY, reason=reason,
        by=day.who(Role.REQUEST_CENTRE, share.unit.code), at=day.later(),
    )  # fmt: skip
    if turn == 1:
        handling.advise(
            number, share=share.no, analysis="符合应急使用条件。", opinion="可启动应急维修程序，我委三日内完成审核。",
            by=day.who(Role.HEAD, "cy-housing"), at=day.later(),
        )  # fmt: skip


def _visit(day: Special, share: Assignment, turn: int) -> None:
    """三上门, a staged reply, and residents sitting together."""
    number, unit = share.order.number, share.unit.code
    handling.visit(
        number, share=share.no, rank=VisitRank.HEAD, who="社区负责人（样例）", result="当面听取意见，约定维修时间。",
        kind=VisitKind.DOOR, by=day.who(Role.HEAD, unit), at=day.later(), place=share.order.place,
    )  # fmt: skip
    by = day.who(Role.HANDLER, unit)
    handling.interim(
        number,
        share=share.no,
        text="您好，施工单位已进场，预计三日内完成，期间有专人联系您。",
        by=by,
        at=day.later(),
    )
    handling.deliberate(
        number, share=share.no, kind=DeliberationKind.MEETING, held_at=day.at, participants="居民代表、物业、社区两委",
        consensus="先临时疏通，再议改造方案。", by=day.who(Role.HEAD, unit), at=day.later(),
    )  # fmt: skip


def _hard(day: Special, share: Assignment, turn: int) -> None:
    """疑难诉求: graded, taken in hand by the main leader, instructed by the district."""
    number, unit = share.order.number, share.unit.code
    by = day.who(Role.HEAD, unit)
    handling.grade(
        number, share=share.no, grade=Grade.VERY_HARD, by=by, at=day.later(), reason="涉及多部门，历时较长。"
    )
    leader = day.who(Role.MAIN_LEADER, unit).key.removeprefix("person:")
    handling.elevate(
        number, share=share.no, person=leader, reason="群众反映强烈，请主要领导领办。", by=by, at=day.later()
    )
    text = "请街道牵头，区住建委配合，一周内拿出方案。"
    dispatch.instruct(number, text=text, by=day.who(Role.DISTRICT_LEADER, "cy"), at=day.later())


def _supervised(day: Special, share: Assignment, turn: int) -> None:
    """催单, 重点, 督办: one is answered and confirmed, one answered, one open."""
    number, agent = share.order.number, day.who(Role.AGENT, "centre")
    intake.press(number, by=agent, at=day.later(), text="诉求人来电催问进展。")
    intake.flag(number, add=[Tag.KEY], reason="群众反复来电。", by=agent, at=day.later())
    by = day.who(Role.SUPERVISOR, "cy")
    supervision.supervise(number, demand=Demand(words="请说明进展和完成时间。"), by=by, at=day.later())
    item = demands.of_order(orders.find(number, SYSTEM))[-1].pk
    if turn:
        words = "已安排施工队，两日内完成。"
        head = day.who(Role.HEAD, share.unit.code)
        supervision.explain(number, item=item, words=words, by=head, at=day.later())
    if turn == 2:
        supervision.confirm(number, item=item, words="现场核实属实，予以办结。", by=by, at=day.later())


def _exclude(day: Special, share: Assignment, turn: int) -> None:
    """申请剔除: one is allowed, one signed by both leaders, one by the first."""
    number, unit = share.order.number, share.unit.code
    assessment.exclude(
        number, share=share.no, ground="E05", text="属物业与业主间民事纠纷，已引导依法解决。", files=[photo()],
        by=day.who(Role.REQUEST_CENTRE, unit), at=day.later(),
    )  # fmt: skip
    for role in (Role.AREA_LEADER, Role.MAIN_LEADER)[: 1 + (turn > 0)]:
        assessment.countersign(number, share=share.no, by=day.who(role, unit), at=day.later())
    if turn == 2:
        assessment.allow(number, share=share.no, by=day.who(Role.ASSESSOR, "centre"), at=day.later())


AT_WORK: tuple[Done, ...] = (_whistle, _extend, _pause, _register, _escalate, _visit, _hard, _supervised)


def photo() -> Photo:
    """A small picture."""
    made = Photo()
    Image.new("RGB", (64, 48), (120, 130, 140)).save(made, "PNG")
    made.seek(0)
    return made
