"""What time alone brings about: missed limits are noted once, evaluation ends, a whistle ends with its share."""

from __future__ import annotations

from datetime import datetime

from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState
from jiesu.rules.verdict import Refusal
from jiesu.rules.whistle import WhistleState
from jiesu.whistle import actions, queries
from jiesu.whistle.models import Missed, Whistle

PORTION = 2000


def run(at: datetime) -> str:
    """One turn. What was done, in words; empty where nothing was to be done."""
    done = {
        "limits missed": note_missed(at),
        "closed without scores": close_unscored(at),
        "ended with their share": end_with_share(at),
    }
    return ", ".join(f"{n} {what}" for what, n in done.items() if n)


def note_missed(at: datetime) -> int:
    """Note each call that stands at a limit which is past: once a limit, whoever ticks."""
    late = queries.overdue(at)
    rows = [Missed(call=call, moment=moment, due=due, noted_at=at) for call, moment, due in late]
    Missed.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def close_unscored(at: datetime) -> int:
    """Close the whistles whose time to evaluate is over."""
    due = Whistle.objects.filter(ended_at=None, evaluate_due__lte=at).order_by("pk")
    return sum(_tried(pk, at) for pk in list(due.values_list("pk", flat=True)[:PORTION]))


def end_with_share(at: datetime) -> int:
    """A whistle whose share was recalled (the order was withdrawn or merged) is over; the ledger says why."""
    over = Whistle.objects.filter(
        ended_at=None, settled_at=None, started_at__isnull=False, share__state=AssignmentState.RECALLED
    )
    return over.update(state=WhistleState.CANCELLED, ended_at=at)


def _tried(pk: int, at: datetime) -> bool:
    try:
        return actions.end_unscored(pk, by=SYSTEM, at=at)
    except Refusal:  # the order has gone where nothing more is said of it
        return bool(
            Whistle.objects.filter(pk=pk, ended_at=None).update(state=WhistleState.CLOSED, ended_at=at)
        )
