"""What time alone brings to dispatch: learning, suggestions, and automatic dispatch behind the gate."""

from __future__ import annotations

from datetime import datetime

from jiesu.dispatch import actions, learning


def run(at: datetime) -> str:
    """One turn. What was done, in words for the log; nothing where nothing waited."""
    learned = learning.learn(at)
    sent, left = actions.automatic(at)
    passed = actions.forward_automatic(at)
    done = f"{sent} dispatched automatically, {left} left to people" if sent or left else ""
    handed = f"{passed} forwarded automatically" if passed else ""
    return "; ".join(part for part in (learned, done, handed) if part)
