"""Walks every order of the demo through the rooms' own actions: the same verbs, checks and ledger as in life."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from jiesu.dispatch import actions as dispatch
from jiesu.dispatch.kinds import Ground
from jiesu.followup import actions as followup
from jiesu.followup.models import Result as Came
from jiesu.handling import actions as handling
from jiesu.handling.kinds import ActionKind, Reached, Result, Way
from jiesu.intake import actions as intake
from jiesu.intake.drafts import Draft
from jiesu.kit import clock
from jiesu.ops.demo.lives import Life
from jiesu.ops.demo.texts import Writer
from jiesu.ops.demo.town import Town
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.reach import SYSTEM
from jiesu.rules.sampling import Means
from jiesu.rules.terms import (
    AssignmentState,
    Channel,
    OrderState,
    Role,
    Satisfied,
    Solved,
    UnitRole,
    Verb,
)

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

    def __init__(self, town: Town, writer: Writer, stream: Random, *, end: datetime, step: Callable[[int], None]) -> None:
        self.town, self.writer, self.stream, self.end, self.step = town, writer, stream, end, step

    def take(self, life: Life) -> Case | None:
        """接: an agent or the website records the request; an inquiry may be answered at once."""
        draft = Draft(
            text=life.words.text, title=life.words.title, name=life.name, phone=life.phone, channel=life.channel,
            request_type=life.words.request_type, area="bj-cy" if life.forwarded else life.area, place=life.place,
            kind="enterprise" if life.words.enterprise else "person", received_at=life.received,
        )  # fmt: skip
        agent = self.town.actor(Role.AGENT, "centre")
        if life.channel in WEB:
            order = intake.record_web(draft, at=life.received)
            accepted = life.received + timedelta(minutes=2 + 20 * life.patient)
            if accepted >= self.end:
                return None
            intake.accept(order.number, by=agent, at=accepted)
            return Case(life, order.number, accepted)
        then = Verb.ANSWER if life.answered else Verb.ACCEPT
        words = "已按政策口径当场答复，诉求人表示清楚。" if life.answered else ""
        order = intake.take(draft, then, by=agent, at=life.received, words=words)
        return None if life.answered else Case(life, order.number, life.received)

    def send(self, cases: list[Case]) -> None:
        """派: the house dispatches what its gate lets through; people dispatch the rest, partly over the district."""
        if not cases:
            return
        at = max(case.at for case in cases) + timedelta(minutes=1)
        dispatch.automatic(at)
        waiting = {o.number: o for o in self._orders(cases) if o.state == OrderState.ACCEPTED}
        for case in cases:
            case.at = max(case.at, at)
            if case.number in waiting:
                unit = "cy" if case.life.forwarded else f"st-{case.life.street}"
                by = self.town.actor(Role.DISPATCHER, "centre")
                dispatch.dispatch(case.number, units=[unit], by=by, at=case.after(minutes=2 + 25 * case.life.patient))

    def forward(self, cases: list[Case]) -> None:
        """转派: the district hands on what came to it."""
        for case, share in self._lying(cases, {AssignmentState.SENT}):
            if share.unit.code != "cy":
                continue
            unit = self._competent(case.life)
            by = self.town.actor(Role.DISPATCHER, "cy")
            if self._goes(case, 5 + 50 * case.life.patient):
                dispatch.forward(case.number, share=share.no, units=[unit], by=by, at=case.at, reason="按区级派单目录转派")

    def object(self, cases: list[Case]) -> None:
        """派单异议: a few units say that an order is not theirs; the dispatcher above rules."""
        for case, share in self._lying([c for c in cases if c.life.objects], {AssignmentState.SENT}):
            boss = share.unit.parent.code if share.unit.parent else "centre"
            if (Role.DISPATCHER, boss) not in self.town.actors or not self._goes(case, 12):
                continue
            by = self.town.actor(Role.REQUEST_CENTRE, share.unit.code)
            dispatch.object(case.number, share=share.no, ground=Ground.NOT_OURS, reason="经核对派单目录，非本单位职责。",
                            basis="派单目录", by=by, at=case.at)  # fmt: skip
            ruler = self.town.actor(Role.DISPATCHER, boss)
            case.after(minutes=18)
            dispatch.reject(case.number, share=share.no, by=ruler, at=case.at, reason="目录载明由该单位首接负责。")

    def claim(self, cases: list[Case]) -> None:
        """接件, within minutes as a rule."""
        for case, share in self._gathered(cases, {AssignmentState.SENT}, lambda c: 2 + 16 * c.life.patient):
            handling.claim(case.number, share=share.no, by=self._who(share, Role.REQUEST_CENTRE), at=case.at)

    def assign(self, cases: list[Case]) -> None:
        """明确办件人."""
        for case, share in self._gathered(cases, {AssignmentState.CLAIMED}, lambda c: 5 + 40 * c.life.patient):
            by = self._who(share, Role.REQUEST_CENTRE)
            handler = self._who(share, Role.HANDLER).key.removeprefix("person:")
            handling.assign(case.number, share=share.no, handler=handler, by=by, at=case.at)

    def contact(self, cases: list[Case]) -> None:
        """响应: the handler rings the requester."""
        for case, share in self._gathered(cases, {AssignmentState.ASSIGNED}, lambda c: 10 + 200 * c.life.patient):
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
        for case, share in self._gathered(cases, {AssignmentState.HANDLING}, lambda c: 30 + 400 * c.life.patient):
            date = clock.local(case.at).strftime("%m月%d日")
            solved = Solved.YES if case.round > 1 else case.life.solved
            values = {"unit": share.unit.label, "title": case.life.words.title, "date": date}
            handling.submit(
                case.number, share=share.no, result=RESULTS[solved], text=self.writer.reply(REPLIES[solved], values),
                by=self._who(share, Role.HANDLER), at=case.at,
            )  # fmt: skip

    def send_back(self, cases: list[Case]) -> None:
        """退回: some replies are not good enough at first."""
        some = [case for case in cases if case.life.sent_back and case.round == 1]
        for case, share in self._gathered(some, {AssignmentState.SUBMITTED}, lambda c: 20):
            by = self._who(share, Role.HEAD)
            handling.send_back(case.number, share=share.no, reason="答复未写明完成时间，请补充。", by=by, at=case.at)
        self.submit(some)

    def review(self, cases: list[Case]) -> None:
        """审核."""
        for case, share in self._gathered(cases, {AssignmentState.SUBMITTED}, lambda c: 10 + 90 * c.life.patient):
            handling.review(case.number, share=share.no, by=self._who(share, Role.HEAD), at=case.at)

    def sign(self, cases: list[Case]) -> None:
        """签批, order by order."""
        for case, share in self._gathered(cases, {AssignmentState.REVIEWED}, lambda c: 10 + 150 * c.life.patient):
            handling.sign(case.number, share=share.no, by=self._who(share, Role.AREA_LEADER), at=case.at)

    def draw(self, cases: list[Case]) -> None:
        """抽取回访: by text message or by telephone."""
        lying = {o.number: o for o in self._orders(cases) if o.state == OrderState.REPLIED}
        ready = [c for c in cases if c.number in lying and self._goes(c, 60 + 600 * c.life.patient)]
        for case in ready:
            by_sms = case.life.sms and lying[case.number].requester_id is not None
            followup.draw(case.number, by=SYSTEM, at=case.at, means=Means.SMS if by_sms else Means.CALL)

    def ask(self, cases: list[Case]) -> None:
        """访: the requester answers by message or on the phone, or cannot be reached."""
        lying = {o.number for o in self._orders(cases) if o.state == OrderState.DRAWN}
        for case in cases:
            if case.number not in lying:
                continue
            case.at = _daytime(case.at + timedelta(minutes=30 + 300 * case.life.patient))
            if case.life.unreached:
                self._ring_in_vain(case)
            elif case.at < self.end:
                self._answered(case)

    def decide(self, cases: list[Case]) -> list[Case]:
        """Double-yes is closed; the others go back for another round, once. Returns those."""
        again = []
        for order in self._orders(cases):
            if order.state != OrderState.RATED:
                continue
            case = next(c for c in cases if c.number == order.number)
            by = self.town.actor(Role.FOLLOWUP_AGENT, "centre")
            if not self._goes(case, 30 + 60 * case.life.patient):
                continue
            if order.outcome in ("mixed", "double_no") and case.round == 1:
                followup.rehandle(case.number, by=by, at=case.at)
                case.round = 2
                again.append(case)
            else:
                why = "" if order.outcome in ("double_yes", "invalid") else "已当面解释，诉求人知晓办理进展。"
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
        by, means = self.town.actor(Role.FOLLOWUP_AGENT, "centre"), Means.SMS if case.life.sms else Means.CALL
        followup.rate(
            case.number, contacted=case.life.patient < 0.995, solved=solved, satisfied=happy, by=by, at=case.at,
            means=means,
        )  # fmt: skip

    def _ring_in_vain(self, case: Case) -> None:
        by = self.town.actor(Role.FOLLOWUP_AGENT, "centre")
        for day in range(3):
            at = _daytime(case.at + timedelta(days=day, hours=2))
            if at >= self.end:
                return
            followup.attempt(case.number, result=Came.NO_ANSWER, by=by, at=at)
            case.at = at

    def _work(self, case: Case) -> float:
        hurry = 0.1 if case.life.words.level else 1.0
        return hurry * (60 + 1500 * case.life.patient**2)

    def _competent(self, life: Life) -> str:
        return f"st-{life.street}"

    def _who(self, share: Assignment, role: Role) -> "orders.Actor":  # type: ignore[name-defined]
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
        self, cases: Iterable[Case], states: set[AssignmentState], pause: Callable[[Case], float]
    ) -> Iterable[tuple[Case, Assignment]]:
        """The shares whose next step has come; what is done to them is written together."""
        ready = [(c, s) for c, s in self._lying(cases, states) if self._goes(c, pause(c))]
        if ready:
            with orders.gather(case.number for case, _ in ready):
                yield from ready
            self.step(len(ready))


def _daytime(at: datetime) -> datetime:
    """The moment itself within the hours of follow-up, else half past nine of the next such day."""
    wall = clock.local(at)
    if 9 <= wall.hour < 20:
        return at
    day = wall if wall.hour < 9 else wall + timedelta(days=1)
    return day.replace(hour=9, minute=30)
