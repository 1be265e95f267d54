"""撤派: whoever sent a share to the wrong unit takes it back; a unit never returns its own share this way.

首接负责 (regulation art 14): the leading share is taken back only where another unit leads in the same moment,
where the unit that forwarded it leads again, or where nobody has claimed anything yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.dispatch import sending
from jiesu.dispatch.actions.succession import facts_of, give_back, others_live, successors
from jiesu.dispatch.board import Board
from jiesu.dispatch.sending import UnitPart
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Birth, Event, Order
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import AssignmentState, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal


@transaction.atomic
def recall(
    number: str,
    *,
    share: int,
    by: Actor,
    at: datetime,
    reason: str,
    units: Sequence[UnitPart | str] = (),
    key: str = "",
) -> Event:
    """撤派. `units` take the share over with a fresh clock; without them it goes back to whoever sent it.

    A forwarded share is taken back from below: its unit claims it again.
    """
    order = orders.hold(number)
    if known := orders.done(order, Verb.RECALL, key):
        return known
    shares = orders.shares_of(order)
    own = orders.share_of(order, share, shares)
    if not reason.strip():
        raise Refusal("Say why the dispatch was wrong.")
    if own.state == AssignmentState.FORWARDED:
        return _from_below(order, own, shares, by=by, at=at, reason=reason, key=key)
    _check_sender(own, by)
    board = Board(at)
    births = successors(board, order, own, shares, units)
    rest = _check_lead(own, shares, births)
    for other in rest:
        _take(order, other, by=by, at=at, reason=reason)
    if own.parent is not None and not births:
        give_back(order, own, shares, verb=Verb.RECALL, by=by, at=at)
    return _take(order, own, by=by, at=at, reason=reason, births=births, law=board.limits.id, key=key)


def _take(
    order: Order, own: Assignment, *, by: Actor, at: datetime, reason: str, births: Sequence[Birth] = (),
    law: str = "", key: str = "",
) -> Event:  # fmt: skip
    facts: dict[str, Any] = {
        "reason": sending.cautious(reason),
        "units": [b.unit for b in births] or None,
        **facts_of(own, births),
    }
    return orders.advance(
        order.number, Verb.RECALL, by=by, at=at, share=own.no, births=births, law=law if births else "",
        clause=births[0].clause if births else "", key=key, facts=facts,
    )  # fmt: skip


def _from_below(
    order: Order, own: Assignment, shares: Sequence[Assignment], *, by: Actor, at: datetime, reason: str, key: str
) -> Event:  # fmt: skip
    below = [s for s in shares if s.parent_id == own.pk]
    if any(s.state == AssignmentState.FORWARDED for s in below):
        raise Refusal("A unit below has forwarded it: take it back there first.")
    if any(s.state == AssignmentState.SIGNED for s in below):
        raise Refusal("A unit below has signed its reply.")
    live = [child for child in below if child.state in LIVE_SHARES]
    for child in live:
        _check_ruled(child)
    facts = {"reason": sending.cautious(reason)} | (
        {"lead": own.unit.code} if own.role == UnitRole.LEAD else {}
    )
    event = orders.advance(order.number, Verb.RECALL, by=by, at=at, share=own.no, key=key, facts=facts)
    for child in live:  # after the unit's own: an order never lies with nobody
        _take(order, child, by=by, at=at, reason=reason)
    return event


def _check_sender(own: Assignment, by: Actor) -> None:
    _check_ruled(own)
    above = (s for s in by.seats if s.role in MAY[Verb.RECALL] and own.unit.path != s.path)
    if not any(own.unit.path.startswith(seat.path) for seat in above):
        raise NotYours("A share is taken back by whoever sent it, not by the unit that has it.")


def _check_ruled(own: Assignment) -> None:
    if own.state == AssignmentState.OBJECTED:
        raise Refusal("%(unit)s has objected: rule on the objection instead.", unit=own.unit.label)


def _check_lead(
    own: Assignment, shares: Sequence[Assignment], births: Sequence[Birth]
) -> Sequence[Assignment]:
    """The shares that go with a lead that nobody has claimed. Refusal where somebody has, and nobody leads then."""
    if own.role != UnitRole.LEAD or own.parent is not None or births:
        return ()
    others = others_live(own, shares)
    gone = (AssignmentState.SENT, AssignmentState.RECALLED)
    if any(s.state not in gone for s in shares):
        raise Refusal("The order was claimed: name the unit that leads instead.")
    return others
