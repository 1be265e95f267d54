"""The overview: today, the trays, the running period, fourteen days. Each number is counted from a set one can open.

Nothing here is wider than what the actor may see.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from jiesu.assessment import queries as assessment
from jiesu.assessment.queries import Counts, Window
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.insight.kinds import Today
from jiesu.insight.nameless import catalogue, nameless, record
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.calendar import DAY, ZONE, end_of, local_day
from jiesu.rules.flow import ORDER_TRAY
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Rate, ScoreSheet
from jiesu.rules.terms import Desk, OrderState, Outcome

PLATFORM = (catalogue, nameless, record)
"""De-identified data for the city's platform; they stand in `nameless`."""
SPAN = 14
"""How many days the chart and the leading matters look back, today included."""
CAP = 9999
TOP = 8


@dataclass(frozen=True, slots=True)
class Running:
    """The rates of the running period for the widest unit of the actor."""

    unit: Unit
    window: Window
    counts: Counts
    sheet: ScoreSheet

    @property
    def rates(self) -> list[tuple[Rate, Fraction | None, str]]:
        """The three rates, each with the figure whose orders it counts."""
        figures = {Rate.RESPONSE: "contacted", Rate.RESOLUTION: "solved", Rate.SATISFACTION: "satisfied"}
        return [(rate, self.sheet.rate(rate), figure) for rate, figure in figures.items()]


def narrowed(rows: QuerySet[Order], figure: Today, at: datetime) -> QuerySet[Order]:
    """The orders behind a figure of the overview."""
    open_now = Q(state=OrderState.DISPATCHED)
    since = _begin_of(local_day(at))
    match figure:
        case Today.RECEIVED:
            return rows.filter(received_at__gte=since)
        case Today.DISPATCHED:
            return rows.filter(dispatched_at__gte=since)
        case Today.REPLIED:
            return rows.filter(replied_at__gte=since)
        case Today.OVERDUE:
            return rows.filter(open_now, due__lt=at)
        case Today.NEAR:
            return rows.filter(open_now, due__gte=at, due__lt=at + DAY)
    return rows.filter(state=OrderState.RATED, outcome=Outcome.DOUBLE_NO)


def today(actor: Actor, at: datetime) -> list[tuple[Today, int]]:
    """Each figure with its number, counted no further than the cap."""
    seen = _seen(actor)
    return [(figure, narrowed(seen, figure, at).order_by()[: CAP + 1].count()) for figure in Today]


def trays(actor: Actor) -> list[tuple[Desk, list[tuple[OrderState, int]]]]:
    """How many orders lie at each desk, by state, counted no further than the cap; only the open ones are counted."""
    seen = _seen(actor).order_by()
    desks: dict[Desk, list[tuple[OrderState, int]]] = {}
    for state, desk in ORDER_TRAY.items():
        if desk is not None:
            lying = seen.filter(state=state)[: CAP + 1].count()
            desks.setdefault(desk, []).append((state, lying))
    return list(desks.items())


def running(actor: Actor, at: datetime) -> Running | None:
    """The period that runs, for the widest unit in which the actor has a seat."""
    codes = [seat.unit for seat in sorted(actor.seats, key=lambda seat: len(seat.path)) if seat.unit]
    if not codes:
        return None
    unit = directory.unit(codes[0])
    return Running(unit, *assessment.running(unit, at))


def days(actor: Actor, at: datetime) -> list[tuple[date, int, int]]:
    """For each of the last fourteen days: received and replied."""
    first = since(at)
    got, done = (_by_day(_seen(actor), column, first) for column in ("received_at", "replied_at"))
    return [(day, got.get(day, 0), done.get(day, 0)) for day in (first + n * DAY for n in range(SPAN))]


def categories(actor: Actor, at: datetime) -> list[tuple[str, int]]:
    """The categories most asked about in these days."""
    rows = _recent(actor, at).exclude(category="").values_list("category").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "category")[:TOP])


def streets(actor: Actor, at: datetime) -> list[tuple[Any, int]]:
    """The streets and townships most asked about in these days, whatever area below them is named."""
    known = {area.path: area for area in directory.areas().filter(level="street")}
    counted: Counter[str] = Counter()
    rows = _recent(actor, at).exclude(area=None).values_list("area__path").annotate(n=Count("pk"))
    for path, n in rows.order_by():
        counted.update({top: n for top in _above(path) if top in known})
    return [(known[path], n) for path, n in counted.most_common(TOP)]


def within(rows: QuerySet[Order], code: str) -> QuerySet[Order]:
    """The orders in the area of that code or below it; none where there is no such area."""
    place = directory.areas().filter(code=code).values_list("path", flat=True).first()
    return rows.filter(area__path__startswith=place) if place else rows.none()


def since(at: datetime) -> date:
    """The first of the days that the overview looks back on."""
    return local_day(at) - timedelta(days=SPAN - 1)


def _seen(actor: Actor) -> QuerySet[Order]:
    return orders.visible_to(actor).select_related(None)


def _recent(actor: Actor, at: datetime) -> QuerySet[Order]:
    return _seen(actor).filter(received_at__gte=_begin_of(since(at))).order_by()


def _by_day(rows: QuerySet[Order], column: str, first: date) -> dict[date, int]:
    found = rows.filter(**{f"{column}__gte": _begin_of(first)}).order_by()
    return dict(found.annotate(day=TruncDate(column, tzinfo=ZONE)).values_list("day").annotate(Count("pk")))


def _above(path: str) -> list[str]:
    codes = [code for code in path.split("/") if code]
    return ["/" + "/".join(codes[: n + 1]) + "/" for n in range(len(codes))]


def _begin_of(day: date) -> datetime:
    return end_of(day - DAY)
