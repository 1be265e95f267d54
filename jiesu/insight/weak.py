"""共性问题、重点点位、薄弱环节: three lists from hotline and grid together, each line opens its orders (R364).

What the grid reports (Channel.GRID) and what people ask stand side by side. Confidential orders take no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from jiesu.orders import face as orders
from jiesu.orders.face import Event, Mark, Order
from jiesu.rules.clocks import MarkKind
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Outcome, RequestType, Term, Verb

CUT = 200
GRID = Q(channel=Channel.GRID)


class Stage(Term):
    """Where handling is weak: a clock that passed, or a step that had to be taken again."""

    ACCEPT = ("accept", "受理：逾期未受理", "Receiving: not accepted in time")
    CLAIM = ("claim", "接件：逾期未接件", "Taking over: not claimed in time")
    PASS_ON = ("pass_on", "转派：逾期未派到人", "Forwarding: not passed on in time")
    OBJECTED = ("objected", "派单：提出异议", "Dispatch: objected to")
    CONTACT = ("contact", "响应：逾期未响应", "Contact: not in time")
    RESULT = ("result", "办理：逾期无结果", "Handling: no result in time")
    LATE = ("late", "办结：超期", "Answer: limit passed")
    SENT_BACK = ("sent_back", "审核：退回重办", "Review: sent back")
    FOLLOWUP = ("followup", "回访：逾期未回访", "Follow-up: not in time")
    REHANDLED = ("rehandled", "回访：再次办理", "Follow-up: handled again")
    DOUBLE_NO = ("double_no", "结果：双否", "Result: double no")


MARKS = {
    Stage.ACCEPT: MarkKind.ACCEPT, Stage.CLAIM: MarkKind.CLAIM, Stage.PASS_ON: MarkKind.PASS_ON,
    Stage.CONTACT: MarkKind.CONTACT, Stage.RESULT: MarkKind.RESULT, Stage.LATE: MarkKind.LATE,
    Stage.FOLLOWUP: MarkKind.FOLLOWUP,
}  # fmt: skip
EVENTS = {Stage.OBJECTED: Verb.OBJECT, Stage.SENT_BACK: Verb.SEND_BACK, Stage.REHANDLED: Verb.REHANDLE}


@dataclass(frozen=True, slots=True)
class Common:
    """A matter: how often, from the hotline and the grid, in how many areas, by how many people."""

    category: str
    orders: int
    hotline: int
    grid: int
    areas: int
    people: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in an area: how often, from the hotline and the grid, about how many matters."""

    area: str
    area_name: str
    place: str
    orders: int
    hotline: int
    grid: int
    matters: int


@dataclass(frozen=True, slots=True)
class Weak:
    """A stage: how many orders of the time were weak there, and their share of all."""

    stage: Stage
    orders: int
    share: Fraction | None


def told(actor: Actor, since: datetime, until: datetime) -> QuerySet[Order]:
    """The requests and grid reports of a time within sight, without praise, parts and what is confidential."""
    rows = orders.visible_to(actor).select_related(None).filter(received_at__gte=since, received_at__lt=until)
    return rows.filter(confidential=False, part_of=None).exclude(request_type=RequestType.PRAISE).order_by()


def matters(actor: Actor, since: datetime, until: datetime) -> list[Common]:
    """共性问题: matters told in several areas, the most often told first."""
    rows = told(actor, since, until).exclude(category="").values("category")
    counted: Any = rows.annotate(
        **_counts(), areas=Count("area", distinct=True), people=Count("requester", distinct=True)
    )
    found = counted.filter(areas__gt=1).order_by("-n", "category")[:CUT]
    return [
        Common(row["category"], row["n"], row["n"] - row["grid"], row["grid"], row["areas"], row["people"])
        for row in found
    ]


def spots(actor: Actor, since: datetime, until: datetime) -> list[Spot]:
    """重点点位: places that were told of more than once, the most often told first."""
    rows = told(actor, since, until).exclude(place="").values("area__code", "area__name", "place")
    counted: Any = rows.annotate(
        **_counts(), matters=Count("category", filter=~Q(category=""), distinct=True)
    )
    found = counted.filter(n__gt=1).order_by("-n", "place")[:CUT]
    return [
        Spot(row["area__code"] or "", row["area__name"] or "", row["place"], row["n"], row["n"] - row["grid"],
             row["grid"], row["matters"])
        for row in found
    ]  # fmt: skip


def stages(actor: Actor, since: datetime, until: datetime) -> list[Weak]:
    """薄弱环节: the stages in which most orders of the time were weak."""
    rows = told(actor, since, until)
    every = rows.count()
    counted = [(stage, weak_in(rows, stage).count()) for stage in Stage]
    return [
        Weak(stage, n, Fraction(n, every) if every else None)
        for stage, n in sorted(counted, key=lambda pair: -pair[1])
        if n
    ]


def weak_in(rows: QuerySet[Order], stage: Stage) -> QuerySet[Order]:
    """The orders among these that were weak in a stage."""
    if stage is Stage.DOUBLE_NO:
        return rows.filter(outcome=Outcome.DOUBLE_NO)
    if stage in MARKS:
        return rows.filter(pk__in=Mark.objects.filter(kind=MARKS[stage]).values("order"))
    return rows.filter(pk__in=Event.objects.filter(verb=EVENTS[stage]).values("order"))


def _counts() -> dict[str, Any]:
    return {"n": Count("pk", distinct=True), "grid": Count("pk", filter=GRID, distinct=True)}
