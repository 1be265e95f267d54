"""Opening many orders at once (import, simulation): the same checks and the same ledger, written by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from jiesu.orders import index
from jiesu.orders.advance import lock_source, numbers
from jiesu.orders.births import (
    EVENT_COLUMNS,
    ORDER_COLUMNS,
    Columns,
    Cradle,
    NewEvent,
    accepted,
    cradle,
    event_row,
    order_row,
    recorded,
)
from jiesu.orders.codes import Codes
from jiesu.orders.models import Order
from jiesu.orders.moves import NewOrder, Opened
from jiesu.rules.reach import Actor


def open_many(
    records: Sequence[NewOrder], *, by: Actor, at: datetime, law: str = "", clause: str = ""
) -> list[Opened]:
    """Open and accept many orders (登记 + 受理) in one transaction; one result per record, in their order.

    A record whose `(source, external_no)` is known, or stands twice in the batch, gives the known number.
    Each record may carry `received_at` and `at`; else its events carry the call's `at`. Refusal (nothing
    opened) where `by` may not.
    """
    codes = Codes()
    codes.know_units()
    places = {code: _cradle(by, code, codes) for code in {r.desk for r in records}}
    with transaction.atomic():
        _lock(records)
        known = _known(records)
        fresh = [r for r in _unseen(records) if _external(r) not in known]
        made = numbers([record.at or at for record in fresh])
        opened = dict(zip(map(id, fresh), made, strict=True))
        orders: list[Columns] = []
        words: list[index.Told] = []
        events: list[NewEvent] = []
        for record, pk in zip(fresh, _ids("orders_order", len(fresh)), strict=True):
            where = places[record.desk]
            order, first = recorded(record, opened[id(record)], record.at or at, where)
            order["id"] = pk
            orders.append(order)
            words.append(index.Told(order["title"], order["text"], order["place"], record.names))
            for line in accepted(order, first, where, law, clause):
                line.order_id = pk
                events.append(line)
            if record.external_no:
                known[_external(record)] = order["number"]
        for event, pk in zip(events, _ids("orders_event", len(events)), strict=True):
            event.id = pk
        _copy("orders_order", ORDER_COLUMNS, map(order_row, orders))
        _copy("orders_event", EVENT_COLUMNS, map(event_row, events))
        found_by = zip(orders, index.rows(words), strict=True)
        _copy("orders_words", index.COLUMNS, ((order["id"], *row) for order, row in found_by))
    return [
        Opened(opened[id(r)]) if id(r) in opened else Opened(known[_external(r)], known=True) for r in records
    ]


def _cradle(by: Actor, code: str, codes: Codes) -> Cradle:
    desk = codes.row("unit", code)
    return cradle(by, desk.pk, code, desk.path, codes)


def _external(record: NewOrder) -> tuple[str, str]:
    return record.source, record.external_no


def _unseen(records: Iterable[NewOrder]) -> Iterable[NewOrder]:
    seen: set[tuple[str, str]] = set()
    for record in records:
        if record.external_no:
            if _external(record) in seen:
                continue
            seen.add(_external(record))
        yield record


def _known(records: Sequence[NewOrder]) -> dict[tuple[str, str], str]:
    wanted: dict[str, list[str]] = {}
    for record in records:
        if record.external_no:
            wanted.setdefault(record.source, []).append(record.external_no)
    found: dict[tuple[str, str], str] = {}
    for source, externals in wanted.items():
        rows = Order.objects.filter(source=source, external_no__in=externals).values_list(
            "external_no", "number"
        )
        found |= {(source, external): number for external, number in rows}
    return found


def _lock(records: Sequence[NewOrder]) -> None:
    for source in sorted({r.source for r in records if r.external_no}):
        lock_source(source)


def _ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval('{table}_id_seq') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{c}"' for c in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
