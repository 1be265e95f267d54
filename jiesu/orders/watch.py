"""The watch: finds what has become due, notes it once, and lets the rooms answer.

Whatever moves a share sets its `look_at`; the watch looks at shares whose `look_at` has come, notes as a Mark
each moment that has passed, and sets `look_at` to the next one: the work grows with what is due, never with
what is open. Notes and `look_at` are written in one transaction, rows that somebody else looks at are skipped
and the database keeps a mark from being written twice: any number of watches may run, and die.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from jiesu.orders.matter import matter_of
from jiesu.orders.models import Assignment, Event, Mark, Order
from jiesu.policy import queries as policy
from jiesu.rules import clocks, flow, limits
from jiesu.rules.clocks import ACTED_ON, OF_ORDER, MarkKind, Moment, Standing
from jiesu.rules.limits import Limits, Link
from jiesu.rules.terms import AssignmentState, Channel, OrderState, UnitRole, Verb
from jiesu.rules.verdict import Refusal

PORTION = 1000
AGAIN = timedelta(hours=1)
"""Where the law cannot be judged (working days not known yet) the watch looks again after this."""
OLDEST = timedelta(days=30)
"""Orders older than this are no longer noted as not accepted or not followed up."""
Firsts = Mapping[tuple[int, int], Mapping[str, datetime]]


def watch(at: datetime, *, portion: int = PORTION) -> int:
    """Look at everything whose moment has come. How many moments were noted."""
    with policy.remembered():
        try:
            policy.history("limits")
        except Refusal:
            return 0
        noted = 0
        while (found := _portion(at, portion)) is not None:
            noted += found
        return noted + _orders(at)


def untold() -> QuerySet[Mark]:
    """Marks that nobody has been told of, the oldest first."""
    return (
        Mark.objects.filter(told_at=None)
        .select_related("order__lead__parent", "order__desk", "share__unit__parent", "share__handler")
        .order_by("pk")
    )


def told(marks: Iterable[Mark], at: datetime) -> None:
    """Note that the people were told of these marks."""
    Mark.objects.filter(pk__in=[mark.pk for mark in marks]).update(told_at=at)


def take(
    kinds: Collection[MarkKind], act: Callable[[Mark], object], *, at: datetime, most: int = 5000
) -> int:
    """Let a room answer the marks of these kinds: `act` once for each, each in a transaction of its own.

    A mark that another worker holds is skipped; where `act` fails nothing of it stays and it is tried again;
    where it is refused (the order has moved on meanwhile) the mark is done. How many were answered.
    """
    waiting = Mark.objects.filter(kind__in=[str(k) for k in kinds], done_at=None).order_by("pk")
    return sum(_answered(pk, act, at) for pk in list(waiting.values_list("pk", flat=True)[:most]))


def approvals(orders: Iterable[int]) -> dict[int, frozenset[str]]:
    """The special circumstances that were approved, by the order's id (R182)."""
    found: dict[int, set[str]] = {}
    granted = Event.objects.filter(order_id__in=list(orders), verb=Verb.GRANT, facts__has_key="approved")
    for order, facts in granted.values_list("order_id", "facts"):
        found.setdefault(order, set()).update(facts["approved"])
    return {order: frozenset(codes) for order, codes in found.items()}


@transaction.atomic
def _answered(pk: int, act: Callable[[Mark], object], at: datetime) -> bool:
    held = Mark.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    mark = held.select_related("order", "share__unit").filter(pk=pk, done_at=None).first()
    if mark is None:
        return False
    try:
        with transaction.atomic():
            act(mark)
    except Refusal:
        acted = False
    else:
        acted = True
    Mark.objects.filter(pk=pk).update(done_at=at)
    return acted


@transaction.atomic
def _portion(at: datetime, size: int) -> int | None:
    """One portion of shares; None where none is left."""
    rows = (
        Assignment.objects.filter(look_at__lte=at)
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("order__area")
        .order_by("look_at")
    )
    shares = list(rows[:size])
    if not shares:
        return None
    firsts = _firsts(shares)
    lifted = approvals({s.order_id for s in shares if s.order.channel == Channel.ENTERPRISE})
    marks: list[Mark] = []
    following: list[datetime | None] = []
    for share in shares:
        passed, ahead = _look(share, firsts.get((share.order_id, share.no), {}), lifted, at)
        marks += [_mark(share.order, share, moment, at) for moment in passed]
        following.append(ahead)
    noted = _note(marks)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_assignment a SET look_at = v.look_at FROM unnest(%s::bigint[], %s::timestamptz[])"
            " AS v(id, look_at) WHERE a.id = v.id",
            [[share.pk for share in shares], following],
        )
    return noted


