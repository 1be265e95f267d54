"""诉求中心: the one hub of a unit (一个中心): what passes it, and how the work lies among departments and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.handling.models import Receipt
from jiesu.handling.queries.work import near_due, overdue
from jiesu.orders.face import Assignment
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Role

LIVE = [str(state) for state in LIVE_SHARES]
UNSCHEDULED = [str(AssignmentState.SENT), str(AssignmentState.CLAIMED)]
WORKED_FROM = frozenset({Role.REQUEST_CENTRE, Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER})
COUNTED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Load:
    """What lies with one department or person of the unit now."""

    name: str
    code: str
    person: bool
    open: int
    to_schedule: int
    near: int
    overdue: int
    done: int


@dataclass(frozen=True, slots=True)
class Hub:
    """The request centre of a unit: what waits to be scheduled, the loads, what passed it and what did not."""

    unit: Unit
    waiting: int
    loads: tuple[Load, ...]
    passed: int
    beside: int


def centre_units(actor: Actor) -> list[Unit]:
    """The units whose request centre the actor works in or leads."""
    codes = [seat.unit for seat in actor.seats if seat.unit and seat.role in WORKED_FROM]
    return list(directory.units().filter(code__in=codes).order_by("path"))


def hub(unit: Unit, at: datetime) -> Hub:
    """The hub of one unit: itself, its departments and communities directly below, its people."""
    shares = Assignment.objects.filter(unit__path__startswith=unit.path)
    own = shares.filter(unit=unit)
    below = [one for one in directory.units_below(unit.path, itself=False) if one.parent_id == unit.pk]
    loads = [
        _load(one.label, one.code, False, shares.filter(unit__path__startswith=one.path), at) for one in below
    ]
    for person in directory.handlers_of(unit, at=at):
        loads.append(_load(person.name, person.login, True, own.filter(handler=person), at))
    lately = shares.filter(dispatched_at__gte=at - COUNTED).exclude(state=AssignmentState.RECALLED)
    return Hub(
        unit=unit,
        waiting=own.filter(state__in=UNSCHEDULED).count(),
        loads=tuple(sorted(loads, key=lambda load: (load.person, -load.open, load.code))),
        passed=lately.filter(_passes(unit)).values("order").distinct().count(),
        beside=beside(unit, at).values("order").distinct().count(),
    )


def beside(unit: Unit, at: datetime) -> QuerySet[Assignment]:
    """Shares of units below that came past the centre: no share of the order ever lay with the unit itself."""
    lately = Assignment.objects.filter(
        unit__path__startswith=unit.path, dispatched_at__gte=at - COUNTED
    ).exclude(Q(unit=unit) | Q(state=AssignmentState.RECALLED))
    return lately.filter(~_passes(unit)).select_related("order", "unit", "handler")


def to_schedule(unit: Unit) -> QuerySet[Assignment]:
    """What waits at the centre to be given to a department or a person, the nearest limit first."""
    rows = Assignment.objects.filter(unit=unit, state__in=UNSCHEDULED)
    return rows.select_related("order", "order__area", "unit", "handler").order_by("due", "id")


def acknowledged_at(share: Assignment) -> datetime | None:
    """When the named handler said that the order has arrived."""
    if share.handler is None:
        return None
    said = Receipt.objects.filter(share=share, round=share.round, by=f"person:{share.handler.login}")
    return said.values_list("at", flat=True).first()


def unacknowledged(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Shares with a named handler who has not said yet that the order has arrived."""
    said = Receipt.objects.filter(share=OuterRef("pk"), round=OuterRef("round"))
    return rows.filter(~Exists(said), state=AssignmentState.ASSIGNED, handler__isnull=False)


def _passes(unit: Unit) -> Exists:
    return Exists(Assignment.objects.filter(order=OuterRef("order"), unit=unit))


def _load(name: str, code: str, person: bool, rows: QuerySet[Assignment], at: datetime) -> Load:
    live = rows.filter(state__in=LIVE)
    counted = live.aggregate(open=Count("pk"), unscheduled=Count("pk", filter=Q(state__in=UNSCHEDULED)))
    done = rows.filter(state=AssignmentState.SIGNED, signed_at__gte=at - COUNTED)
    return Load(
        name, code, person, counted["open"], counted["unscheduled"], near_due(live, at).count(),
        overdue(live, at).count(), done.count(),
    )  # fmt: skip


def visible_centre(code: str, actor: Actor) -> Unit | None:
    """The centre asked for, where it is the actor's own; the first of the actor's where none is asked for."""
    mine = centre_units(actor)
    return next((unit for unit in mine if unit.code == code), mine[0] if mine else None)
