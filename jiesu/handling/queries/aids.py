"""Working aids on a share: which are offered, what was ticked, and what the house itself knows about a slot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from jiesu.handling.models import Tick
from jiesu.handling.queries.inside import last_screening
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import queries as policy
from jiesu.rules import aids
from jiesu.rules.aids import Aid, Aids, Fact, Slot, Table
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Grade, Level, Outcome, Verb

PRESSING = (Verb.URGE, Verb.SUPERVISE, Verb.INVESTIGATE)
ASKING = (Verb.VISIT, Verb.ATTEMPT, Verb.RATE, Verb.CALL)
KEY_TAGS = ("key", "mass", "sensitive", "extreme")


@dataclass(frozen=True, slots=True)
class Beside:
    """What the house knows about a slot: whether it is so, and a moment, a span, a number or a name to show."""

    holds: bool
    value: Any = None


@dataclass(frozen=True, slots=True)
class Place:
    """A slot as a page shows it."""

    code: str
    index: int
    slot: Slot
    tick: Tick | None
    beside: Beside | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A working aid with what was ticked of it."""

    code: str
    aid: Aid
    places: tuple[Place, ...]

    @property
    def ticked(self) -> int:
        """How many of its slots are ticked."""
        return sum(place.tick is not None for place in self.places)


class Known:
    """What ledger and tables say about a share, each asked once."""

    def __init__(self, share: Assignment) -> None:
        self.share = share

    @cached_property
    def verbs(self) -> dict[str, int]:
        """How often each verb was done on the order."""
        told = Event.objects.filter(order_id=self.share.order_id)
        return dict(told.order_by().values_list("verb").annotate(n=Count("pk")))

    @cached_property
    def units(self) -> int:
        """How many units and guests take part."""
        return len({s.unit_id for s in orders.shares_of(self.share.order)}) + len(self.share.order.guests)

    def of(self, fact: Fact) -> Beside:
        """What is known about one fact."""
        return _KNOWN[fact](self)

    def count(self, verbs: Sequence[Verb]) -> Beside:
        """How often any of the verbs was done."""
        n = sum(self.verbs.get(str(verb), 0) for verb in verbs)
        return Beside(n > 0, n)


def law_at(at: datetime) -> Aids:
    """The working aids in force."""
    rules: Aids = policy.in_force_or("aids", at, Aids()).rules
    return rules


def filled(share: Assignment, at: datetime, *, only_ticked: bool = False) -> list[Filled]:
    """The aids that are offered on the share, with ticks of its round and what the house knows."""
    offered = aids.offered(law_at(at), orders.matter_of(share.order))
    ticks = {(t.aid, t.slot): t for t in Tick.objects.filter(share=share, round=share.round)}
    known = Known(share)
    found = [Filled(code, aid, _places(code, aid, ticks, known)) for code, aid in offered.items()]
    return [one for one in found if one.ticked] if only_ticked else found


def aid_of(share: Assignment, code: str, at: datetime) -> Filled | None:
    """One aid that is offered on the share."""
    return next((one for one in filled(share, at) if one.code == code), None)


def _places(code: str, aid: Aid, ticks: dict[tuple[str, str], Tick], known: Known) -> tuple[Place, ...]:
    return tuple(
        Place(code, n, slot, ticks.get((code, slot.name)), known.of(slot.link) if slot.link else None)
        for n, slot in enumerate(aid.slots)
    )


def _span(known: Known, end: datetime | None) -> Beside:
    return Beside(end is not None, end - known.share.dispatched_at if end else None)


def _screened(known: Known) -> Beside:
    found = last_screening(known.share)
    return Beside(found is not None, found.finding if found else None)


def _basis(known: Known) -> Beside:
    told = Event.objects.filter(order_id=known.share.order_id, verb=Verb.DISPATCH).exclude(clause="")
    clause = told.values_list("clause", flat=True).first()
    return Beside(clause is not None, clause)


_KNOWN: dict[Fact, Callable[[Known], Beside]] = {
    Fact.ROSTER: lambda k: Beside(k.share.claimed_at is not None, k.share.claimed_at),
    Fact.CATALOGUE: _basis,
    Fact.SCREENING: _screened,
    Fact.CONTACT: lambda k: Beside(k.share.contacted_at is not None, k.share.contacted_at),
    Fact.HANDLER: lambda k: Beside(k.share.handler is not None, k.share.handler and k.share.handler.name),
    Fact.INSTRUCTION: lambda k: k.count((Verb.INSTRUCT,)),
    Fact.CLAIM_TIME: lambda k: _span(k, k.share.claimed_at),
    Fact.ANSWER_TIME: lambda k: _span(k, k.share.signed_at),
    Fact.URGED: lambda k: k.count(PRESSING),
    Fact.VISITED: lambda k: k.count(ASKING),
    Fact.PARTIES: lambda k: Beside(k.units > 1, k.units),
}


def table(actor: Actor, which: Table) -> QuerySet[Order]:
    """The orders of a table of the ledger, as far as the actor may see them (R119, R129)."""
    return orders.visible_to(actor).filter(_TABLES[which]).distinct()


_TABLES: dict[Table, Q] = {
    Table.ALL: Q(assignments__isnull=False),
    Table.DOUBLE_NO: Q(outcome=Outcome.DOUBLE_NO),
    Table.REPEATED: Q(round__gt=1) | Q(pressed__gt=0) | Q(tags__contains=["repeat"]),
    Table.KEY: reduce(or_, (Q(tags__contains=[tag]) for tag in KEY_TAGS)) | Q(level=Level.P1),
    Table.HARD: Q(grade__in=[str(Grade.HARD), str(Grade.VERY_HARD)]),
    Table.PENDING: Q(assignments__state=AssignmentState.PENDING),
}


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a unit works: orders, mean time to claim, to first contact, to the signed reply (R099, R160)."""

    pk: int
    unit: str
    code: str
    orders: int
    to_claim: Any
    to_contact: Any
    to_reply: Any
    overdue: int


def speeds(actor: Actor, since: datetime) -> list[Speed]:
    """By unit, for shares dispatched since a moment; the units whose orders the actor may see."""
    rows = orders.visible_shares(actor).filter(dispatched_at__gte=since).order_by().select_related(None)
    told = rows.values("unit_id", "unit__name", "unit__code").annotate(
        orders=Count("pk"),
        to_claim=Avg(_took("claimed_at")),
        to_contact=Avg(_took("contacted_at")),
        to_reply=Avg(_took("signed_at")),
        overdue=Count("pk", filter=Q(signed_at__gt=F("due"))),
    )
    return [
        Speed(r["unit_id"], r["unit__name"], r["unit__code"], r["orders"], r["to_claim"], r["to_contact"],
              r["to_reply"], r["overdue"])
        for r in told.order_by("unit__code")
    ]  # fmt: skip


def _took(end: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(end) - F("dispatched_at"), output_field=DurationField())
