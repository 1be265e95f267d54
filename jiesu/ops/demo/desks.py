"""What the desks of the demo keep beside orders: rosters, library, enterprises, registers, meetings, papers.

Done by the rooms' own verbs, each under the seat whose work it is. What the law refuses is kept in `refused`; a test
holds that nothing is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from jiesu.directory import actions as directory
from jiesu.directory import queries as units
from jiesu.dispatch import actions as dispatch
from jiesu.handling import actions as handling
from jiesu.handling.kinds import PartnerKind, TeamKind
from jiesu.intake import actions as intake
from jiesu.intake.actions import enterprise, registers
from jiesu.intake.actions.enterprise import Adopted, Duty
from jiesu.intake.actions.marking import Finding
from jiesu.intake.actions.registers import ArticleKind
from jiesu.intake.drafts import Draft
from jiesu.kit import clock
from jiesu.ops.demo.special import SHOWN
from jiesu.ops.demo.town import FOUNDER, STREETS, Town
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.registers import Register, Step
from jiesu.rules.supervision import Misconduct
from jiesu.rules.terms import Channel, OrderState, RequestType, Role, Verb
from jiesu.rules.verdict import Refusal
from jiesu.supervision import actions as supervision
from jiesu.supervision.actions import Demand
from jiesu.supervision.actions.entries import Said, enter, take
from jiesu.supervision.actions.leaders import Paper

TEXTS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "desks.yaml").read_text(encoding="utf-8"))
DAY = timedelta(days=1)


class Desks:
    """The desks on the day before now."""

    def __init__(self, town: Town, *, now: datetime) -> None:
        self.town, self.now, self.at = town, now, now - timedelta(hours=20)
        self.refused: list[str] = []
        self.today: date = clock.local(now).date()

    def all(self) -> None:
        """Everything in turn."""
        for fill in FILLED:
            self.at += timedelta(minutes=10)
            try:
                fill(self)
            except Refusal as refusal:
                self.refused.append(f"{fill.__name__}: {refusal}")

    def who(self, role: Role, unit: str = "centre") -> Actor:
        """Who holds that seat."""
        return self.town.actor(role, unit)

    def login(self, role: Role, unit: str = "centre") -> str:
        """The login of who holds that seat."""
        return self.who(role, unit).key.removeprefix("person:")

    def some(self, count: int, **filters: Any) -> list[Order]:
        """The latest orders that fit."""
        rows = orders.visible_to(SYSTEM).filter(confidential=False, **filters).order_by("-received_at")
        return list(rows[:count])


def _library(desks: Desks) -> None:
    for told in TEXTS["articles"]:
        registers.add_article(
            **(told | {"kind": ArticleKind(told["kind"])}), valid_from=desks.today - 60 * DAY,
            by=desks.who(Role.DISPATCHER), at=desks.at,
        )  # fmt: skip


def _sources(desks: Desks) -> None:
    for told in TEXTS["sources"]:
        directory.add_source(
            **told, owner=units.unit("centre"), merged_on=desks.today - 400 * DAY, by=FOUNDER, at=desks.at
        )
    for told in TEXTS["borders"]:
        areas = [units.area(code) for code in told["areas"]]
        directory.add_border(**(told | {"areas": areas}), by=FOUNDER, at=desks.at)


def _rosters(desks: Desks) -> None:
    """值班: each street by day and by night for the coming week, and the centre's call-taker by day."""
    morning = clock.local(desks.at).replace(hour=8, minute=0, second=0, microsecond=0)
    posts = [("centre", Role.AGENT, "接诉席")] + [
        (f"st-{s}", Role.REQUEST_CENTRE, "诉求中心值班") for s in STREETS
    ]
    for code, role, post in posts:
        unit, person = units.unit(code), units.person(desks.login(role, code))
        directory.add_shifts(
            unit, person, starts=morning, ends=morning + timedelta(hours=12), role=str(role), post=post, every=1,
            until=morning + 7 * DAY, by=FOUNDER, at=desks.at,
        )  # fmt: skip


