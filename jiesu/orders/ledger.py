"""Proving the ledger: recompute every chain and every projection, seal the heads, rebuild what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max

from jiesu.orders import chain, projection, volume
from jiesu.orders.codes import COLUMNS, Codes
from jiesu.orders.models import Assignment, Event, Order, Seal, SealedHead

SEAL_SIZE = 20_000
"""Orders in one seal at the most."""
_SEALING = """
WITH sealed AS (UPDATE orders_order SET sealed_seq = seq WHERE id = ANY(%s) RETURNING id, seq, head)
INSERT INTO orders_sealedhead (seal_id, order_id, seq, hash) SELECT %s, id, seq, head FROM sealed
"""
"""Marks the orders, which are held, and keeps the head of each."""


@dataclass(slots=True)
class Report:
    """What a proof of the ledger found. `faults` are sentences; the first names the first event that does not fit."""

    orders: int = 0
    events: int = 0
    seals: int = 0
    repaired: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything fits."""
        return not self.faults


def verify(progress: Callable[[int], None] | None = None, *, most: int = 20) -> Report:
    """Recompute chains, projections and seals from the raw events; stop after `most` faults.

    Everything is read as it stood at one moment: whoever works meanwhile is no fault.
    """
    with _snapshot():
        return _verified(progress, most)


def _verified(progress: Callable[[int], None] | None, most: int) -> Report:
    report, codes = Report(), Codes()
    codes.know_units()
    for order, events, shares in _histories():
        report.orders += 1
        report.events += len(events)
        report.faults += _faults(order, events, shares, codes)
        if progress:
            progress(len(events))
        if len(report.faults) >= most:
            return report
    _verify_seals(report)
    report.faults += _wrong_days()
    return report


def rebuild(*, check: bool = True) -> Report:
    """Fold the ledger again. With `check` only compare; else write the columns that differ.

    Compared as at one moment; mended one by one, each order held and folded anew, so that nothing which
    moves meanwhile is taken back.
    """
    report, codes, wrong = Report(), Codes(), []
    codes.know_units()
    with _snapshot():
        for order, events, stored in _histories():
            report.orders += 1
            report.events += len(events)
            if faults := _differences(order, *fold(events), stored, codes):
                report.faults += faults if check else []
                wrong.append(order.pk)
        days = _wrong_days()
    if check:
        report.faults += days
        return report
    report.repaired = sum(_mended(pk, codes) for pk in wrong)
    if days:
        volume.count_again()
    return report


@transaction.atomic
def seal(at: datetime) -> Seal | None:
    """Seal the heads of the orders that moved since they were last sealed; None when nothing moved.

    Orders that somebody holds right now go into the next seal.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(421901)")
    moved = Order.objects.filter(seq__gt=F("sealed_seq")).order_by("id")
    free = moved.select_for_update(skip_locked=True, no_key=True)
    held = list(free.values_list("pk", "number", "seq", "head")[:SEAL_SIZE])
    if not held:
        return None
    last = Seal.objects.order_by("-number").first()
    root = chain.root(
        bytes(last.root) if last else b"", [(number, seq, bytes(h)) for _, number, seq, h in held]
    )
    made = Seal.objects.create(number=last.number + 1 if last else 1, at=at, orders=len(held), root=root)
    with connection.cursor() as cursor:
        cursor.execute(_SEALING, [[pk for pk, *_ in held], made.number])
    return made


def seal_all(at: datetime) -> int:
    """Seal until nothing that can be sealed is left; the number of seals made."""
    count = 0
    while seal(at) is not None:
        count += 1
    return count


def fold(events: list[Event]) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """The columns of an order and of its shares as its events tell them (codes, not ids)."""
    order: dict[str, Any] = {}
    shares: dict[int, dict[str, Any]] = {}
    for event in events:
        order |= projection.order_changes(order, event)
        if event.share is not None:
            share = shares.setdefault(event.share, {})
            share |= projection.share_changes(share, event)
    return order, shares


@contextmanager
def _snapshot() -> Iterator[None]:
    """One picture of all tables for what is read inside. In a caller's transaction it is that one's."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _histories() -> Iterator[tuple[Order, list[Event], list[Assignment]]]:
    """Each order with its events and its stored shares, read by ranges of ids so that memory stays flat."""
    last = Order.objects.aggregate(last=Max("id"))["last"] or 0
    step = 2000
    for low in range(0, last + 1, step):
        orders = Order.objects.filter(id__gt=low, id__lte=low + step).order_by("id")
        lines = Event.objects.filter(order_id__gt=low, order_id__lte=low + step).order_by("order_id", "seq")
        by_order = {k: list(v) for k, v in groupby(lines, key=lambda e: e.order_id)}
        held = Assignment.objects.filter(order_id__gt=low, order_id__lte=low + step).order_by(
            "order_id", "no"
        )
        shares = {k: list(v) for k, v in groupby(held, key=lambda a: a.order_id)}
        for order in orders:
            yield order, by_order.get(order.pk, []), shares.get(order.pk, [])


