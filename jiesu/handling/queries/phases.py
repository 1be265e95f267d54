"""What the sheet shows of handling: the four phases (接、办、督、访), what was settled inside, the joint log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiesu.handling.models import Command
from jiesu.handling.queries.alerts import alerts_on
from jiesu.handling.queries.centre import acknowledged_at
from jiesu.handling.queries.clocks import clock_panel
from jiesu.handling.queries.inside import inside_of
from jiesu.handling.queries.lifting import elevations, escalations
from jiesu.handling.queries.work import Work, works
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, OrderState, Term, Verb


class Stretch(Term):
    """The four phases of a request (接、办、督、访, R098)."""

    RECEIVE = ("receive", "接", "Receive")
    HANDLE = ("handle", "办", "Handle")
    SUPERVISE = ("supervise", "督", "Supervise")
    VISIT = ("visit", "访", "Follow up")


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """One phase: over, running, and the moment that says so."""

    word: Stretch
    done: bool
    now: bool
    at: datetime | None


def phases(order: Order, shares: Sequence[Assignment]) -> list[PhaseShown]:
    """Where the order stands in the four phases."""
    standing = [s for s in shares if s.state not in (AssignmentState.RECALLED, AssignmentState.FORWARDED)]
    claimed = [s.claimed_at for s in standing if s.claimed_at]
    received = bool(standing) and len(claimed) == len(standing)
    pressing = (Verb.URGE, Verb.SUPERVISE, Verb.INVESTIGATE)
    urged = Event.objects.filter(order=order, verb__in=pressing).order_by("-seq").first()
    answered = order.replied_at if order.state != OrderState.DISPATCHED else None
    asking = order.state in (OrderState.REPLIED, OrderState.DRAWN)
    return [
        PhaseShown(Stretch.RECEIVE, received, not received, max(claimed) if received else None),
        PhaseShown(Stretch.HANDLE, answered is not None, received and answered is None, answered),
        PhaseShown(Stretch.SUPERVISE, urged is not None, False, urged.at if urged else None),
        PhaseShown(Stretch.VISIT, order.rated_at is not None and not asking, asking, order.rated_at),
    ]


def panel(order: Order, actor: Actor) -> dict[str, Any] | None:
    """What the order's sheet shows of handling."""
    shares = orders.shares_of(order)
    if not shares:
        return None
    every = works(shares)
    told = inside_of(shares)
    return {
        "works": [work for work in every if work.contacts or work.actions or work.replies],
        "phases": phases(order, shares),
        "inside": [(share, told[share.pk]) for share in shares if share.pk in told],
        "escalations": list(escalations(order)),
        "elevations": list(elevations(order)),
        "log": joint_log(every),
        "alerts": alerts_on(order),
        "acknowledged": [(share, at) for share in shares if (at := acknowledged_at(share))],
        "clocks": clock_panel(shares),
        "commands": order.state == OrderState.DISPATCHED or Command.objects.filter(order=order).exists(),
    }


def joint_log(every: Sequence[Work]) -> list[tuple[Any, Any]]:
    """What several units did, in one order of time (R093); nothing where one unit works alone."""
    busy = [work for work in every if work.actions]
    if len(busy) < 2:
        return []
    lines = [(work.share.unit, action) for work in busy for action in work.actions]
    return sorted(lines, key=lambda line: (line[1].at, line[1].pk))
