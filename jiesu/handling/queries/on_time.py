"""On time: of every clock, how many were kept, by unit and period. The same columns as the clocks themselves.

The law that counts is the one in force at the end of the period; what a special circumstance lifted is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery

from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import queries as policy
from jiesu.rules import clocks, limits
from jiesu.rules.clocks import MarkKind
from jiesu.rules.limits import Limits, Link
from jiesu.rules.reach import Actor
from jiesu.rules.spans import Measure, Span
from jiesu.rules.terms import AssignmentState, Channel, UnitRole, Verb

MEASURES = ("claim", "pass_on", "contact", "result", "limit", "accept", "enterprise", "followup")
"""What is measured: claimed, passed on, contacted, first result, answered, accepted, enterprise 48 h and 72 h."""


@dataclass(slots=True)
class Kept:
    """Of so many that were due so many were kept."""

    due: int = 0
    kept: int = 0

    def add(self, due: int, kept: int) -> None:
        self.due += due
        self.kept += kept

    @property
    def share(self) -> Any:
        """The share that was kept (1 = all); none where nothing was due."""
        return Fraction(self.kept, self.due) if self.due else None


@dataclass(slots=True)
class OnTime:
    """One unit's clocks in a period."""

    unit: str
    path: str
    measures: dict[str, Kept] = field(default_factory=lambda: {m: Kept() for m in MEASURES})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is counted: what the actor sees, of one kind of request or of all."""

    actor: Actor
    kind: str = ""

    def shares(self) -> QuerySet[Assignment]:
        return orders.visible_shares(self.actor).filter(orders.of_type(self.kind, "order__"))

    def orders(self) -> QuerySet[Order]:
        return orders.visible_to(self.actor).filter(orders.of_type(self.kind))


def on_time(actor: Actor, since: datetime, until: datetime, at: datetime, kind: str = "") -> list[OnTime]:
    """Every unit that had something due in the period, in the order of the tree; of one kind or of all (R088)."""
    law: Limits = policy.in_force("limits", min(until, at)).rules
    found: dict[str, OnTime] = {}
    for source in (_shares, _passed_on, _results, _accepted, _enterprises):
        for name, path, measure, due, kept in source(law, _Seen(actor, kind), since, until, at):
            row = found.setdefault(path, OnTime(name, path))
            row.measures[measure].add(due, kept)
    return [found[path] for path in sorted(found)]


Line = tuple[str, str, str, int, int]
_UNIT = ("unit__name", "unit__short_name", "unit__path")
_GONE = [str(AssignmentState.RECALLED), str(AssignmentState.FORWARDED)]


def _shares(law: Limits, seen: _Seen, since: datetime, until: datetime, at: datetime) -> Iterator[Line]:
    """Claim, contact and limit: what was done by its moment, of what was done or has passed."""
    rows = seen.shares().filter(dispatched_at__gte=since, dispatched_at__lt=until)
    rows = rows.exclude(state=AssignmentState.RECALLED).select_related(None)
    stays = ~Q(state__in=_GONE)
    signed = Q(state=AssignmentState.SIGNED)
    counted = rows.values(*_UNIT).annotate(
        claim_due_n=Count(
            "pk", filter=Q(claim_due__isnull=False) & _ended("claimed_at", "claim_due", at, stays)
        ),
        claim_kept=Count("pk", filter=Q(claimed_at__lte=F("claim_due"))),
        contact_due_n=Count(
            "pk", filter=Q(contact_due__isnull=False) & _ended("contacted_at", "contact_due", at, stays)
        ),
        contact_kept=Count("pk", filter=Q(contacted_at__lte=F("contact_due"))),
        limit_due_n=Count("pk", filter=stays & Q(due__isnull=False) & (signed | Q(due__lte=at))),
        limit_kept=Count("pk", filter=signed & Q(signed_at__lte=F("due"))),
    )
    for row in counted.order_by():
        for measure in ("claim", "contact", "limit"):
            yield (*_named(row, "unit__"), measure, row[f"{measure}_due_n"], row[f"{measure}_kept"])


def _ended(done: str, due: str, at: datetime, stays: Q) -> Q:
    return Q(**{f"{done}__isnull": False}) | (stays & Q(**{f"{due}__lte": at}))


def _passed_on(law: Limits, seen: _Seen, since: datetime, until: datetime, at: datetime) -> Iterator[Line]:
    """The street's hour from claim to a unit or a person (R183)."""
    length = _length(law, Link.CLAIM, Link.FORWARD)
    if length is None:
        return
    verbs = [str(verb) for verb in clocks.PASSES_ON]
    first = Event.objects.filter(order=OuterRef("order"), share=OuterRef("no"), verb__in=verbs)
    first_at = first.order_by().values("order").annotate(first=Min("at")).values("first")
    taken = ExpressionWrapper(F("passed") - F("claimed_at"), output_field=DurationField())
    rows = (
        seen.shares()
        .select_related(None)
        .filter(claimed_at__gte=since, claimed_at__lt=until)
        .exclude(state=AssignmentState.RECALLED)
        .annotate(passed=Subquery(first_at))
        .annotate(taken=taken)
    )
    counted = rows.values(*_UNIT).annotate(
        n=Count("pk", filter=Q(passed__isnull=False) | Q(claimed_at__lte=at - length)),
        kept=Count("pk", filter=Q(taken__lte=length)),
    )
    for row in counted.order_by():
        yield (*_named(row, "unit__"), "pass_on", row["n"], row["kept"])


