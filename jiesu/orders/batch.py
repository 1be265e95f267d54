"""The one way an order moves: hold, judge, advance, note. A batch of one is `advance`.

A batch locks its orders in the order of their numbers (so two batches never wait for each other in a ring),
judges each move by the flow tables and by reach, appends the events, and writes the projection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Any

from django.db import connection

from jiesu.orders import chain, projection
from jiesu.orders.codes import COLUMNS, Codes
from jiesu.orders.models import Assignment, Event, Order
from jiesu.orders.moves import Birth, Move
from jiesu.rules import flow, reach
from jiesu.rules.reach import Target
from jiesu.rules.terms import AssignmentState, OrderState, Verb
from jiesu.rules.verdict import Refusal

UNBLIND = frozenset({AssignmentState.RECALLED, AssignmentState.FORWARDED})


def target_of(order: Order, share: Assignment | None, shares: Iterable[Assignment]) -> Target:
    """What reach looks at for a verb on the order (its desk) or on a share (its unit)."""
    unit = share.unit if share else order.desk
    handler = f"person:{share.handler.login}" if share and share.handler else ""
    return Target(
        unit=unit.code,
        path=unit.path,
        handler=handler,
        requester=f"party:{order.requester_id}" if order.requester_id else f"order:{order.number}",
        units=tuple(s.unit.path for s in shares if s.state not in UNBLIND),
        guests=tuple(order.guests),
    )


def share_targets(order: Order, shares: Iterable[Assignment]) -> list[Target]:
    """The live shares as reach looks at them."""
    held = list(shares)
    return [target_of(order, share, held) for share in held if share.state in flow.LIVE_SHARES]


def held_targets(order: Order, shares: Iterable[Assignment]) -> list[Target]:
    """The shares that stand, signed ones too."""
    held = list(shares)
    return [target_of(order, share, held) for share in held if share.state not in UNBLIND]


class Batch:
    """A set of held orders and what is about to be written about them. Use inside one transaction."""

    def __init__(self, numbers: Iterable[str]) -> None:
        wanted = sorted(set(numbers))
        self.codes = Codes()
        held = (
            Order.objects.select_for_update(no_key=True, of=("self",))
            .select_related("desk")
            .filter(number__in=wanted)
            .order_by("number")
        )
        self.orders: dict[str, Order] = {o.number: o for o in held}
        self.shares: dict[int, dict[int, Assignment]] = {o.pk: {} for o in self.orders.values()}
        if self.orders:
            found = Assignment.objects.filter(order_id__in=list(self.shares)).select_related(
                "unit", "handler"
            )
            by_id = {order.pk: order for order in self.orders.values()}
            for share in found.order_by("no"):
                share.order = by_id[share.order_id]
                self.shares[share.order_id][share.no] = share
        self._ids: list[int] = []
        self._events: list[Event] = []
        self._born: list[Assignment] = []
        self._order_changes: dict[int, dict[str, Any]] = {}
        self._share_changes: dict[tuple[int, int], dict[str, Any]] = {}

    def step(self, move: Move) -> Event:
        """Judge the move and take it in memory. Refusal where the tables or the reach say no; nothing changes then."""
        order = self.orders.get(move.number)
        if order is None:
            raise Refusal("There is no order %(number)s.", number=move.number)
        share = self._share(order, move)
        shares = self.shares[order.pk].values()
        order_state, before, after = self._judge(order, share, move)
        target = target_of(order, share, shares)
        live, held = (
            (share_targets(order, shares), held_targets(order, shares)) if share is None else ((), ())
        )
        seat = reach.check_any(move.by, move.verb, target, live, held)
        if share is not None:
            standing = [AssignmentState(after) if s is share else AssignmentState(s.state) for s in shares]
            if not move.births:
                order_state = flow.order_follows(order_state, standing)
        self._check_names(order, move, order_state)
        event = self._append(order, share, move, before, after, order_state, seat=seat_name(seat))
        for birth in move.births:
            self._bear(order, birth, move, seat_name(seat))
        if share is None and order_state in flow.FINAL_STATES:
            self._recall_rest(order, move, order_state, seat_name(seat))
        return event

    def _check_names(self, order: Order, move: Move, order_state: OrderState) -> None:
        """What could still be refused is asked before anything is taken: codes that name nothing, shares that
        cannot be born from here."""
        for facts in (move.facts, *(birth.facts for birth in move.births)):
            for name in COLUMNS.keys() & facts.keys():
                self.codes.stored(name, facts[name] or None)
        if move.births:
            flow.order_step(order_state, Verb.DISPATCH)
        for birth in move.births:
            self.codes.row("unit", birth.unit)
            if birth.parent is not None and birth.parent not in self.shares[order.pk]:
                raise Refusal(
                    "Order %(number)s has no share %(share)s.", number=order.number, share=birth.parent
                )

    def _recall_rest(self, order: Order, move: Move, order_state: OrderState, seat: str) -> None:
        """An order that has ended leaves nothing on a unit's desk: its live shares are recalled (撤派)."""
        for share in list(self.shares[order.pk].values()):
            if share.state in flow.LIVE_SHARES:
                after = flow.assignment_step(share.state, Verb.RECALL)
                ended = Move(
                    order.number, Verb.RECALL, move.by, move.at, share.no, facts={"ended_by": move.verb}
                )
                self._append(order, share, ended, share.state, after, order_state, seat=seat)

    def flush(self) -> None:
        """Write what the steps said: events, new shares, projections."""
        if any(share.parent and share.parent.pk is None for share in self._born):
            for share in self._born:
                share.save(force_insert=True)
        elif self._born:
            Assignment.objects.bulk_create(self._born, batch_size=2000)
        if len(self._events) == 1:
            self._events[0].save(force_insert=True)
        elif self._events:
            Event.objects.bulk_create(self._events, batch_size=2000)
        _update(
            Order,
            [(o.pk, self._order_changes[o.pk]) for o in self.orders.values() if o.pk in self._order_changes],
        )
        rows = [(self.shares[o][n].pk, c) for (o, n), c in self._share_changes.items()]
        _update(Assignment, rows)

    def _event_id(self) -> int:
        """The id of the next event, known before it is written so that a room's rows can point to it."""
        if not self._ids:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval('orders_event_id_seq') FROM generate_series(1, %s)",
                    [max(1, len(self.orders))],
                )
                self._ids = [row[0] for row in cursor.fetchall()][::-1]
        return self._ids.pop()

    def _share(self, order: Order, move: Move) -> Assignment | None:
        if move.share is None:
            if flow.is_for_assignment(move.verb) and move.verb is not Verb.DISPATCH:
                raise Refusal(
                    "“%(verb)s” needs a unit's share of order %(number)s.",
                    verb=move.verb,
                    number=order.number,
                )
            return None
        share = self.shares[order.pk].get(move.share)
        if share is None:
            raise Refusal("Order %(number)s has no share %(share)s.", number=order.number, share=move.share)
        return share

    @staticmethod
    def _judge(order: Order, share: Assignment | None, move: Move) -> tuple[OrderState, str, str]:
        if share is None:
            target = flow.order_step(order.state, move.verb)
            return target, order.state, target
        step = flow.assignment_step(share.state, move.verb)
        if flow.both_machines(move.verb):
            return flow.order_step(order.state, move.verb), share.state, step
        flow.check_share(order.state, move.verb, step)
        return OrderState(order.state), share.state, step

    def _append(
        self, order: Order, share: Assignment | None, move: Move, before: str, after: str,
        order_state: OrderState, *, seat: str,
    ) -> Event:  # fmt: skip
        facts = chain.plain(move.facts)
        if move.by.delegate_for:
            facts["delegate_for"] = move.by.delegate_for
        event = Event(
            order=order, seq=order.seq + 1, share=share.no if share else None, verb=str(move.verb),
            before=str(before), after=str(after), order_state=str(order_state), by=move.by.key, seat=seat,
            at=move.at, law=move.law, clause=move.clause, key=move.key, facts=facts,
        )  # fmt: skip
        event.hash = chain.link(bytes(order.head), order.number, event)
        event.pk = self._event_id()
        self._events.append(event)
        changes = projection.order_changes(vars(order), event) | {"head": event.hash}
        apply(order, changes, self._order_changes.setdefault(order.pk, {}), self.codes)
        if share is not None:
            noted = self._share_changes.setdefault((order.pk, share.no), {})
            if changes := projection.share_changes(vars(share), event):
                apply(share, changes | {"look_at": event.at}, noted, self.codes)
        return event

    def _bear(self, order: Order, birth: Birth, move: Move, seat: str) -> None:
        order_state = flow.order_step(order.state, Verb.DISPATCH)
        facts = {
            "unit": birth.unit, "role": birth.role, "mode": birth.mode, "level": birth.level, "due": birth.due,
            "claim_due": birth.claim_due, "contact_due": birth.contact_due, "parent": birth.parent, **birth.facts,
        }  # fmt: skip
        no = len(self.shares[order.pk]) + 1
        share = Assignment(order=order, no=no, unit=self.codes.row("unit", birth.unit))
        share.state = flow.BORN
        self.shares[order.pk][no] = share
        born = Move(
            order.number, Verb.DISPATCH, move.by, move.at, no,
            law=birth.law or move.law, clause=birth.clause or move.clause, facts=facts,
        )  # fmt: skip
        after = flow.assignment_step(flow.BORN, Verb.DISPATCH)
        self._append(order, share, born, flow.BORN, after, order_state, seat=seat)
        del self._share_changes[order.pk, no]
        if birth.parent is not None:
            share.parent = self.shares[order.pk][birth.parent]
        self._born.append(share)


