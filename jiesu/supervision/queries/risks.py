"""Questions about risks of orders before and after handling, and about known places before their season."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jiesu.handling import queries as handling
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules import early
from jiesu.rules.calendar import DAY, end_of, local_day
from jiesu.rules.early import Charge, Early
from jiesu.rules.reach import Actor
from jiesu.rules.registers import Register
from jiesu.rules.terms import UnitRole, Verb
from jiesu.supervision.models import Entry, Item
from jiesu.supervision.queries.warned import early_law

LOOKED_BACK = timedelta(days=90)


def risky_orders(actor: Actor, at: datetime) -> QuerySet[Order]:
    """Sudden, mass and extreme orders of the last ninety days, each with its risk before and after handling."""
    law = early_law(at)
    seen = orders.visible_to(actor).filter(received_at__gt=at - LOOKED_BACK, received_at__lte=at)
    if law is None or not law.risks:
        return seen.none()
    told = Entry.objects.filter(register=Register.RISK, order=OuterRef("pk")).order_by("-made_at")
    tagged = reduce(or_, (Q(tags__contains=[tag]) for tag in sorted(law.risks)))
    return seen.filter(tagged).annotate(
        before=Subquery(told.values("kind")[:1]), after=Subquery(told.values("form")[:1]),
        risk=Subquery(told.values("pk")[:1]),
    )  # fmt: skip


def warned_orders(actor: Actor) -> QuerySet[Any]:
    """What the machine warned of on orders: whose it is, by when, how often urged, how it ended (R349)."""
    urged = Item.objects.filter(order=OuterRef("order"), kind=Verb.URGE).order_by()
    lead = Assignment.objects.filter(order=OuterRef("order"), role=UnitRole.LEAD).order_by("-no")
    counted = urged.values("order").annotate(n=Count("pk")).values("n")
    return handling.alerts(actor).annotate(
        urged=Coalesce(Subquery(counted), 0) + F("order__pressed"),
        owner=Subquery(lead.values("handler__name")[:1]),
    )


def spots_to_check(law: Early, at: datetime) -> list[tuple[Entry, date]]:
    """The known places whose season begins within the lead and that nobody was told to check for it yet."""
    today, found = local_day(at), []
    for spot in Entry.objects.filter(register=Register.SPOT, ended_at=None).select_related("unit"):
        season = law.named.get(spot.figures.get("season", ""))
        if season is None:
            continue
        begin = season.next_begin(today)
        if early.reminds(begin, today, law.seasons.lead) and not _told(spot, begin, law):
            found.append((spot, begin))
    return found


def check_by(begin: date) -> datetime:
    """By when a place is repaired: 24:00 of the day before its season."""
    return end_of(begin - DAY)


def _told(spot: Entry, begin: date, law: Early) -> bool:
    since = end_of(begin - (law.seasons.lead + 1) * DAY)
    return Entry.objects.filter(parent=spot, kind=Charge.REPAIR, made_at__gte=since).exists()
