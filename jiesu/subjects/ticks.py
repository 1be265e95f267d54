"""What time alone brings to the room: orders that came since are read for parties. Creating an order never waits."""

from __future__ import annotations

from datetime import datetime

from jiesu.subjects import actions


def run(at: datetime) -> str:
    """One turn. What was done, in words for the log."""
    done = actions.catch_up(at)
    return f"{done} orders read for parties" if done else ""
