"""Questions to the whistle room: the trays of both sides, what stands on an order, what was missed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiesu.handling import queries as handling
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules import whistle as law
from jiesu.rules.reach import MAY, SIGHT, Actor, Reach
from jiesu.rules.terms import AssignmentState, Solved, Term, Verb
from jiesu.rules.whistle import ENDED, RUNNING, CallState, Moment, WhistleState
from jiesu.whistle.models import Call, Missed, Whistle

CAP = 1000
PORTION = 2000


class WhistleTray(Term):
    """The trays of the whistle desk: four of a called department, five of a whistling unit, one of the district."""

    ANSWER = ("answer", "待响应", "To answer")
    ARRIVE = ("arrive", "待报到", "To report in")
    FEED_BACK = ("feed_back", "待反馈", "To feed back")
    COUNTER = ("counter", "待评吹哨方", "To score the whistle")
    RULE = ("rule", "待裁定", "Refusals to rule on")
    SETTLE = ("settle", "待确认", "To settle")
    SCORE = ("score", "待评部门", "To score departments")
    DRAFTS = ("drafts", "草稿", "Drafts")
    RUNNING = ("running", "进行中", "Running")
    ENDED = ("ended", "已结束", "Ended")


OF_CALLS = (
    WhistleTray.ANSWER, WhistleTray.ARRIVE, WhistleTray.FEED_BACK, WhistleTray.COUNTER, WhistleTray.RULE,
    WhistleTray.SCORE,
)  # fmt: skip
"""Trays whose rows are calls; the rows of the others are whistles."""
WORK = (*OF_CALLS, WhistleTray.SETTLE, WhistleTray.DRAFTS)
"""Trays in which something waits for the actor."""


def tray(which: WhistleTray, actor: Actor) -> QuerySet[Any]:
    """One tray of the desk for the actor."""
    return _calls(which, actor) if which in OF_CALLS else _whistles(which, actor)


def tallies(actor: Actor) -> dict[WhistleTray, int]:
    """How much lies in each tray in which something can wait for the actor."""
    return {which: tray(which, actor).order_by().count() for which in WORK}


def waiting(actor: Actor) -> int:
    """How much waits on the desk, for the navigation; capped."""
    return sum(tray(which, actor).order_by()[:CAP].count() for which in WORK)


def missed(call: Call, at: datetime) -> tuple[Moment, ...]:
    """The limits that the department missed; none where the district released it."""
    if call.state == CallState.RELEASED or call.respond_due is None:
        return ()
    assert call.arrive_due is not None and call.result_due is not None
    answered = call.responded_at or (call.declined_at if not call.ruled_at else None)
    ends = {
        Moment.RESPONSE: (call.respond_due, answered),
        Moment.ARRIVAL: (call.arrive_due, call.reported_at),
        Moment.RESULT: (call.result_due, call.fed_back_at),
    }
    return law.missed(ends, min(at, call.whistle.settled_at or at))


def overdue(at: datetime) -> list[tuple[Call, Moment, datetime]]:
    """The calls of running whistles that stand at a limit which is past and was not noted yet."""
    found = []
    for moment, (state, field) in _STANDS_AT.items():
        noted = Missed.objects.filter(call=OuterRef("pk"), moment=moment, due=OuterRef(field))
        late = Call.objects.filter(~Exists(noted), _RUNS, state=state, **{f"{field}__lte": at})
        rows = late.select_related("whistle__order", "unit").order_by(field, "pk")[:PORTION]
        found += [(call, moment, getattr(call, field)) for call in rows]
    return found


def of_order(order: Order) -> list[Whistle]:
    """The whistles of an order and those to which it was linked, drafts left out, the latest first."""
    own = Q(order=order) | Q(also=order)
    found = Whistle.objects.filter(own).exclude(state=WhistleState.DRAFT).distinct()
    return list(
        found.select_related("unit", "order").prefetch_related("calls__unit", "calls__missed").order_by("-pk")
    )


def draft_of(share: Assignment) -> Whistle | None:
    """The draft that waits on a share."""
    found = Whistle.objects.filter(share=share, state=WhistleState.DRAFT)
    return found.prefetch_related("calls__unit", "also").first()


def running(share: Assignment) -> Whistle | None:
    """The whistle that runs on a share."""
    found = Whistle.objects.filter(share=share, settled_at=None, ended_at=None).exclude(started_at=None)
    return found.select_related("unit").prefetch_related("calls__unit").first()


def to_evaluate(share: Assignment) -> list[Call]:
    """The calls of settled whistles of the share that one side has not scored yet."""
    open_ones = Call.objects.filter(whistle__share=share, whistle__ended_at=None)
    waits = Q(scored_at=None) | Q(counter_at=None, reported_at__isnull=False)
    settled = open_ones.exclude(whistle__settled_at=None).exclude(state=CallState.RELEASED)
    return list(settled.filter(waits).select_related("unit", "whistle").order_by("whistle__no", "pk"))


def solved_between(begins: datetime, ends: datetime, kind: str = "") -> int:
    """How many problems whistles solved in a span of time (R207); of one kind of request, or of all."""
    rows = Whistle.objects.filter(orders.of_type(kind, "order__"), solved=Solved.YES)
    return rows.filter(settled_at__gte=begins, settled_at__lt=ends).count()


def panel(order: Order, actor: Actor) -> dict[str, Any] | None:
    """What the order's sheet shows of its whistles."""
    found = of_order(order)
    return {"order": order, "whistles": found, "files": files(order)} if found else None


