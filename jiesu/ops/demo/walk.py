"""Walks every order of the demo through the rooms' own actions: the same verbs, checks and ledger as in life."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from jiesu.dispatch import actions as dispatch
from jiesu.dispatch import queries as suggested
from jiesu.dispatch.kinds import Ground
from jiesu.followup import actions as followup
from jiesu.followup.actions.asking import AttemptResult as Came
from jiesu.handling import actions as handling
from jiesu.handling.kinds import ActionKind, Cause, Reached, Result, Way
from jiesu.intake import actions as intake
from jiesu.intake.drafts import Draft
from jiesu.kit import clock
from jiesu.ops.demo.lives import Life
from jiesu.ops.demo.texts import Writer
from jiesu.ops.demo.town import Town
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import (
    AssignmentState,
    Channel,
    OrderState,
    RequestType,
    Role,
    Satisfied,
    Solved,
    UnitRole,
    Verb,
)
from jiesu.rules.verdict import Refusal

CAUSES = tuple(cause for cause in Cause if cause is not Cause.OTHER)
RESULTS = {Solved.YES: Result.SOLVED, Solved.PARTLY: Result.PARTLY, Solved.NO: Result.EXPLAINED}
REPLIES = {Solved.YES: "solved", Solved.PARTLY: "partly", Solved.NO: "not_solved"}
WEB = frozenset({Channel.WEB, Channel.WECHAT, Channel.APP, Channel.BOARD})


@dataclass(slots=True)
class Case:
    """An order of the demo on its way: whose life it lives, and when its next step comes."""

    life: Life
    number: str
    at: datetime
    round: int = 1

    def after(self, *, minutes: float) -> datetime:
        """Its next moment, so many minutes on; kept."""
        self.at += timedelta(minutes=minutes)
        return self.at


class Walk:
    """The demo's people at work. `end` is now: what would come later has not happened yet."""

    def __init__(self, town: Town, writer: Writer, stream: Random, *, end: datetime) -> None:
        self.town, self.writer, self.stream, self.end = town, writer, stream, end

    def take(self, told: list[Life]) -> list[Case]:
        """接: what is answered at once or comes by the web is taken one by one, the rest of a day together."""
        single = [life for life in told if life.answered or life.channel in WEB]
        cases = [case for life in single if (case := self._take_one(life))]
        rest = [life for life in told if life not in single]
        agent = self.town.actor(Role.AGENT, "centre")
        if rest:
            drafts, at = [_draft(life) for life in rest], rest[-1].received
            opened = intake.record_many(drafts, desk="centre", by=agent, at=at, confirmed=True)
            cases += [Case(life, o.number, life.received) for life, o in zip(rest, opened, strict=True)]
        return cases

    def _take_one(self, life: Life) -> Case | None:
        agent = self.town.actor(Role.AGENT, "centre")
        if life.answered:
            words = "已按政策口径当场答复，诉求人表示清楚。"
            praised = f"st-{life.street}" if life.words.request_type is RequestType.PRAISE else ""
            told = {"words": words, "passed_to": praised}
            intake.take(_draft(life), Verb.ANSWER, by=agent, at=life.received, **told)
            return None
        order = intake.record_web(_draft(life), at=life.received)
        accepted = life.received + timedelta(minutes=2 + 20 * life.patient)
        if accepted >= self.end:
            return None
        read = str(orders.timeline(order)[0].facts.get("read", ""))
        intake.accept(order.number, by=agent, at=accepted, category=read)
        return Case(life, order.number, accepted)

    def send(self, cases: list[Case]) -> None:
        """派: the house dispatches what its gate lets through; people dispatch the rest, partly over the district."""
        soon = [case for case in cases if self._goes(case, 1)]
        dispatch.automatic_at({case.number: case.at for case in soon if not case.life.forwarded})
        waiting = {o.number for o in self._orders(soon) if o.state == OrderState.ACCEPTED}
        by = self.town.actor(Role.DISPATCHER, "centre")
        ready = [c for c in soon if c.number in waiting and self._goes(c, 2 + 25 * c.life.patient)]
        with orders.gather(case.number for case in ready):
            for case in ready:
                dispatch.dispatch(case.number, units=[self._chosen(case)], by=by, at=case.at)

    def _chosen(self, case: Case) -> str:
        """What a dispatcher takes: the district, else the sure suggestion (also where it is only checked), else the
        street; where a unit will say that it is not its own (3 %), the suggestion was not taken either (assumed)."""
        if case.life.forwarded:
            return "cy"
        row = suggested.suggestion(orders.find(case.number, SYSTEM))
        return (
            row.top.code
            if row and row.automatic and row.top and not case.life.objects
            else f"st-{case.life.street}"
        )

    def forward(self, cases: list[Case]) -> None:
        """转派: the district hands on what came to it."""
        by = self.town.actor(Role.DISPATCHER, "cy")
        soon = [case for case, share in self._lying(cases, {AssignmentState.SENT}) if share.unit.code == "cy"]
        moments = {case.number: case.at + timedelta(minutes=1) for case in soon}
        with orders.gather(moments):
            dispatch.forward_at({number: at for number, at in moments.items() if at < self.end})
        for case, share in self._gathered(
            cases, {AssignmentState.SENT}, lambda c: 5 + 50 * c.life.patient, unit="cy"
        ):
            unit = self._competent(case.life)
            dispatch.forward(
                case.number, share=share.no, units=[unit], by=by, at=case.at, reason="按区级派单目录转派"
            )

    def object(self, cases: list[Case]) -> None:
        """派单异议: a few units say that an order is not theirs; the dispatcher above rules."""
        for case, share in self._lying([c for c in cases if c.life.objects], {AssignmentState.SENT}):
            boss = share.unit.parent.code if share.unit.parent else "centre"
            if (Role.DISPATCHER, boss) not in self.town.actors or not self._goes(case, 12):
                continue
            by = self.town.actor(Role.REQUEST_CENTRE, share.unit.code)
            reason = "经核对派单目录，非本单位职责。"
            dispatch.object(
                case.number, share=share.no, ground=Ground.NOT_OURS, reason=reason, basis="派单目录", by=by, at=case.at
            )  # fmt: skip
            ruler = self.town.actor(Role.DISPATCHER, boss)
            case.after(minutes=18)
            dispatch.reject(
                case.number, share=share.no, by=ruler, at=case.at, reason="目录载明由该单位首接负责。"
            )

    def claim(self, cases: list[Case]) -> None:
        """接件, within minutes as a rule."""
        for case, share in self._gathered(cases, {AssignmentState.SENT}, lambda c: 2 + 16 * c.life.patient):
            handling.claim(case.number, share=share.no, by=self._who(share, Role.REQUEST_CENTRE), at=case.at)

    def assign(self, cases: list[Case]) -> None:
        """明确办件人."""
        for case, share in self._gathered(
            cases, {AssignmentState.CLAIMED}, lambda c: 5 + 40 * c.life.patient
        ):
            by = self._who(share, Role.REQUEST_CENTRE)
            handler = self._who(share, Role.HANDLER).key.removeprefix("person:")
            handling.assign(case.number, share=share.no, handler=handler, by=by, at=case.at)

    def contact(self, cases: list[Case]) -> None:
        """响应: the handler rings the requester."""
        for case, share in self._gathered(
            cases, {AssignmentState.ASSIGNED}, lambda c: 10 + 200 * c.life.patient
        ):
            handling.contact(
                case.number, share=share.no, way=Way.PHONE, reached=Reached.REACHED, note="已电话联系，了解具体情况。",
                by=self._who(share, Role.HANDLER), at=case.at,
            )  # fmt: skip

    def act(self, cases: list[Case]) -> None:
        """办理: one to three things are done."""
        for turn in range(3):
            some = [case for case in cases if case.life.actions > turn]
            states = {AssignmentState.RESPONDED} if turn == 0 else {AssignmentState.HANDLING}
            for case, share in self._gathered(some, states, self._work):
                handling.act(
                    case.number, share=share.no, kind=self.stream.choice(tuple(ActionKind)[:6]), place=case.life.place,
                    note=self.writer.action(share.unit.label), by=self._who(share, Role.HANDLER), at=case.at,
                )  # fmt: skip

    def submit(self, cases: list[Case]) -> None:
        """提交: result and reply."""
        for case, share in self._gathered(
            cases, {AssignmentState.HANDLING}, lambda c: 30 + 400 * c.life.patient
        ):
            date = clock.local(case.at).strftime("%m月%d日")
            solved = Solved.YES if case.round > 1 else case.life.solved
            values = {"unit": share.unit.label, "title": case.life.words.title, "date": date}
            cause = CAUSES[int(case.number) % len(CAUSES)]
            handling.submit(
                case.number, share=share.no, result=RESULTS[solved], text=self.writer.reply(REPLIES[solved], values),
                cause=cause, cause_note=f"经核实，主要是{cause.zh}。", by=self._who(share, Role.HANDLER), at=case.at,
            )  # fmt: skip

    def send_back(self, cases: list[Case]) -> None:
        """退回: some replies are not good enough at first."""
        some = [case for case in cases if case.life.sent_back and case.round == 1]
        for case, share in self._gathered(some, {AssignmentState.SUBMITTED}, lambda c: 20):
            by = self._who(share, Role.HEAD)
            handling.send_back(
                case.number, share=share.no, reason="答复未写明完成时间，请补充。", by=by, at=case.at
            )
        self.submit(some)

    def review(self, cases: list[Case]) -> None:
        """审核."""
        for case, share in self._gathered(
            cases, {AssignmentState.SUBMITTED}, lambda c: 10 + 90 * c.life.patient
        ):
            handling.review(case.number, share=share.no, by=self._who(share, Role.HEAD), at=case.at)

    def sign(self, cases: list[Case]) -> None:
        """签批, order by order."""
        for case, share in self._gathered(
            cases, {AssignmentState.REVIEWED}, lambda c: 10 + 150 * c.life.patient
        ):
            report = share.order.request_type == RequestType.REPORT
            leader = Role.MAIN_LEADER if report else Role.AREA_LEADER
            handling.sign(case.number, share=share.no, by=self._who(share, leader), at=case.at)

    def draw(self, cases: list[Case]) -> None:
        """抽取回访: by text message or by telephone."""
        lying = {o.number: o for o in self._orders(cases) if o.state == OrderState.REPLIED}
        ready = [c for c in cases if c.number in lying and self._goes(c, 60 + 1600 * c.life.patient)]
        ready.sort(
            key=lambda c: c.at
        )  # the seeds of the days are made in their order: no two walks wait in a ring
        with orders.gather(c.number for c in ready):
            for case in ready:
                by_sms = case.life.sms and lying[case.number].requester_id is not None
                followup.draw(case.number, by=SYSTEM, at=case.at, means=Means.SMS if by_sms else Means.CALL)

    def ask(self, cases: list[Case]) -> None:
        """访: the requester answers by message or on the phone, or cannot be reached."""
        followup.send_waiting(at=_daytime(self.end - timedelta(days=1)), most=5000)
        lying = {o.number for o in self._orders(cases) if o.state == OrderState.DRAWN}
        with orders.gather(lying):
            for case in (c for c in cases if c.number in lying):
                case.at = _daytime(case.at + timedelta(minutes=30 + 1400 * case.life.patient))
                if case.life.unreached:
                    self._ring_in_vain(case)
                elif case.at < self.end and orders.hold(case.number).state == OrderState.DRAWN:
                    self._answered(case)

    def decide(self, cases: list[Case]) -> list[Case]:
        """Double-yes is closed; the others go back for another round, once. Returns those."""
        by = self.town.actor(Role.FOLLOWUP_AGENT, "centre")
        rated = {o.number: o for o in self._orders(cases) if o.state == OrderState.RATED}
        ready = [c for c in cases if c.number in rated and self._goes(c, 30 + 900 * c.life.patient)]
        again = [c for c in ready if c.round == 1 and rated[c.number].outcome in ("mixed", "double_no")]
        with orders.gather(c.number for c in ready):
            for case in again:
                case.round = 2
                followup.rehandle(case.number, by=by, at=case.at)
            for case in (c for c in ready if c not in again):
                done = rated[case.number].outcome in ("double_yes", "invalid")
                why = "" if done else "已当面解释，诉求人知晓办理进展。"
                followup.close(case.number, by=by, at=case.at, why=why)
        return again

    def _answered(self, case: Case) -> None:
        second = case.round > 1
        solved = Solved.YES if second else case.life.solved
        happy = case.life.satisfied
        if second and happy is Satisfied.NO:
            happy = Satisfied.BASICALLY
        if solved is Solved.NO and case.life.patient < 0.7:
            happy = Satisfied.NO
        by = self.town.actor(Role.FOLLOWUP_AGENT, "centre")
        contacted = case.life.patient < 0.995
        if case.life.sms and self._by_message(case, contacted, solved, happy):
            return
        followup.rate(case.number, contacted=contacted, solved=solved, satisfied=happy, by=by, at=case.at)

    def _by_message(self, case: Case, contacted: bool, solved: Solved, happy: Satisfied) -> bool:
        """短信回复: three digits from the requester's number; False where it did not answer this very order."""
        said = f"{1 if contacted else 2}{tuple(Solved).index(solved) + 1}{tuple(Satisfied).index(happy) + 1}"
        try:
            event = followup.receive(case.life.phone, said, at=case.at)
        except Refusal:
            return False
        return event is not None and event.order.number == case.number

    def _ring_in_vain(self, case: Case) -> None:
        by = self.town.actor(Role.FOLLOWUP_AGENT, "centre")
        for day in range(3):
            at = _daytime(case.at + timedelta(days=day, hours=2))
            if at >= self.end or orders.hold(case.number).state != OrderState.DRAWN:
                return
            followup.attempt(case.number, result=Came.NO_ANSWER, by=by, at=at)
            case.at = at

    def _work(self, case: Case) -> float:
        hurry = 0.1 if case.life.words.level else 1.0
        stuck = 7 * 1440 if case.life.patient > 0.975 else 0
        return hurry * (60 + 4200 * case.life.patient**3) + stuck

    def _competent(self, life: Life) -> str:
        return f"st-{life.street}"

    def _who(self, share: Assignment, role: Role) -> Actor:
        return self.town.actor(role, share.unit.code)

    def _goes(self, case: Case, minutes: float) -> bool:
        """Whether the next step has come by now; if so the case's clock goes on."""
        if case.at + timedelta(minutes=minutes) >= self.end:
            return False
        case.after(minutes=minutes)
        return True

    def _orders(self, cases: Iterable[Case]) -> list[Order]:
        return list(orders.visible_to(SYSTEM).filter(number__in=[c.number for c in cases]))

    def _lying(self, cases: Iterable[Case], states: set[AssignmentState]) -> list[tuple[Case, Assignment]]:
        wanted = {c.number: c for c in cases}
        found = orders.visible_shares(SYSTEM).filter(order__number__in=list(wanted), state__in=list(states))
        leads = found.filter(role=UnitRole.LEAD).select_related("unit__parent")
        return [(wanted[s.order.number], s) for s in leads.order_by("order_id", "no")]

    def _gathered(
        self,
        cases: Iterable[Case],
        states: set[AssignmentState],
        pause: Callable[[Case], float],
        unit: str = "",
    ) -> Iterable[tuple[Case, Assignment]]:
        """The shares whose next step has come; what is done to them is written together."""
        lying = [(c, s) for c, s in self._lying(cases, states) if s.unit.code == unit or not unit]
        ready = [(c, s) for c, s in lying if self._goes(c, pause(c))]
        if ready:
            with orders.gather(case.number for case, _ in ready):
                yield from ready


def _draft(life: Life) -> Draft:
    return Draft(
        text=life.words.text, title=life.words.title, name=life.name, phone=life.phone, channel=life.channel,
        request_type=life.words.request_type, area="bj-cy" if life.unplaced else life.area, place=life.place,
        category=life.words.category,
        kind="enterprise" if life.words.enterprise else "person", received_at=life.received,
    )  # fmt: skip


def _daytime(at: datetime) -> datetime:
    """The moment itself within the hours of follow-up, else half past nine of the next such day."""
    wall = clock.local(at)
    if 9 <= wall.hour < 20:
        return at
    day = wall if wall.hour < 9 else wall + timedelta(days=1)
    return day.replace(hour=9, minute=30)
