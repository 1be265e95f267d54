"""Questions about clocks: what was asked of the level above, pauses, who decides, who may open a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.handling.kinds import AskingKind, Decision
from jiesu.handling.models import Asking, Paper, Pause, Pending
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.reach import MAY, SYSTEM, Actor, Reach, Seat
from jiesu.rules.terms import AssignmentState, Verb
from jiesu.rules.verdict import Refusal

HIGH = frozenset({"district", "city"})
"""Levels of the units that may extend the limit of an order: the hotline centre or the district (art 15)."""


def open_asking(share: Assignment, *kinds: AskingKind) -> Asking:
    """The application of these kinds that waits for a decision. Refusal where none does."""
    found = Asking.objects.filter(share=share, decision="")
    asking = found.filter(kind__in=[str(k) for k in kinds]).first() if kinds else found.first()
    if asking is None:
        raise Refusal("Nothing of this kind was applied for, or it is decided already.")
    return asking


def askings(share: Assignment) -> QuerySet[Asking]:
    """Everything that was asked about a share, the latest first."""
    return Asking.objects.filter(share=share).prefetch_related("papers").order_by("-at", "-pk")


def waiting_askings(actor: Actor) -> QuerySet[Asking]:
    """What waits for the actor's decision: applications of the units below."""
    below = Q(pk__in=[])
    for seat in actor.seats:
        if MAY[Verb.GRANT].get(seat.role) is Reach.BELOW:
            below |= Q(share__unit__path__startswith=seat.path) & ~Q(share__unit__path=seat.path)
    rows = Asking.objects.filter(below, decision="")
    return rows.select_related("share__order", "share__unit").order_by("at", "pk")


def waiting_decisions(actor: Actor) -> int:
    """How many applications wait for the actor's decision, counted up to a thousand."""
    return waiting_askings(actor).order_by()[:1000].count()


@dataclass(frozen=True, slots=True)
class ClockPanel:
    """What a sheet shows of clocks: applications with what was decided, entries of the register, pauses."""

    askings: Sequence[Asking]
    pendings: Sequence[Pending]
    pauses: Sequence[Pause]


def clock_panel(shares: Sequence[Assignment]) -> ClockPanel | None:
    """The clocks of these shares beyond their limits; none where nothing was asked or paused."""
    keys = [share.pk for share in shares]
    asked = Asking.objects.filter(share__in=keys).select_related("share__unit").prefetch_related("papers")
    entries = Pending.objects.filter(share__in=keys, listed_at__isnull=False)
    found = ClockPanel(
        list(asked.order_by("-at", "-pk")),
        list(entries.select_related("owner", "line_unit", "unit").order_by("-pk")),
        list(Pause.objects.filter(share__in=keys).select_related("share__unit").order_by("-at")),
    )
    return found if found.askings or found.pauses or found.pendings else None


def extensions(share: Assignment) -> int:
    """How often the limit of this round was extended."""
    granted = Asking.objects.filter(share=share, round=share.round, kind=AskingKind.EXTEND)
    return granted.filter(decision=Decision.GRANTED).count()


def pauses(share: Assignment) -> QuerySet[Pause]:
    """The pauses of this round, the latest first."""
    return Pause.objects.filter(share=share, round=share.round).order_by("-at")


def pauses_until(share: Assignment, until: datetime) -> bool:
    """Whether a pause runs that is used up at this moment."""
    return Pause.objects.filter(share=share, ended_at=None, until=until).exists()


def supplemented() -> list[tuple[str, int, datetime]]:
    """Paused shares whose requester has sent something meanwhile: order, share, and when (first of it)."""
    paused = orders.visible_shares(SYSTEM).filter(state=AssignmentState.PAUSED, paused_at__isnull=False)
    sent = Q(order__events__verb=Verb.SUPPLEMENT)
    rows = paused.filter(sent).values_list("order__number", "no", "paused_at", "order__events__at")
    first: dict[tuple[str, int], datetime] = {}
    for number, no, since, at in rows.order_by("order__events__at"):
        if since and at >= since:
            first.setdefault((number, no), at)
    return [(number, no, at) for (number, no), at in first.items()]


def born_at(share: Assignment) -> orders.Event:
    """The dispatch that brought the share."""
    return orders.Event.objects.get(order_id=share.order_id, share=share.no, verb=Verb.DISPATCH)


def high_seat(actor: Actor, verb: Verb, share: Assignment) -> bool:
    """Whether the actor decides for the hotline centre or the district, above the share's unit."""
    codes = [seat.unit for seat in actor.seats if _above(seat, verb, share)]
    return bool(codes) and directory.units().filter(code__in=codes, level__in=HIGH).exists()


def paper(stored: str, actor: Actor) -> Paper:
    """A paper of an order that the actor may see. The unseen and the missing look alike."""
    found = Paper.objects.select_related("share__order").filter(stored=stored).first()
    if found is not None and orders.visible_to(actor).filter(pk=found.share.order_id).exists():
        return found
    raise Refusal("There is no such file that you may see.")


def _above(seat: Seat, verb: Verb, share: Assignment) -> bool:
    return bool(
        MAY[verb].get(seat.role) and share.unit.path.startswith(seat.path) and share.unit.path != seat.path
    )
