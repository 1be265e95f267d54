"""派单异议: a unit says why an order is not its own; whoever stands above it rules.

Law: 派单异议审核机制 (regulation art 14: nobody returns an order otherwise); grounds, window, one objection per
unit, designation after two returns: domain-rules 8.3. The new unit gets a fresh clock (8.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.dispatch import queries, sending
from jiesu.dispatch.actions.proposing import by_ruling
from jiesu.dispatch.actions.succession import facts_of, give_back, others_live, successors
from jiesu.dispatch.board import Board
from jiesu.dispatch.kinds import Contest, Ground, Ruling
from jiesu.dispatch.models import Attempt, Objection
from jiesu.dispatch.sending import UnitPart
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Birth, Event, Order
from jiesu.rules.calendar import wall
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.routing import Catalogue
from jiesu.rules.terms import AssignmentState, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal


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
    """派单异议, with a ground, a reason, and the proposed unit or the legal basis; within its window, once.

    A return that is refused changes nothing on the order, but that it was tried is kept (R068).
    """
    try:
        return _object(
            number, share=share, ground=ground, reason=reason, by=by, at=at, proposed=proposed, basis=basis, key=key
        )  # fmt: skip
    except NotYours:
        raise
    except Refusal as refusal:
        _keep_attempt(number, share, ground, by, at, refusal)
        raise


@transaction.atomic
def _object(
    number: str, *, share: int, ground: Ground, reason: str, by: Actor, at: datetime, proposed: str, basis: str,
    key: str,
) -> Event:  # fmt: skip
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
    against = _against(order, own, other)
    Objection.objects.create(
        share=own, order=order, unit=own.unit, ground=ground, reason=reason.strip(), basis=basis.strip(),
        proposed=other, at=at, by=by.key, ruling_due=board.ruling_due(own), against=against,
        kind=Contest.DISPUTE if against else Contest.OBJECTION,
    )  # fmt: skip
    return event


def _against(order: Order, own: Assignment, other: Any) -> list[str]:
    """The units that this one disputes the order with: they point at each other, or both object (e A10, R070)."""
    said = Objection.objects.select_related("unit", "proposed").filter(order=order).exclude(unit=own.unit)
    found = [
        row for row in said
        if row.ruling == "" or (row.proposed_id == own.unit_id) or (other is not None and other.pk == row.unit_id)
    ]  # fmt: skip
    for row in found:
        if row.kind != Contest.DISPUTE:
            row.kind, row.against = Contest.DISPUTE, [own.unit.code]
            row.save(update_fields=["kind", "against"])
    return [row.unit.code for row in found]


def _keep_attempt(number: str, share: int, ground: Ground, by: Actor, at: datetime, refusal: Refusal) -> None:
    """Keep that a return was tried, by somebody of the unit, and why it was refused."""
    own = queries.share_anywhere(number, share)
    if own is None or not any(s.unit == own.unit.code and s.role in MAY[Verb.OBJECT] for s in by.seats):
        return
    values = {name: str(value) for name, value in refusal.sentence.values.items()}
    Attempt.objects.create(
        order=own.order, unit=own.unit, share_no=share, ground=ground, at=at, by=by.key,
        refusal=refusal.sentence.text[:200], values=values,
    )  # fmt: skip


@transaction.atomic
def uphold(
    number: str,
    *,
    share: int,
    by: Actor,
    at: datetime,
    reason: str,
    units: Sequence[UnitPart | str] = (),
    change: bool = False,
    key: str = "",
) -> Event:
    """异议成立: the share is recalled. `units` take it over with a fresh clock; without them the order goes back
    to whoever sent it: the unit that forwarded it claims it again, else it lies in dispatch's tray.

    `change`: the ruling proposes that the duty catalogue follows it (R070). After the law's number of returns the
    unit that takes over is designated: it cannot object.
    """
    order = orders.hold(number)
    if known := orders.done(order, Verb.UPHOLD, key):
        return known
    shares = orders.shares_of(order)
    own = orders.share_of(order, share, shares)
    _check_ruling(own, by, reason)
    board = Board(at)
    births = successors(board, order, own, shares, units)
    _check_led(own, shares, births)
    facts: dict[str, Any] = {"reason": sending.cautious(reason), "units": [b.unit for b in births] or None}
    facts |= facts_of(own, births)
    facts |= {"designated": True} if births and board.catalogue.designates(queries.returns(order) + 1) else {}
    if own.parent is not None and not births:
        give_back(order, own, shares, verb=Verb.UPHOLD, by=by, at=at)
    event = orders.advance(
        number, Verb.UPHOLD, by=by, at=at, share=share, births=births, law=board.limits.id,
        clause=births[0].clause if births else "", key=key, facts=facts,
    )  # fmt: skip
    _rule(own, Ruling.UPHELD, reason, by=by, at=at)
    if change:
        by_ruling(board, order, own, births, reason, by=by, at=at)
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


def _check_led(own: Assignment, shares: Sequence[Assignment], births: Sequence[Birth]) -> None:
    if own.role == UnitRole.LEAD and own.parent is None and others_live(own, shares) and not births:
        raise Refusal("Other units work on this order: name the unit that leads instead.")


def _rule(own: Assignment, ruling: Ruling, reason: str, *, by: Actor, at: datetime) -> None:
    Objection.objects.filter(share=own, ruling="").update(
        ruling=ruling, ruling_reason=reason.strip(), ruled_at=at, ruled_by=by.key
    )
