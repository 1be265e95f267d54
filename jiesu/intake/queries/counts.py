"""Intake in figures: by channel, source, desk, lead unit, district, branch of art 11 and call-taker (R035, R041, R043).

Counted are the requests received in the period that the actor may see; the parts of a divided one are requests too,
the whole is not counted beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum

from jiesu.directory import queries as directory
from jiesu.directory.kinds import AreaLevel
from jiesu.intake.models import Note
from jiesu.intake.queries.library import agents
from jiesu.intake.words import Branch
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, OrderState, RequestType, Role, Term, Verb

HOUR = timedelta(hours=1)
"""The request centre dispatches within one hour of arrival (接的快, R041)."""


class By(Term):
    """By what intake is counted."""

    CHANNEL = ("channel", "渠道", "Channel")
    SOURCE = ("source", "来源", "Source")
    DESK = ("desk", "接诉单位", "Desk")
    LEAD = ("lead", "主办单位", "Lead unit")
    DISTRICT = ("district", "区", "District")
    TYPE = ("type", "类型", "Type")


FIELDS: Mapping[By, tuple[str, ...]] = {
    By.CHANNEL: ("channel",),
    By.SOURCE: ("channel", "source"),
    By.DESK: ("desk__name",),
    By.LEAD: ("lead__name",),
    By.DISTRICT: ("area__path",),
    By.TYPE: ("request_type",),
}


@dataclass(slots=True)
class Tally:
    """The figures of one line."""

    name: Any
    received: int = 0
    accepted: int = 0
    answered: int = 0
    transferred: int = 0
    dispatched: int = 0
    fast: int = 0
    took: timedelta = field(default_factory=timedelta)

    @property
    def minutes(self) -> int | None:
        """Minutes from arrival to dispatch, on the average."""
        return round(self.took.total_seconds() / 60 / self.dispatched) if self.dispatched else None

    @property
    def within_hour(self) -> Fraction | None:
        """The share dispatched within an hour of arrival."""
        return Fraction(self.fast, self.dispatched) if self.dispatched else None


def tallies(actor: Actor, by: By, begin: datetime, end: datetime, kind: str = "") -> list[Tally]:
    """The figures of the requests received in a period, the largest line first; of one kind or of all (R088)."""
    took = ExpressionWrapper(F("dispatched_at") - F("received_at"), output_field=DurationField())
    rows = (
        orders.visible_to(actor)
        .select_related(None)
        .filter(orders.of_type(kind), received_at__gte=begin, received_at__lt=end)
        .exclude(state=OrderState.DIVIDED)
        .order_by()
        .values(*FIELDS[by])
        .annotate(
            received=Count("pk"),
            accepted=Count("accepted_at"),
            answered=Count("pk", filter=Q(state=OrderState.ANSWERED)),
            transferred=Count("pk", filter=Q(state=OrderState.TRANSFERRED)),
            dispatched=Count("dispatched_at"),
            fast=Count("pk", filter=Q(dispatched_at__lte=F("received_at") + HOUR)),
            took=Sum(took),
        )
    )
    found: dict[Any, Tally] = {}
    names = _namer(by)
    for row in rows:
        name = names(*(row[field] for field in FIELDS[by]))
        line = found.setdefault(name, Tally(name))
        for figure in ("received", "accepted", "answered", "transferred", "dispatched", "fast"):
            setattr(line, figure, getattr(line, figure) + row[figure])
        line.took += row["took"] or timedelta()
    return sorted(found.values(), key=lambda tally: (-tally.received, str(tally.name)))


def branches(actor: Actor, begin: datetime, end: datetime, kind: str = "") -> dict[Branch, int]:
    """How often each special branch of art 11 was taken (S1 to S6)."""
    seen = orders.visible_to(actor).select_related(None).filter(orders.of_type(kind))
    told = Note.objects.filter(at__gte=begin, at__lt=end, order__in=seen).exclude(branch="").order_by()
    counted = dict(told.values_list("branch").annotate(n=Count("pk")))
    return {branch: counted.get(branch, 0) for branch in Branch}


@dataclass(slots=True)
class AgentLine:
    """What one call-taker did in a period."""

    login: str
    name: str
    unit: str
    done: dict[str, int] = field(default_factory=dict)


COUNTED = (Verb.RECORD, Verb.ACCEPT, Verb.ANSWER, Verb.TRANSFER, Verb.MERGE, Verb.SPLIT, Verb.PRESS)


def agent_lines(actor: Actor, begin: datetime, end: datetime) -> list[AgentLine]:
    """Every call-taker of the actor's units, with what each did (R043)."""
    paths = tuple(seat.path for seat in actor.seats)
    lines = {
        f"person:{seat.person.login}": AgentLine(seat.person.login, seat.person.name, seat.unit.name)
        for seat in agents()
        if seat.unit.path.startswith(paths)
    }
    events = Event.objects.filter(
        verb__in=[str(v) for v in COUNTED], at__gte=begin, at__lt=end, by__in=list(lines),
        seat__startswith=str(Role.AGENT),
    )  # fmt: skip
    for by, verb, n in events.order_by().values_list("by", "verb").annotate(n=Count("pk")):
        lines[by].done[verb] = n
    return list(lines.values())


def _namer(by: By) -> Any:
    """How a line of the counting is called."""
    match by:
        case By.CHANNEL:
            return lambda code: Channel(code)
        case By.TYPE:
            return lambda code: RequestType(code) if code else "—"
        case By.SOURCE:
            known = {source.code: source.name for source in directory.sources()}
            return lambda channel, code: known.get(code, code) if code else Channel(channel)
        case By.DISTRICT:
            level = {a.code: a.name for a in directory.areas() if a.level == AreaLevel.DISTRICT}
            return lambda path: next((level[c] for c in (path or "").split("/") if c in level), "—")
    return lambda name: name or "—"
