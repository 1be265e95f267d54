"""Questions to handling: shares by what is to be done with them, replies, actions, evidence, remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Prefetch,
    QuerySet,
    Value,
)

from jiesu.callers import queries as callers
from jiesu.callers.queries import Card
from jiesu.handling.models import Action, Contact, Evidence, Note, Reply
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.policy import queries as policy
from jiesu.rules.limits import Limits
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Desk, UnitRole
from jiesu.rules.verdict import Refusal

CAP = 1000


def held_share(number: str, no: int) -> Assignment:
    """One share of an order, the order locked. Refusal where there is none such."""
    return orders.share_of(orders.hold(number), no)


def desk(actor: Actor) -> QuerySet[Assignment]:
    """The shares that lie on the actor's desk, the nearest limit first."""
    return orders.shares(actor, Desk.HANDLING)


def overdue(rows: QuerySet[Assignment], at: datetime) -> QuerySet[Assignment]:
    """Those whose limit has passed."""
    return rows.filter(due__lt=at)


def near_due(rows: QuerySet[Assignment], at: datetime) -> QuerySet[Assignment]:
    """Those whose limit is near by the law in force (临期): less than its share of the time remains."""
    law: Limits = policy.in_force("limits", at).rules
    share = law.near.share
    left = ExpressionWrapper((F("due") - Value(at)) * Value(share.denominator), output_field=DurationField())
    whole = ExpressionWrapper(
        (F("due") - F("dispatched_at")) * Value(share.numerator), output_field=DurationField()
    )
    return (
        rows.filter(due__gt=at)
        .annotate(time_left=left, time_whole=whole)
        .filter(time_left__lt=F("time_whole"))
    )


def tallies(actor: Actor, at: datetime) -> dict[str, int]:
    """How many shares lie on the desk by state, how many are near their limit or past it."""
    rows = desk(actor).order_by().select_related(None)
    counted = rows.values_list("state").annotate(n=Count("pk"))
    found: dict[str, int] = dict(counted)
    found["overdue"] = overdue(rows, at).count()
    found["near"] = near_due(rows, at).count()
    found["all"] = sum(found.get(state, 0) for state in AssignmentState)
    return found


def waiting(actor: Actor) -> int:
    """How much waits at the desk, counted up to a cap."""
    return desk(actor).order_by()[:CAP].count()


def versions(share: Assignment) -> int:
    """The number of the last version of the reply."""
    found = Reply.objects.filter(share=share).aggregate(last=Max("version"))
    return int(found["last"] or 0)


def standing_reply(share: Assignment) -> Reply | None:
    """The last version of the reply."""
    return Reply.objects.filter(share=share).order_by("-version").first()


def caused(actor: Actor, since: datetime, until: datetime) -> QuerySet[Reply]:
    """The standing replies that name a root cause, of the lead unit, to orders received in a time within sight."""
    seen = orders.visible_to(actor).select_related(None)
    rows = seen.filter(received_at__gte=since, received_at__lt=until).values("pk")
    later = Reply.objects.filter(share=OuterRef("share"), version__gt=OuterRef("version"))
    standing = Reply.objects.filter(share__order__in=rows, share__role=UnitRole.LEAD).exclude(cause="")
    return standing.exclude(Exists(later)).select_related("share__order", "share__unit")


def replies(share: Assignment) -> QuerySet[Reply]:
    """Every version of the reply, the latest first."""
    return Reply.objects.filter(share=share).prefetch_related("files").order_by("-version")


def reply_texts(order: Order) -> list[Reply]:
    """The replies that stand, one for each share that has one; for follow-up and the public page."""
    latest: dict[int, Reply] = {}
    for reply in Reply.objects.filter(share__order=order).order_by("share__no", "version"):
        latest[reply.share_id] = reply
    return list(latest.values())


def evidence(stored: str, actor: Actor) -> Evidence:
    """A kept file that belongs to an order the actor may see. The unseen and the missing look alike."""
    found = Evidence.objects.select_related("share__order").filter(stored=stored).first()
    if found is not None and orders.visible_to(actor).filter(pk=found.share.order_id).exists():
        return found
    raise Refusal("There is no such file that you may see.")


def requester(order: Order, actor: Actor) -> Card | None:
    """The requester as handling may see them: masked, and nothing at all of a confidential one."""
    if order.requester is None or order.anonymous:
        return None
    return callers.card(order.requester, Desk.HANDLING, actor, confidential=order.confidential)


@dataclass(frozen=True, slots=True)
class Work:
    """What one unit did on its share."""

    share: Assignment
    contacts: Sequence[Contact]
    actions: Sequence[Action]
    replies: Sequence[Reply]
    notes: Sequence[Note]

    @property
    def reply(self) -> Reply | None:
        """The version that stands."""
        return self.replies[0] if self.replies else None

    @property
    def first_contact(self) -> timedelta | None:
        """From dispatch to the first contact (R160)."""
        return self.share.contacted_at - self.share.dispatched_at if self.share.contacted_at else None

    @property
    def to_answer(self) -> timedelta | None:
        """From dispatch to the signed reply (R160)."""
        return self.share.signed_at - self.share.dispatched_at if self.share.signed_at else None


def works(shares: Sequence[Assignment]) -> list[Work]:
    """What the units did on these shares: four queries and one for files, however many shares."""
    contacts = _by_share(Contact.objects.all(), shares)
    actions = _by_share(
        Action.objects.select_related("visit", "meeting", "deliberation").prefetch_related(
            _files(), "deliberation__partners"
        ),
        shares,
    )
    answers = _by_share(Reply.objects.prefetch_related(_files()), shares, "-version")
    notes = _by_share(Note.objects.all(), shares)
    return [
        Work(s, contacts.get(s.pk, []), actions.get(s.pk, []), answers.get(s.pk, []), notes.get(s.pk, []))
        for s in shares
    ]


def _files() -> Prefetch[Any]:
    return Prefetch("files", queryset=Evidence.objects.order_by("pk"))


def _by_share(
    rows: QuerySet[Any], shares: Sequence[Assignment], order: str = "at"
) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows.filter(share__in=[s.pk for s in shares]).order_by(order, "pk"):
        found.setdefault(row.share_id, []).append(row)
    return found
