"""来电人研判: what one number asked over time, and how requests spread over those who ask (R359).

For those who keep the contact with requesters alone (callers.keeps_confidence); every value is masked, no number
stands in an address, and each look at one requester is written down by `actions.profile` before it is given out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from jiesu.callers import queries as callers
from jiesu.callers.queries import Card
from jiesu.intake.words import Tag
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.calendar import ZONE
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Outcome, Verb

LATEST = 20
SPREAD = ((1, 1), (2, 4), (5, 9), (10, 19), (20, None))
"""How often somebody asked in the time, from and to: the classes of the study."""
AGAIN = Q(events__seq=1, events__facts__has_key="repeat_of") | Q(tags__contains=[str(Tag.REPEAT)])


@dataclass(frozen=True, slots=True)
class Profile:
    """What one number asked: masked card, counts, months, matters, places, the latest orders."""

    card: Card
    total: int
    open: int
    repeats: int
    pressed: int
    unreasonable: int
    double_no: int
    first: datetime
    last: datetime
    months: tuple[tuple[str, int], ...]
    matters: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, int], ...]
    latest: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """One requester of the list: masked, how much, the last order by which the profile is opened."""

    card: Card
    orders: int
    open: int
    repeats: int
    pressed: int
    matters: int
    last: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Class:
    """So many requesters asked so often; their orders."""

    least: int
    most: int | None
    people: int
    orders: int


def profile(order: Order, actor: Actor) -> Profile:
    """What the requester of an order asked within sight: by the same number, whatever name was given."""
    assert order.requester is not None
    rows = _asked(order, actor)
    moments = sorted(rows.values_list("received_at", flat=True))
    counted = rows.aggregate(
        open=Count("pk", filter=~Q(state__in=[str(s) for s in FINAL_STATES])),
        pressed=Sum("pressed"),
        unreasonable=Count("pk", filter=Q(tags__contains=[str(Tag.UNREASONABLE)])),
        double_no=Count("pk", filter=Q(outcome=Outcome.DOUBLE_NO)),
    )
    months = Counter(f"{moment.astimezone(ZONE):%Y-%m}" for moment in moments)
    return Profile(
        card=callers.card(order.requester, Desk.INTAKE, actor), total=len(moments), open=counted["open"],
        repeats=rows.filter(AGAIN).distinct().count(), pressed=counted["pressed"] or 0,
        unreasonable=counted["unreasonable"], double_no=counted["double_no"],
        first=moments[0], last=moments[-1], months=tuple(sorted(months.items())),
        matters=_top(rows, "category"), places=_top(rows, "area__name"),
        latest=tuple(rows.select_related("area", "lead").order_by("-received_at", "-id")[:LATEST]),
    )  # fmt: skip


def askers(actor: Actor, since: datetime, until: datetime, *, least: int = 2) -> list[Asker]:
    """Who asked at least so often in a time, the most often first; masked."""
    rows = _of_time(actor, since, until)
    counted = (
        rows.values("requester")
        .annotate(
            n=Count("pk", distinct=True),
            open=Count("pk", filter=~Q(state__in=[str(s) for s in FINAL_STATES]), distinct=True),
            repeats=Count("pk", filter=AGAIN, distinct=True),
            matters=Count("category", filter=~Q(category=""), distinct=True),
            last=Max("number"),
            last_at=Max("received_at"),
        )
        .filter(n__gte=least)
        .order_by("-n", "requester")[:500]
    )
    pressed = dict(rows.values_list("requester").annotate(Sum("pressed")).order_by())
    return [
        Asker(
            _card(row["requester"], actor), row["n"], row["open"], row["repeats"],
            pressed.get(row["requester"]) or 0, row["matters"], row["last"], row["last_at"],
        )
        for row in counted
    ]  # fmt: skip


def spread(actor: Actor, since: datetime, until: datetime) -> list[Class]:
    """How many asked once, a few times, often; and how many orders came from each class."""
    often = Counter(
        _of_time(actor, since, until).values("requester").annotate(n=Count("pk")).values_list("n", flat=True)
    )
    return [
        Class(
            least, most,
            sum(people for n, people in often.items() if least <= n and (most is None or n <= most)),
            sum(n * people for n, people in often.items() if least <= n and (most is None or n <= most)),
        )
        for least, most in SPREAD
    ]  # fmt: skip


def profiles(order: Order, actor: Actor) -> bool:
    """Whether the actor may look at the requester's profile: who keeps the contact, and there is somebody."""
    if order.requester_id is None or not callers.keeps_confidence(actor):
        return False
    return Verb.REVEAL in orders.open_verbs_for(order, actor)


def _asked(order: Order, actor: Actor) -> QuerySet[Order]:
    assert order.requester is not None
    same = [party.pk for party in callers.akin(order.requester)]
    return orders.visible_to(actor).select_related(None).filter(requester__in=same).order_by()


def _of_time(actor: Actor, since: datetime, until: datetime) -> QuerySet[Order]:
    rows = orders.visible_to(actor).select_related(None).filter(requester__isnull=False)
    return rows.filter(received_at__gte=since, received_at__lt=until).order_by()


def _top(rows: QuerySet[Order], column: str) -> tuple[tuple[str, int], ...]:
    found: list[Any] = list(rows.values_list(column).annotate(n=Count("pk")).order_by("-n", column)[:10])
    return tuple((value, n) for value, n in found if value)


def _card(pk: int, actor: Actor) -> Card:
    party = callers.party(pk)
    assert party is not None
    return callers.card(party, Desk.INTAKE, actor)
