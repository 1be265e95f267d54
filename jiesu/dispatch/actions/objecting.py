"""派单异议: a unit says why an order is not its own; whoever stands above it rules.

Law: 派单异议审核机制 (regulation art 14: nobody returns an order otherwise); grounds, window, one objection per
unit, designation after two returns: domain-rules 8.3. The new unit gets a fresh clock (8.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.dispatch import sending
from jiesu.dispatch.actions.dispatching import parts
from jiesu.dispatch.actions.forwarding import births_below, check_below, children
from jiesu.dispatch.board import Board
from jiesu.dispatch.kinds import Ground, Ruling
from jiesu.dispatch.models import Objection
from jiesu.dispatch.sending import UnitPart
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Birth, Event, Order
from jiesu.rules.calendar import wall
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.routing import Catalogue
from jiesu.rules.terms import AssignmentState, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal


@transaction.atomic
def object(
    number: str,
    *,
    share: int,
    ground: Ground,
    reason: str,
    by: Actor,
    at: datetime,
    proposed: str = "",
    basis: str = "",
    key: str = "",
) -> Event:
    """派单异议, with a ground, a reason, and the proposed unit or the legal basis; within its window, once."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.OBJECT, key):
        return known
    own = orders.share_of(order, share)
    board = Board(at)
    other = board.unit(proposed) if proposed else None
    _check_said(own, reason, other, basis)
    facts = {
        "ground": ground,
        "proposed": proposed,
        "reason": sending.cautious(reason),
        "basis": sending.cautious(basis),
    }
    until, clause = board.objection_until(own)
    event = orders.advance(
        number,
        Verb.OBJECT,
        by=by,
        at=at,
        share=share,
        law=board.limits.id,
        clause=clause,
        key=key,
        facts=facts,
    )
    _check_open(board.catalogue, order, own, at=at, until=until)
    Objection.objects.create(
        share=own, order=order, unit=own.unit, ground=ground, reason=reason.strip(), basis=basis.strip(),
        proposed=other, at=at, by=by.key, ruling_due=board.ruling_due(own),
    )  # fmt: skip
    return event


@transaction.atomic
def uphold(
    number: str,
    *,
    share: int,
    by: Actor,
    at: datetime,
    reason: str,
    units: Sequence[UnitPart | str] = (),
    key: str = "",
) -> Event:
    """异议成立: the share is recalled. `units` take it over with a fresh clock; without them the order goes back
    to whoever sent it: the unit that forwarded it claims it again, else it lies in dispatch's tray."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.UPHOLD, key):
        return known
    shares = orders.shares_of(order)
    own = orders.share_of(order, share, shares)
    _check_ruling(own, by, reason)
    board = Board(at)
    births = _successors(board, order, own, shares, units)
    _check_led(own, shares, births)
    facts: dict[str, Any] = {"reason": sending.cautious(reason), "units": [b.unit for b in births] or None}
    if own.parent is not None and not births:
        _give_back(order, own, shares, by=by, at=at)
    elif lead := next((b for b in births if b.role is UnitRole.LEAD), None):
        facts |= {"lead": lead.unit} | ({} if own.parent else {"order_due": lead.due})
    event = orders.advance(
        number, Verb.UPHOLD, by=by, at=at, share=share, births=births, law=board.limits.id,
        clause=births[0].clause if births else "", key=key, facts=facts,
    )  # fmt: skip
    _rule(own, Ruling.UPHELD, reason, by=by, at=at)
    return event


@transaction.atomic
def reject(number: str, *, share: int, by: Actor, at: datetime, reason: str, key: str = "") -> Event:
    """异议驳回: the unit keeps the order, and its clock went on (domain-rules 8.2)."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.REJECT, key):
        return known
    own = orders.share_of(order, share)
    _check_ruling(own, by, reason)
    facts = {"reason": sending.cautious(reason)}
    event = orders.advance(number, Verb.REJECT, by=by, at=at, share=share, key=key, facts=facts)
    _rule(own, Ruling.REJECTED, reason, by=by, at=at)
    return event


