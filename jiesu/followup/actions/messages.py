"""短信回访: questions go out within the hours of the law; what comes back is kept, read, and rated."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiesu.adapters import queries as adapters
from jiesu.adapters.ports import Unreachable
from jiesu.callers import queries as callers
from jiesu.callers.actions import clear_value, silence, speak_again
from jiesu.callers.sight import Why
from jiesu.followup import queries, wording
from jiesu.followup.actions.asking import attempt
from jiesu.followup.actions.rating import rate
from jiesu.followup.models import AttemptResult, Message, Way
from jiesu.followup.replies import NOTHING, Said, parse
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.reading.personal import mask
from jiesu.rules import sampling
from jiesu.rules.reach import SYSTEM, Actor, Seat
from jiesu.rules.sampling import Means
from jiesu.rules.terms import OrderState, Role
from jiesu.rules.verdict import Refusal

TRIES = 3
"""How often a message is handed to the gateway before a person calls instead."""


def ask(order: Order, at: datetime) -> None:
    """Put the question about an order into the queue; `send_waiting` sends it within the hours of the law."""
    text = wording.question(order)
    Message.objects.create(order=order, round=order.round, way=Way.OUT, asks=True, text=text, at=at)


def send_waiting(*, at: datetime, most: int = 500) -> int:
    """Send what waits in the queue, each in a transaction of its own. How many were taken by the gateway."""
    law = policy.in_force("sampling", at)
    if sampling.next_attempt(law.rules, (), at) > at:
        return 0
    waiting = Message.objects.filter(way=Way.OUT, sent_at=None, tries__lt=TRIES).order_by("id")
    return sum(_send(pk, at) for pk in list(waiting.values_list("pk", flat=True)[:most]))


@transaction.atomic
def _send(pk: int, at: datetime) -> bool:
    """One message. Its key makes a second sending harmless; without an answerable number a person calls."""
    rows = Message.objects.select_for_update(skip_locked=True, of=("self",))
    line = rows.select_related("order__requester").filter(pk=pk, sent_at=None).first()
    if line is None:
        return False
    if line.asks:
        line.order = orders.hold(line.order.number)  # nobody rates it between the question and its attempt
    line.tries, line.failure = line.tries + 1, ""
    if line.asks and (line.order.state != OrderState.DRAWN or line.order.round != line.round):
        line.tries, line.failure = TRIES, "no longer asked"
    elif line.text != wording.STOPPED and callers.is_silent(line.order.requester_id):
        line.tries, line.failure = TRIES, "opted out"
    else:
        _hand_over(line, at)
    line.save(update_fields=["tries", "failure", "sent_at"])
    if line.asks and (line.sent_at or (line.tries >= TRIES and line.order.state == OrderState.DRAWN)):
        result = AttemptResult.SENT if line.sent_at else AttemptResult.UNDELIVERED
        attempt(line.order.number, means=Means.SMS, result=result, by=SYSTEM, at=at)
    return line.sent_at is not None


def _hand_over(line: Message, at: datetime) -> None:
    party, order = line.order.requester, line.order.number
    try:
        number = party and clear_value(party, "phone", by=SYSTEM, at=at, why=Why.FOLLOWUP, order=order)
        if not number:
            raise Unreachable("no number")
        adapters.sms().send(to=number, text=line.text, key=f"followup-{line.pk}")
        line.sent_at = at
    except Unreachable as problem:
        line.failure = str(problem)[:200]


def receive(phone: str, text: str, *, at: datetime) -> Event | None:
    """短信回复: keep what a requester wrote and read it as an answer to the order last asked about.

    Returns the event where the message completes the answers (rate) or declines them (attempt); None where
    questions stay open, which are then asked again one by one. Refusal where nothing was asked of the number.
    Who answers TD gets no more messages by robot, about whatever order (退订, R241).
    """
    if parse(text, NOTHING).stop:
        silence(callers.parties_with_phone(phone), at=at)
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
            return attempt(order.number, means=Means.SMS, result=AttemptResult.REFUSED, by=SYSTEM, at=at)
        now = before.with_more(heard)
        if not now.complete:
            _tell(order, wording.NEXT[now.question], at)
            return None
        return _rated(order, now, at)


def allow_again(party: int) -> bool:
    """The requester wants messages again. Whether there was anything to take back."""
    return speak_again(party)


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