GATHERED: ContextVar[Batch | None] = ContextVar("gathered", default=None)
"""The batch of the running `gather` block, if there is one."""


def apply(row: Order | Assignment, changes: dict[str, Any], noted: dict[str, Any], codes: Codes) -> None:
    """Set the changed columns on the row, codes turned into ids, and note them for writing."""
    for name, value in changes.items():
        if name == "parent":
            continue
        column = COLUMNS.get(name, name)
        noted[column] = stored = codes.stored(name, value)
        setattr(row, column, stored)


def seat_name(seat: reach.Seat) -> str:
    """A seat as the ledger names it: role@unit."""
    return f"{seat.role}@{seat.unit}" if seat.unit else str(seat.role)


def _update(model: type[Order] | type[Assignment], rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
    rows = [(pk, changes) for pk, changes in rows if changes]
    if len(rows) == 1:
        model._default_manager.filter(pk=rows[0][0]).update(**rows[0][1])
        return
    groups: dict[tuple[str, ...], list[list[Any]]] = {}
    for pk, changes in rows:
        names = tuple(sorted(changes))
        values = [_prepared(model, n, changes[n]) for n in names]
        groups.setdefault(names, []).append([*values, pk])
    with connection.cursor() as cursor:
        for names, values in groups.items():
            sets = ", ".join(f'"{n}" = %s' for n in names)
            cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {sets} WHERE id = %s', values)


def _prepared(model: type[Order] | type[Assignment], column: str, value: Any) -> Any:
    field = next(f for f in model._meta.concrete_fields if f.column == column)
    return field.get_db_prep_save(value, connection)
