"""What time alone brings to assessment: the results of each day, week and month are kept."""

from __future__ import annotations

from datetime import datetime

from jiesu.assessment import stages


def run(at: datetime) -> str:
    """One turn. What was done, in words for the log; nothing where nothing was due."""
    kept = stages.keep(at)
    return f"{kept} stage results kept" if kept else ""
