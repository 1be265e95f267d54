"""回告: the requester is told the result; whoever was merged is called back; asked meanwhile where it is late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.followup import queries, wording
from jiesu.followup.actions.words import fingerprint
from jiesu.followup.models import Informed, InformWay, Message, Purpose, Way
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.reading.personal import mask
from jiesu.rules.reach import Actor
from jiesu.rules.terms import OrderState, Solved, Verb
from jiesu.rules.verdict import Refusal


@transaction.atomic
def inform(
    number: str,
    *,
    way: InformWay,
    by: Actor,
    at: datetime,
    contacted: bool | None = None,
    solved: Solved | None = None,
    note: str = "",
    send: bool = True,
    key: str = "",
) -> Event:
    """回告: by text message (the house sends it), by telephone, in writing, in person; once a round (R159).

    While the units still work on an order whose limit has passed, the requester is asked how it stands
    (art 23); what they say is kept apart and never counts in the rates. `send=False`: the question by text
    message has told it already.
    """
    order = orders.hold(number)
    if known := orders.done(order, Verb.INFORM, key):
        return known
    purpose = _purpose(order)
    facts: dict[str, Any] = {"way": way, "purpose": purpose, "round": order.round}
    facts |= {"note_print": fingerprint(note)} if note.strip() else {}
    law = policy.in_force("sampling", at)
    event = orders.advance(number, Verb.INFORM, by=by, at=at, key=key, law=law.id, facts=facts)
    _check(order, purpose, at)
    if way is InformWay.SMS and send:
        _write(order, at)
    Informed.objects.create(
        order=order, round=order.round, purpose=purpose, way=way, at=at, by=by.key, contacted=contacted,
        solved=solved or "", note=mask(note.strip())[:500],
    )  # fmt: skip
    return event


def _purpose(order: Order) -> Purpose:
    if order.state == OrderState.MERGED:
        return Purpose.MERGED
    return Purpose.OVERDUE if order.state == OrderState.DISPATCHED else Purpose.RESULT


def _check(order: Order, purpose: Purpose, at: datetime) -> None:
    if Informed.objects.filter(order=order, round=order.round, purpose=purpose).exists():
        raise Refusal("The requester was told already.")
    if purpose is Purpose.MERGED and not queries.is_answered(order.merged_into):
        raise Refusal("The order into which it was merged is not answered yet.")
    if purpose is Purpose.OVERDUE and (order.due is None or order.due > at):
        raise Refusal("The limit has not passed; there is no result to tell yet.")


def _write(order: Order, at: datetime) -> None:
    """Put the message into the queue; it leaves within the hours of the law."""
    if order.requester is None or order.requester.phone_hash is None or order.anonymous:
        raise Refusal("There is no number to which a text message could go.")
    text = wording.late(order) if order.state == OrderState.DISPATCHED else wording.result(order)
    Message.objects.create(order=order, round=order.round, way=Way.OUT, text=text, at=at)
