"""What time alone brings to insight: once an hour the hot matters are computed again, past months are counted once."""

from __future__ import annotations

from datetime import datetime

from jiesu.insight import matters
from jiesu.insight.warning import seasons


def run(at: datetime) -> str:
    """One turn. What was done, in words for the log; nothing where nothing was due."""
    done = {
        "months counted": seasons.count_months(at),
        "hot matters": matters.compute(at) if matters.due(at) else 0,
    }
    return ", ".join(f"{n} {what}" for what, n in done.items() if n)
