"""Opening many orders at once (import, simulation): the same checks and the same ledger, written by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from jiesu.orders import chain, projection
from jiesu.orders.advance import first_event, lock_source, numbers, prepared
from jiesu.orders.batch import apply, seat_name
from jiesu.orders.codes import Codes
from jiesu.orders.models import Event, Order
from jiesu.orders.moves import NewOrder, Opened
from jiesu.rules import flow, reach
from jiesu.rules.reach import Actor, Target
from jiesu.rules.terms import Verb

ORDER_COLUMNS = tuple(f.column for f in Order._meta.concrete_fields)
EVENT_COLUMNS = tuple(f.column for f in Event._meta.concrete_fields)


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
    seats = {code: seat_of(by, code, codes) for code in {r.desk for r in records}}
    with transaction.atomic():
        _lock(records)
        known = _known(records)
        fresh = [r for r in _unseen(records) if _external(r) not in known]
        made = numbers([record.at or at for record in fresh])
        opened = dict(zip(map(id, fresh), made, strict=True))
        orders, events = [], []
        ids = _ids("orders_order", len(fresh))
        for record, pk in zip(fresh, ids, strict=True):
            order, lines = born(
                record, opened[id(record)], by, record.at or at, seats[record.desk], codes, law, clause
            )
            order.pk = pk
            orders.append(order)
            for line in lines:
                line.order_id = pk
            events.extend(lines)
            if record.external_no:
                known[_external(record)] = order.number
        _copy("orders_order", ORDER_COLUMNS, (order_row(o) for o in orders))
        for event, pk in zip(events, _ids("orders_event", len(events)), strict=True):
            event.pk = pk
        _copy("orders_event", EVENT_COLUMNS, (event_row(e) for e in events))
    return [
        Opened(opened[id(r)]) if id(r) in opened else Opened(known[_external(r)], known=True) for r in records
    ]


def seat_of(by: Actor, code: str, codes: Codes) -> tuple[int, str]:
    """The desk\'s id and the seat by which the actor records there. Refusal where none allows it."""
    desk = codes.row("unit", code)
    return desk.pk, seat_at(by, code, desk.path)


def seat_at(by: Actor, code: str, path: str) -> str:
    """The seat by which the actor records at a desk. Refusal where none allows it."""
    return seat_name(reach.check(by, Verb.RECORD, Target(unit=code, path=path)))


def born(
    record: NewOrder,
    number: str,
    by: Actor,
    at: datetime,
    seat: tuple[int, str],
    codes: Codes,
    law: str,
    clause: str,
    *,
    key: str = "",
) -> tuple[Order, list[Event]]:
    """A new order with its first two events (登记, 受理), hashed and projected, not yet written."""
    order = prepared(record, desk_id=seat[0], at=at, number=number)
    first = first_event(order, record, by=by, at=at, seat=seat[1], codes=codes, key=key)
    state = flow.order_step(order.state, Verb.ACCEPT)
    second = Event(
        seq=2, verb=str(Verb.ACCEPT), before=order.state, after=str(state), order_state=str(state), by=by.key,
        seat=seat[1], at=at, law=law, clause=clause,
    )  # fmt: skip
    second.hash = chain.link(first.hash, number, second)
    apply(order, projection.order_changes(vars(order), second) | {"head": second.hash}, {}, codes)
    return order, [first, second]


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


def order_row(order: Order) -> list[Any]:
    """The values of ORDER_COLUMNS."""
    values = vars(order)
    return [json.dumps(values[c]) if c in ("tags", "guests") else values[c] for c in ORDER_COLUMNS]


def event_row(event: Event) -> list[Any]:
    """The values of EVENT_COLUMNS."""
    values = vars(event)
    facts = json.dumps(event.facts, ensure_ascii=False)
    return [facts if c == "facts" else values[c] for c in EVENT_COLUMNS]
