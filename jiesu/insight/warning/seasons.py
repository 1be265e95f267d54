"""季节性、周期性: months in which a matter stood out in every earlier year, and reminders before its season (R347).

The counts of whole months are kept: a past month changes no more, so each is counted once, a few a turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Sum

from jiesu.insight.axes import NONE, ruler
from jiesu.insight.kinds import Axis
from jiesu.insight.models import Month, MonthVolume
from jiesu.orders import face as orders
from jiesu.rules import early
from jiesu.rules.calendar import DAY, end_of, local_day
from jiesu.rules.early import Finding, Sort
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import RequestType
from jiesu.rules.verdict import Sentence
from jiesu.supervision import queries as supervision

YEARS = 5
"""So many earlier years are looked at."""
PORTION = 3
"""So many missing months are counted a turn."""
MOST_UNITS = 5
WHY = Sentence(
    "In each of the last %(years)s years it stood out in the months %(months)s; the season begins on %(begins)s."
)


@dataclass(frozen=True, slots=True)
class Seasonal:
    """A matter with its season: the months, the next begin, and the counts of each earlier year."""

    category: str
    name: str
    months: tuple[int, ...]
    begins: date | None
    years: Mapping[int, tuple[int, ...]]

    @property
    def months_said(self) -> str:
        """The months in figures."""
        return "、".join(str(month) for month in self.months)


def count_months(at: datetime) -> int:
    """Count the whole months of the earlier years that were not counted yet. How many were counted."""
    first = _first_month(at)
    if first is None:
        return 0
    known = set(Month.objects.values_list("first", flat=True))
    missing = [month for month in _months(first, local_day(at).replace(day=1)) if month not in known]
    for month in missing[:PORTION]:
        _count(month, at)
    return len(missing[:PORTION])


def seasonal(at: datetime) -> list[Seasonal]:
    """The matters that have a season by the earlier years, the one that begins next first."""
    law = supervision.early_law(at)
    if law is None:
        return []
    by = ruler(Axis.MATTER_2, SYSTEM, at)
    today = local_day(at)
    counted: dict[str, dict[int, list[int]]] = defaultdict(dict)
    rows = MonthVolume.objects.filter(month__first__year__in=_whole_years(today))
    told = rows.values_list("category", "month__first__year", "month__first__month").annotate(n=Sum("orders"))
    for category, year, month, n in told.order_by():
        if (key := by.key(category)) != NONE:
            counted[key].setdefault(year, [0] * early.MONTHS)[month - 1] += n
    found = []
    for key, years in counted.items():
        if months := early.season_months(law.seasons, years):
            shown = {year: tuple(counts) for year, counts in sorted(years.items())}
            found.append(Seasonal(key, by.name(key), months, early.season_begins(months, today), shown))
    return sorted(found, key=lambda one: (one.begins or date.max, one.category))


def ahead(at: datetime) -> Iterator[Finding]:
    """提前提醒: before a season begins, once, to the units that led most orders of the matter in that month."""
    law = supervision.early_law(at)
    if law is None:
        return
    for one in seasonal(at):
        if one.begins is None or not early.reminds(one.begins, local_day(at), law.seasons.lead):
            continue
        told = {"years": len(one.years), "months": one.months_said, "begins": one.begins.isoformat()}
        yield Finding(
            Sort.SEASON, f"{one.category} {one.begins}", one.name, _leading(one),
            Sentence(WHY.text, told), None, {"months": list(one.months)},
        )  # fmt: skip


def _whole_years(today: date) -> list[int]:
    """The earlier years of which every month was counted: half a year shows no season."""
    counted = Month.objects.filter(first__lt=date(today.year, 1, 1)).values_list("first__year")
    return [year for year, n in counted.annotate(n=Count("pk")).order_by() if n == early.MONTHS]


def _leading(one: Seasonal) -> tuple[str, ...]:
    assert one.begins is not None
    rows = MonthVolume.objects.filter(
        category__startswith=one.category, month__first__month=one.begins.month, unit__isnull=False
    )
    led = rows.order_by().values_list("unit__code").annotate(n=Sum("orders"))
    return tuple(code for code, _n in led.order_by("-n", "unit__code")[:MOST_UNITS])


@transaction.atomic
def _count(first: date, at: datetime) -> None:
    """One month by matter and lead unit; nothing confidential, no part of a divided request, no praise."""
    month, new = Month.objects.get_or_create(first=first, defaults={"made_at": at})
    if not new:
        return
    rows = orders.visible_to(SYSTEM).select_related(None).filter(
        received_at__gte=end_of(first - DAY), received_at__lt=end_of(_next(first) - DAY), confidential=False,
        part_of=None,
    ).exclude(request_type=RequestType.PRAISE).exclude(category="")  # fmt: skip
    told = rows.order_by().values_list("category", "lead").annotate(n=Count("pk"))
    MonthVolume.objects.bulk_create(
        [MonthVolume(month=month, category=category, unit_id=lead, orders=n) for category, lead, n in told]
    )


def _first_month(at: datetime) -> date | None:
    """The first whole month of the years looked at in which anything came."""
    back = date(local_day(at).year - YEARS, 1, 1)
    rows = orders.visible_to(SYSTEM).select_related(None).filter(received_at__gte=end_of(back - DAY))
    oldest = rows.order_by("received_at").values_list("received_at", flat=True).first()
    return local_day(oldest).replace(day=1) if oldest else None


def _months(first: date, until: date) -> list[date]:
    found = []
    while first < until:
        found.append(first)
        first = _next(first)
    return found


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