def _faults(order: Order, events: list[Event], stored: list[Assignment], codes: Codes) -> list[str]:
    if not events:
        return [f"Order {order.number} has no event."]
    previous = chain.GENESIS
    for place, event in enumerate(events, start=1):
        expected = chain.link(previous, order.number, event)
        if event.seq != place or bytes(event.hash) != expected:
            return [
                f"Event {event.pk} (order {order.number}, no. {event.seq}, {event.verb}) does not fit its chain."
            ]
        previous = expected
    if bytes(order.head) != previous:
        return [f"Order {order.number}: its head is not the hash of its last event {events[-1].pk}."]
    told = events[0].facts.get("content")
    if order.anonymised_at is None and told != chain.content(order.title, order.text, order.place):
        return [f"Order {order.number}: its words are not those of event {events[0].pk}."]
    return _differences(order, *fold(events), stored, codes)


def _differences(
    order: Order,
    folded: dict[str, Any],
    shares: dict[int, dict[str, Any]],
    stored: list[Assignment],
    codes: Codes,
) -> list[str]:
    wrong = [
        f"Order {order.number}: column {c} differs from the ledger." for c in _unequal(order, folded, codes)
    ]
    kept = {share.no: share for share in stored}
    for no in sorted(shares.keys() | kept.keys()):
        if no not in kept or no not in shares:
            wrong.append(f"Order {order.number}: share {no} is not in the ledger and the table alike.")
            continue
        wrong += [
            f"Order {order.number}, share {no}: column {c} differs from the ledger."
            for c in _unequal(kept[no], shares[no], codes)
        ]
    return wrong


def _unequal(row: Order | Assignment, columns: dict[str, Any], codes: Codes) -> list[str]:
    return [c for c, told in columns.items() if c != "parent" and not _same(row, c, told, codes)]


def _same(row: Order | Assignment, column: str, told: Any, codes: Codes) -> bool:
    stored = getattr(row, COLUMNS.get(column, column))
    if column in ("lon", "lat"):
        return stored is not None and Decimal(stored) == Decimal(told).quantize(Decimal("0.000001"))
    return bool(stored == codes.stored(column, told))


@transaction.atomic
def _mended(pk: int, codes: Codes) -> bool:
    """Write what the ledger tells of one order, where its columns still differ."""
    order = Order.objects.select_for_update(no_key=True).get(pk=pk)
    events = list(Event.objects.filter(order_id=pk).order_by("seq"))
    stored = list(Assignment.objects.filter(order_id=pk))
    folded, shares = fold(events)
    if not _differences(order, folded, shares, stored, codes):
        return False
    _repair(order, folded, shares, codes, head=bytes(events[-1].hash))
    return True


def _repair(
    order: Order, folded: dict[str, Any], shares: dict[int, dict[str, Any]], codes: Codes, *, head: bytes
) -> None:
    columns = {COLUMNS.get(c, c): codes.stored(c, v) for c, v in folded.items()}
    Order.objects.filter(pk=order.pk).update(**columns, head=head)
    for no, told in shares.items():
        kept = {COLUMNS.get(c, c): codes.stored(c, v) for c, v in told.items() if c != "parent"}
        Assignment.objects.filter(order_id=order.pk, no=no).update(**kept)


def _wrong_days() -> list[str]:
    """The days of which the kept volume is not the number of their orders."""
    return [
        f"Volume of {day}: {kept} are kept, {orders} orders were received."
        for day, kept, orders in volume.wrong_days()
    ]


def _verify_seals(report: Report) -> None:
    previous = b""
    for one in Seal.objects.order_by("number"):
        rows = SealedHead.objects.filter(seal=one).values_list("order__number", "seq", "hash", "order_id")
        heads = [(number, seq, bytes(head)) for number, seq, head, _ in rows]
        if chain.root(previous, heads) != bytes(one.root) or len(heads) != one.orders:
            report.faults.append(f"Seal {one.number} does not fit its heads and the seal before it.")
            return
        report.faults += _moved_under_seal(one)
        previous = bytes(one.root)
        report.seals += 1


def _moved_under_seal(one: Seal) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.order_id, h.seq FROM orders_sealedhead h LEFT JOIN orders_event e"
            " ON e.order_id = h.order_id AND e.seq = h.seq AND e.hash = h.hash"
            " WHERE h.seal_id = %s AND e.id IS NULL ORDER BY h.order_id LIMIT 1",
            [one.number],
        )
        row = cursor.fetchone()
    return (
        [f"Seal {one.number}: event no. {row[1]} of order id {row[0]} is not what was sealed."] if row else []
    )
