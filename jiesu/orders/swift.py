"""The short way for one order that is accepted as it is recorded: few statements, the same ledger.

Same checks, events, hashes and projection as `open` and `advance` (bulk.born makes them); what is saved is
asking for what was written a moment ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, transaction

from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.orders.bulk import EVENT_COLUMNS, ORDER_COLUMNS, born, event_row, order_row, seat_at
from jiesu.orders.codes import Codes
from jiesu.orders.models import Event, Order
from jiesu.orders.moves import NewOrder
from jiesu.rules.reach import Actor

_NEXT = (
    "SELECT nextval('orders_number'), nextval('orders_order_id_seq'),"
    " nextval('orders_event_id_seq'), nextval('orders_event_id_seq')"
)


def open_accepted(
    record: NewOrder, *, by: Actor, at: datetime, key: str = "", law: str = "", clause: str = ""
) -> Order:
    """Open and accept one order (登记 + 受理) that brings no number of its own.

    `key` makes the call idempotent by the database's own word: a second one with it is an IntegrityError, ends
    the transaction, and `opened_with(key)` has the order.
    """
    codes = Codes()
    desk, path, area = directory.place_of(record.desk, record.area)
    if area is not None:
        codes.know("area", record.area, area)
    seat = desk, seat_at(by, record.desk, path)
    with transaction.atomic(savepoint=False):
        serial, pk, *event_pks = _next()
        number = f"{clock.local(record.at or at):%y%m%d}{serial:08d}"
        order, events = born(record, number, by, at, seat, codes, law, clause, key=key)
        order.pk = pk
        for event, event_pk in zip(events, event_pks, strict=True):
            event.pk, event.order_id = event_pk, pk
        _insert("orders_order", ORDER_COLUMNS, [order_row(order)])
        _insert("orders_event", EVENT_COLUMNS, [event_row(event) for event in events])
    return order


def opened_with(key: str) -> Order | None:
    """The order whose opening carried the key."""
    event = Event.objects.select_related("order").filter(key=key).first() if key else None
    return event.order if event else None


def _next() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT)
        return tuple(cursor.fetchone())


def _insert(table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_insertion(table, columns, len(rows)), [value for row in rows for value in row])


@cache
def _insertion(table: str, columns: tuple[str, ...], rows: int) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    places = f"({', '.join(['%s'] * len(columns))})"
    return f'INSERT INTO "{table}" ({names}) VALUES {", ".join([places] * rows)}'
