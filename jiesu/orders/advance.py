"""The only door through which an order changes state: open, hold, advance, and their bulk forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from jiesu.kit import clock
from jiesu.orders import births, index
from jiesu.orders.batch import GATHERED, Batch
from jiesu.orders.codes import Codes
from jiesu.orders.models import Event, Order
from jiesu.orders.moves import Birth, Move, NewOrder
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal


@contextmanager
def gather(numbers: Iterable[str]) -> Iterator[None]:
    """Let the rooms' own actions move many orders in one transaction, written together at the end.

    Inside, `advance` judges each move as ever but keeps its event until the block ends; `hold` and `shares_of`
    give the gathered rows as they stand, other questions are answered as before the block. For imports and
    simulation; a Refusal that comes after its action has advanced ends the whole block.
    """
    with transaction.atomic():
        batch = Batch(numbers)
        token = GATHERED.set(batch)
        try:
            yield
        finally:
            GATHERED.reset(token)
        batch.flush()


def hold(number: str) -> Order:
    """The order, locked until the end of the transaction. Refusal where there is none."""
    if (gathered := GATHERED.get()) and number in gathered.orders:
        return copy(gathered.orders[number])
    held = (
        Order.objects.select_for_update(no_key=True, of=("self",))
        .select_related("desk")
        .filter(number=number)
    )
    order = held.first()
    if order is None:
        raise Refusal("There is no order %(number)s.", number=number)
    return order


def advance(
    number: str,
    verb: Verb,
    *,
    by: Actor,
    at: datetime,
    share: int | None = None,
    births: Sequence[Birth] = (),
    law: str = "",
    clause: str = "",
    key: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """Move an order (or one unit's share of it) by a verb; one transaction.

    `at` is an aware moment, not before the order's last one by more than a clock's error is asked here.
    `births` are new shares that the verb brings (派单, 转派). `key` makes the call idempotent: the second
    call with the same key returns the first one's event. Refusals: not possible from here; not yours to do.
    """
    move = Move(number, verb, by, at, share, tuple(births), law, clause, key, facts or {})
    if (gathered := GATHERED.get()) and number in gathered.orders:
        return (_known(key, verb, number) if key else None) or gathered.step(move)
    with transaction.atomic():
        if key and (known := _known(key, verb, number)):
            return known
        batch = Batch([number])
        event = batch.step(move)
        batch.flush()
    return event


def advance_many(moves: Sequence[Move]) -> list[Event | Refusal]:
    """Take many moves in one transaction, in their order, with the same checks; a refused one changes nothing.

    Returns one result per move. Moves on one order see each other.
    """
    results: list[Event | Refusal] = []
    with transaction.atomic():
        batch = Batch(m.number for m in moves)
        for move in moves:
            try:
                results.append(batch.step(move))
            except Refusal as refusal:
                results.append(refusal)
        batch.flush()
    return results


def open_order(record: NewOrder, *, by: Actor, at: datetime, key: str = "") -> Order:
    """Open an order (登记): it lies in intake's tray, and its first event is in the ledger.

    `key` makes the call idempotent. A known `(source, external_no)` returns the order that has it.
    """
    codes = Codes()
    desk = codes.row("unit", record.desk)
    where = births.cradle(by, desk.pk, desk.code, desk.path, codes)
    with transaction.atomic():
        if key and (known := _known(key, Verb.RECORD)):
            return known.order
        if record.external_no and (order := _known_external(record)):
            return order
        columns, line = births.recorded(record, numbers([at])[0], at, where, key=key)
        order = births.order_of(columns)
        order.save(force_insert=True)
        births.event_of(line, order).save(force_insert=True)
        index.write(order.pk, index.of(order, record.names))
    order.desk = desk
    return order


def numbers(moments: Sequence[datetime]) -> list[str]:
    """A fresh order number for each moment: its day in Shanghai and a serial that never repeats."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orders_number') FROM generate_series(1, %s)", [len(moments)])
        serials = [row[0] for row in cursor.fetchall()]
    return [f"{clock.local(m):%y%m%d}{serial:08d}" for m, serial in zip(moments, serials, strict=True)]


def done(order: Order, verb: Verb, key: str) -> Event | None:
    """The event that the same call made before; the order is held. Refusal where the key was something else's."""
    return _known(key, verb, order.number) if key else None


def _known(key: str, verb: Verb, number: str = "") -> Event | None:
    """The event that the same call made before. Refusal where the key was used for something else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    found = Event.objects.select_related("order", "order__desk").filter(key=key).first()
    if found and (found.verb != verb or (number and found.order.number != number)):
        raise Refusal("This form was sent before for something else; load the page again.")
    return found


def lock_source(source: str) -> None:
    """Let one transaction at a time look up and open orders that bring numbers of this source."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [source])


def _known_external(record: NewOrder) -> Order | None:
    lock_source(record.source)
    known = Order.objects.select_related("desk")
    return known.filter(source=record.source, external_no=record.external_no).first()
