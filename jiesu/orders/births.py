"""How an order is born: its columns and its first events as plain values, hashed and projected, not yet written.

One way for the single order, for the short way of machines and for bulk: the same checks, hashes and projection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import copy
from dataclasses import asdict, dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import JSONField, Model

from jiesu.orders import chain, projection
from jiesu.orders.batch import seat_name
from jiesu.orders.codes import COLUMNS, Codes
from jiesu.orders.models import Event, Order
from jiesu.orders.moves import NewOrder
from jiesu.rules import flow, reach
from jiesu.rules.reach import Actor, Target
from jiesu.rules.terms import Verb

Columns = dict[str, Any]
ORDER_COLUMNS = tuple(f.column for f in Order._meta.concrete_fields)
EVENT_COLUMNS = tuple(f.column for f in Event._meta.concrete_fields)
_BLANK = {f.column: f.get_default() for f in Order._meta.concrete_fields}
_WRITE = json.JSONEncoder(ensure_ascii=False).encode
_LISTS = tuple(column for column, value in _BLANK.items() if isinstance(value, list))


@dataclass(slots=True)
class NewEvent:
    """A line of the ledger before it is written; the columns of Event."""

    seq: int
    verb: str
    before: str
    after: str
    order_state: str
    by: str
    seat: str
    at: datetime
    law: str = ""
    clause: str = ""
    key: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    share: int | None = None
    hash: bytes = b""
    order_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Cradle:
    """Where and by whom orders are born: the desk's id, the actor, the seat that allows it, the codes known."""

    desk: int
    by: Actor
    seat: str
    codes: Codes


def cradle(by: Actor, desk: int, code: str, path: str, codes: Codes) -> Cradle:
    """The cradle at a desk. Refusal where no seat of the actor allows to record there."""
    seat = reach.check(by, Verb.RECORD, Target(unit=code, path=path))
    return Cradle(desk, by, seat_name(seat), codes)


def recorded(
    record: NewOrder, number: str, at: datetime, where: Cradle, *, key: str = ""
) -> tuple[Columns, NewEvent]:
    """The columns of a new order and its first event (登记)."""
    title = (record.title or headline(record.text))[:200]
    received = record.received_at or at
    facts = {
        "request_type": record.request_type, "category": record.category, "channel": record.channel,
        "source": record.source, "external_no": record.external_no, "level": record.level, "area": record.area,
        "place": record.place, "lon": record.lon, "lat": record.lat, "tags": list(record.tags) or None,
        "confidential": record.confidential or None, "anonymous": record.anonymous or None,
        "received_at": received, "content": chain.content(title, record.text, record.place),
        **record.extra,
    }  # fmt: skip
    state = str(flow.order_step(flow.BORN, Verb.RECORD))
    event = NewEvent(
        1, str(Verb.RECORD), flow.BORN, state, state, where.by.key, where.seat, at, key=key,
        facts=chain.plain(facts),
    )  # fmt: skip
    event.hash = chain.link(chain.GENESIS, number, event)
    order = _BLANK | {name: copy(_BLANK[name]) for name in _LISTS}
    order |= {
        "number": number, "title": title, "text": record.text, "desk_id": where.desk,
        "requester_id": record.requester, "received_at": received, "since": at,
    }  # fmt: skip
    _put(order, projection.order_changes({}, event), event.hash, where.codes)
    return order, event


def accepted(
    order: Columns, first: NewEvent, where: Cradle, law: str, clause: str
) -> tuple[NewEvent, NewEvent]:
    """The second event (受理), its projection put into the columns; both events."""
    after = str(flow.order_step(order["state"], Verb.ACCEPT))
    second = NewEvent(
        2, str(Verb.ACCEPT), order["state"], after, after, first.by, first.seat, first.at, law, clause
    )
    second.hash = chain.link(first.hash, order["number"], second)
    _put(order, projection.order_changes(order, second), second.hash, where.codes)
    return first, second


def headline(text: str) -> str:
    """The first sentence of a text as a title, at most 60 characters."""
    line = text.strip().splitlines()[0] if text.strip() else ""
    for mark in "。！？!?；;":
        line = line.split(mark)[0]
    return line[:60]


def order_of(columns: Mapping[str, Any]) -> Order:
    """The order of these columns, all of them."""
    return Order(*map(columns.__getitem__, ORDER_COLUMNS))


def event_of(line: NewEvent, order: Order) -> Event:
    """The event of a line, of an order that is written."""
    return Event(**asdict(line) | {"order_id": order.pk})


def json_columns(model: type[Model]) -> frozenset[str]:
    """The columns that hold JSON."""
    return frozenset(f.column for f in model._meta.concrete_fields if isinstance(f, JSONField))


_ORDER_JSON = json_columns(Order)


def order_row(order: Columns) -> list[Any]:
    """The values of ORDER_COLUMNS as a statement takes them."""
    return [_WRITE(order[c]) if c in _ORDER_JSON else order[c] for c in ORDER_COLUMNS]


_EVENT_VALUES = attrgetter(*EVENT_COLUMNS)
_FACTS = EVENT_COLUMNS.index("facts")


def event_row(line: NewEvent) -> list[Any]:
    """The values of EVENT_COLUMNS as a statement takes them."""
    row = list(_EVENT_VALUES(line))
    row[_FACTS] = _WRITE(line.facts)
    return row


def _put(order: Columns, changes: Mapping[str, Any], head: bytes, codes: Codes) -> None:
    """What an event changes, codes turned into ids."""
    for name, value in changes.items():
        order[COLUMNS.get(name, name)] = codes.stored(name, value)
    order["head"] = head
