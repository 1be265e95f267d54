"""The short way for one order that is accepted as it is recorded: two statements, the same ledger.

Same checks, events, hashes and projection as `open` and `advance` (births makes them). The first statement asks
for all that must be known before, the second writes all: where no transaction runs it is one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.kit.prepared import Part, ask, together
from jiesu.orders import index
from jiesu.orders.births import (
    EVENT_COLUMNS,
    ORDER_COLUMNS,
    Columns,
    Cradle,
    NewEvent,
    accepted,
    cradle,
    event_row,
    order_of,
    order_row,
    recorded,
)
from jiesu.orders.codes import Codes
from jiesu.orders.models import Event, Order
from jiesu.orders.moves import NewOrder
from jiesu.rules.reach import Actor

NEXT = Part("SELECT nextval('orders_number')")


@dataclass(frozen=True, slots=True)
class Begun:
    """A number taken for an order that is about to be opened at a desk, and what was asked beside it."""

    number: str
    where: Cradle
    asked: tuple[Any, ...]


def begin(record: NewOrder, *, by: Actor, at: datetime, asking: Part | None = None) -> Begun:
    """Take a number and look up desk and area; the first row of `asking` is asked in the same statement.

    Refusal where `by` may not record at the desk.
    """
    place = directory.place_asked(record.desk, record.area)
    parts = (NEXT, place, asking) if asking else (NEXT, place)
    serial, pk, path, area, *asked = ask(together(*parts), first=True)[0]
    desk, path, area = directory.place_told((pk, path, area), record.desk, record.area)
    codes = Codes()
    if area is not None:
        codes.know("area", record.area, area)
    number = f"{clock.local(record.at or at):%y%m%d}{serial:08d}"
    return Begun(number, cradle(by, desk, record.desk, path, codes), tuple(asked))


def open_accepted(
    record: NewOrder,
    begun: Begun,
    *,
    at: datetime,
    key: str = "",
    law: str = "",
    clause: str = "",
    requester: Part | None = None,
) -> Order | None:
    """Open and accept one order (登记 + 受理) that brings no number of its own, in one statement.

    `requester`: the statement that writes down who asks and gives the row; where it gives none, nothing at all
    is written, and None comes back. `key` makes the call idempotent by the database's own word: a second one
    with it is an IntegrityError, and `opened_with(key)` has the order.
    """
    columns, first = recorded(record, begun.number, at, begun.where, key=key)
    events = accepted(columns, first, begun.where, law, clause)
    told = index.Told(columns["title"], columns["text"], columns["place"], record.names)
    rows = ask(_insertion(columns, events, index.rows([told])[0], requester))
    if not rows:
        return None
    columns["id"], columns["requester_id"] = rows[0]
    return order_of(columns)


def opened_with(key: str) -> Order | None:
    """The order whose opening carried the key."""
    event = Event.objects.select_related("order").filter(key=key).first() if key else None
    return event.order if event else None


def _insertion(
    order: Columns, events: Sequence[NewEvent], words: tuple[str, str], requester: Part | None
) -> Part:
    """One statement for whoever asks, the order, its events and what it is found by; the keys between them are
    checked at the end."""
    told = dict(zip(ORDER_COLUMNS, order_row(order), strict=True))
    if requester:
        del told["requester_id"]
    told = {column: value for column, value in told.items() if value is not None}
    lines = [dict(zip(EVENT_COLUMNS, event_row(event), strict=True)) for event in events]
    said = tuple(c for c in EVENT_COLUMNS if any(line[c] is not None for line in lines))
    sql = _statement(tuple(told), said, len(lines), requester.sql if requester else "")
    return Part(
        sql,
        (
            *(requester.values if requester else ()),
            *told.values(),
            *(line[column] for line in lines for column in said),
            *words,
        ),
    )


@cache
def _statement(told: tuple[str, ...], said: tuple[str, ...], lines: int, requester: str) -> str:
    party = f"party (id) AS ({requester}), " if requester else ""
    columns = (*told, "requester_id") if requester else told
    values = ", ".join(_place(Order, column) for column in told) + (
        ", party.id FROM party" if requester else ""
    )
    line = f"({', '.join(_place(Event, column) for column in said)})"
    return (
        f"WITH {party}made AS (INSERT INTO orders_order ({_names(columns)}) SELECT {values}"
        f" RETURNING id, requester_id),"
        f" told AS (INSERT INTO orders_event (order_id, {_names(said)})"
        f" SELECT made.id, line.* FROM made, (VALUES {', '.join([line] * lines)}) AS line),"
        " found_by AS (INSERT INTO orders_words (order_id, tokens, bands)"
        " SELECT made.id, %s::tsvector, %s::int[] FROM made)"
        " SELECT id, requester_id FROM made"
    )


@cache
def _kinds(model: type[Order] | type[Event]) -> dict[str, str]:
    """The type of each column, without its length: what is too long is refused, not cut."""
    found = {f.column: f.db_type(connection) or "" for f in model._meta.concrete_fields}
    return {column: kind.partition("(")[0] for column, kind in found.items()}


def _place(model: type[Order] | type[Event], column: str) -> str:
    return f"%s::{_kinds(model)[column]}"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
