"""抽取回访: decide by the law's share and the day's seed whether an order is followed up, and by what means."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jiesu.callers import queries as callers
from jiesu.followup.actions.asking import SMS_WAITS
from jiesu.followup.actions.messages import ask
from jiesu.followup.asked import share_of
from jiesu.followup.models import Draw, Seed
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.rules import sampling
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import OrderState, Verb


def draw(number: str, *, by: Actor, at: datetime, means: Means | None = None, seed: str = "") -> Event:
    """抽取回访: the order is drawn and its requester asked, or it is closed as not drawn. One event.

    The law says the share; `seed` defaults to the day's stored one. An order that was handled again is
    always asked again. Means: a text message where the law allows one and there is a number, else a call.
    """
    with transaction.atomic():
        order = orders.hold(number)
        law = policy.in_force("sampling", at)
        share = share_of(law.rules, order)
        seed = seed or seed_of(at)
        drawn = sampling.is_drawn(seed, f"{number}/{order.round}", share.value)
        how = means or _means(law.rules.means, order)
        facts = {"drawn": drawn, "seed": seed, "share": str(share.value), "round": order.round}
        if order.state == OrderState.REPLIED and not drawn:
            verb, facts = Verb.CLOSE, facts | {"reason": "not_drawn"}
        else:
            verb, facts = Verb.DRAW, facts | {"means": how}
        event = orders.advance(number, verb, by=by, at=at, law=law.id, clause=share.clause, facts=facts)
        opens = sampling.next_attempt(law.rules, (), at + SMS_WAITS if how is Means.SMS else at)
        Draw.objects.create(
            order=order, round=order.round, at=at, by=by.key, seed=seed, share=str(share.value), drawn=drawn,
            means=how, law=law.id, clause=share.clause, next_from=opens,
        )  # fmt: skip
        if drawn and how is Means.SMS:
            ask(order, at)
    return event


def seed_of(at: datetime) -> str:
    """The seed of the day: made by chance when the day's first draw is made, then kept."""
    made, _ = Seed.objects.get_or_create(day=local_day(at), defaults={"seed": secrets.token_hex(16)})
    return made.seed


def _means(allowed: Sequence[Means], order: Order) -> Means:
    reachable = order.requester is not None and order.requester.phone_hash is not None
    if reachable and callers.is_silent(order.requester_id):
        reachable = False
    possible = {Means.CALL} | ({Means.SMS} if reachable and not order.anonymous else set())
    return next((means for means in allowed if means in possible), Means.CALL)
