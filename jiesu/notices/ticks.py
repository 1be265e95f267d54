"""What time brings about here: untold events are told, waiting messages are sent. Idempotent."""

from __future__ import annotations

from datetime import datetime

from jiesu.notices import actions


def run(at: datetime) -> str:
    """One turn: tell until nothing is untold, then send a portion."""
    told = 0
    while made := actions.tell(at):
        told += made
    told += actions.tell_marks(at) + actions.tell_of(at)
    sent = actions.send(at)
    return f"{told} told, {sent} sent" if told or sent else ""
