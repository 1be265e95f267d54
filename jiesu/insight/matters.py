"""Hot matters of the running weeks: computed from the orders by reading.topics, stored by the tick, read by the page.

Confidential requests take no part: a title of theirs would be read by those who may not read them (R494). What is
clustered is masked, also of the requester's own name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from jiesu.callers import queries as callers
from jiesu.insight.models import HotMatter
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic as Law
from jiesu.reading.topics import Message, Topic, surges, topics
from jiesu.rules import thresholds
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import RequestType
from jiesu.rules.verdict import Refusal

DAYS = 28
"""The running weeks."""
EVERY = timedelta(hours=1)
MOST = 5_000
"""So many of the newest requests are clustered: what a small machine does in seconds."""
KEPT = 100
MASS_DAYS = timedelta(days=7)


def compute(at: datetime) -> int:
    """Cluster the running weeks and store what was found instead of what was there. How many matters."""
    rows = _requests(at)
    found = topics([_message(order) for order in rows])[:KEPT]
    by_number = {order.number: order for order in rows}
    with transaction.atomic():
        HotMatter.objects.all().delete()
        for topic in found:
            _store(topic, [by_number[number] for number in topic.members], at)
    return len(found)


def due(at: datetime) -> bool:
    """Whether the stored matters are older than an hour, or none were ever looked for."""
    last = HotMatter.objects.aggregate(last=Max("made_at"))["last"]
    return last is None or at - last >= EVERY


def matters(actor: Actor) -> QuerySet[HotMatter]:
    """The matters of which the actor may see an order, each with the number of those (`seen`)."""
    mine = orders.visible_to(actor).select_related(None).values("pk")
    seen = Count("orders", filter=Q(orders__in=mine), distinct=True)
    return HotMatter.objects.select_related("area").annotate(seen=seen).filter(seen__gt=0).order_by("rank")


def matter(pk: int, actor: Actor) -> HotMatter:
    """One matter. Refusal where there is none that the actor may see."""
    found = matters(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such matter.")
    return found


def members(found: HotMatter, actor: Actor) -> QuerySet[Order]:
    """The orders of a matter that the actor may see."""
    return orders.visible_to(actor).filter(pk__in=found.orders.values("pk"))


def series(found: HotMatter) -> tuple[list[str], list[int]]:
    """Days and orders a day over the running weeks, empty days too."""
    last = local_day(found.made_at)
    days = [(last - timedelta(days=back)).isoformat() for back in range(DAYS - 1, -1, -1)]
    return days, [int(found.by_day.get(day, 0)) for day in days]


def _requests(at: datetime) -> list[Order]:
    lately = orders.visible_to(SYSTEM).filter(received_at__gt=at - timedelta(days=DAYS), received_at__lte=at)
    told = lately.filter(confidential=False, part_of=None).exclude(request_type=RequestType.PRAISE)
    return list(told.order_by("-received_at", "-id")[:MOST])


def _message(order: Order) -> Message:
    title, text = (callers.nameless(order.requester, words) for words in (order.title, order.text))
    return Message(order.number, title, text, local_day(order.received_at).isoformat(), _sender(order))


def _sender(order: Order) -> str:
    return str(order.requester_id or order.number)


def _store(topic: Topic, rows: Sequence[Order], at: datetime) -> None:
    moments = sorted(order.received_at for order in rows)
    areas = Counter(order.area_id for order in rows if order.area_id)
    area, shared = areas.most_common(1)[0] if areas else (None, 0)
    mass, law = _mass(rows, at)
    stored = HotMatter.objects.create(
        rank=topic.rank, title=topic.title[:200], place=topic.place[:200],
        area_id=area if 2 * shared >= len(rows) else None, heat=Decimal(str(topic.heat)),
        first_at=moments[0], last_at=moments[-1], people=len({_sender(order) for order in rows}), size=len(rows),
        mass=mass, law=law, by_day=topic.by_day, made_at=at,
    )  # fmt: skip
    _, counts = series(stored)
    stored.surging = bool({DAYS - 1, DAYS - 2} & set(surges(counts)))
    stored.save(update_fields=["surging"])
    stored.orders.set(rows)


def _mass(rows: Sequence[Order], at: datetime) -> tuple[bool, str]:
    """Whether so many people asked within seven days that the law calls it a mass request; and which law."""
    try:
        found = policy.in_force(Law.THRESHOLDS, at)
    except Refusal:
        return False, ""
    moments = sorted((order.received_at, _sender(order)) for order in rows)
    most = max(
        len({who for when, who in moments if begin <= when < begin + MASS_DAYS}) for begin, _ in moments
    )
    if "mass_7d" not in found.rules.scales:
        return False, found.id
    return thresholds.warn(found.rules, "mass_7d", Fraction(most)).value is not None, found.id
