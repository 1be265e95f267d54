"""短信回访: what the requester writes back is kept, read, and rated when all three questions are answered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiesu.callers import queries as callers
from jiesu.followup import queries, wording
from jiesu.followup.actions.asking import attempt
from jiesu.followup.actions.rating import rate
from jiesu.followup.models import Message, Result, Way
from jiesu.followup.replies import Said, parse
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.reading.personal import mask
from jiesu.rules.reach import SYSTEM, Actor, Seat
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal


def receive(phone: str, text: str, *, at: datetime) -> Event | None:
    """短信回复: keep what a requester wrote and read it as an answer to the order last asked about.

    Returns the event where the message completes the answers (rate) or declines them (attempt); None where
    questions stay open, which are then asked again one by one. Refusal where nothing was asked of the number.
    """
    order = _asked(phone)
    with transaction.atomic():
        orders.hold(order.number)
        before = queries.said(order)
        heard = parse(text, before)
        Message.objects.create(
            order=order, round=order.round, way=Way.IN, text=mask(text.strip())[:500], at=at, sent_at=at,
            contacted=heard.contacted, solved=heard.solved or "", satisfied=heard.satisfied or "",
        )  # fmt: skip
        if heard.stop:
            _tell(order, wording.STOPPED, at)
            return attempt(order.number, means=Means.SMS, result=Result.REFUSED, by=SYSTEM, at=at)
        now = before.with_more(heard)
        if not now.complete:
            _tell(order, wording.NEXT[now.question], at)
            return None
        return _rated(order, now, at)


def _rated(order: Order, said: Said, at: datetime) -> Event:
    by = Actor(f"party:{order.requester_id}", seats=(Seat(Role.REQUESTER),))
    event = rate(
        order.number, contacted=said.contacted, solved=said.solved, satisfied=said.satisfied, by=by, at=at,
        means=Means.SMS,
    )  # fmt: skip
    _tell(order, wording.THANKS, at)
    return event


def _asked(phone: str) -> Order:
    parties = callers.parties_with_phone(phone)
    found = [order for party in parties if (order := queries.asked_by_sms(party.pk))]
    if not found:
        raise Refusal("Nothing was asked of this number.")
    return found[0]


def _tell(order: Order, text: str, at: datetime) -> None:
    Message.objects.create(order=order, round=order.round, way=Way.OUT, text=text, at=at)
