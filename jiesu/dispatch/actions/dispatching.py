"""派单: hand an order to the units that answer for it, and fix by when. One, many, or the confirmed top ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiesu.dispatch import queries, sending
from jiesu.dispatch.board import Board
from jiesu.dispatch.kinds import Fate
from jiesu.dispatch.models import Suggestion
from jiesu.dispatch.sending import Sending, UnitPart
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Move
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import Actor
from jiesu.rules.spans import Span
from jiesu.rules.terms import Level, Mode, OrderState, UnitRole, Verb
from jiesu.rules.verdict import Refusal


@transaction.atomic
def dispatch(
    number: str,
    *,
    units: Sequence[UnitPart | str],
    by: Actor,
    at: datetime,
    mode: Mode | None = None,
    level: Level | None = None,
    category: str = "",
    statutory: Span | None = None,
    statute: str = "",
    note: str = "",
    approval: str = "",
    checked: str = "",
    key: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """派单. `units`: (code, role), or codes of which the first leads. An order that is with its units already
    gets further assisting units. Returns the event of the order; the shares' own events follow it."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.DISPATCH, key):
        return known
    asked_units = parts(units, more=order.state == OrderState.DISPATCHED)
    asked = Sending(
        number,
        asked_units,
        by,
        at,
        mode,
        level,
        category,
        statutory,
        statute,
        note,
        key,
        approval,
        checked,
        facts or {},
    )
    move = sending.move(Board(at), order, orders.shares_of(order), asked)
    event = orders.advance(
        number, move.verb, by=by, at=at, births=move.births, law=move.law, clause=move.clause, key=key,
        facts=move.facts,
    )  # fmt: skip
    _note([move])
    return event


@transaction.atomic
def dispatch_many(sendings: Sequence[Sending]) -> list[Event | Refusal]:
    """Many dispatches in one transaction, one result each; a refused one changes nothing.

    The orders are held before they are judged. One that is named twice is dispatched once.
    """
    known = queries.held_by_number(s.number for s in sendings)
    shares = queries.shares_by_order([order.pk for order in known.values()])
    boards: dict[date, Board] = {}
    judged: set[str] = set()
    results: list[Event | Refusal | Move] = []
    for asked in sendings:
        board = boards.setdefault(local_day(asked.at), Board(asked.at))
        board.at = asked.at
        order = known.get(asked.number)
        try:
            if order is None:
                raise Refusal("There is no order %(number)s.", number=asked.number)
            if asked.number in judged:
                raise Refusal("Order %(number)s is named twice.", number=asked.number)
            judged.add(asked.number)
            results.append(sending.move(board, order, shares.get(order.pk, []), asked))
        except Refusal as refusal:
            results.append(refusal)
    moves = [r for r in results if isinstance(r, Move)]
    done = iter(orders.advance_many(moves))
    final = [next(done) if isinstance(r, Move) else r for r in results]
    _note([m for m, e in zip(results, final, strict=True) if isinstance(m, Move) and isinstance(e, Event)])
    return [e for e in final if not isinstance(e, Move)]


def confirm_many(numbers: Sequence[str], *, by: Actor, at: datetime) -> list[tuple[str, Event | Refusal]]:
    """Dispatch each order to the first lead of its suggestion; one result per order, in the order given."""
    tops = {s.order.number: s for s in queries.suggestions(numbers, by)}
    asked: list[Sending] = []
    results: dict[str, Event | Refusal] = {}
    for number in numbers:
        suggestion = tops.get(number)
        if suggestion is None or suggestion.top is None:
            results[number] = Refusal("There is no suggestion for order %(number)s yet.", number=number)
            continue
        asked.append(confirmed(number, suggestion, by=by, at=at))
    done = dispatch_many(asked)
    results |= dict(zip((s.number for s in asked), done, strict=True))
    return [(number, results[number]) for number in numbers]


def confirmed(
    number: str, suggestion: Suggestion, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None
) -> Sending:
    """The dispatch that a suggestion proposes."""
    first = queries.first_lead(suggestion)
    unit = suggestion.top.code if suggestion.top else ""
    said = {"model": suggestion.model, "confidence": str(suggestion.confidence)}
    return Sending(
        number,
        [(unit, UnitRole.LEAD)],
        by,
        at,
        category=first.get("category", ""),
        facts=said | dict(facts or {}),
    )


def parts(units: Sequence[UnitPart | str], *, more: bool = False) -> list[UnitPart]:
    """Units with roles: a bare code leads where it is the first and nobody leads yet; the others assist."""
    found: list[UnitPart] = []
    for unit in units:
        if isinstance(unit, str):
            found.append((unit, UnitRole.ASSIST if more or found else UnitRole.LEAD))
        else:
            found.append((unit[0], UnitRole(unit[1])))
    return found


def _note(moves: Sequence[Move]) -> None:
    """Note on the suggestions what became of them."""
    leads = {m.number: m for m in moves if m.verb is Verb.DISPATCH and "lead" in m.facts}
    rows = Suggestion.objects.filter(order__number__in=list(leads), fate="").select_related("order", "top")
    noted = []
    for row in rows:
        facts = leads[row.order.number].facts
        same = row.top is not None and row.top.code == facts["lead"]
        row.fate = Fate.AUTOMATIC if facts.get("auto") else Fate.CONFIRMED if same else Fate.CHANGED
        noted.append(row)
    Suggestion.objects.bulk_update(noted, ["fate"], batch_size=500)
