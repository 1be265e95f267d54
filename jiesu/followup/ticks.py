"""What time alone brings about in follow-up: draws, text messages, closed orders. Idempotent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from jiesu.followup import actions, queries
from jiesu.followup.queries import Tray
from jiesu.orders.face import Event
from jiesu.rules.reach import SYSTEM
from jiesu.rules.verdict import Refusal

PORTION = 2000


def run(at: datetime) -> str:
    """One turn. What was done, in words; empty where nothing was to be done."""
    done = {
        "drawn or closed": draw_due(at),
        "messages sent": actions.send_waiting(at=at),
        "closed after follow-up": close_due(at),
    }
    return ", ".join(f"{n} {what}" for what, n in done.items() if n)


def draw_due(at: datetime) -> int:
    """Draw what lies replied; each order in a transaction of its own. How many were decided."""
    return _each(Tray.REPLIED, at, actions.draw)


def close_due(at: datetime) -> int:
    """Close what is double-yes, and what could not be asked."""
    return _each(Tray.DONE, at, actions.close)


def _each(tray: Tray, at: datetime, action: Callable[..., Event]) -> int:
    numbers = queries.tray(tray, SYSTEM, at).values_list("number", flat=True)[:PORTION]
    return sum(_tried(action, number, at) for number in list(numbers))


def _tried(action: Callable[..., Event], number: str, at: datetime) -> bool:
    try:
        action(number, by=SYSTEM, at=at)
    except Refusal:  # somebody else was quicker
        return False
    return True
