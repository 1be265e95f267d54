"""The only place that asks the system what time it is. Everything below takes `at=`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which limits are counted and times are shown; storage is UTC."""


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Asia/Shanghai."""
    return now().astimezone(ZONE).date()


def local(moment: datetime) -> datetime:
    """The moment as a clock on a Beijing wall shows it."""
    return moment.astimezone(ZONE)