def _check_said(own: Assignment, reason: str, other: Any, basis: str) -> None:
    if not reason.strip():
        raise Refusal("Say why the order is not yours.")
    if other is None and not basis.strip():
        raise Refusal("Propose the unit that is competent, or name the legal basis.")
    if other is not None and other.pk == own.unit_id:
        raise Refusal("Propose another unit than your own.")


def _check_open(
    catalogue: Catalogue, order: Order, own: Assignment, *, at: datetime, until: datetime
) -> None:
    """What only this room knows; asked after the spine has said that the verb is possible and yours."""
    known = Objection.objects.filter(order=order)
    if known.filter(unit=own.unit).exists():
        raise Refusal("%(unit)s objected to this order before.", unit=own.unit.label)
    returns = known.filter(ruling=Ruling.UPHELD).count()
    if catalogue.designates(returns):
        raise Refusal("The order was returned %(n)s times; the designated unit cannot object.", n=returns)
    if at > until:
        raise Refusal("An objection to this dispatch was possible until %(until)s.", until=wall(until))


def _check_ruling(own: Assignment, by: Actor, reason: str) -> None:
    if own.state == AssignmentState.FORWARDED:
        raise Refusal("“%(verb)s” is not possible while the order is at “%(state)s”.", verb=Verb.UPHOLD,
                      state=AssignmentState.FORWARDED)  # fmt: skip
    if not reason.strip():
        raise Refusal("A ruling needs its reason.")
    above = (s for s in by.seats if s.role in MAY[Verb.UPHOLD] and own.unit.path != s.path)
    if not any(own.unit.path.startswith(seat.path) for seat in above):
        raise NotYours("A ruling on an objection is made above the unit that objects.")


def _successors(
    board: Board, order: Order, own: Assignment, shares: Sequence[Assignment], units: Sequence[UnitPart | str]
) -> tuple[Birth, ...]:
    if not units:
        return ()
    if own.parent is not None:
        asked = children(board, own, units)
        check_below(own.parent, sending.named(board, asked, shares))
        return births_below(board, own.parent, asked)
    asked = parts(units, more=own.role != UnitRole.LEAD)
    sending.named(board, asked, shares)
    sending.check_roles(board, asked, leads=1 if own.role == UnitRole.LEAD else 0)
    clocks = board.clocks(order)
    mode = sending.mode_of(asked, None)
    assisting = board.below(clocks.level, clocks.due, clocks.contact_due)
    return tuple(
        sending.birth(code, role, mode, clocks if role is UnitRole.LEAD else assisting)
        for code, role in asked
    )


def _check_led(own: Assignment, shares: Sequence[Assignment], births: Sequence[Birth]) -> None:
    others = [s for s in shares if s.no != own.no and s.state in LIVE_SHARES]
    if own.role == UnitRole.LEAD and own.parent is None and others and not births:
        raise Refusal("Other units work on this order: name the unit that leads instead.")


def _give_back(
    order: Order, own: Assignment, shares: Sequence[Assignment], *, by: Actor, at: datetime
) -> None:
    """The unit that forwarded claims its share again, unless another of its units still works for it."""
    parent = orders.share_of(order, own.parent.no, shares) if own.parent else None
    siblings = [
        s for s in shares if s.parent_id == own.parent_id and s.no != own.no and s.state in LIVE_SHARES
    ]
    if (
        parent is None
        or parent.state != AssignmentState.FORWARDED
        or (siblings and own.role != UnitRole.LEAD)
    ):
        return
    facts = {"lead": parent.unit.code} if parent.role == UnitRole.LEAD else {}
    orders.advance(order.number, Verb.UPHOLD, by=by, at=at, share=parent.no, facts=facts)


def _rule(own: Assignment, ruling: Ruling, reason: str, *, by: Actor, at: datetime) -> None:
    Objection.objects.filter(share=own, ruling="").update(
        ruling=ruling, ruling_reason=reason.strip(), ruled_at=at, ruled_by=by.key
    )
