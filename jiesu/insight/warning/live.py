"""实时动态监测: the open orders now by unit or area, by stage and lateness; each number opens its orders (R339)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from jiesu.insight.axes import ruler
from jiesu.insight.kinds import Axis
from jiesu.insight.warning.kinds import STATES, Live
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.calendar import DAY
from jiesu.rules.reach import Actor
from jiesu.rules.terms import OrderState

AXES = (Axis.BRANCH, Axis.UNIT, Axis.STREET, Axis.COMMUNITY)
OPEN = tuple(dict.fromkeys(state for states in STATES.values() for state in states))


@dataclass(frozen=True, slots=True)
class Row:
    """One unit or area with its numbers."""

    key: str
    name: str
    counts: Mapping[Live, int]


def live(axis: Axis, actor: Actor, at: datetime) -> list[Row]:
    """Every unit or area that has open orders, the one with the most late ones first; only open states are read."""
    by = ruler(axis, actor, at)
    told = {str(figure): Count("pk", filter=_is(figure, at)) for figure in Live}
    rows = _open(actor).order_by().annotate(raw=by.raw).values("raw").annotate(**told)
    found: dict[str, dict[Live, int]] = defaultdict(lambda: dict.fromkeys(Live, 0))
    for row in rows:
        counts = found[by.key(row["raw"])]
        for figure in Live:
            counts[figure] += row[str(figure)]
    named = [Row(key, by.name(key), counts) for key, counts in found.items()]
    return sorted(named, key=lambda row: (-row.counts[Live.LATE], -row.counts[Live.ALL], row.key))


def total(actor: Actor, at: datetime) -> dict[Live, int]:
    """The same over everything the actor may see."""
    told = {str(figure): Count("pk", filter=_is(figure, at)) for figure in Live}
    found = _open(actor).order_by().aggregate(**told)
    return {figure: found[str(figure)] for figure in Live}


def behind(axis: Axis | None, key: str, figure: Live, actor: Actor, at: datetime) -> QuerySet[Order]:
    """The orders behind one number."""
    rows = orders.visible_to(actor).filter(_is(figure, at), state__in=[str(state) for state in OPEN])
    return rows.filter(ruler(axis, actor, at).fits(key)) if axis else rows


def _open(actor: Actor) -> QuerySet[Order]:
    return orders.visible_to(actor).select_related(None).filter(state__in=[str(state) for state in OPEN])


def _is(figure: Live, at: datetime) -> Q:
    if figure is Live.NEAR:
        return Q(state=OrderState.DISPATCHED, due__gte=at, due__lt=at + DAY)
    if figure is Live.LATE:
        return Q(state=OrderState.DISPATCHED, due__lt=at)
    return Q(state__in=[str(state) for state in STATES.get(figure, OPEN)])
