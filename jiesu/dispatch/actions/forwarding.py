"""转派: a unit hands its share down its own line; the chain stays, the clock does not start again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.dispatch import sending
from jiesu.dispatch.board import Board
from jiesu.dispatch.sending import UnitPart
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Birth, Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Mode, UnitRole, Verb
from jiesu.rules.verdict import Refusal


@transaction.atomic
def forward(
    number: str,
    *,
    share: int,
    units: Sequence[UnitPart | str],
    by: Actor,
    at: datetime,
    reason: str,
    key: str = "",
    automatic: bool = False,
) -> Event:
    """转派: to units below the share's own. Their limit is a share of the remaining time (80 %)."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.FORWARD, key):
        return known
    shares = orders.shares_of(order)
    parent = orders.share_of(order, share, shares)
    if not reason.strip():
        raise Refusal("Say why the order is forwarded.")
    board = Board(at)
    asked = children(board, parent, units)
    found = sending.named(board, asked, shares)
    check_below(parent, found)
    births = births_below(board, parent, asked)
    facts: dict[str, Any] = {"units": [code for code, _ in asked], "reason": sending.cautious(reason)}
    if lead := next((code for code, role in asked if role is UnitRole.LEAD), ""):
        facts["lead"] = lead
    if automatic:
        facts["auto"] = True
    clause = births[0].clause
    return orders.advance(
        number, Verb.FORWARD, by=by, at=at, share=share, births=births, law=births[0].law, clause=clause, key=key,
        facts=facts,
    )  # fmt: skip


def children(board: Board, parent: Assignment, units: Sequence[UnitPart | str]) -> list[UnitPart]:
    """Units with the roles they can have: the first leads where the parent does and it is no community."""
    asked: list[UnitPart] = []
    for unit in units:
        code, role = (unit, None) if isinstance(unit, str) else unit
        row = board.unit(code)
        leads = parent.role == UnitRole.LEAD and not asked and row.level != "community"
        asked.append((code, role or (UnitRole.LEAD if leads else UnitRole.ASSIST)))
    leading = [code for code, role in asked if role is UnitRole.LEAD]
    if len(leading) > 1:
        raise Refusal("Exactly one unit leads.")
    for code in leading:
        board.check_lead(board.unit(code))
        if parent.role != UnitRole.LEAD:
            raise Refusal("The order has a leading unit; further units assist.")
    return asked


def check_below(parent: Assignment, units: Sequence[Any]) -> None:
    """Forwarding goes down the unit's own line."""
    for unit in units:
        if not unit.path.startswith(parent.unit.path) or unit.path == parent.unit.path:
            raise Refusal("%(unit)s is not below %(parent)s.", unit=unit.label, parent=parent.unit.label)


def births_below(board: Board, parent: Assignment, asked: Sequence[UnitPart]) -> tuple[Birth, ...]:
    """The shares that a forwarding brings, within the parent's limit."""
    clocks = board.below(parent.level, parent.due, parent.contact_due)
    return tuple(sending.birth(code, role, Mode.FORWARDED, clocks, parent.no) for code, role in asked)
