"""What there is to warn of: limits that come near, repeats, many people on one matter, perhaps key requests.

Looks only at what moved lately, so that a turn grows with what happens and not with what is open. The colours are the
law's (policies/*/thresholds/); where it has no such scale nothing is warned of, the limit's own mark apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from jiesu.handling.kinds import AlertKind, AlertState
from jiesu.handling.models import Alert
from jiesu.intake import queries as intake
from jiesu.orders.face import Event, Mark, Order
from jiesu.rules.clocks import MarkKind
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.terms import Level, OrderState, RequestType, Verb
from jiesu.rules.verdict import Sentence

LATELY = timedelta(hours=1)
"""How far back a turn looks: ticks come every minute, an hour of standing still loses nothing."""
MONTH, WEEK, SECOND = timedelta(days=30), timedelta(days=7), timedelta(seconds=1)
MOST = 2000
NEAR = Sentence("Its limit is near.")
REPEATED = "The same requester asks about it for the %(n)s. time."
PRESSED = "The requester asked again %(n)s times."
MANY = "%(n)s people ask about this matter here within seven days."
WORDS = "The text says: %(words)s."
URGENT = "It is of the most urgent level."


def found(at: datetime) -> list[Alert]:
    """Every warning that the last hour gives rise to, those raised before too (the database keeps them once)."""
    return [*_deadlines(at), *_repeats(at), *_pressed(at), *_masses(at), *_keys(at)]


def _deadlines(at: datetime) -> Iterator[Alert]:
    """时限预警: a share whose limit has come near (the watch noted it)."""
    live = Q(share__state__in=[str(state) for state in LIVE_SHARES])
    marks = Mark.objects.filter(live, kind=MarkKind.NEAR, due__gte=at - WEEK, noted_at__gte=at - LATELY)
    marks = marks.select_related("share")
    for mark in marks.order_by("pk")[:MOST]:
        share = mark.share
        if share is None or share.due is None:
            continue
        whole, used = share.due - share.dispatched_at, mark.due - share.dispatched_at
        part = Fraction(used // SECOND, max(1, whole // SECOND))
        warned = intake.colour("time_used", part, at)
        yield _alert(
            mark.order_id, AlertKind.DEADLINE, f"{share.no}@{share.due:%y%m%d%H%M}", NEAR, warned, at
        )


def _repeats(at: datetime) -> Iterator[Alert]:
    """重复诉求预警: the requester asked about the same matter before, within the thirty days of the law's scale."""
    fresh = list(_fresh(at).exclude(category="").exclude(requester=None).order_by("pk")[:MOST])
    mine = {order.requester_id for order in fresh}
    lately = Order.objects.filter(requester__in=mine, received_at__gte=at - MONTH).order_by()
    asked = lately.values_list("requester", "category").annotate(n=Count("pk"))
    counted = {(requester, category): n for requester, category, n in asked}
    for order in fresh:
        n = counted.get((order.requester_id, order.category), 1)
        warned = intake.colour("repeated_30d", Fraction(n), at)
        if warned.value is not None:
            said = Sentence(REPEATED, {"n": n})
            yield _alert(order.pk, AlertKind.REPEAT, f"{n}", said, warned, at, ["repeat"])


def _pressed(at: datetime) -> Iterator[Alert]:
    """The requester asked again about an open order so often that the law warns."""
    asked = Event.objects.filter(verb=Verb.PRESS, at__gte=at - LATELY, order__state=OrderState.DISPATCHED)
    for pk, pressed in asked.values_list("order", "order__pressed").distinct()[:MOST]:
        warned = intake.colour("urged", Fraction(pressed), at)
        if warned.value is not None:
            said = Sentence(PRESSED, {"n": pressed})
            yield _alert(pk, AlertKind.REPEAT, f"pressed {warned.value}", said, warned, at, ["repeat"])


def _masses(at: datetime) -> Iterator[Alert]:
    """群体诉求预警: so many people on one matter in one place that the law warns."""
    fresh = (
        _fresh(at).exclude(category="").exclude(request_type=RequestType.PRAISE).filter(area__isnull=False)
    )
    places = set(fresh.order_by().values_list("category", "area").distinct()[:MOST])
    same = Order.objects.filter(
        category__in={category for category, _ in places}, area__in={area for _, area in places},
        received_at__gte=at - WEEK,
    )  # fmt: skip
    people = Count("requester", distinct=True) + Count("pk", filter=Q(requester=None))
    counted = same.order_by().values_list("category", "area").annotate(people=people)
    for category, area, n in counted.filter(people__gt=1):
        warned = intake.colour("mass_7d", Fraction(n), at) if (category, area) in places else intake.Warned()
        if warned.value is None:
            continue
        open_now = same.filter(category=category, area=area, state=OrderState.DISPATCHED)
        for pk in (
            open_now.exclude(tags__contains=["mass"]).order_by("pk").values_list("pk", flat=True)[:MOST]
        ):
            said = Sentence(MANY, {"n": n})
            yield _alert(pk, AlertKind.MASS, f"{category} {warned.value}"[:60], said, warned, at, ["mass"])


def _keys(at: datetime) -> Iterator[Alert]:
    """重点诉求预警: words that alarm, or the most urgent level."""
    warned_of = Alert.objects.filter(order=OuterRef("pk"), kind=AlertKind.KEY)
    fresh = _fresh(at).exclude(tags__contains=["key"]).filter(~Exists(warned_of))
    for order in fresh.order_by("pk")[:MOST]:
        proposed = intake.proposed(f"{order.title}\n{order.text}", at)
        tags = [one.tag for one in proposed if one.tag not in order.tags]
        if tags:
            words = "、".join(word for one in proposed for word in one.words)
            said = Sentence(WORDS, {"words": words})
        elif order.level == Level.P1:
            said = Sentence(URGENT)
        else:
            continue
        yield _alert(
            order.pk, AlertKind.KEY, "words" if tags else "level", said, intake.Warned(), at, ["key", *tags]
        )


def _fresh(at: datetime) -> Any:
    """Orders that went to the units lately."""
    return Order.objects.filter(
        state=OrderState.DISPATCHED, dispatched_at__gte=at - LATELY, dispatched_at__lte=at
    )


def _alert(
    order: int, kind: AlertKind, cause: str, said: Sentence, warned: intake.Warned, at: datetime,
    tags: list[str] | None = None,
) -> Alert:  # fmt: skip
    return Alert(
        order_id=order, kind=kind, cause=cause, why=[said.text, dict(said.values)], colour=warned.value or "",
        law=warned.law, clause=warned.clause, raised_at=at, tags=tags or [], state=AlertState.RAISED,
    )  # fmt: skip
