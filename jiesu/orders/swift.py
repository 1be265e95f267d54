"""The short way for one order that is accepted as it is recorded: few statements, the same ledger.

Same checks, events, hashes and projection as `open` and `advance` (bulk.born makes them); what is saved is
asking for what was written a moment ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

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
        _insert(order, events)
    return order


def opened_with(key: str) -> Order | None:
    """The order whose opening carried the key."""
    event = Event.objects.select_related("order").filter(key=key).first() if key else None
    return event.order if event else None


def _next() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT)
        return tuple(cursor.fetchone())


def _insert(order: Order, events: Sequence[Event]) -> None:
    rows = [order_row(order), *(event_row(event) for event in events)]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(len(events)), [value for row in rows for value in row])


@cache
def _insertion(events: int) -> str:
    """One statement for the order and its events; the keys between them are checked at the commit."""
    order = f"INSERT INTO orders_order ({_names(ORDER_COLUMNS)}) VALUES {_places(ORDER_COLUMNS)}"
    lines = ", ".join([_places(EVENT_COLUMNS)] * events)
    return f"WITH made AS ({order}) INSERT INTO orders_event ({_names(EVENT_COLUMNS)}) VALUES {lines}"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _places(columns: Sequence[str]) -> str:
    return f"({', '.join(['%s'] * len(columns))})"
