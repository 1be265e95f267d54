"""What comes after the first call: supplement, press, withdraw (补充, 催单, 撤诉), and a value in clear.

Law: regulation art 8 (privacy). Pressing never makes a second order: it stays with the first one and is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from jiesu.callers import actions as callers
from jiesu.callers import queries as known
from jiesu.callers.sight import Field
from jiesu.intake import queries, warnings
from jiesu.intake.actions.enclosing import checked, digests, enclosed
from jiesu.intake.actions.shared import fingerprint, noted, worded
from jiesu.intake.queries import Profile
from jiesu.kit.evidence import Upload
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.reading.personal import mask
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, OrderState, Verb
from jiesu.rules.verdict import NotYours, Refusal


@dataclass(frozen=True, slots=True)
class Revealed:
    """A value in clear, and the event that says who read it."""

    event: Event
    value: str


@transaction.atomic
def supplement(
    number: str, text: str, *, by: Actor, at: datetime, files: Iterable[Upload] = (), key: str = ""
) -> Event:
    """补充: more words or files to an open request, also while a unit waits for the requester's material."""
    enclosures = checked(files)
    said = bool(text.replace("\0", "").strip())
    words = worded(text, "Write down what was added.") if said or not enclosures else ""
    facts = {"note": fingerprint(words), **digests(enclosures)}
    event = orders.advance(number, Verb.SUPPLEMENT, by=by, at=at, key=key, facts=facts)
    enclosed(event.order, event.seq, enclosures, by=by.key, at=at)
    return noted(event, text=words)


@transaction.atomic
def press(number: str, *, by: Actor, at: datetime, text: str = "", key: str = "") -> Event:
    """催单: the requester asks again about an open request. It is counted on it; from a count on it is a warning.

    A divided request hands it on to its parts that are still open.
    """
    order = orders.hold(number)
    if before := orders.done(order, Verb.PRESS, key):
        return before
    words = text.replace("\0", "").strip()
    warned = warnings.colour("urged", Fraction(order.pressed + 1), at)
    facts = {"count": order.pressed + 1, "colour": warned.value, "note": fingerprint(words)}
    event = orders.advance(
        number, Verb.PRESS, by=by, at=at, law=warned.law, clause=warned.clause, key=key, facts=facts
    )
    if order.state == OrderState.DIVIDED:
        _press_parts(order, by=by, at=at, text=text, key=key)
    return noted(event, text=words)


@transaction.atomic
def withdraw(
    number: str, *, reason: str, by: Actor, at: datetime, channel: Channel | None = None, key: str = ""
) -> Event:
    """撤诉: the requester takes the request back, also while a unit works on it; its shares are recalled.

    `channel`: by which channel the requester said so; one who does it alone has no need to say it.
    """
    words = worded(reason, "Say why the request is withdrawn.")
    facts = {"note": fingerprint(words), "asked_by": channel}
    event = orders.advance(number, Verb.WITHDRAW, by=by, at=at, key=key, facts=facts)
    return noted(event, text=words)


@transaction.atomic
def reveal(number: str, *, field: str, why: str, by: Actor, at: datetime) -> Revealed:
    """查看明文: name, telephone or house number in clear, for a reason; the event and the callers' log keep it."""
    order = orders.find(number, by)
    if order.confidential and not known.keeps_confidence(by):
        raise NotYours("This request was filed confidentially: the hotline centre keeps the contact.")
    if order.requester is None:
        raise Refusal("Nothing is known of the requester of order %(number)s.", number=number)
    event = orders.advance(
        number, Verb.REVEAL, by=by, at=at, facts={"field": field, "why": mask(why.strip())[:300]}
    )
    value = callers.clear_value(order.requester, field, by=by, at=at, why=why, order=number)
    return Revealed(event, value)


@transaction.atomic
def profile(number: str, *, why: str, by: Actor, at: datetime) -> Profile:
    """诉求人画像: what the requester of an order asked over time, masked, for a reason that is kept.

    Only for those who keep the contact with requesters (R359, R494).
    """
    order = orders.find(number, by)
    if not known.keeps_confidence(by):
        raise NotYours("Only the hotline centre's people look at the profile of a requester.")
    if order.requester is None:
        raise Refusal("Nothing is known of the requester of order %(number)s.", number=number)
    facts = {"field": Field.PROFILE, "why": mask(why.strip())[:300]}
    orders.advance(number, Verb.REVEAL, by=by, at=at, facts=facts)
    callers.looked(order.requester, by=by, at=at, why=why, order=number)
    return queries.profile(order, by)


def _press_parts(order: Order, *, by: Actor, at: datetime, text: str, key: str) -> None:
    """Press the parts of a divided order that are not finished; whoever may press the whole may press them."""
    waiting = [part for part in queries.parts(order) if part.state not in queries.ENDED]
    if not waiting:
        raise Refusal("Every part of order %(number)s is finished.", number=order.number)
    for n, part in enumerate(waiting):
        one = f"{key}:{n}" if key else ""
        press(part.number, by=queries.asking(part, order, by), at=at, text=text, key=one)
