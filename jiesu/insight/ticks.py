"""What time alone brings to insight: once an hour the hot matters are computed again."""

from __future__ import annotations

from datetime import datetime

from jiesu.insight import matters


def run(at: datetime) -> str:
    """One turn. What was done, in words for the log; nothing where nothing was due."""
    if not matters.due(at):
        return ""
    found = matters.compute(at)
    return f"{found} hot matters" if found else ""