def _look(
    share: Assignment, firsts: Mapping[str, datetime], lifted: Mapping[int, frozenset[str]], at: datetime
) -> tuple[list[Moment], datetime | None]:
    order = share.order
    law: Limits = policy.in_force("limits", share.dispatched_at).rules
    running = limits.clocks_for(law, matter_of(order), approved=lifted.get(order.pk, frozenset()))
    try:
        return clocks.crossed(
            law, _standing(share, firsts), clocks=running, calendar=policy.calendar(at), at=at
        )
    except Refusal:
        return [], at + AGAIN


def _standing(share: Assignment, firsts: Mapping[str, datetime]) -> Standing:
    order, state = share.order, AssignmentState(share.state)
    return Standing(
        state=state, since=share.since, live=state in flow.LIVE_SHARES, leads=share.role == UnitRole.LEAD,
        dispatched=share.dispatched_at, first_dispatched=order.dispatched_at or share.dispatched_at,
        accepted=order.accepted_at, due=share.due, claim_due=share.claim_due, contact_due=share.contact_due,
        paused=share.paused_at, claimed=share.claimed_at, contacted=share.contacted_at,
        passed_on=min((firsts[v] for v in clocks.PASSES_ON if v in firsts), default=None),
        result=min((firsts[v] for v in clocks.RESULTS if v in firsts), default=None), signed=share.signed_at,
    )  # fmt: skip


def _firsts(shares: Sequence[Assignment]) -> Firsts:
    """When each share was first passed on and first had a result, as the ledger tells."""
    asked = [str(verb) for verb in clocks.PASSES_ON | clocks.RESULTS]
    rows = (
        Event.objects.filter(order_id__in={s.order_id for s in shares}, verb__in=asked, share__isnull=False)
        .values_list("order_id", "share", "verb")
        .annotate(first=Min("at"))
        .order_by()
    )
    found: dict[tuple[int, int], dict[str, datetime]] = {}
    for order, share, verb, first in rows:
        found.setdefault((order, share or 0), {})[verb] = first
    return found


def _orders(at: datetime) -> int:
    """What is said of orders that no unit holds: not accepted, not followed up in time."""
    law: Limits = policy.in_force("limits", at).rules
    unaccepted = _unmarked(Order.objects.filter(state=OrderState.RECORDED), MarkKind.ACCEPT)
    unasked = _unmarked(
        Order.objects.filter(channel=Channel.ENTERPRISE, rated_at=None, accepted_at__gt=at - OLDEST).exclude(
            state__in=[str(s) for s in flow.FINAL_STATES]
        ),
        MarkKind.FOLLOWUP,
    )
    marks = _late_orders(law, MarkKind.ACCEPT, unaccepted.filter(received_at__gt=at - OLDEST), at)
    return _note(marks + _late_orders(law, MarkKind.FOLLOWUP, unasked, at))


def _late_orders(law: Limits, kind: MarkKind, rows: QuerySet[Order], at: datetime) -> list[Mark]:
    orders = list(rows.select_related("area")[:PORTION])
    lifted = approvals(order.pk for order in orders)
    marks = []
    for order in orders:
        due = order_due(law, kind, order, approved=lifted.get(order.pk, frozenset()))
        if due and due <= at:
            marks.append(_mark(order, None, Moment(kind, due), at))
    return marks


def order_due(
    law: Limits, kind: MarkKind, order: Order, *, approved: Collection[str] = ()
) -> datetime | None:
    """By when an order must be accepted or followed up; None where no clock of the law says so."""
    starts = {Link.RECORD: order.received_at} | (
        {Link.ACCEPT: order.accepted_at} if order.accepted_at else {}
    )
    ends = Link.ACCEPT if kind is MarkKind.ACCEPT else Link.FOLLOWUP
    running = limits.clocks_for(law, matter_of(order), approved=approved)
    try:
        verdict = limits.clock_due(
            law, ends, starts=starts, calendar=policy.calendar(order.received_at), clocks=running
        )
    except Refusal:
        return None
    return verdict.value if verdict else None


def _unmarked(rows: QuerySet[Order], kind: MarkKind) -> QuerySet[Order]:
    known = Mark.objects.filter(order=OuterRef("pk"), kind=kind)
    return rows.filter(~Exists(known)).order_by("pk")


def _mark(order: Order, share: Assignment | None, moment: Moment, at: datetime) -> Mark:
    return Mark(
        order=order, share=None if moment.kind in OF_ORDER else share, kind=moment.kind, due=moment.due,
        noted_at=at, told_at=at if moment.kind in ACTED_ON else None,
        done_at=None if moment.kind in ACTED_ON else at,
    )  # fmt: skip


def _note(marks: Sequence[Mark]) -> int:
    """Write what was not noted before; how many those were."""
    if not marks:
        return 0
    rows = [(m.order_id, m.share_id, str(m.kind), m.due, m.noted_at, m.told_at, m.done_at) for m in marks]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_mark (order_id, share_id, kind, due, noted_at, told_at, done_at)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::varchar[], %s::timestamptz[],"
            " %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]) ON CONFLICT DO NOTHING",
            columns,
        )
        return int(cursor.rowcount)
