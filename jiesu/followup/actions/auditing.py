"""回访核验 and 双抽访: two bodies ask again, each by itself; falsified answers go to another round."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from jiesu.followup import queries
from jiesu.followup.actions.rating import rehandle
from jiesu.followup.actions.words import fingerprint
from jiesu.followup.models import Audit, AuditBody, Finding, Recheck, RecheckItem
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.reading.personal import mask
from jiesu.rules import sampling
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Satisfied, Solved, Verb
from jiesu.rules.verdict import Refusal


@transaction.atomic
def audit(
    number: str,
    *,
    finding: Finding,
    by: Actor,
    at: datetime,
    solved: Solved | None = None,
    satisfied: Satisfied | None = None,
    note: str = "",
    key: str = "",
) -> Event:
    """回访核验: whether what was kept as the requester's answers is true. Not true: handled again at once.

    An order of a month's sample is asked about by both bodies, each once and by different people.
    """
    order = orders.hold(number)
    if known := orders.done(order, Verb.AUDIT, key):
        return known
    if finding is Finding.FALSIFIED and not note.strip():
        raise Refusal("Say what was found.")
    body = queries.body_of(by)
    law = policy.in_force("sampling", at)
    facts: dict[str, Any] = {"finding": finding, "body": body, "round": order.round}
    facts |= {"note_print": fingerprint(note)} if note.strip() else {}
    event = orders.advance(
        number, Verb.AUDIT, by=by, at=at, key=key, law=law.id, clause=law.rules.recheck.clause, facts=facts
    )
    Audit.objects.create(
        order=order, item=_item(order, body, by), round=order.round, at=at, by=by.key, body=body,
        finding=finding, solved=solved or "", satisfied=satisfied or "", note=mask(note.strip())[:500],
    )  # fmt: skip
    if finding is Finding.FALSIFIED and queries.lead_share(order):
        rehandle(number, by=SYSTEM, at=at, why=note)
    return event


@transaction.atomic
def draw_recheck(month: date, *, at: datetime, seed: str = "") -> Recheck:
    """双抽访: draw from the orders closed in a month, by the law's share and least number; once a month."""
    first = month.replace(day=1)
    if known := Recheck.objects.filter(month=first).first():
        return known
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    closed = queries.closed_between(*(datetime.combine(day, time(), ZONE) for day in (first, following)))
    by_number = dict(closed.values_list("number", "pk"))
    law = policy.in_force("sampling", at)
    rule, seed = law.rules.recheck, seed or secrets.token_hex(16)
    made = Recheck.objects.create(
        month=first,
        seed=seed,
        share=str(rule.share),
        least=rule.least,
        closed=len(by_number),
        law=law.id,
        at=at,
    )
    drawn = sampling.draw(seed, by_number, share=rule.share, least=rule.least)
    RecheckItem.objects.bulk_create(RecheckItem(recheck=made, order_id=by_number[n]) for n in drawn)
    return made


def _item(order: Order, body: AuditBody, by: Actor) -> RecheckItem | None:
    """The order's place in a month's sample, where this body has still to speak."""
    for item in RecheckItem.objects.filter(order=order).order_by("-pk"):
        spoken = [a for a in item.audits.all() if a.finding != Finding.UNREACHED]
        if any(a.body == body for a in spoken):
            continue
        if any(a.by == by.key for a in item.audits.all() if a.body != body):
            raise Refusal("The second visit is made by another person of the other body.")
        return item
    return None
