"""批示: a leader's written word on an order, order by order; 直批直转: with a share for a unit in the same moment.

R079 (直批直转 from the phone), R145 (分管区领导批办): put before the leader, instructed, carried out, all kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.dispatch import queries, sending
from jiesu.dispatch.board import Board
from jiesu.dispatch.models import Instruction, Submission
from jiesu.orders import face as orders
from jiesu.orders.face import Birth, Event, Order
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Mode, OrderState, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal


@transaction.atomic
def instruct(
    number: str,
    *,
    text: str,
    by: Actor,
    at: datetime,
    unit: str = "",
    due: datetime | None = None,
    key: str = "",
) -> Event:
    """批示. With a unit the order goes straight to it: as lead where it has none yet, else as assisting one."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.INSTRUCT, key):
        return known
    if not text.strip():
        raise Refusal("Write the instruction.")
    if due is not None and due <= at:
        raise Refusal("What is to be carried out needs a moment that has not passed.")
    board = Board(at)
    shares = orders.shares_of(order)
    births = _straight(board, order, unit, by) if unit and not queries.has_share(shares, unit) else ()
    facts: dict[str, Any] = {"instruction": sending.cautious(text), "unit": unit, "due": due}
    event = orders.advance(
        number, Verb.INSTRUCT, by=by, at=at, births=births, law=births[0].law if births else "",
        clause=births[0].clause if births else "", key=key, facts=facts,
    )  # fmt: skip
    no = len(shares) + 1 if births else queries.share_no(shares, unit)
    target = board.unit(unit) if unit else order.lead
    Instruction.objects.create(
        order=order, text=text.strip(), at=at, by=by.key, unit=target, share_no=no, due=due
    )
    Submission.objects.filter(order=order, answered_at=None, leader__login=_login(by)).update(answered_at=at)
    return event


@transaction.atomic
def put_before(number: str, *, leader: str, why: str, by: Actor, at: datetime) -> Submission:
    """报请批示: put an order before a leader who may instruct it; asked twice it is there once."""
    order = orders.find(number, by)
    if not by.holds(*queries.PUTS_BEFORE):
        raise NotYours("Dispatchers and request centres put orders before a leader.")
    if not why.strip():
        raise Refusal("Say why the order needs an instruction.")
    person = directory.person(leader)
    if not queries.may_instruct(order, directory.actor_for(person, at)):
        raise Refusal("%(name)s cannot instruct this order.", name=person.name)
    if order.state not in queries.INSTRUCTABLE:
        raise Refusal("The order is no longer being worked on.")
    return Submission.objects.get_or_create(
        order=order, leader=person, answered_at=None, defaults={"why": why.strip(), "at": at, "by": by.key}
    )[0]


@transaction.atomic
def carry_out(pk: int, *, text: str, by: Actor, at: datetime) -> Instruction:
    """批示落实: the unit that it went to says how it was carried out."""
    row = Instruction.objects.select_for_update(of=("self",)).select_related("unit", "order").get(pk=pk)
    if row.done_at is not None:
        raise Refusal("That the instruction was carried out is said already.")
    if not text.strip():
        raise Refusal("Say how the instruction was carried out.")
    at_home = row.unit is not None and any(
        s.unit == row.unit.code and s.role in MAY[Verb.EXPLAIN] for s in by.seats
    )
    if not at_home:
        raise NotYours("The unit that the instruction went to says how it was carried out.")
    row.done, row.done_at, row.done_by = text.strip(), at, by.key
    row.save(update_fields=["done", "done_at", "done_by"])
    return row


def _straight(board: Board, order: Order, unit: str, by: Actor) -> tuple[Birth, ...]:
    """The share of a direct transfer, with the clocks of any dispatch; only to a unit in the leader's own line."""
    target = board.unit(unit)
    seats = [s for s in by.seats if s.role in MAY[Verb.INSTRUCT]]
    if not any(target.path.startswith(seat.path) for seat in seats):
        raise Refusal("%(unit)s is not in your own line.", unit=target.label)
    if order.state == OrderState.CONSULTED:
        raise Refusal("The order is in consultation: it is transferred after the conclusion.")
    if order.state == OrderState.DISPATCHED:
        clocks = board.below(order.level, order.due, None)
        return (sending.birth(board, target.code, UnitRole.ASSIST, Mode.MULTI, clocks),)
    if order.state != OrderState.ACCEPTED:
        raise Refusal(
            "“%(verb)s” is not possible while the order is at “%(state)s”.",
            verb=Verb.DISPATCH, state=OrderState(order.state),
        )  # fmt: skip
    board.check_lead(target)
    clocks = board.clocks(order)
    facts = {"lead": target.code, "order_due": clocks.due}
    return (sending.birth(board, target.code, UnitRole.LEAD, Mode.DIRECT, clocks, facts=facts),)


def _login(by: Actor) -> str:
    return by.key.removeprefix("person:")
