"""A guard against reading that never ends (a pattern that tries every way to part a text): not a measure of time."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

GIVEN_UP = 60
"""Seconds of processor time, some thousand times what reading takes: who needs more would need for ever."""


@contextmanager
def ends() -> Iterator[None]:
    """Fails where the body does not end."""

    def give_up(*_: Any) -> None:
        raise AssertionError("reading did not end")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
