"""Requests that belong together, and requests that hold several: 并单, 撤销并单, 拆单."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from jiesu.intake import queries, warnings
from jiesu.intake.actions.shared import fingerprint, noted, worded
from jiesu.intake.actions.taking import record
from jiesu.intake.building import Builder, with_more
from jiesu.intake.drafts import Draft, storable
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules.flow import FINAL_STATES, ORDER_STEPS
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, RequestType, Verb
from jiesu.rules.verdict import Refusal

MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """One matter of a request that holds several."""

    text: str
    title: str = ""
    request_type: RequestType | None = None
    category: str = ""
    area: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()


@transaction.atomic
def merge(number: str, *, into: str, by: Actor, at: datetime, note: str = "", key: str = "") -> Event:
    """并单: the same request as another open one, which learns of it. The requester is called back in any case.

    Units that have it already give it back: the spine recalls their shares.
    """
    if number == into.strip():
        raise Refusal("An order cannot be merged into itself.")
    target = orders.find(into.strip(), by)
    for one in sorted((number, target.number)):
        orders.hold(one)
    if target.state in FINAL_STATES:
        raise Refusal("Order %(number)s is finished; nothing can be merged into it.", number=target.number)
    words = note.strip()
    facts = {"merged_into": target.number, "call_back": True, "note": fingerprint(words)}
    event = orders.advance(number, Verb.MERGE, by=by, at=at, key=key, facts=facts)
    if (Verb.SUPPLEMENT, target.state) in ORDER_STEPS:
        _tell(target.number, {"merged": number}, by=by, at=at, key=f"{key}:into" if key else "")
    return noted(event, text=words)


@transaction.atomic
def record_merged(draft: Draft, *, into: str, by: Actor, at: datetime, key: str = "") -> Order:
    """What is being told is the same as an open request: record it and merge it, in one stroke."""
    order = record(draft, by=by, at=at, key=key)
    merge(order.number, into=into, by=by, at=at, key=f"{key}:merge" if key else "")
    order.refresh_from_db()
    return order


@transaction.atomic
def unmerge(number: str, *, reason: str, by: Actor, at: datetime, key: str = "") -> Event:
    """撤销并单: it was another matter after all. The order is back in intake's tray; the other one learns of it."""
    words = worded(reason, "Say why the merge is undone.")
    order = orders.find(number, by)
    target = order.merged_into
    for one in sorted({number, target.number if target else number}):
        orders.hold(one)
    facts = {"merged_from": target.number if target else "", "note": fingerprint(words)}
    event = orders.advance(number, Verb.UNMERGE, by=by, at=at, key=key, facts=facts)
    if target and (Verb.SUPPLEMENT, target.state) in ORDER_STEPS:
        _tell(target.number, {"unmerged": number}, by=by, at=at, key=f"{key}:from" if key else "")
    return noted(event, text=words)


@transaction.atomic
def split(
    number: str,
    pieces: Sequence[Piece],
    *,
    by: Actor,
    at: datetime,
    accept: bool = True,
    key: str = "",
) -> list[Order]:
    """拆单: one order for each matter of a request; the first one stands for the whole until all have ended.

    Each part has its own words, category, level and area, and the requester of the whole.
    """
    order = orders.hold(number)
    if orders.done(order, Verb.SPLIT, key):
        return queries.parts(order)
    told = [piece for piece in pieces if piece.text.strip()]
    if not 2 <= len(told) <= MOST_PARTS:
        raise Refusal(
            "A request is split into 2 to %(most)s matters; write one line for each.", most=MOST_PARTS
        )
    orders.advance(number, Verb.SPLIT, by=by, at=at, key=key, facts={"parts": len(told)})
    builder = Builder(at)
    drafts = [storable(_draft(piece, order, at)) for piece in told]
    built = builder.many(drafts, desk=order.desk.code, requesters=[order.requester_id] * len(drafts))
    for n, new in enumerate(built, 1):
        part = with_more(replace(new, received_at=order.received_at), {"part_of": number})
        made = orders.open(part, by=by, at=at, key=f"{key}:{n}" if key else "")
        if accept:
            more = f"{key}:{n}:accept" if key else ""
            orders.advance(made.number, Verb.ACCEPT, by=by, at=at, law=builder.judge.code, key=more)
    return queries.parts(order)


def _draft(piece: Piece, order: Order, at: datetime) -> Draft:
    """A matter as it was told. What is common to all comes from the whole; of its tags those that fit the words."""
    fitting = {one.tag for one in warnings.proposed(piece.text, at)} | queries.INHERITED
    return Draft(
        text=piece.text.strip(), title=piece.title.strip(), channel=Channel(order.channel), source=order.source,
        request_type=piece.request_type, category=piece.category,
        area=piece.area or (order.area.code if order.area else ""), place=piece.place or order.place,
        confidential=True if order.confidential else None, anonymous=order.anonymous,
        kind=order.requester.kind if order.requester else "person",
        tags=tuple(dict.fromkeys((*piece.tags, *(tag for tag in order.tags if tag in fitting)))),
    )  # fmt: skip


def _tell(number: str, facts: dict[str, str], *, by: Actor, at: datetime, key: str) -> None:
    orders.advance(number, Verb.SUPPLEMENT, by=by, at=at, key=key, facts=facts)
