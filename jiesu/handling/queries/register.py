"""Questions to the pending register: what stands in it, what is overdue, how it moved, how much room a unit has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jiesu.handling.models import Pending
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.reach import Actor
from jiesu.rules.register import Obstacle, Register
from jiesu.rules.terms import AssignmentState, Role
from jiesu.rules.verdict import Refusal

DISTRICT_DECIDES = (Role.DISTRICT_LEADER,)
"""Who decides for the district when the renewals of the law are used up."""


@dataclass(frozen=True, slots=True)
class Movement:
    """The register of one unit in a period: stock before, added, written off, stock after, overdue now."""

    unit: str
    before: int
    added: int
    struck: int
    overdue: int
    by_obstacle: Mapping[Obstacle, int]

    @property
    def after(self) -> int:
        """The stock at the end."""
        return self.before + self.added - self.struck


def standing_pending(share: Assignment) -> Pending:
    """The entry of a share that stands in the register. Refusal where it has none."""
    found = Pending.objects.select_related("owner", "line_unit").filter(
        share=share, listed_at__isnull=False, struck_at=None
    )
    pending = found.first()
    if pending is None:
        raise Refusal("The share does not stand in the register.")
    return pending


def pendings(actor: Actor) -> QuerySet[Pending]:
    """Everything that stood or stands in the register of orders that the actor may see."""
    seen = orders.visible_to(actor).select_related(None).filter(pk=OuterRef("share__order_id"))
    rows = Pending.objects.filter(Exists(seen), listed_at__isnull=False)
    return rows.select_related("share__order", "unit", "owner", "line_unit")


def standing(rows: QuerySet[Pending]) -> QuerySet[Pending]:
    """Those that stand in the register now."""
    return rows.filter(struck_at=None)


def past_review(rows: QuerySet[Pending], at: datetime) -> QuerySet[Pending]:
    """Those whose review is overdue."""
    return standing(rows).filter(review_at__lt=at)


def of_shares(shares: list[Assignment]) -> QuerySet[Pending]:
    """The entries of these shares, the latest first."""
    rows = Pending.objects.filter(share__in=[s.pk for s in shares])
    return rows.select_related("owner", "line_unit", "unit", "asking").order_by("-pk")


def to_remind(at: datetime) -> list[tuple[str, int]]:
    """Order and share of those whose people are to be reminded now."""
    rows = Pending.objects.filter(remind_at__lte=at, share__state=AssignmentState.PENDING)
    return list(rows.order_by("remind_at", "pk").values_list("share__order__number", "share__no"))


def left(at: datetime) -> QuerySet[Pending]:
    """Entries that stand though their share does not any more: the order was withdrawn, merged or recalled."""
    gone = Pending.objects.filter(listed_at__isnull=False, struck_at=None, share__since__lte=at)
    return gone.filter(share__state=AssignmentState.RECALLED).select_related("share")


def room(own: Assignment, law: Register, at: datetime) -> tuple[int, int]:
    """How many other orders of the share's unit stand in the register, and how many the unit had in the cap's time."""
    unit = own.unit
    since = at - timedelta(days=law.cap.over.amount)
    held = Assignment.objects.filter(unit=unit, dispatched_at__gt=since)
    handled = held.exclude(state__in=[str(AssignmentState.RECALLED), str(AssignmentState.FORWARDED)])
    listed = Assignment.objects.filter(unit=unit, state=AssignmentState.PENDING).exclude(pk=own.pk)
    return listed.count(), handled.count()


def movements(actor: Actor, since: datetime, until: datetime, at: datetime) -> list[Movement]:
    """Stock, added and written off of each unit in a period (R149)."""
    before = Q(listed_at__lt=since) & (Q(struck_at=None) | Q(struck_at__gte=since))
    counted = (
        pendings(actor)
        .select_related(None)
        .values("unit__name", "unit__short_name", "unit__path")
        .annotate(
            before=Count("pk", filter=before),
            added=Count("pk", filter=Q(listed_at__gte=since, listed_at__lt=until)),
            struck=Count("pk", filter=Q(struck_at__gte=since, struck_at__lt=until)),
            overdue=Count("pk", filter=Q(struck_at=None, review_at__lt=at)),
            **{f"of_{o}": Count("pk", filter=Q(struck_at=None, obstacle=str(o))) for o in Obstacle},
        )
        .order_by("unit__path")
    )
    return [
        Movement(
            row["unit__short_name"] or row["unit__name"], row["before"], row["added"], row["struck"],
            row["overdue"], {o: row[f"of_{o}"] for o in Obstacle if row[f"of_{o}"]},
        )
        for row in counted
    ]  # fmt: skip