def _results(law: Limits, seen: _Seen, since: datetime, until: datetime, at: datetime) -> Iterator[Line]:
    """First results of epidemic and urgent matters (R178, R179): the few dispatches that such a clock runs on."""
    codes = [code for code, clock in law.clocks.items() if clock.ends is Link.RESULT]
    named = Q(pk__in=[])
    for code in codes:
        named |= Q(facts__clocks__contains=[code])
    births = Event.objects.filter(named, verb=Verb.DISPATCH, share__isnull=False, at__gte=since, at__lt=until)
    known = {(e.order_id, e.share): e for e in births}
    shares = (
        seen.shares()
        .filter(order__in={order for order, _ in known}, role=UnitRole.LEAD)
        .exclude(state__in=_GONE)
    )
    verbs = [str(verb) for verb in clocks.RESULTS]
    done = Event.objects.filter(order__in={o for o, _ in known}, verb__in=verbs).values_list("order", "share")
    firsts = {(o, s): first for o, s, first in done.annotate(first=Min("at")).order_by()}
    for share in shares:
        born = known.get((share.order_id, share.no))
        if born is None:
            continue
        verdict = limits.clock_due(
            law, Link.RESULT, starts={Link.DISPATCH: born.at}, calendar=policy.calendar(born.at),
            clocks=[code for code in born.facts["clocks"] if code in codes],
        )  # fmt: skip
        first = firsts.get((share.order_id, share.no))
        if verdict and (first or verdict.value <= at):
            yield share.unit.label, share.unit.path, "result", 1, int(bool(first and first <= verdict.value))


def _accepted(law: Limits, seen: _Seen, since: datetime, until: datetime, at: datetime) -> Iterator[Line]:
    """Acceptance of what came by network, by the desk that received it."""
    for clock in law.clocks.values():
        length = _fixed(clock.limit)
        if clock.ends is not Link.ACCEPT or length is None:
            continue
        rows = seen.orders().select_related(None)
        rows = rows.filter(received_at__gte=since, received_at__lt=until)
        if clock.when.channels:
            rows = rows.filter(channel__in=[str(channel) for channel in clock.when.channels])
        taken = ExpressionWrapper(F("accepted_at") - F("received_at"), output_field=DurationField())
        counted = (
            rows.annotate(taken=taken)
            .values("desk__name", "desk__short_name", "desk__path")
            .annotate(
                n=Count(
                    "pk",
                    filter=Q(accepted_at__isnull=False) | Q(state="recorded", received_at__lte=at - length),
                ),
                kept=Count("pk", filter=Q(taken__lte=length)),
            )
        )
        for row in counted.order_by():
            yield (*_named(row, "desk__"), "accept", row["n"], row["kept"])


def _enterprises(law: Limits, seen: _Seen, since: datetime, until: datetime, at: datetime) -> Iterator[Line]:
    """Enterprises: answered within 48 hours, followed up within 72 (R473, R474), by the leading unit."""
    rows = seen.orders().filter(
        channel=Channel.ENTERPRISE, accepted_at__gte=since, accepted_at__lt=until, lead__isnull=False
    )
    found = list(rows.select_related("lead", "area"))
    lifted = orders.approvals(order.pk for order in found)
    for order in found:
        approved = lifted.get(order.pk, frozenset())
        for measure, kind, done in (
            ("enterprise", None, order.replied_at),
            ("followup", MarkKind.FOLLOWUP, order.rated_at),
        ):
            due = _enterprise_due(law, kind, order, approved)
            if due and (done or due <= at):
                assert order.lead is not None
                yield order.lead.label, order.lead.path, measure, 1, int(bool(done and done <= due))


def _enterprise_due(
    law: Limits, kind: MarkKind | None, order: Order, approved: Iterable[str]
) -> datetime | None:
    if kind is not None:
        return orders.order_due(law, kind, order, approved=frozenset(approved))
    if order.accepted_at is None:
        return None
    running = limits.clocks_for(law, orders.matter_of(order), approved=frozenset(approved))
    lifting = [code for code in running if law.clocks[code].lifted_by]
    verdict = limits.clock_due(
        law, Link.CLOSE, starts={Link.ACCEPT: order.accepted_at}, calendar=policy.calendar(order.accepted_at),
        clocks=lifting,
    )  # fmt: skip
    return verdict.value if verdict else None


def _length(law: Limits, starts: Link, ends: Link) -> timedelta | None:
    found = [_fixed(c.limit) for c in law.clocks.values() if c.starts is starts and c.ends is ends]
    return min((length for length in found if length is not None), default=None)


def _fixed(span: Span) -> timedelta | None:
    """The span as a fixed length, where it is one."""
    if span.measure is Measure.MINUTES:
        return timedelta(minutes=span.amount)
    return timedelta(hours=span.amount) if span.measure is Measure.HOURS else None


def _named(row: dict[str, Any], prefix: str) -> tuple[str, str]:
    return row[f"{prefix}short_name"] or row[f"{prefix}name"], row[f"{prefix}path"]
