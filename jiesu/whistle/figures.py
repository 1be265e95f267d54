"""统计分析: whistles counted per street, department, matter and month; both scores; participation (R204-R214)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.rules import scoring
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Grade, Level, RequestType, Solved, Term
from jiesu.rules.verdict import Refusal
from jiesu.rules.whistle import CallState, Whistling
from jiesu.whistle import queries
from jiesu.whistle.models import Call, Whistle


class Grouping(Term):
    """By what whistles are counted."""

    STREET = ("street", "按吹哨单位", "By whistling unit")
    DEPARTMENT = ("department", "按被吹哨部门", "By called department")
    MATTER = ("matter", "按诉求类别", "By matter")
    KIND = ("kind", "按哨类", "By kind of whistle")
    REQUEST = ("request", "按诉求类型", "By kind of request")
    MONTH = ("month", "按月份", "By month")


@dataclass
class Line:
    """The figures of one street, department, matter or month."""

    key: str
    name: str
    whistles: int = 0
    hotline: int = 0
    settled: int = 0
    solved: int = 0
    called: int = 0
    responded: int = 0
    reported: int = 0
    declined: int = 0
    missed: int = 0
    hard: int = 0
    poor: bool = False
    passive: bool = False
    to_answer: list[timedelta] = field(default_factory=list)
    to_arrive: list[timedelta] = field(default_factory=list)
    called_scores: list[Decimal] = field(default_factory=list)
    caller_scores: list[Decimal] = field(default_factory=list)

    @property
    def participation(self) -> Fraction | None:
        """Reported in ÷ called (R214)."""
        return scoring.share(self.reported, self.called)

    @property
    def solved_share(self) -> Fraction | None:
        """Solved ÷ settled."""
        return scoring.share(self.solved, self.settled)

    @property
    def per_hard(self) -> Fraction | None:
        """Whistles for each hard order (R213)."""
        return scoring.share(self.whistles, self.hard)

    @property
    def answer_minutes(self) -> int | None:
        """From whistle to answer, on average, in minutes."""
        return _minutes(self.to_answer)

    @property
    def arrival_minutes(self) -> int | None:
        """From whistle to reporting in, on average, in minutes."""
        return _minutes(self.to_arrive)

    @property
    def called_score(self) -> Decimal | None:
        """What the streets give the department, on average."""
        return _mean(self.called_scores)

    @property
    def caller_score(self) -> Decimal | None:
        """What the departments give the whistles, on average."""
        return _mean(self.caller_scores)


def counted(
    by: Grouping, actor: Actor, begins: datetime, ends: datetime, at: datetime, kind: str = ""
) -> list[Line]:
    """The lines of one grouping for whistles that were started in a span of time, the busiest first.

    Of one kind of request (a code), or of all (R088).
    """
    found = _whistles(actor, begins, ends).filter(orders.of_type(kind, "order__"))
    lines: dict[str, Line] = {}
    for whistle in found:
        calls = list(whistle.calls.all())
        for call in calls:
            call.whistle = whistle
        if by is Grouping.DEPARTMENT:
            for call in calls:
                line = lines.setdefault(call.unit.code, Line(call.unit.code, call.unit.label))
                _count(line, whistle, [call], at)
        else:
            key, name = _KEYS[by](whistle)
            _count(lines.setdefault(key, Line(key, name)), whistle, calls, at)
    if by is Grouping.STREET:
        _add_hard(lines, actor, begins, ends, kind)
    _judge(lines.values(), at)
    return sorted(lines.values(), key=lambda line: (-line.whistles, line.key))


def _whistles(actor: Actor, begins: datetime, ends: datetime) -> QuerySet[Whistle]:
    seen = queries.visible(actor).filter(started_at__gte=begins, started_at__lt=ends).distinct()
    return seen.select_related("order", "unit").prefetch_related("calls__unit").order_by("pk")


def _count(line: Line, whistle: Whistle, calls: Sequence[Call], at: datetime) -> None:
    line.whistles += 1
    line.hotline += whistle.hotline
    line.settled += whistle.settled_at is not None
    line.solved += whistle.solved == Solved.YES
    for call in calls:
        line.called += call.state != CallState.RELEASED
        line.responded += call.responded_at is not None
        line.reported += call.reported_at is not None
        line.declined += call.declined_at is not None
        line.missed += len(queries.missed(call, whistle.ended_at or at))
        for done, into in ((call.responded_at, line.to_answer), (call.reported_at, line.to_arrive)):
            if done and call.called_at:
                into.append(done - call.called_at)
        line.called_scores += [call.called_score] if call.called_score is not None else []
        line.caller_scores += [call.caller_score] if call.caller_score is not None else []


def _add_hard(lines: dict[str, Line], actor: Actor, begins: datetime, ends: datetime, kind: str) -> None:
    """The hard orders of each street in the span, also of streets that never whistled (R213)."""
    streets = {kind for line in _law(ends).lines for kind in line.callers} if _has_law(ends) else set()
    rows = Order.objects.filter(received_at__gte=begins, received_at__lt=ends, lead__kind__in=streets)
    rows = rows.filter(orders.of_type(kind))
    hard = rows.filter(grade__in=(Grade.HARD, Grade.VERY_HARD)) | rows.filter(level=Level.P4)
    for code, name, path in hard.values_list("lead__code", "lead__name", "lead__path"):
        if any(path.startswith(seat.path) for seat in actor.seats):
            lines.setdefault(code, Line(code, name)).hard += 1


def _judge(lines: Iterable[Line], at: datetime) -> None:
    """Poorly prepared (R211) and passive (R212), by the law's thresholds."""
    if not _has_law(at):
        return
    scores = _law(at).scores
    for line in lines:
        line.poor = line.caller_score is not None and Fraction(line.caller_score) < scores.poor_below
        line.passive = line.called_score is not None and Fraction(line.called_score) < scores.passive_below


def _law(at: datetime) -> Whistling:
    rules: Whistling = policy.in_force("whistle", at).rules
    return rules


def _has_law(at: datetime) -> bool:
    try:
        policy.in_force("whistle", at)
    except Refusal:
        return False
    return True


def _minutes(spans: Sequence[timedelta]) -> int | None:
    return round(sum(spans, timedelta()) / len(spans) / timedelta(minutes=1)) if spans else None


def _month(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m}" if at else "—"


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if values else None


def _kind(code: str) -> Any:
    return RequestType(code) if code else "—"


_KEYS: dict[Grouping, Callable[[Whistle], tuple[str, Any]]] = {
    Grouping.STREET: lambda w: (w.unit.code, w.unit.label),
    Grouping.MATTER: lambda w: (w.order.category or "—", w.order.category or "—"),
    Grouping.KIND: lambda w: (str(w.kind), w.kind),
    Grouping.REQUEST: lambda w: (w.order.request_type or "—", _kind(w.order.request_type)),
    Grouping.MONTH: lambda w: (_month(w.started_at),) * 2,
}
