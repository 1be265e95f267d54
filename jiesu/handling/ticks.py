"""What time alone brings about in handling: pauses that are used up, material that came, reminders. Idempotent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from jiesu.handling import actions, queries
from jiesu.orders import face as orders
from jiesu.orders.face import Mark
from jiesu.rules.clocks import MarkKind
from jiesu.rules.reach import SYSTEM
from jiesu.rules.verdict import Refusal


def run(at: datetime) -> str:
    """One turn. What was done, in words for the log; nothing where nothing waited."""
    resumed = resume_supplemented(at) + orders.take({MarkKind.PAUSE_END}, used_up(at), at=at)
    reminded = sum(
        _tried(lambda n=number, s=share: actions.remind(n, share=s, by=SYSTEM, at=at))  # type: ignore[misc]
        for number, share in queries.to_remind(at)
    )
    warned, left = actions.warn(at), actions.close_left(at)
    said = (
        (left, "entries of recalled shares closed"),
        (warned, "warnings raised"),
        (resumed, "clocks run again"),
        (reminded, "reminders of the pending register"),
    )
    return ", ".join(f"{n} {what}" for n, what in said if n)


def resume_supplemented(at: datetime) -> int:
    """The clock runs again from the moment at which the requester's material came."""
    return sum(
        _tried(lambda n=number, s=share, t=since: actions.resume(n, share=s, by=SYSTEM, at=at, since=t))  # type: ignore[misc]
        for number, share, since in queries.supplemented()
    )


def used_up(at: datetime) -> Callable[[Mark], object]:
    """The answer to a pause that is used up."""

    def act(mark: Mark) -> object:
        assert mark.share is not None
        if not queries.pauses_until(mark.share, mark.due):  # that pause ended before; another one may run
            return None
        return actions.resume(mark.order.number, share=mark.share.no, by=SYSTEM, at=at)

    return act


def _tried(act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal:  # somebody else was quicker
        return False
    return True