def _enterprises(desks: Desks) -> None:
    """绿色通道, 专人负责."""
    by = desks.who(Role.DISPATCHER)
    for told in TEXTS["green"]:
        enterprise.put_on_green_list(**told, valid_from=desks.today - 30 * DAY, by=by, at=desks.at)
    roles = {Duty.RECEIVE: Role.REQUEST_CENTRE, Duty.DISPATCH: Role.REQUEST_CENTRE, Duty.URGE: Role.HEAD}
    for unit in ("st-jxq", "st-wj", "cy-market"):
        for duty, role in roles.items():
            login = desks.login(role, unit)
            enterprise.name_person(
                unit, duty, login, valid_from=desks.today - 30 * DAY, by=desks.who(Role.REQUEST_CENTRE, unit),
                at=desks.at,
            )  # fmt: skip


def _reforms(desks: Desks) -> None:
    """改革任务, 建议采纳."""
    by = desks.who(Role.DISPATCHER)
    asked = [o.number for o in desks.some(3, requester__isnull=False, channel="enterprise")]
    enterprise.open_reform(
        scenario="企业用电报装", title="压缩低压接电时间", owner="power-co", due_on=desks.today + 45 * DAY,
        numbers=asked, by=by, at=desks.at,
    )  # fmt: skip
    for order in desks.some(2, request_type=RequestType.SUGGESTION, channel="enterprise"):
        enterprise.adopt(
            order.number,
            verdict=Adopted.ADOPTED,
            reason="纳入下一批便企措施。",
            unit="cy-service",
            by=by,
            at=desks.at,
        )


def _asked(desks: Desks) -> None:
    """企业诉求: from enterprises of the green list; a second call about the same matter is merged."""
    by = desks.who(Role.AGENT)
    for told in TEXTS["asked"]:
        draft = Draft(
            text=told["text"], title=told["title"], name=told["name"], phone=told["phone"], channel=Channel.ENTERPRISE,
            request_type=RequestType(told["type"]), area="cy-jxq", place=told["place"], category=told["category"],
            kind="enterprise", received_at=desks.at,
        )  # fmt: skip
        intake.take(draft, Verb.ACCEPT, by=by, at=desks.at)
    for order in desks.some(1, state=OrderState.DISPATCHED, lead__code=SHOWN):
        again = Draft(
            text=f"{order.text}邻居也反映过同一问题。", title=order.title, name="陈样例", phone="13800004321",
            channel=Channel.PHONE, request_type=RequestType(order.request_type), received_at=desks.at,
        )  # fmt: skip
        intake.record_merged(again, into=order.number, by=by, at=desks.at)


def _media(desks: Desks) -> None:
    by = desks.who(Role.DISPATCHER)
    for told, order in zip(TEXTS["media"], desks.some(2, state=OrderState.CLOSED), strict=False):
        issue = registers.open_issue(
            outlet=told["outlet"], title=told["title"], published_on=desks.today - 3 * DAY, numbers=[order.number],
            by=by, at=desks.at,
        )  # fmt: skip
        if "reply" in told:
            registers.reply_to_outlet(issue.pk, reply=told["reply"], to=told["to"], by=by, at=desks.at)
    for order in desks.some(2, state=OrderState.DISPATCHED):
        registers.assign_by(
            order, leader="样例副区长", post="分管城市管理", instruction="请牵头部门三日内报办理情况。",
            answer_by=desks.today + 3 * DAY, by=by, at=desks.at,
        )  # fmt: skip


