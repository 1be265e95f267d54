"""Volumes of the last seven days by matter, place and requester, beside the same of the weeks before (R344)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from jiesu.insight.axes import NONE, ruler
from jiesu.insight.kinds import Axis
from jiesu.insight.warning.finds import KEPT, units_for
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules import early
from jiesu.rules.calendar import local_day
from jiesu.rules.early import Finding, Of, Rise, Sort
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import RequestType
from jiesu.rules.thresholds import Colour
from jiesu.rules.verdict import Sentence
from jiesu.supervision import queries as supervision

WEEK = timedelta(days=7)
MOST_CALLERS = 500
AXES = {Of.MATTER: Axis.MATTER_3, Of.PLACE: Axis.STREET}
WHY = Sentence("%(now)s requests in seven days; %(mean)s a week in the %(weeks)s weeks before.")


@dataclass(frozen=True, slots=True)
class Volume:
    """The volume of one matter, place or requester: now, in each week before (the nearest first), what it means."""

    of: Of
    key: str
    name: str
    now: int
    before: tuple[int, ...]
    mean: Fraction
    ratio: Fraction | None
    colour: Colour | None


def volumes(of: Of, actor: Actor, at: datetime) -> list[Volume]:
    """All volumes by one of the three, the one that stands out most first; none where the city has no such law."""
    law = supervision.early_law(at)
    if law is None:
        return []
    rule = law.callers if of is Of.CALLER else law.volumes
    name = ruler(AXES[of], actor, at).name if of in AXES else (lambda _key: "")
    found = [
        Volume(of, key, name(key), counts[0], tuple(counts[1:]), *early.rise(rule, counts[0], counts[1:]))
        for key, counts in _counted(of, rule, actor, at).items()
        if counts[0]
    ]
    return sorted(found, key=_pressing)


def behind(of: Of, key: str, actor: Actor, at: datetime) -> QuerySet[Order]:
    """The orders of the last seven days behind a volume."""
    rows = _told(actor).filter(received_at__gt=at - WEEK, received_at__lte=at)
    return _of_key(rows, of, key, actor, at)


def unusual(at: datetime) -> Iterator[Finding]:
    """诉求量异动: each volume that stands out, once a week, for the units that lead its orders."""
    for of in Of:
        for one in volumes(of, SYSTEM, at):
            if one.colour is None:
                break
            yield _finding(one, at)


def _finding(one: Volume, at: datetime) -> Finding:
    rows = list(
        behind(one.of, one.key, SYSTEM, at).select_related("lead", "area").order_by("-received_at")[:KEPT]
    )
    week = local_day(at).isocalendar()
    name = one.name if one.of is not Of.CALLER else rows[-1].number
    law = supervision.early_law(at)
    told = {"now": one.now, "mean": f"{float(one.mean):.1f}", "weeks": law.volumes.weeks if law else 0}
    return Finding(
        Sort.VOLUME, f"{one.of} {one.key} {week.year}-{week.week}", f"{one.of.zh} {name}",
        units_for(rows, rows[0].area), Sentence(WHY.text, told), one.colour,
        {"orders": [order.number for order in rows]},
    )  # fmt: skip


def _counted(of: Of, rule: Rise, actor: Actor, at: datetime) -> dict[str, list[int]]:
    """For each key: the last seven days first, then the weeks before, the nearest first."""
    rows = _told(actor).filter(received_at__gt=at - (rule.weeks + 1) * WEEK, received_at__lte=at)
    if of is Of.CALLER:
        rows = rows.filter(requester__in=_busy(rule, actor, at))
    weeks = {
        f"week{n}": Count("pk", filter=Q(received_at__gt=at - (n + 1) * WEEK, received_at__lte=at - n * WEEK))
        for n in range(rule.weeks + 1)
    }
    by = ruler(AXES[of], actor, at) if of in AXES else None
    told = rows.order_by().annotate(raw=by.raw if by else F("requester")).values("raw").annotate(**weeks)
    found: dict[str, list[int]] = defaultdict(lambda: [0] * (rule.weeks + 1))
    for row in told:
        key = by.key(row["raw"]) if by else str(row["raw"])
        found[key] = [count + row[f"week{n}"] for n, count in enumerate(found[key])]
    found.pop(NONE, None)
    return found


def _busy(rule: Rise, actor: Actor, at: datetime) -> list[int]:
    """Whoever asked at least so often in the last seven days; of the others nothing is counted."""
    rows = _told(actor).filter(received_at__gt=at - WEEK, received_at__lte=at, requester__isnull=False)
    asked = rows.order_by().values("requester").annotate(n=Count("pk")).filter(n__gte=rule.least)
    return list(asked.order_by("-n", "requester").values_list("requester", flat=True)[:MOST_CALLERS])


def _told(actor: Actor) -> QuerySet[Order]:
    """What is counted: nothing confidential, no part of a divided request, no praise."""
    seen = orders.visible_to(actor).select_related(None).filter(confidential=False, part_of=None)
    return seen.exclude(request_type=RequestType.PRAISE)


def _of_key(rows: QuerySet[Order], of: Of, key: str, actor: Actor, at: datetime) -> QuerySet[Order]:
    if of in AXES:
        return rows.filter(ruler(AXES[of], actor, at).fits(key))
    return rows.filter(requester=int(key)) if key.isdigit() else rows.none()


def _pressing(one: Volume) -> tuple[Any, ...]:
    grave = list(Colour).index(one.colour) if one.colour else -1
    return -grave, -one.now, one.key
