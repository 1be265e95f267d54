"""What time alone brings to dispatch: readings put to the test, learning, suggestions, automatic dispatch."""

from __future__ import annotations

from datetime import datetime

from jiesu.dispatch import actions, learning
from jiesu.kit.turns import Unfinished


def run(at: datetime) -> str:
    """One turn. What was done, in words for the log; nothing where nothing waited."""
    tried = actions.try_reading(at)
    learned = learning.learn(at)
    sent, left = actions.automatic(at, most=actions.TURN)
    passed = actions.forward_automatic(at)
    done = f"{sent} dispatched automatically, {left} left to people" if sent or left else ""
    handed = f"{passed} forwarded automatically" if passed else ""
    tested = f"{tried} readings compared with what was decided" if tried else ""
    said = "; ".join(part for part in (tested, learned, done, handed) if part)
    return Unfinished(said) if sent + left >= actions.TURN else said
