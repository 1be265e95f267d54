"""Requests that hold several matters, and requests that were made one (拆单, 并单, 重复诉求)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from jiesu.intake.words import Tag
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import OrderState, Verb

ENDED = frozenset(FINAL_STATES)
"""States in which a part of a divided request has ended."""
INHERITED = frozenset({str(Tag.GREEN), str(Tag.INSPECTION)})
"""Tags of the whole that its parts carry too."""


def parts(order: Order) -> list[Order]:
    """The parts of a divided request, in the order in which they were told."""
    return list(orders.visible_to(SYSTEM).filter(part_of=order).order_by("id"))


def parts_ended(order: Order) -> bool:
    """Whether every part of a divided request has ended: only then the whole may be closed (followup asks)."""
    found = [part.state for part in parts(order)]
    return bool(found) and all(state in ENDED for state in found)


def asking(part: Order, whole: Order, by: Actor) -> Actor:
    """Whoever asks about the whole, as the part knows them: the nameless are known by the order itself."""
    return replace(by, key=f"order:{part.number}") if by.key == f"order:{whole.number}" else by


def merged_into(order: Order, actor: Actor) -> QuerySet[Order]:
    """The orders that were merged into this one."""
    return orders.visible_to(actor).filter(merged_into=order).order_by("id")


def merged(actor: Actor) -> QuerySet[Order]:
    """Every merged order, the latest first: its requester is called back in any case."""
    rows = orders.visible_to(actor).select_related("merged_into")
    return rows.filter(state=OrderState.MERGED).order_by("-closed_at", "-id")


def repeats(actor: Actor, begin: datetime, end: datetime) -> QuerySet[Event]:
    """The records of repeated requests in a period: each names the earlier one and counts (R031)."""
    recorded = Event.objects.select_related("order", "order__area").filter(
        verb=Verb.RECORD, at__gte=begin, at__lt=end, facts__has_key="repeat_of"
    )
    return recorded.filter(order__in=orders.visible_to(actor)).order_by("-at", "-id")


def told_again(order: Order) -> bool:
    """Whether the order repeats an earlier one: as counted when it was recorded, or as a person marked it."""
    if str(Tag.REPEAT) in order.tags:
        return True
    return Event.objects.filter(order=order, seq=1, facts__has_key="repeat_of").exists()


def repeats_by_month(actor: Actor, begin: datetime, end: datetime) -> dict[str, int]:
    """How many requests were repeated ones, by month: whether it falls or rises (R031)."""
    months = repeats(actor, begin, end).order_by().annotate(month=TruncMonth("at", tzinfo=clock.ZONE))
    found: dict[str, int] = {}
    for month in months.values_list("month", flat=True):
        found[f"{month:%Y-%m}"] = found.get(f"{month:%Y-%m}", 0) + 1
    return dict(sorted(found.items()))