def _judged(desks: Desks) -> None:
    """合理性认定: one stands, one waits for approval; and two requests are pressed."""
    by, above = desks.who(Role.AGENT), desks.who(Role.SUPERVISOR)
    near = desks.some(2, state=OrderState.DISPATCHED, lead__code=SHOWN)
    for place, order in enumerate((*desks.some(2, state=OrderState.DISPATCHED), *near)):
        if place < 2:
            intake.judge(
                order.number, finding=Finding.UNREASONABLE, reason="要求赔偿与政策不符，已多次解释。",
                evidence="三次通话记录和政策告知书。", by=by, at=desks.at,
            )  # fmt: skip
        if place == 0:
            intake.approve(order.number, granted=True, remark="依据充分。", by=above, at=desks.at)
        if place >= 2:
            intake.press(order.number, by=by, at=desks.at, text="诉求人再次来电询问进展。")


def _catalogue(desks: Desks) -> None:
    """派单目录: a proposal that waits and one that was decided, a line of the district, a way of its own."""
    for category, reason in (
        ("010204", "户外广告牌匾由属地街道先行处置。"),
        ("010301", "小区内路灯由街道协调物业维修。"),
    ):
        dispatch.propose(
            category=category, reason=reason, before="urban", after="street",
            by=desks.who(Role.REQUEST_CENTRE, "st-jxq"), at=desks.at,
        )  # fmt: skip
    by = desks.who(Role.DISPATCHER, "cy")
    dispatch.add_line(
        category="020101",
        unit="cy-urban",
        basis="区级派单目录（样例）",
        valid_from=desks.today - 20 * DAY,
        by=by,
        at=desks.at,
    )
    dispatch.set_direct(
        unit="st-jxq", opens=True, reason="街道已配齐专班，试行直派。", valid_from=desks.today - 20 * DAY,
        by=desks.who(Role.DISPATCHER), at=desks.at,
    )  # fmt: skip


def _teams(desks: Desks) -> None:
    """专班 with its tasks, and partners."""
    unit = "st-jxq"
    by = desks.who(Role.REQUEST_CENTRE, unit)
    for told in TEXTS["partners"]:
        handling.add_partner(unit, **(told | {"kind": PartnerKind(told["kind"])}), by=by, at=desks.at)
    team = handling.open_team(
        unit, topic="老旧小区物业撤管", kind=TeamKind.TEAM, leader=desks.login(Role.MAIN_LEADER, unit), by=by,
        at=desks.at, members=[desks.login(role, unit) for role in (Role.HEAD, Role.HANDLER)],
    )  # fmt: skip
    who = desks.who(Role.MAIN_LEADER, unit)
    for what, days in (("摸清撤管小区底数", 3), ("制定应急物业方案", 10)):
        handling.add_task(
            team.pk, what=what, who="部门负责人（样例）", due=desks.today + days * DAY, by=who, at=desks.at
        )


def _meetings(desks: Desks) -> None:
    """联席会议: a topic on the agenda of a planned meeting, another only proposed; a breakfast with its problems."""
    by = desks.who(Role.SUPERVISOR, "cy")
    for place, order in enumerate(desks.some(2, state=OrderState.DISPATCHED, lead__kind="street")):
        said = Said(title=order.title, number=order.number, words="多次办理未解决，提请联席会议研究。")
        topic = enter(Register.TOPIC, said, by=by, at=desks.at)
        if place == 0:
            take(
                topic.pk,
                Step.SCHEDULE,
                by=by,
                at=desks.at,
                words="列入本周五议程。",
                day=desks.today + 2 * DAY,
            )
    said = Said(title="本周联席会议", words="研究疑难诉求和职责交叉事项。", day=desks.today + 2 * DAY)
    enter(Register.MEETING, said, by=by, at=desks.at)
    said = Said(title="区长早餐会", words="通报上月排名靠后单位。", day=desks.today - DAY)
    breakfast = enter(Register.BREAKFAST, said, by=by, at=desks.at)
    take(breakfast.pk, Step.MEET, by=by, at=desks.at, words="逐一点评，限期整改。")
    point = Said(
        title="双否件重复出现",
        words="一周内逐件复盘。",
        unit="st-jxq",
        parent=breakfast.pk,
        due=desks.now + 6 * DAY,
    )
    enter(Register.POINT, point, by=by, at=desks.at)


