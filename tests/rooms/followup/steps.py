"""Short words for the tests of follow-up: moments, answers, and an order as it stands now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jiesu.followup import actions
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Satisfied, Solved
from tests.builders import AT

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LATER = AT + HOUR
YES: dict[str, Any] = {"contacted": True, "solved": Solved.YES, "satisfied": Satisfied.YES}
NO: dict[str, Any] = {"contacted": True, "solved": Solved.NO, "satisfied": Satisfied.NO}


def fresh(order: Order) -> Order:
    return orders.find(order.number, SYSTEM)


def closed(drawn: Order, agent: Actor, **said: Any) -> Order:
    """The order closed after an answer; it counts as handled well unless `said` says otherwise."""
    actions.rate(drawn.number, **(YES | said), by=agent, at=LATER + HOUR)
    actions.close(drawn.number, by=agent, at=LATER + 2 * HOUR, why="已说明")
    return fresh(drawn)
