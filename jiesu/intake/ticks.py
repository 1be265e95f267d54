"""What time alone brings to intake: files that were laid in the inbox are imported."""

from __future__ import annotations

from datetime import datetime

from jiesu.intake.importing import inbox


def run(at: datetime) -> str:
    """One turn. What was done, in words; nothing where nothing waited."""
    taken = inbox.take(at)
    return f"{taken} files imported" if taken else ""
