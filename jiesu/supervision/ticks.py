"""What time alone brings to supervision: the ladder, closed items, boards at their hour, recurrence checks."""

from __future__ import annotations

from datetime import datetime

from jiesu.kit.turns import Unfinished
from jiesu.supervision import actions


def run(at: datetime) -> str:
    """One turn. What was done, in words; empty where nothing was to be done."""
    done = {
        "demands of the ladder": actions.climb(at),
        "items closed": actions.settle_items(at),
        "boards frozen": actions.freeze_boards(at),
        "recurrences checked": actions.check_recurrence(at),
        "warnings": actions.warn(at),
        "plans launched": actions.launch(at),
        "places to be checked": actions.check_spots(at),
        "reminders": actions.remind_of_items(at),
    }
    did = ", ".join(f"{n} {what}" for what, n in done.items() if n)
    return Unfinished(did) if done["demands of the ladder"] >= actions.DEMANDS else did
