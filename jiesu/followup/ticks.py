"""What time alone brings about in follow-up: draws, text messages, telling, closed orders, the month's sample."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from jiesu.followup import actions, queries
from jiesu.followup.models import InformWay, Job, Recheck
from jiesu.followup.queries import Tray
from jiesu.kit.turns import Unfinished
from jiesu.orders.face import Event, Order
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import SYSTEM
from jiesu.rules.verdict import Refusal

PORTION = 500
"""So many of each kind a turn; where there are more the next turn follows at once."""


def run(at: datetime) -> str:
    """One turn. What was done, in words, and kept (R242); empty where nothing was to be done."""
    done = {
        "drawn or closed": draw_due(at),
        "told the result": tell_due(at),
        "messages sent": actions.send_waiting(at=at),
        "closed after follow-up": close_due(at),
        "closed with their parts": close_divided(at),
        "drawn for a second visit": draw_month(at),
    }
    did = ", ".join(f"{n} {what}" for what, n in done.items() if n)
    if did:
        Job.objects.create(at=at, did=did)
    return Unfinished(did) if max(done.values()) >= PORTION else did


def draw_due(at: datetime) -> int:
    """Draw what lies replied; each order in a transaction of its own. How many were decided."""
    return _each(_of(Tray.REPLIED, at), at, actions.draw)


def tell_due(at: datetime) -> int:
    """Tell the requesters of answered orders by message; the question by message has told it already."""
    return sum(_told(order, at) for order in list(queries.to_message(at)[:PORTION]))


def close_due(at: datetime) -> int:
    """Close what is double-yes, and what could not be asked."""
    return _each(_of(Tray.DONE, at), at, actions.close)


def close_divided(at: datetime) -> int:
    """Close the divided orders whose parts have all ended."""
    return _each(queries.ended_parents().values_list("number", flat=True)[:PORTION], at, actions.close)


def draw_month(at: datetime) -> int:
    """Draw last month's sample for the two bodies, once. How many orders it holds."""
    month = (local_day(at).replace(day=1) - timedelta(days=1)).replace(day=1)
    if Recheck.objects.filter(month=month).exists():
        return 0
    return actions.draw_recheck(month, at=at).items.count()


def _of(tray: Tray, at: datetime) -> Iterable[str]:
    return queries.tray(tray, SYSTEM, at).values_list("number", flat=True)[:PORTION]


def _each(numbers: Iterable[str], at: datetime, action: Callable[..., Event]) -> int:
    return sum(_tried(action, number, at) for number in list(numbers))


def _told(order: Order, at: datetime) -> bool:
    asked = queries.question_of(order)
    if asked and asked.sent_at is None and not asked.failure:
        return False
    by_question = asked is not None and asked.sent_at is not None
    return _tried(actions.inform, order.number, at, way=InformWay.SMS, send=not by_question)


def _tried(action: Callable[..., Event], number: str, at: datetime, **said: object) -> bool:
    try:
        action(number, by=SYSTEM, at=at, **said)
    except Refusal:  # somebody else was quicker
        return False
    return True
