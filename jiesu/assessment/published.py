"""What the public may see of the figures (公开): approved indicators only, small cells hidden (R478-R481, R487).

Law: 《北京市接诉即办工作条例》 art 33 (disclosure); Personal Information Protection Law art 6. Which indicators are
approved is settings.PUBLISHED. A count below LEAST is hidden, and so is as much beside it as keeps it from
being reckoned from the total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth

from jiesu.orders import face as orders
from jiesu.rules.calendar import DAY, ZONE, end_of, local_day
from jiesu.rules.reach import SYSTEM
from jiesu.rules.scoring import Rate, ScoreSheet, percent
from jiesu.rules.terms import Channel, RequestType, Term

if TYPE_CHECKING:
    from jiesu.assessment.queries import Sheet

LEAST = 5
LEAST_ANSWERS = 30
"""A rate of fewer answers would tell of single persons."""
MONTHS = 12


class Indicator(Term):
    """A figure that may be published."""

    BY_TYPE = ("by_type", "按诉求类型的受理量", "Requests by type")
    BY_CHANNEL = ("by_channel", "按受理渠道的受理量", "Requests by channel")
    RESPONSE = ("response", "响应率", "Response rate")
    RESOLUTION = ("resolution", "解决率", "Resolution rate")
    SATISFACTION = ("satisfaction", "满意率", "Satisfaction rate")


RATES = {
    Indicator.RESPONSE: Rate.RESPONSE,
    Indicator.RESOLUTION: Rate.RESOLUTION,
    Indicator.SATISFACTION: Rate.SATISFACTION,
}


@dataclass(frozen=True, slots=True)
class Month:
    """One month's counts in the order of the table's words; None is hidden."""

    month: str
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Requests by month and by the words of one vocabulary."""

    indicator: Indicator
    words: tuple[Term, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class League:
    """One league's rates in per cent; None is hidden (too few follow-ups) or not approved."""

    name: str
    follow_ups: int | None
    rates: dict[Indicator, Decimal | None]


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that is published at one moment. No period: none is closed yet."""

    at: datetime
    tables: tuple[Table, ...]
    first: date | None
    last: date | None
    law: str
    leagues: tuple[League, ...]


def figures(at: datetime, sheet: Sheet | None) -> Published:
    """The published figures at a moment, with the sheet of the last closed period."""
    open_now = approved()
    counted = _counted(at)
    tables = [
        _table(Indicator.BY_TYPE, RequestType, counted, 0),
        _table(Indicator.BY_CHANNEL, Channel, counted, 1),
    ]
    return Published(
        at=at,
        tables=tuple(table for table in tables if table.indicator in open_now),
        first=sheet.period.first if sheet else None,
        last=sheet.period.last if sheet else None,
        law=sheet.law.id if sheet else "",
        leagues=_leagues(sheet, [i for i in RATES if i in open_now]) if sheet else (),
    )


def approved() -> tuple[Indicator, ...]:
    """The indicators that this installation publishes."""
    return tuple(indicator for indicator in Indicator if str(indicator) in settings.PUBLISHED)


def hidden(counts: Sequence[int]) -> tuple[int | None, ...]:
    """The counts with small ones hidden, and the next smallest with them while the total would tell them."""
    gone = {place for place, count in enumerate(counts) if 0 < count < LEAST}
    rest = sorted((place for place, count in enumerate(counts) if count >= LEAST), key=lambda p: -counts[p])
    while gone and rest and (len(gone) == 1 or sum(counts[place] for place in gone) < LEAST):
        gone.add(rest.pop())
    return tuple(None if place in gone else count for place, count in enumerate(counts))


def _counted(at: datetime) -> Counter[tuple[str, str, str]]:
    """Requests of the last whole months by (month, type, channel)."""
    begins, ends = _span(at)
    rows = orders.visible_to(SYSTEM).filter(received_at__gte=begins, received_at__lt=ends).order_by()
    grouped = rows.annotate(month=TruncMonth("received_at", tzinfo=ZONE)).values_list(
        "month", "request_type", "channel"
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for month, kind, channel, count in grouped.annotate(count=Count("pk")):
        found[f"{month:%Y-%m}", kind, channel] += count
    return found


def _span(at: datetime) -> tuple[datetime, datetime]:
    first = local_day(at).replace(day=1)
    months = first.year * 12 + first.month - 1 - MONTHS
    begins = date(months // 12, months % 12 + 1, 1)
    return end_of(begins - DAY), end_of(first - DAY)


def _table(
    indicator: Indicator, words: type[Term], counted: Counter[tuple[str, str, str]], which: int
) -> Table:
    by_month: dict[str, Counter[str]] = {}
    for (month, *codes), count in counted.items():
        by_month.setdefault(month, Counter())[codes[which]] += count
    used = tuple(word for word in words if any(one[str(word)] for one in by_month.values()))
    months = []
    for month in sorted(by_month):
        counts = [by_month[month][str(word)] for word in used]
        total = sum(counts)
        months.append(Month(month, hidden(counts), total if total >= LEAST or not total else None))
    return Table(indicator, used, tuple(months))


def _leagues(sheet: Sheet, indicators: Sequence[Indicator]) -> tuple[League, ...]:
    how = sheet.law.rules.summary
    return tuple(_league(name, sheet.summary(name, how), indicators) for name in sheet.leagues)


def _league(name: str, result: ScoreSheet, indicators: Sequence[Indicator]) -> League:
    enough = result.tally.valid >= LEAST_ANSWERS
    rates = {i: percent(result.rate(RATES[i]), 1) if enough else None for i in indicators}
    return League(name, result.tally.valid if enough else None, rates)
