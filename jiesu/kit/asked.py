"""The time that a page is asked for: two days in its address (`received_from`, `received_to`), and back again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpRequest

from jiesu.kit import clock
from jiesu.rules.calendar import DAY

YEARS = range(1900, 9000)
"""Days of other years are none that a clock can add to, or move to another zone."""


def day_said(text: str) -> date | None:
    """The day of "2026-03-04" in an address; none where it is none, or no usable one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def period(request: HttpRequest, usual: int) -> tuple[datetime, datetime]:
    """The first day asked for and the day after the last one; the last `usual` days where none is asked."""
    today = clock.today()
    found = []
    for name, otherwise in (("received_from", today - timedelta(days=usual - 1)), ("received_to", today)):
        day = day_said(request.GET.get(name, "")) or otherwise
        found.append(datetime.combine(day, datetime.min.time(), clock.ZONE))
    return found[0], found[1] + DAY


def days(since: datetime, until: datetime) -> dict[str, str]:
    """The same time as an address names it."""
    return {"received_from": f"{since:%Y-%m-%d}", "received_to": f"{until - DAY:%Y-%m-%d}"}