def files(order: Order) -> dict[str, str]:
    """The evidence that lies with the order: stored name and shown name."""
    works = handling.works(orders.shares_of(order))
    rows: list[Any] = [row for work in works for row in (*work.actions, *work.replies)]
    return {file.stored: file.name for row in rows for file in row.files.all()}


def visible(actor: Actor) -> QuerySet[Whistle]:
    """The whistles that the actor's units gave, were called by, or stand above."""
    seen = Q(pk__in=[])
    for seat in actor.seats:
        if SIGHT[seat.role] is Reach.CITY or seat.path.count("/") <= 2:
            return Whistle.objects.exclude(state=WhistleState.DRAFT)
        below = Call.objects.filter(unit__path__startswith=seat.path).values("whistle")
        seen |= Q(unit__path__startswith=seat.path) | Q(pk__in=below)
    return Whistle.objects.filter(seen).exclude(state=WhistleState.DRAFT)


def _calls(which: WhistleTray, actor: Actor) -> QuerySet[Call]:
    rows = Call.objects.select_related("whistle__order", "whistle__share", "whistle__unit", "unit")
    match which:
        case WhistleTray.RULE:
            mine = _above(actor)
        case WhistleTray.SCORE:
            mine = Q(whistle__unit__code__in=_units(actor, Verb.WHISTLE))
        case _:
            mine = Q(unit__code__in=_units(actor, Verb.RESPOND))
    return rows.filter(mine & _SHAPE[which]).order_by(_BY[which], "pk")


def _whistles(which: WhistleTray, actor: Actor) -> QuerySet[Whistle]:
    rows = Whistle.objects.select_related("order", "share", "unit").prefetch_related("calls__unit")
    if which in (WhistleTray.RUNNING, WhistleTray.ENDED):
        states = (*RUNNING, WhistleState.EVALUATED) if which is WhistleTray.RUNNING else ENDED
        return (
            visible(actor)
            .filter(state__in=states)
            .select_related("order", "share", "unit")
            .prefetch_related("calls__unit")
            .order_by("-started_at", "-pk")
        )
    mine = Q(unit__code__in=_units(actor, Verb.WHISTLE))
    if which is WhistleTray.DRAFTS:
        able = [AssignmentState.RESPONDED, AssignmentState.HANDLING]
        return rows.filter(mine, state=WhistleState.DRAFT, share__state__in=able).order_by("-made_at", "-pk")
    ready = rows.filter(mine, state=WhistleState.FEEDBACK, settled_at=None, ended_at=None)
    return ready.order_by("started_at", "pk")


def _units(actor: Actor, verb: Verb) -> list[str]:
    return [seat.unit for seat in actor.seats if seat.role in MAY[verb] and seat.unit]


def _above(actor: Actor) -> Q:
    """Refusals of whistles of units that the actor rules over."""
    ruled = Q(pk__in=[])
    for seat in actor.seats:
        reach = MAY[Verb.ARBITRATE].get(seat.role)
        if reach is not None:
            below = Q(whistle__unit__path__startswith=seat.path)
            ruled |= below & ~Q(whistle__unit__path=seat.path) if reach is Reach.BELOW else below
    return ruled


_RUNS = Q(whistle__settled_at=None, whistle__ended_at=None, whistle__started_at__isnull=False)
_SETTLED = Q(whistle__ended_at=None, whistle__settled_at__isnull=False) & ~Q(state=CallState.RELEASED)
_SHAPE: dict[WhistleTray, Q] = {
    WhistleTray.ANSWER: _RUNS & Q(state=CallState.CALLED),
    WhistleTray.ARRIVE: _RUNS & Q(state=CallState.RESPONDED),
    WhistleTray.FEED_BACK: _RUNS & Q(state=CallState.REPORTED),
    WhistleTray.COUNTER: _SETTLED & Q(counter_at=None, reported_at__isnull=False),
    WhistleTray.RULE: _RUNS & Q(state=CallState.DECLINED),
    WhistleTray.SCORE: _SETTLED & Q(scored_at=None),
}
_BY: dict[WhistleTray, str] = {
    WhistleTray.ANSWER: "respond_due",
    WhistleTray.ARRIVE: "arrive_due",
    WhistleTray.FEED_BACK: "result_due",
    WhistleTray.COUNTER: "whistle__evaluate_due",
    WhistleTray.RULE: "declined_at",
    WhistleTray.SCORE: "whistle__evaluate_due",
}
_STANDS_AT: dict[Moment, tuple[CallState, str]] = {
    Moment.RESPONSE: (CallState.CALLED, "respond_due"),
    Moment.ARRIVAL: (CallState.RESPONDED, "arrive_due"),
    Moment.RESULT: (CallState.REPORTED, "result_due"),
}