def _papers(desks: Desks) -> None:
    """约谈, 建议书, 督查任务, 监察意见, 媒体监督, 服务专员, 专人包案, and the analyses of the week."""
    by, street = desks.who(Role.SUPERVISOR, "cy"), desks.who(Role.REQUEST_CENTRE, "st-wj")
    due = desks.now + 9 * DAY
    enter(
        Register.TALK,
        Said("停车类诉求办理质量", "请主要领导说明情况并整改。", unit="st-jxq"),
        by=by,
        at=desks.at,
    )
    letter = enter(
        Register.LETTER,
        Said("完善物业监管机制", "建议建立物业诉求月通报。", unit="cy-housing", due=due),
        by=by,
        at=desks.at,
    )
    head = desks.who(Role.HEAD, "cy-housing")
    take(letter.pk, Step.REPLY, by=head, at=desks.at, words="已制定月通报办法，本月起执行。")
    enter(
        Register.TASK,
        Said("供暖诉求专项督查", "抽查二十件现场核实。", unit="st-jxq", due=due),
        by=by,
        at=desks.at,
    )
    enter(
        Register.OPINION, Said("超期件处置", "请说明超期原因并落实责任。", unit="st-jxq"), by=by, at=desks.at
    )
    enter(
        Register.MEDIA, Said("小区门口垃圾堆放", "媒体报道后一日内核查。", unit="st-hzh"), by=by, at=desks.at
    )
    person = desks.login(Role.HEAD, "st-jxq")
    said = Said("企业诉求服务专员", "24小时：样例热线", unit="st-jxq", person=person)
    enter(Register.SPECIALIST, said, by=by, at=desks.at)
    for order in desks.some(1, state=OrderState.DISPATCHED, lead__code="st-jxq"):
        case = Said(
            "主要领导包案",
            "每周听取一次进展。",
            number=order.number,
            person=desks.login(Role.MAIN_LEADER, "st-jxq"),
        )
        enter(Register.CASE, case, by=by, at=desks.at)
    for writer, paper in ((by, Paper.WEEK), (street, Paper.WEEK), (by, Paper.MONTH)):
        written = supervision.write_bulletin(
            paper, day=desks.today - 8 * DAY, words=TEXTS["bulletins"], by=writer, at=desks.at
        )
        if writer is by:
            supervision.circulate(written.pk, by=by, at=desks.at)


def _watched(desks: Desks) -> None:
    """催办 and 督查, a double sample, a joint group, a clue."""
    by = desks.who(Role.SUPERVISOR, "cy")
    for place, order in enumerate(desks.some(4, state=OrderState.DISPATCHED, lead__kind="street")):
        act = (supervision.urge, supervision.investigate)[place % 2]
        act(order.number, demand=Demand("请抓紧办理并按时反馈。"), by=by, at=desks.at)
    supervision.draw_sample(
        kind=Verb.URGE, bodies=["cy", "cy-service"], since=desks.now - 7 * DAY, until=desks.now - DAY, by=by,
        at=desks.at, seed="demo",
    )  # fmt: skip
    bodies = ("cy", "cy-service", "cy-housing")
    supervision.form_group(name="冬季供暖联合督导组", bodies=bodies, by=by, at=desks.at)
    for order in desks.some(1, outcome="double_no"):
        supervision.open_clue(
            order.number,
            kind=Misconduct.FORMALISM,
            words="答复与现场情况不符，疑似虚假办结。",
            by=by,
            at=desks.at,
        )


FILLED: tuple[Callable[[Desks], None], ...] = (
    _library, _sources, _rosters, _enterprises, _asked, _reforms, _media, _judged, _catalogue, _teams, _meetings,
    _papers, _watched,
)  # fmt: skip
